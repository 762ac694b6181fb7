import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  factsCacheOf,
  parseFactsCache,
  parsePlanCache,
  planCacheOf,
  type FactsCache,
} from "../../src/plan/world-cache.ts";
import { planOf } from "../cli/plan-fixture.ts";
import { change } from "../engine/engine-world.ts";
import {
  bundleId,
  certificate,
  device,
  DONE,
  observedOf,
  profile,
  signingProfile,
} from "../compiler/planning/world.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/cache.schema.json"), "utf8")) as object;
const fits = new Ajv({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(schema);

function factsOf(more: Partial<Parameters<typeof factsCacheOf>[0]> = {}): FactsCache {
  return factsCacheOf({
    observed: observedOf({
      ...DONE,
      bundle_ids: [bundleId("com.acme.shop", ["PUSH_NOTIFICATIONS", "ICLOUD"])],
      devices: [device("00008110-001A2B3C4D5E601E")],
      certificates: [certificate("c1", "k1"), certificate("f1", "somebody's")],
      profiles: [profile("P1"), profile("P9", { bundle_id: null })],
      console: [signingProfile("S1")],
    }),
    keystores: new Map([["upload", ["upload", "old"]]]),
    keyNames: new Set(["acme", "console", "upload"]),
    previous: undefined,
    timestamp: "2026-11-22T12:00:00Z",
    ...more,
  });
}

describe("facts.json", () => {
  it("does not keep what moves with every request: how many are left of the hour", () => {
    const seen = (remaining: number) => factsOf({ observed: observedOf({ rate_limit: { limit: 3600, remaining } }) });
    expect(seen(12)).toEqual(seen(3000));
    expect(seen(12)).toEqual(factsOf({ observed: observedOf({}) }));
  });

  it("keeps each list of devices once, however many profiles list them", () => {
    const devices = ["00008110-001A2B3C4D5E601E", "00008120-001A2B3C4D5E601E"];
    const { acme: team } = factsOf({
      observed: observedOf({
        profiles: [
          profile("P1", { devices }),
          profile("P2"),
          profile("P3", { devices }),
          profile("P4", { devices: devices.slice(1) }),
        ],
      }),
    }).app_store_connect;
    expect(team?.device_lists).toEqual([devices, devices.slice(1)]);
    expect(team?.profiles.map((p) => [p.uuid, p.device_list])).toEqual([
      ["P1", 0],
      ["P2", null],
      ["P3", 0],
      ["P4", 1],
    ]);
  });

  it("says what exists, and what of it is ours", () => {
    const { app_store_connect: teams, keystores, policy_console: consoles } = factsOf();
    expect(teams["acme"]?.bundle_ids).toEqual([
      {
        identifier: "com.acme.shop",
        name: "com acme shop",
        platform: "UNIVERSAL",
        has_app: false,
        capabilities: ["ICLOUD", "PUSH_NOTIFICATIONS"],
      },
    ]);
    expect(teams["acme"]?.certificates.map((c) => [c.serial_number, c.ours])).toEqual([
      ["c1", true],
      ["f1", false],
    ]);
    expect(teams["acme"]?.profiles.map((p) => [p.uuid, p.ours])).toEqual([
      ["P1", true],
      ["P9", false],
    ]);
    expect(keystores["upload"]?.aliases).toEqual(["upload", "old"]);
    expect(consoles["console"]?.signing_profiles.map((p) => p.name)).toEqual(["Android Signing"]);
  });

  it("keeps what an earlier run saw of keys that this one did not use, and drops keys that are gone", () => {
    const earlier = factsOf({ timestamp: "2026-11-01T00:00:00Z" });
    const observed = { ...observedOf({}), app_store_connect: {}, policy_console: {} };
    const later = factsOf({
      observed,
      keystores: new Map(),
      previous: earlier,
      keyNames: new Set(["acme", "upload"]),
      timestamp: "2026-11-22T12:00:00Z",
    });
    expect(later.app_store_connect["acme"]).toEqual(earlier.app_store_connect["acme"]);
    expect(later.keystores["upload"]?.read_at).toBe("2026-11-01T00:00:00Z");
    expect(later.policy_console).toEqual({});
    expect(later.timestamp).toBe("2026-11-22T12:00:00Z");
  });

  it("fits its schema and reads back as it was", () => {
    const facts = factsOf();
    expect([fits(facts), fits.errors]).toEqual([true, null]);
    expect(parseFactsCache(JSON.stringify(facts))).toEqual(facts);
    expect(parsePlanCache(JSON.stringify(facts))).toBeUndefined();
  });
});

describe("plan.json", () => {
  const plan = planOf([
    change({ address: "acme/profile/com.acme.shop:ios_app_store", type: "profile", targets: ["shop"] }),
    change({ address: "store/key/acme:distribution", type: "key", targets: ["shop", "notes"] }),
  ]);

  it("says the changes with the targets that want them, or what is left of them", () => {
    expect(planCacheOf(plan).changes.map((c) => [c.action, c.address, c.targets])).toEqual([
      ["create", "acme/profile/com.acme.shop:ios_app_store", ["shop"]],
      ["create", "store/key/acme:distribution", ["notes", "shop"]],
    ]);
    expect(planCacheOf(plan, plan.changes.slice(1)).changes).toHaveLength(1);
  });

  it("fits its schema and reads back as it was", () => {
    const cache = planCacheOf(plan);
    expect([fits(cache), fits.errors]).toEqual([true, null]);
    expect(parsePlanCache(JSON.stringify(cache))).toEqual(cache);
    expect(parseFactsCache(JSON.stringify(cache))).toBeUndefined();
  });
});

describe("reading a cache", () => {
  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseFactsCache(text)).toBeUndefined();
        expect(parsePlanCache(text)).toBeUndefined();
      }),
    );
  });

  it("takes nothing that lacks a member or has another kind of value", () => {
    const whole = JSON.parse(JSON.stringify(factsOf())) as Record<string, unknown>;
    for (const spoilt of damaged(whole)) {
      expect(fits(spoilt), JSON.stringify(spoilt)).toBe(false);
      expect(parseFactsCache(JSON.stringify(spoilt)), JSON.stringify(spoilt)).toBeUndefined();
    }
  });
});

/** A value with, in turn, each member of its maps replaced by a negative number, which none of them is. */
function* damaged(value: unknown): Generator {
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const member: unknown = Reflect.get(value, key);
    const copy = (replacement: unknown): unknown =>
      Array.isArray(value)
        ? value.map((old: unknown, index) => (String(index) === key ? replacement : old))
        : { ...value, [key]: replacement };
    yield copy(-17);
    for (const inner of damaged(member)) yield copy(inner);
  }
}
