import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planDigest } from "../../src/engine/digest.ts";
import { makePlan } from "../../src/engine/make-plan.ts";
import type { JsonValue } from "../../src/plan/observed.ts";
import { planFromJson, planToJson } from "../../src/plan/plan-json.ts";
import { countChanges, terraformActions, type Plan } from "../../src/plan/plan.ts";
import {
  android,
  automatic,
  certificate,
  DONE,
  inDays,
  keystores,
  observedOf,
  planFor,
  profile,
  specOf,
  type World,
} from "../compiler/planning/world.ts";

function planOf(world: World): Plan {
  const spec = specOf({
    shop: automatic({ capabilities: "[{ data_protection: complete }]" }),
    android: android({ policy_console: "{ key: console, profile: Android Signing }" }),
  });
  const planned = planFor(spec, world);
  const observed = observedOf(world);
  return makePlan({
    ...planned,
    observed,
    now: new Date("2026-11-22T12:00:00Z"),
    specSha256: "a".repeat(64),
    specPath: "signing.yaml",
    targeted: ["shop"],
    errored: false,
  });
}

const PLAN = planOf({
  ...DONE,
  files: keystores("jks"),
  certificates: [certificate("c1", "k1", { expires: inDays(3) })],
  profiles: [profile("P1"), profile("P2")],
});

/** What a file of the plan holds. */
function fileOf(plan: Plan): Record<string, JsonValue> {
  return JSON.parse(JSON.stringify(planToJson(plan))) as Record<string, JsonValue>;
}

describe("the JSON form of a plan", () => {
  it("reads back as the plan, under the same digest", () => {
    const read = planFromJson(fileOf(PLAN));
    expect(read).toEqual({ plan: PLAN });
    expect("plan" in read && planDigest(read.plan)).toBe(planDigest(PLAN));
    expect(planFromJson(fileOf(planOf({})))).toEqual({ plan: planOf({}) });
  });

  it("is read from a file of before budgets had a kind and profiles were named in the reach of a line", () => {
    const file = planToJson(PLAN);
    const older = {
      ...file,
      signing: {
        ...file.signing,
        budgets: file.signing.budgets.map(({ owner, what, used, adds, limit }) => ({ owner, what, used, adds, limit })),
        blast_radius: file.signing.blast_radius.map(({ address, targets }) => ({ address, targets })),
      },
    };
    const blast_radius = PLAN.blast_radius.map(({ address, targets }) => ({ address, targets, profiles: [] }));
    expect(PLAN.budgets.map(({ kind }) => kind)).toEqual(["certificates"]);
    expect(planFromJson(JSON.parse(JSON.stringify(older)))).toEqual({ plan: { ...PLAN, blast_radius } });
    const none = { ...older, signing: { ...older.signing, blast_radius: undefined } };
    expect(planFromJson(JSON.parse(JSON.stringify(none)))).toEqual({ plan: { ...PLAN, blast_radius: [] } });
  });

  it("keeps a step that a person does", () => {
    const manual = { instructions: "switch it on in the portal", check: "the profile has it" };
    const plan: Plan = {
      ...PLAN,
      changes: PLAN.changes.map((c, index) => (index === 0 ? { ...c, action: "manual" as const, manual } : c)),
    };
    expect(planFromJson(fileOf(plan))).toEqual({ plan });
    expect(planToJson(plan).signing.manual_steps).toEqual([{ address: PLAN.changes[0]?.address, ...manual }]);
  });

  it("has Terraform's names for what Terraform knows", () => {
    const json = planToJson(PLAN);
    expect(json.format_version).toBe("1.2");
    expect(json.resource_changes[0]).toMatchObject({
      address: "store/key/acme:distribution",
      type: "key",
      name: "acme:distribution",
      provider_name: "store",
      action_reason: "replace_because_expiring",
      change: {
        actions: ["create"],
        before: null,
        after_unknown: { public_key_sha256: true },
        before_sensitive: {},
        after_sensitive: {},
        replace_paths: [],
      },
    });
    expect(PLAN.changes.map((c) => terraformActions(c).join())).toEqual(PLAN.changes.map(({ action }) => action));
  });

  it("lists what is destroyed and what turns profiles invalid, with the targets and profiles that it concerns", () => {
    expect(planToJson(PLAN).signing.blast_radius).toEqual([
      {
        address: "acme/capability/com.acme.shop:data_protection",
        targets: ["shop"],
        profiles: [
          { name: profile("P2").name, uuid: "P2", ours: false, replaced: false },
          { name: profile("P1").name, uuid: "P1", ours: true, replaced: true },
        ],
      },
      { address: "acme/profile/com.acme.shop:ios_app_store", deposed: "P1", targets: ["shop"], profiles: [] },
      {
        address: "store/stored_profile/acme:com.acme.shop:ios_app_store",
        deposed: "P1",
        targets: ["shop"],
        profiles: [],
      },
    ]);
  });

  it("says for which attributes an object is made anew, and what moved by other hands", () => {
    const { resource_changes, resource_drift } = planToJson(PLAN);
    const [replaced] = resource_changes.filter((c) => c.type === "profile" && c.change.before !== null);
    expect(replaced?.change.replace_paths).toEqual([["certificates"]]);
    const created = resource_changes.filter((c) => c.change.before === null || c.change.actions[0] !== "create");
    expect(created.flatMap((c) => c.change.replace_paths)).toEqual([]);
    expect(resource_drift).toEqual([]);
    const moved = planOf({ ...DONE, profiles: [profile("P1", { state: "INVALID" })] });
    expect(planToJson(moved).resource_drift.map((c) => [c.address, c.change.actions, c.signing.reason])).toEqual([
      ["acme/profile/com.acme.shop:ios_app_store", ["update"], "Apple says that it is INVALID"],
    ]);
    expect(planFromJson(fileOf(moved))).toEqual({ plan: moved });
  });

  it("counts as the summary line does", () => {
    expect(countChanges(PLAN.changes)).toEqual({
      add: PLAN.changes.filter(({ action }) => action === "create").length,
      change: 0,
      destroy: 2,
      manual: 0,
      forget: 0,
    });
  });
});

describe("what is no plan of ours", () => {
  const [firstChange] = fileOf(PLAN)["resource_changes"] as readonly Record<string, JsonValue>[];
  const withChange = (more: object): JsonValue => ({
    ...fileOf(PLAN),
    resource_changes: [{ ...firstChange, ...more }],
  });
  const withSigning = (more: object): JsonValue => ({
    ...fileOf(PLAN),
    signing: { ...(fileOf(PLAN)["signing"] as object), ...more },
  });
  const inChange = (more: object): JsonValue =>
    withChange({ change: { ...(firstChange?.["change"] as object), ...more } });

  it.each<readonly [string, JsonValue, string]>([
    ["null", null, "it is not a JSON object"],
    ["a list", [], "it is not a JSON object"],
    ["a text", "plan", "it is not a JSON object"],
    ["an empty object", {}, "it has no `format_version`"],
    ["a newer plan", { ...fileOf(PLAN), format_version: "2.0" }, "it has format 2.0, and this Signwright reads 1.2"],
    [
      "a plan of Terraform",
      { format_version: "1.2", resource_changes: [], planned_values: {} },
      "it is a plan of another tool",
    ],
    ["changes that are no list", { ...fileOf(PLAN), resource_changes: {} }, "it is a plan of another tool"],
    ["no digest of the spec", withSigning({ spec_sha256: null }), "parts of it are missing or damaged"],
    ["a short digest of the spec", withSigning({ spec_sha256: "abc" }), "parts of it are missing or damaged"],
    ["fingerprints that are a list", withSigning({ fingerprints: [] }), "parts of it are missing or damaged"],
    [
      "fingerprints that are no digests",
      withSigning({ fingerprints: { "acme/profile/P1": 1 } }),
      "parts of it are missing or damaged",
    ],
    [
      "budgets without numbers",
      withSigning({ budgets: [{ owner: "acme", what: "x", used: "1", adds: 0, limit: null }] }),
      "parts of it are missing or damaged",
    ],
    [
      "a budget of an unknown kind",
      withSigning({ budgets: [{ kind: "storms", owner: "acme", what: "x", used: 1, adds: 0, limit: null }] }),
      "parts of it are missing or damaged",
    ],
    ["a reach that is no list", withSigning({ blast_radius: {} }), "parts of it are missing or damaged"],
    [
      "a reach to profiles without names",
      withSigning({ blast_radius: [{ address: "acme/certificate/c1", targets: [], profiles: [{ uuid: "P1" }] }] }),
      "parts of it are missing or damaged",
    ],
    ["expiries that are null", withSigning({ expiries: [null] }), "parts of it are missing or damaged"],
    ["targets that are no texts", withSigning({ targeted: [1] }), "parts of it are missing or damaged"],
    ["no time", { ...fileOf(PLAN), timestamp: 5 }, "parts of it are missing or damaged"],
    ["a change that is a text", { ...fileOf(PLAN), resource_changes: ["create"] }, "one of its changes is damaged"],
    ["an unknown kind of resource", withChange({ type: "aws_instance" }), "one of its changes is damaged"],
    ["a kind that the address does not have", withChange({ type: "profile" }), "one of its changes is damaged"],
    [
      "a kind that every object has",
      withChange({ type: "constructor", address: "acme/constructor/x" }),
      "one of its changes is damaged",
    ],
    ["two actions", inChange({ actions: ["delete", "create"] }), "one of its changes is damaged"],
    ["an unknown action", inChange({ actions: ["revoke"] }), "one of its changes is damaged"],
    ["no action", inChange({ actions: [] }), "one of its changes is damaged"],
    ["attributes that are a text", inChange({ after: "x" }), "one of its changes is damaged"],
    [
      "attributes of 10,000 levels",
      inChange({ after: { list: JSON.parse("[".repeat(10_000) + "]".repeat(10_000)) as JsonValue } }),
      "one of its changes is damaged",
    ],
    [
      "a step by hand without its check",
      withChange({ signing: { ...(firstChange?.["signing"] as object), manual: { instructions: "do it" } } }),
      "one of its changes is damaged",
    ],
    [
      "a change without reads",
      withChange({ signing: { reason: "", depends_on: [], targets: [] } }),
      "one of its changes is damaged",
    ],
  ])("is refused: %s", (_, value, reason) => {
    expect(planFromJson(value)).toEqual({ reason });
  });

  it("is refused in words and never with an exception, however it is damaged", () => {
    const whole = fileOf(PLAN);
    const places = pathsOf(whole);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, damage) => {
        // As a file holds it: there, for one, -0 is 0.
        const file = JSON.stringify(replaced(whole, path, damage as JsonValue));
        const read = planFromJson(JSON.parse(file));
        if ("plan" in read) expect(planFromJson(fileOf(read.plan))).toEqual(read);
        else expect(read.reason).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });
});

function pathsOf(value: JsonValue, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

function replaced(value: JsonValue, [name, ...rest]: readonly string[], by: JsonValue): JsonValue {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) => (String(index) === name ? replaced(item, rest, by) : item));
  const members = value as { readonly [name: string]: JsonValue };
  return { ...members, [name]: replaced(members[name] ?? null, rest, by) };
}
