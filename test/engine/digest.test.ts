import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/engine/canonical-json.ts";
import { changeDigest, fingerprints, planDigest, sha256 } from "../../src/engine/digest.ts";
import { isoSeconds, makePlan, type PlanInput } from "../../src/engine/make-plan.ts";
import type { JsonValue, Observed } from "../../src/plan/observed.ts";
import { observedObjects } from "../../src/plan/observed-objects.ts";
import { change, EMPTY_TEAM, observed } from "./engine-world.ts";

describe("canonical JSON", () => {
  it.each([
    [{ b: 1, a: [true, null, "x"] }, '{"a":[true,null,"x"],"b":1}'],
    [{ é: 1, e: 2, E: 3, "": 4, "10": 5, "9": 6 }, '{"":4,"10":5,"9":6,"E":3,"e":2,"é":1}'],
    ['a\u2028"\\\n\u0001€', '"a\u2028\\"\\\\\\n\\u0001€"'],
    [[], "[]"],
    [{}, "{}"],
    [undefined, "null"],
    [0, "0"],
    [-0, "0"],
    [1e21, "1e+21"],
    [{ a: undefined as unknown as JsonValue, b: { d: 1, c: 2 } }, '{"b":{"c":2,"d":1}}'],
  ])("of %j is %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("sorts by code unit, where a surrogate pair comes before what is above it", () => {
    expect(canonicalJson({ "\ufb01": 1, "\u{1f600}": 2 })).toBe('{"\u{1f600}":2,"\ufb01":1}');
  });

  it("reads back as the value, and is the same whatever the order of the members", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as JsonValue))).toBe(text);
      }),
    );
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

const bundle = {
  id: "B1",
  identifier: "com.acme.shop",
  name: "Shop",
  platform: "UNIVERSAL",
  capabilities: [],
  has_app: true,
};
const world = observed({ app_store_connect: { acme: { ...EMPTY_TEAM, bundle_ids: [bundle] } } });

describe("fingerprints", () => {
  it("are of the named objects that exist, each once and sorted", () => {
    const found = fingerprints(world, [
      "acme/bundle_id/com.acme.shop",
      "acme/profile/gone",
      "acme/bundle_id/com.acme.shop",
    ]);
    expect(Object.keys(found)).toEqual(["acme/bundle_id/com.acme.shop"]);
    expect(found["acme/bundle_id/com.acme.shop"]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("move with everything that was observed of an object", () => {
    const of = (more: object): unknown =>
      fingerprints(observed({ app_store_connect: { acme: { ...EMPTY_TEAM, bundle_ids: [{ ...bundle, ...more }] } } }), [
        "acme/bundle_id/com.acme.shop",
      ]);
    expect(of({})).toEqual(of({}));
    for (const more of [
      { name: "Other" },
      { has_app: null },
      { capabilities: [{ id: "1", capability_type: "HEALTHKIT", settings: [] }] },
    ])
      expect(of(more)).not.toEqual(of({}));
  });
});

const input: PlanInput = {
  changes: [
    change({ address: "acme/profile/a:ios_app_store", type: "profile", reads: ["acme/bundle_id/com.acme.shop"] }),
  ],
  budgets: [{ kind: "certificates", owner: "acme", what: "DISTRIBUTION certificates", used: 1, adds: 1, limit: 3 }],
  blastRadius: [],
  expiries: [],
  observed: world,
  now: new Date("2026-11-22T12:34:56.789Z"),
  specSha256: sha256("version: 1\n"),
  specPath: "signing.yaml",
  targeted: [],
  errored: false,
};

describe("a plan", () => {
  it("is bound to what its changes read", () => {
    expect(makePlan(input)).toMatchObject({
      timestamp: "2026-11-22T12:34:56Z",
      applyable: true,
      complete: true,
      errored: false,
    });
    expect(Object.keys(makePlan(input).fingerprints)).toEqual(["acme/bundle_id/com.acme.shop"]);
  });

  it("is named by everything in it but the time of its making", () => {
    const name = planDigest(makePlan(input));
    expect(planDigest(makePlan({ ...input, now: new Date("2027-01-01T00:00:00Z") }))).toBe(name);
    const others: readonly Partial<PlanInput>[] = [
      { targeted: ["shop"] },
      { specSha256: sha256("") },
      { observed: observed() },
      { changes: [] },
      { errored: true },
      { budgets: [] },
      { blastRadius: [{ address: "acme/certificate/c1", deposed: "c1", targets: [], profiles: [] }] },
    ];
    for (const other of others) expect(planDigest(makePlan({ ...input, ...other }))).not.toBe(name);
  });

  it("is named without the requests that were left when it was made, of which making it takes some", () => {
    const of = (used: number): string =>
      planDigest(
        makePlan({
          ...input,
          budgets: [
            ...input.budgets,
            { kind: "requests", owner: "acme", what: "API requests in this hour", used, adds: 9, limit: 3600 },
          ],
        }),
      );
    expect(of(4)).toBe(of(8));
    expect(of(4)).toBe(planDigest(makePlan(input)));
    const seen = (remaining: number): Observed => {
      const { app_store_connect: teams } = world;
      const rate_limit = { limit: 3600, remaining };
      return {
        ...world,
        app_store_connect: Object.fromEntries(
          Object.entries(teams).map(([key, team]) => [key, { ...team, rate_limit }]),
        ),
      };
    };
    const names = [...observedObjects(world).keys()];
    expect(fingerprints(seen(4), names)).toEqual(fingerprints(world, names));
    expect([...observedObjects(seen(4)).keys()]).toEqual(names);
  });

  it("says whether there is anything to apply, and whether that is all", () => {
    const manual = change({ address: "acme/capability/a:app_groups", type: "capability", action: "manual" });
    const state = (more: Partial<PlanInput>): readonly boolean[] => {
      const { applyable, complete, errored } = makePlan({ ...input, ...more });
      return [applyable, complete, errored];
    };
    expect(state({ changes: [] })).toEqual([false, true, false]);
    expect(state({ changes: [manual] })).toEqual([false, false, false]);
    expect(state({ changes: [...input.changes, manual] })).toEqual([true, false, false]);
    expect(state({ targeted: ["shop"] })).toEqual([true, false, false]);
    expect(state({ errored: true })).toEqual([false, false, true]);
  });

  it("has whole seconds in its dates", () => {
    expect(isoSeconds(new Date("2026-11-22T12:34:56.999Z"))).toBe("2026-11-22T12:34:56Z");
  });
});

describe("the digest of a change", () => {
  const base = { address: "acme/profile/a:ios_app_store", type: "profile" } as const;

  it("is of what it does and why, not of the words", () => {
    const one = changeDigest(change(base));
    expect(
      changeDigest(
        change({ ...base, reason: "it expires in 3 days", targets: ["other"], depends_on: ["acme/bundle_id/a"] }),
      ),
    ).toBe(one);
    expect(changeDigest(change({ ...base, action_reason: "attributes_differ" }))).not.toBe(one);
    expect(changeDigest(change({ ...base, deposed: "P1" }))).not.toBe(one);
    expect(changeDigest(change({ ...base, action: "update" }))).not.toBe(one);
    expect(changeDigest(change({ ...base, after_unknown: ["uuid"] }))).not.toBe(one);
  });
});
