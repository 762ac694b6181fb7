import { expect, it } from "vitest";
import type { JsonValue } from "../../../src/plan/observed.ts";
import { automatic, bundleId, DONE, planFor, specOf, storedProfile, type World } from "./world.ts";

const spec = specOf({ shop: automatic({ capabilities: "[app_groups, icloud, push_notifications]" }) });

/** A team that has everything, and a copy of the profile with what the store says of its assignments. */
function holding(unassigned: JsonValue | undefined): World {
  const copy = storedProfile("P1");
  const stored = (DONE.stored ?? []).map((object) =>
    object.address === copy.address && unassigned !== undefined
      ? { ...object, facts: { ...object.facts, unassigned } }
      : object,
  );
  return { ...DONE, bundle_ids: [bundleId("com.acme.shop", ["APP_GROUPS", "ICLOUD", "PUSH_NOTIFICATIONS"])], stored };
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
