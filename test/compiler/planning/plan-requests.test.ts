import { describe, expect, it } from "vitest";
import type { PlanRequests } from "../../../src/plan/plan.ts";
import {
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  expectSound,
  inDays,
  linesOf,
  planFor,
  profile,
  profileRecord,
  specOf,
  storedIdentity,
  storedKey,
  storedProfile,
  type World,
} from "./world.ts";

const SHOP = specOf({ shop: automatic() });
const PROFILE = "acme/profile/com.acme.shop:ios_app_store";

function lines(requests: Partial<PlanRequests>, world: World = DONE, spec = SHOP): readonly string[] {
  const planned = planFor(spec, world, [], requests);
  return linesOf(planned);
}

describe("--replace", () => {
  it("makes a profile anew, once", () => {
    const planned = planFor(SHOP, DONE, [], { replace: [PROFILE] });
    expectSound(planned);
    expect(planned.requests.replace).toEqual([`${PROFILE}#P1`]);
    expect(linesOf(planned)).toEqual([
      `+ ${PROFILE}: \`--replace\` asks for a new one`,
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
      `- ${PROFILE}#P1: the old profile "${profile("P1").name}", once the new one is stored`,
      "- store/stored_profile/acme:com.acme.shop:ios_app_store#P1: the copy of the old profile P1",
    ]);
    // A saved plan that is run again means the profile that it meant, which is gone by then.
    const done = {
      ...DONE,
      profiles: [profile("P2")],
      records: [profileRecord("P2")],
      stored: [...(DONE.stored ?? []).slice(0, 2), storedProfile("P2")],
    };
    expect(lines(planned.requests, done)).toEqual([]);
  });

  it("makes a certificate anew with its profiles, once, and keeps the old one", () => {
    const planned = planFor(SHOP, DONE, [], { replace: ["acme/certificate/distribution"] });
    expect(planned.requests.replace).toEqual(["acme/certificate/distribution#c1"]);
    expect(linesOf(planned)).toEqual([
      "+ store/key/acme:distribution: a private key for the certificate, kept in the store before Apple is asked",
      "+ acme/certificate/distribution: `--replace` asks for a new one; the old one stays valid beside it",
      "+ store/identity/acme:distribution: the certificate together with its private key",
      `+ ${PROFILE}: the profile holds other certificates than it should; the old one stays for 14 days`,
      "+ store/stored_profile/acme:com.acme.shop:ios_app_store: the new profile, kept for builds",
    ]);
    const done = {
      ...DONE,
      certificates: [certificate("c1", "k1", { expires: inDays(200) }), certificate("c2", "k2")],
      profiles: [profile("P2", { certificates: ["c2"] })],
      stored: [
        storedKey("distribution", "k1"),
        storedKey("distribution", "k2"),
        storedIdentity("distribution", "c2", "k2"),
        storedProfile("P2"),
      ],
      records: [profileRecord("P2")],
    };
    expect(lines(planned.requests, done)).toEqual([]);
  });

  it.each([
    ["acme/profile/com.acme.shop:ios_app_stor", "no target has anything of that address"],
    ["acme/bundle_id/com.acme.shop", "only certificates and profiles are made anew"],
    ["nonsense", "no target has anything of that address"],
  ])("refuses %s", (name, reason) => {
    expect(lines({ replace: [name] })).toEqual([
      `error plan/unknown-address: \`--replace\` names \`${name}\`, and ${reason}`,
    ]);
  });

  it("says which address was meant, and what does not exist yet", () => {
    const [misspelt] = planFor(SHOP, DONE, [], { replace: ["acme/profile/com.acme.shop:ios_app_stor"] }).diagnostics;
    expect(misspelt?.help).toBe(`there is \`${PROFILE}\``);
    expect(lines({ replace: [PROFILE] }, {}).at(-1)).toContain("and there is none yet");
  });
});

describe("--destroy", () => {
  const left: World = {
    ...DONE,
    bundle_ids: [bundleId("com.acme.shop"), bundleId("com.acme.old", ["GAME_CENTER"])],
    devices: [device("00008110-001A2B3C4D5E601E")],
    stored: [...(DONE.stored ?? []), storedKey("development", "k9"), storedIdentity("development", "c9", "k9")],
  };

  it("ends what no target needs: instances of the store, bundle IDs, capabilities, and a device by disabling it", () => {
    const destroy = [
      "store/key/acme:development",
      "acme/bundle_id/com.acme.old",
      "acme/capability/com.acme.old:game_center",
      "acme/device/00008110-001A2B3C4D5E601E",
    ];
    const planned = planFor(SHOP, left, [], { destroy });
    expectSound(planned);
    expect(planned.changes.map((c) => [c.action, c.address, c.action_reason])).toEqual([
      ["delete", "acme/capability/com.acme.old:game_center", "delete_by_request"],
      ["delete", "store/key/acme:development", "delete_by_request"],
      ["delete", "acme/bundle_id/com.acme.old", "delete_by_request"],
      ["delete", "acme/device/00008110-001A2B3C4D5E601E", "delete_by_request"],
    ]);
    expect(lines(planned.requests)).toEqual([]);
  });

  it.each([
    ["store/key/acme:distribution", "a target needs it: remove it from the signing file first"],
    ["acme/certificate/distribution", "a certificate is revoked with `--revoke` and its serial number"],
    [PROFILE, "profiles of Signwright go by themselves when no target needs them"],
    ["acme/bundle_id/com.acme.nobody", "nothing of that address is held"],
    ["store/identity/acme:develpment", "nothing of that address is held"],
  ])("refuses %s", (name, reason) => {
    const { changes, diagnostics } = planFor(SHOP, left, [], { destroy: [name] });
    expect([changes, diagnostics.map((d) => d.message)]).toEqual([
      [],
      [`\`--destroy\` names \`${name}\`, and ${reason}`],
    ]);
    if (name.includes("develpment")) expect(diagnostics[0]?.help).toBe("there is `store/identity/acme:development`");
  });
});

it("--destroy of what goes anyhow is one line", () => {
  const gone = "acme:com.acme.gone:ios_app_store";
  const world = { ...DONE, stored: [...(DONE.stored ?? []), storedProfile("Q1", gone.slice("acme:".length))] };
  const address = `store/stored_profile/${gone}` as const;
  const planned = planFor(SHOP, world, [], { destroy: [address] });
  expectSound(planned);
  expect(planned.changes.map((c) => `${c.action} ${c.address}`)).toEqual([`delete ${address}`]);
});

describe("--revoke", () => {
  const foreign = certificate("ab12", "somebody's", { display_name: "Ben" });

  it("ends one certificate of somebody, with what falls with it, and nothing else", () => {
    const held = profile("X1", { certificates: ["ab12"], name: "Made by hand" });
    const world = { ...DONE, certificates: [...(DONE.certificates ?? []), foreign], profiles: [profile("P1"), held] };
    expect(lines({ revoke: ["00:AB:12"] }, world)).toEqual([
      `- acme/certificate/ab12#ab12: \`--revoke\` revokes Ben (DISTRIBUTION), serial ab12, until ${inDays(300).slice(0, 10)}, for good`,
    ]);
    expect(planFor(SHOP, world, [], { revoke: ["ab12"] }).blastRadius).toEqual([
      {
        address: "acme/certificate/ab12",
        deposed: "ab12",
        targets: [],
        profiles: [{ name: "Made by hand", uuid: "X1", ours: false, replaced: false }],
      },
    ]);
    expect(planFor(SHOP, world, [], { revoke: ["ab12"] }).requests.revoke).toEqual(["acme/certificate/ab12"]);
    expect(lines({ revoke: ["acme/certificate/ab12"] })).toEqual([]);
  });

  it("of our own comes last, after its successor and everything that is rebuilt for it", () => {
    const planned = planFor(SHOP, DONE, [], { revoke: ["c1"] });
    expectSound(planned);
    expect(planned.changes.map((c) => `${c.action} ${c.address}`)).toEqual([
      "create store/key/acme:distribution",
      "create acme/certificate/distribution",
      "create store/identity/acme:distribution",
      `create ${PROFILE}`,
      "create store/stored_profile/acme:com.acme.shop:ios_app_store",
      "delete acme/certificate/c1",
      `delete ${PROFILE}`,
      "delete store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
    expect(planned.changes.find((c) => c.action === "delete")?.targets).toEqual(["shop"]);
  });

  it("comes first where its slot is needed for the new one", () => {
    const full = { ...DONE, certificates: [foreign, certificate("ab13", "x"), certificate("ab14", "y")] };
    const planned = planFor(SHOP, full, [], { revoke: ["ab12"] });
    expect(planned.diagnostics).toEqual([]);
    const steps = planned.changes.map((c) => `${c.action} ${c.address}`);
    expect(steps.indexOf("delete acme/certificate/ab12")).toBeLessThan(
      steps.indexOf("create acme/certificate/distribution"),
    );
    expect(planFor(SHOP, full).diagnostics.map((d) => d.code)).toEqual(["app-store-connect/quota-reached"]);
  });

  it("comes first too where the type that it is of only may share the slot", () => {
    const types = ["DISTRIBUTION", "IOS_DISTRIBUTION", "IOS_DISTRIBUTION"];
    const shared = types.map((certificate_type, n) => certificate(`ab1${n}`, `x${n}`, { certificate_type }));
    const stepsOf = (revoke: string) => {
      const planned = planFor(SHOP, { ...DONE, certificates: shared }, [], { revoke: [revoke] });
      return planned.changes.map((c) => `${c.action} ${c.address}`);
    };
    for (const serial of ["ab10", "ab11"]) {
      const steps = stepsOf(serial);
      expect(steps).toContain(`delete acme/certificate/${serial}`);
      expect(steps.indexOf(`delete acme/certificate/${serial}`)).toBeLessThan(
        steps.indexOf("create acme/certificate/distribution"),
      );
    }
  });

  it("is refused for a target with prevent_destroy, and for a serial number that nobody has", () => {
    const guarded = specOf({ shop: automatic({ prevent_destroy: "true" }) });
    expect(lines({ revoke: ["c1"] }, DONE, guarded).at(-1)).toBe(
      "error plan/prevent-destroy: target `shop` has `prevent_destroy`, and this plan would end acme/certificate/c1",
    );
    expect(
      lines({}, { ...DONE, certificates: [certificate("c1", "k1", { expires: inDays(3) })] }, guarded).join(),
    ).not.toContain("prevent-destroy");
    const { diagnostics } = planFor(SHOP, { ...DONE, certificates: [foreign] }, [], { revoke: ["ab21"] });
    expect(diagnostics.map((d) => [d.code, d.help])).toContainEqual(["plan/unknown-address", "there is `ab12`"]);
  });
});

describe("drift", () => {
  const facts = { serial_number: "c7" };
  const moved: World = {
    ...DONE,
    profiles: [profile("P1", { state: "INVALID" })],
    devices: [device("00008110-001A2B3C4D5E601E", { status: "DISABLED" })],
    records: [
      profileRecord("P1"),
      profileRecord("P7", "com.acme.shop:ios_app_adhoc"),
      { address: "acme/certificate/distribution", facts },
      { address: "acme/bundle_id/com.acme.gone", facts: {} },
      { address: "acme/bundle_id/com.acme.shop", facts: {} },
      { address: "acme/device/00008110-001a2b3c4d5e601e", facts: {} },
      { address: "other/bundle_id/com.acme.shop", facts: {} },
    ],
  };

  it("is what is no longer as it was left, where somebody looked", () => {
    expect(planFor(SHOP, moved).drift.map((c) => `${c.action} ${c.address}: ${c.reason}`)).toEqual([
      "delete acme/bundle_id/com.acme.gone: it is gone",
      "delete acme/certificate/distribution: it is gone",
      "update acme/device/00008110-001a2b3c4d5e601e: it was disabled",
      "delete acme/profile/com.acme.shop:ios_app_adhoc: it is gone",
      `update ${PROFILE}: Apple says that it is INVALID`,
    ]);
    expect(planFor(SHOP, DONE).drift).toEqual([]);
  });

  it("is all that --refresh-only plans", () => {
    const { changes, drift } = planFor(SHOP, moved, [], { refresh_only: true });
    expect([changes, drift.length]).toEqual([[], 5]);
  });
});
