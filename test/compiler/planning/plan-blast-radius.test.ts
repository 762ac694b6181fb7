import { describe, expect, it } from "vitest";
import type { BlastRadius } from "../../../src/plan/plan.ts";
import {
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  expectSound,
  inDays,
  planFor,
  profile,
  profileRecord,
  specOf,
  storedProfile,
  type World,
} from "./world.ts";

const SHOP = specOf({ shop: automatic() });
const ADHOC = "com.acme.shop:ios_app_adhoc";

/** What a line of a plan reaches, the profiles by name: which are ours, and which are made anew. */
function reach(radius: readonly BlastRadius[], address: string): unknown {
  const found = radius.filter((entry) => entry.address === address);
  return found.map(({ targets, profiles }) => [
    targets,
    profiles.map(({ uuid, ours, replaced }) => [uuid, ours, replaced]),
  ]);
}

describe("the reach of a capability change", () => {
  const spec = specOf({
    shop: automatic({ capabilities: "[push_notifications]" }),
    qa: automatic({ profile_type: "ad_hoc", capabilities: "[push_notifications, game_center]" }),
  });
  const world: World = {
    ...DONE,
    devices: [device("00008110-001A2B3C4D5E601E")],
    profiles: [
      profile("P1"),
      profile("A1", { profile_type: "IOS_APP_ADHOC", devices: ["00008110-001A2B3C4D5E601E"] }),
      profile("X1", { name: "Made by hand" }),
      profile("X2", { name: "Fallen long ago", state: "INVALID" }),
      profile("X3", { name: "Past its date", expires: inDays(-1) }),
      profile("X4", { name: "Of another app", bundle_id: "com.acme.other" }),
    ],
    stored: [...(DONE.stored ?? []), storedProfile("A1", ADHOC)],
    records: [...(DONE.records ?? []), profileRecord("A1", ADHOC)],
  };
  const capability = (name: string): string => `acme/capability/com.acme.shop:${name}`;

  it("is every profile of the bundle ID that works, ours and others', and the targets that they are for", () => {
    const { blastRadius } = planFor(spec, world);
    const all = [
      [
        ["qa", "shop"],
        [
          ["X1", false, false],
          ["A1", true, true],
          ["P1", true, true],
        ],
      ],
    ];
    expect(reach(blastRadius, capability("push_notifications"))).toEqual(all);
    // Only `qa` asks for it, and `shop` is touched all the same.
    expect(reach(blastRadius, capability("game_center"))).toEqual(all);
  });

  it("says which of ours a plan for some targets leaves invalid", () => {
    const { blastRadius } = planFor(spec, world, ["qa"]);
    expect(reach(blastRadius, capability("game_center"))).toEqual([
      [
        ["qa", "shop"],
        [
          ["X1", false, false],
          ["A1", true, true],
          ["P1", true, false],
        ],
      ],
    ]);
  });

  it("is nothing where there is no profile yet, and leaves out what the plan deletes", () => {
    expect(planFor(spec, { devices: world.devices ?? [] }).blastRadius).toEqual([]);
    const only = specOf({
      qa: automatic({ profile_type: "ad_hoc", capabilities: "[push_notifications, game_center]" }),
    });
    const { changes, blastRadius } = planFor(only, world);
    expect(changes.filter((c) => c.action === "delete" && c.deposed === "P1" && c.type === "profile")).toHaveLength(1);
    expect(reach(blastRadius, capability("game_center"))).toEqual([
      [
        ["qa"],
        [
          ["X1", false, false],
          ["A1", true, true],
        ],
      ],
    ]);
  });
});

describe("the reach of --revoke", () => {
  it("is every profile that holds the certificate: ours are made anew with the next one, others' stay invalid", () => {
    const world: World = {
      ...DONE,
      profiles: [profile("P1"), profile("X1", { name: "Ben's", certificates: ["ab12", "c1"] })],
      certificates: [...(DONE.certificates ?? []), certificate("ab12", "somebody's")],
    };
    expect(reach(planFor(SHOP, world, [], { revoke: ["c1"] }).blastRadius, "acme/certificate/c1")).toEqual([
      [
        ["shop"],
        [
          ["X1", false, false],
          ["P1", true, true],
        ],
      ],
    ]);
    expect(reach(planFor(SHOP, world, [], { revoke: ["ab12"] }).blastRadius, "acme/certificate/ab12")).toEqual([
      [[], [["X1", false, false]]],
    ]);
  });
});

describe("the reach of --destroy", () => {
  const udid = "00008110-001A2B3C4D5E601E";
  const team: World = {
    bundle_ids: [bundleId("com.acme.shop"), bundleId("com.acme.old", ["PUSH_NOTIFICATIONS"])],
    devices: [device(udid)],
    certificates: DONE.certificates ?? [],
    profiles: [
      profile("P1"),
      profile("X1", { name: "Old app", bundle_id: "com.acme.old", devices: [udid.toLowerCase()] }),
    ],
    stored: DONE.stored ?? [],
    records: DONE.records ?? [],
  };

  it.each([
    ["a bundle ID", "acme/bundle_id/com.acme.old"],
    ["a capability", "acme/capability/com.acme.old:push_notifications"],
    ["a device, however Apple spells it", `acme/device/${udid}`],
  ])("of %s is what is made of it", (_, address) => {
    const { blastRadius } = planFor(SHOP, team, [], { destroy: [address] });
    expect(reach(blastRadius, address)).toEqual([[[], [["X1", false, false]]]]);
  });

  it("of a capability of an app that a target signs is its profile too, which is made anew in the same plan", () => {
    const address = "acme/capability/com.acme.shop:game_center";
    const world = {
      ...team,
      bundle_ids: [bundleId("com.acme.shop", ["GAME_CENTER"])],
      profiles: [profile("P1"), profile("X1", { name: "Made by hand" })],
    };
    const planned = planFor(SHOP, world, [], { destroy: [address] });
    expectSound(planned);
    expect(planned.changes.map((c) => `${c.action} ${c.address}`)).toEqual([
      `delete ${address}`,
      "create acme/profile/com.acme.shop:ios_app_store",
      "create store/stored_profile/acme:com.acme.shop:ios_app_store",
      "delete acme/profile/com.acme.shop:ios_app_store",
      "delete store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
    expect(reach(planned.blastRadius, address)).toEqual([
      [
        ["shop"],
        [
          ["X1", false, false],
          ["P1", true, true],
        ],
      ],
    ]);
  });

  it("of what only the store holds is no profile", () => {
    const left = { ...DONE, stored: [...(DONE.stored ?? []), storedProfile("Q1", "com.acme.gone:ios_app_store")] };
    const address = "store/stored_profile/acme:com.acme.gone:ios_app_store";
    const { blastRadius } = planFor(SHOP, left, [], { destroy: [address] });
    expect(blastRadius).toEqual([{ address, deposed: "Q1", targets: [], profiles: [] }]);
  });
});

it("a plan that only looks reaches nothing", () => {
  expect(planFor(SHOP, {}, [], { refresh_only: true })).toMatchObject({ blastRadius: [], changes: [] });
});
