import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { definition } from "../../../src/compiler/schema-diagnostics/schema-node.ts";
import { assignedEntitlements, managedEntitlements } from "../../../src/plan/assigned-entitlements.ts";
import type { JsonValue } from "../../../src/plan/observed.ts";
import { automatic, bundleId, DONE, planFor, specOf, storedProfile, type World } from "./world.ts";

const spec = specOf({ shop: automatic({ capabilities: "[app_groups, icloud, push_notifications]" }) });

/** A world whose copy of the profile has a fact more, where it is known. */
function withFact(world: World, name: string, value: JsonValue | undefined): World {
  const { address } = storedProfile("P1");
  const stored = (world.stored ?? []).map((object) =>
    object.address === address && value !== undefined
      ? { ...object, facts: { ...object.facts, [name]: value } }
      : object,
  );
  return { ...world, stored };
}

/** A team that has everything, and a copy of the profile with what the store says of its assignments. */
function holding(unassigned: JsonValue | undefined): World {
  const bundle_ids = [bundleId("com.acme.shop", ["APP_GROUPS", "ICLOUD", "PUSH_NOTIFICATIONS"])];
  return withFact({ ...DONE, bundle_ids }, "unassigned", unassigned);
}

const steps = (world: World): readonly string[] =>
  planFor(spec, world).changes.map((c) => `${c.action} ${c.address} ${c.depends_on.length}`);

it("what is assigned by hand is asked for until the profile in the store has values", () => {
  const groups = "com.apple.security.application-groups";
  const containers = "com.apple.developer.icloud-container-identifiers";
  expect(steps(holding([groups, containers]))).toEqual([
    "manual acme/capability/com.acme.shop:app_groups:assignment 0",
    "manual acme/capability/com.acme.shop:icloud:assignment 0",
  ]);
  expect(steps(holding([containers]))).toEqual(["manual acme/capability/com.acme.shop:icloud:assignment 0"]);
  expect(steps(holding([]))).toEqual([]);
});

it("a copy that an older release stored says nothing of it, and nobody is asked for what may be done", () => {
  expect(steps(holding(undefined))).toEqual([]);
});

it("without a profile the step is asked for, and the profile does not wait for it", () => {
  const { changes } = planFor(spec, { ...holding([]), stored: [], profiles: [], records: [] });
  const manual = changes.filter((c) => c.action === "manual").map((c) => c.address);
  expect(manual).toHaveLength(2);
  expect(changes.filter((c) => c.depends_on.some((address) => manual.includes(address)))).toEqual([]);
});

describe("a managed capability", () => {
  const managed = specOf({ shop: automatic({ capabilities: "[carplay_audio, push_notifications]" }) });
  const holds = (granted: JsonValue | undefined): readonly string[] => {
    const world = { ...DONE, bundle_ids: [bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS"])] };
    return planFor(managed, withFact(world, "granted", granted)).changes.map((c) => `${c.action} ${c.address}`);
  };

  it("is asked for until the profile in the store holds it, and never turned on", () => {
    const step = "manual acme/capability/com.acme.shop:carplay_audio:assignment";
    expect(holds([])).toEqual([step]);
    expect(holds(["com.apple.developer.carplay-maps"])).toEqual([step]);
    expect(holds(["com.apple.developer.carplay-audio"])).toEqual([]);
    // A copy that an older release stored says nothing of it.
    expect(holds(undefined)).toEqual([]);
  });

  it("is offered by the schema under its own name, with a form of Apple's", () => {
    const offered = definition("CapabilityName").examples ?? [];
    const all = Object.entries(managedEntitlements);
    const page = readFileSync(new URL("../../../docs/steps-by-hand.md", import.meta.url), "utf8");
    expect(new Set(all.map(([, { entitlement }]) => entitlement)).size).toBe(all.length);
    for (const [type, { entitlement, request }] of all) {
      expect(offered).toContain(type.toLowerCase());
      expect(page).toContain(`| \`${type.toLowerCase()}\` | `);
      expect(page).toContain(`| \`${entitlement}\` | [request](${request}) |`);
      expect(entitlement).toMatch(/^com\.apple\.developer\.[\w.-]+$/);
      expect(new URL(request).origin).toBe("https://developer.apple.com");
      expect(Object.keys(assignedEntitlements)).not.toContain(type);
    }
  });
});
