import { describe, expect, it } from "vitest";
import { checkSavedPlan } from "../../src/engine/check-saved-plan.ts";
import { planDigest } from "../../src/engine/digest.ts";
import { makePlan } from "../../src/engine/make-plan.ts";
import type { Observed } from "../../src/plan/observed.ts";
import type { Change, Plan } from "../../src/plan/plan.ts";
import { planFromJson, planToJson } from "../../src/plan/plan-json.ts";
import type { JournalEntry } from "../../src/providers/provider.ts";
import { applySimulated, simulate } from "../compiler/planning/simulate.ts";
import type { Simulation } from "../compiler/planning/simulation.ts";
import {
  android,
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  inDays,
  keystores,
  observedOf,
  planFor,
  profile,
  specOf,
  storedProfile,
} from "../compiler/planning/world.ts";

/** A plan as it is read back from the file that it was saved to. */
function saved(simulation: Simulation, targeted: readonly string[] = []): Plan {
  const { changes, budgets, blastRadius, expiries } = planFor(simulation.spec, simulation.world, targeted);
  const plan = makePlan({
    changes,
    budgets,
    blastRadius,
    expiries,
    observed: observedOf(simulation.world),
    now: simulation.world.now,
    specSha256: "0".repeat(64),
    specPath: "signing.yaml",
    targeted,
    errored: false,
  });
  const read = planFromJson(JSON.parse(JSON.stringify(planToJson(plan))));
  if (!("plan" in read)) throw new Error(read.reason);
  return read.plan;
}

function entries(plan: Plan, steps: readonly Change[], event: JournalEntry["event"]): readonly JournalEntry[] {
  const digest = planDigest(plan);
  return steps.map(({ address, deposed }) => ({
    at: "2026-11-22T12:00:00Z",
    plan: digest,
    address,
    ...(deposed === undefined ? {} : { deposed }),
    event,
  }));
}

/** What the check says of a saved plan in the world as it is now. */
function told(plan: Plan, simulation: Simulation, journal: readonly JournalEntry[] = []): readonly string[] {
  const { changes, blastRadius } = planFor(simulation.spec, simulation.world, plan.targeted);
  const observed: Observed = observedOf(simulation.world);
  const fresh = { changes, blast_radius: blastRadius };
  return checkSavedPlan({ saved: plan, fresh, observed, journal }).map(({ code, message }) => {
    expect(code).toBe("plan/stale");
    return message.replace("the saved plan no longer fits: ", "");
  });
}

const NAME = "com.acme.shop:ios_app_store";
const SHOP = specOf({ shop: automatic({ capabilities: "[healthkit]" }) });

describe("a plan that was saved", () => {
  it("fits the world that it was made in, days later too", () => {
    const simulation = simulate(SHOP, DONE);
    const plan = saved(simulation);
    expect(plan.changes.length).toBeGreaterThan(0);
    expect(told(plan, simulation)).toEqual([]);
    simulation.world.now = new Date(inDays(2));
    expect(told(plan, simulation)).toEqual([]);
  });

  it("does not fit when an object that it rests on was changed or is gone, and names each", () => {
    const simulation = simulate(SHOP, DONE);
    const plan = saved(simulation);
    simulation.world.certificates = [];
    simulation.world.bundle_ids = [bundleId("com.acme.shop", ["GAME_CENTER"])];
    expect(told(plan, simulation)).toEqual(["acme/bundle_id/com.acme.shop was changed", "acme/certificate/c1 is gone"]);
  });

  it("does not fit when it would turn profiles of others invalid by now that were not there to be seen", () => {
    const old = profile("X1", { name: "Made by hand" });
    const simulation = simulate(SHOP, { ...DONE, profiles: [profile("P1"), old] });
    const plan = saved(simulation);
    simulation.world.profiles = [profile("P1"), old, profile("X2", { name: "Made since" })];
    expect(told(plan, simulation)).toEqual([
      'acme/capability/com.acme.shop:healthkit would also turn the profile "Made since" invalid',
    ]);
    simulation.world.profiles = [profile("P1"), old, profile("X2", { name: "Elsewhere", bundle_id: "com.acme.other" })];
    expect(told(plan, simulation)).toEqual([]);
  });

  it("for some targets does not fit when it would turn a profile invalid by now that was made for another target since", () => {
    const spec = specOf({
      shop: automatic(),
      beta: automatic({ profile_type: "ad_hoc", devices: "all", capabilities: "[healthkit]" }),
    });
    const simulation = simulate(spec, {
      ...DONE,
      devices: [device("a1")],
      profiles: [],
      stored: (DONE.stored ?? []).slice(0, 2),
      records: [],
    });
    const plan = saved(simulation, ["beta"]);
    simulation.world.profiles = [profile("P1")];
    simulation.world.stored = [...simulation.world.stored, storedProfile("P1")];
    expect(told(plan, simulation)).toEqual([
      `acme/capability/com.acme.shop:healthkit would also turn the profile "${profile("P1").name}" invalid`,
    ]);
  });

  it("does not fit when what it would do is done, or would be done otherwise, or is not all", () => {
    const shop = specOf({ shop: automatic() });
    const nothing = simulate(shop, {});
    const plan = saved(nothing);
    const made = simulate(shop, { bundle_ids: [bundleId("com.acme.shop")] });
    expect(told(plan, made)).toEqual(["acme/bundle_id/com.acme.shop no longer needs to be changed"]);
    const withKey = simulate(shop, { stored: [{ ...(DONE.stored ?? [])[0], facts: {} } as never] });
    expect(told(plan, withKey)).toEqual([
      "store/key/acme:distribution no longer needs to be changed",
      "acme/certificate/distribution would be changed in another way now",
    ]);
    const left = simulate(shop, {
      ...DONE,
      profiles: [profile("P1"), profile("N1", { bundle_id: "com.acme.notes" })],
      stored: [...(DONE.stored ?? []), storedProfile("N1", "com.acme.notes:ios_app_store")],
    });
    const none = saved(simulate(shop, DONE));
    expect(told(none, left)).toEqual([
      "acme/profile/com.acme.notes:ios_app_store needs a change now that is not in the plan",
      "store/stored_profile/acme:com.acme.notes:ios_app_store needs a change now that is not in the plan",
    ]);
  });

  it("does not fit when a device was registered meanwhile that its profile would take", () => {
    const spec = specOf({ dev: automatic({ profile_type: "development" }) });
    const simulation = simulate(spec, { devices: [device("a1")] });
    const plan = saved(simulation);
    simulation.world.devices = [...simulation.world.devices, device("a2")];
    expect(told(plan, simulation)).toEqual([
      "acme/profile/com.acme.shop:ios_app_development would be changed in another way now",
    ]);
  });
});

describe("a plan that was cut off", () => {
  const worlds: readonly (readonly [string, () => Simulation])[] = [
    ["from nothing", () => simulate(SHOP, {})],
    ["a capability that turns the profile invalid", () => simulate(SHOP, DONE)],
    [
      "a renewal",
      () =>
        simulate(SHOP, {
          ...DONE,
          certificates: [certificate("c1", "k1", { expires: inDays(3) })],
          profiles: [profile("P1", { expires: inDays(3) })],
        }),
    ],
    [
      "a fixed name",
      () => {
        const spec = specOf({ shop: automatic({ profile_name: "Acme" }) });
        return simulate(spec, { ...DONE, profiles: [profile("P1", { name: "Acme", state: "INVALID" })] });
      },
    ],
    [
      "new devices",
      () => {
        const groups =
          "devices: { qa: [{ name: One, udid: 00008110-001A2B3C4D5E601E, platform: ios }, { name: Two, udid: 00008110-001A2B3C4D5E602E, platform: ios }] }";
        return simulate(specOf({ adhoc: automatic({ profile_type: "ad_hoc", devices: "[qa]" }) }, groups), {});
      },
    ],
    [
      "a keystore for the console",
      () =>
        simulate(specOf({ shop: android({ policy_console: "{ key: console, profile: Android Signing }" }) }), {
          files: keystores("jks"),
        }),
    ],
    ["a removal", () => simulate(specOf({ other: automatic({ bundle_id: "com.acme.other" }) }), DONE)],
  ];

  it.each(worlds)("goes on from every step: %s", (_, make) => {
    const steps = saved(make()).changes;
    for (let cut = 0; cut <= steps.length; cut++) {
      const simulation = make();
      const plan = saved(simulation);
      const planned = planFor(simulation.spec, simulation.world).changes;
      for (const change of planned.slice(0, cut)) applySimulated(simulation, change, planned);
      const done = entries(plan, planned.slice(0, cut), "done");
      expect(told(plan, simulation, done), `after ${cut} of ${steps.length} steps`).toEqual([]);
      // The one under way was begun, and nobody knows whether it got there.
      const begun = entries(plan, planned.slice(cut, cut + 1), "started");
      expect(told(plan, simulation, [...done, ...begun])).toEqual([]);
      const [under] = planned.slice(cut, cut + 1);
      if (under) applySimulated(simulation, under, planned);
      expect(told(plan, simulation, [...done, ...begun]), `in step ${cut}`).toEqual([]);
    }
  });

  const cutOff = (): { simulation: Simulation; plan: Plan; journal: readonly JournalEntry[] } => {
    const simulation = simulate(specOf({ dev: automatic({ profile_type: "development" }) }), {
      devices: [device("a1")],
    });
    const plan = saved(simulation);
    const planned = planFor(simulation.spec, simulation.world).changes;
    for (const change of planned.slice(0, 2)) applySimulated(simulation, change, planned);
    return { simulation, plan, journal: entries(plan, planned.slice(0, 2), "done") };
  };

  it("does nothing that was not reviewed", () => {
    const { simulation, plan, journal } = cutOff();
    simulation.world.stored = [...simulation.world.stored, storedProfile("N1")];
    simulation.world.profiles = [profile("N1")];
    expect(told(plan, simulation, journal)).toEqual([
      `acme/profile/${NAME} needs a change now that is not in the plan`,
      `store/stored_profile/acme:${NAME} needs a change now that is not in the plan`,
    ]);
  });

  it("does nothing in another way than was reviewed", () => {
    const { simulation, plan, journal } = cutOff();
    simulation.world.devices = [...simulation.world.devices, device("a2")];
    expect(told(plan, simulation, journal)).toEqual([
      "acme/profile/com.acme.shop:ios_app_development would be changed in another way now",
    ]);
  });

  it("does not do again what it did and somebody undid", () => {
    const { simulation, plan, journal } = cutOff();
    simulation.world.bundle_ids = [];
    expect(told(plan, simulation, journal)).toEqual([
      "acme/bundle_id/com.acme.shop was changed by this plan before, and needs it again",
    ]);
  });

  it("does not fit when an object that a later step rests on moves", () => {
    const { simulation, plan, journal } = cutOff();
    simulation.world.devices = [device("a1", { name: "renamed" })];
    expect(told(plan, simulation, journal)).toEqual(["acme/device/a1 was changed"]);
  });
});
