import { describe, expect, test } from "vitest";
import type { BlastRadius } from "../../src/plan/plan.ts";
import { codesOf, openShop, store, type Shop } from "./scenario-shop.ts";

const plain = store.replace(" }", ", extensions: [] }");
const capable = plain.replace(" }", ", capabilities: [push_notifications] }");

/** A shop whose app was signed before by others too: with the certificate of somebody, and for another app. */
async function openShared(): Promise<{ readonly shop: Shop; readonly others: string }> {
  const app = (identifier: string) => ({ identifier, name: "App", capabilities: ["GAME_CENTER"] });
  const shop = await openShop({
    targets: [plain],
    team: {
      bundleIds: [app("com.acme.shop"), app("com.acme.other")],
      certificates: [{ certificateType: "DISTRIBUTION", displayName: "Ben" }],
      profiles: [
        { name: "Made by hand", profileType: "IOS_APP_STORE", bundleId: "com.acme.shop" },
        { name: "Other app", profileType: "IOS_APP_STORE", bundleId: "com.acme.other" },
      ],
    },
  });
  const [ben] = shop.sandbox.state().certificates;
  expect(await shop.apply()).toMatchObject({ code: 0 });
  return { shop, others: ben?.serialNumber ?? "" };
}

/** What a plan says that its lines reach, by the names of the profiles, and with it whether the plan makes them anew. */
async function reachOf(shop: Shop, argv: readonly string[]): Promise<readonly (readonly [string, boolean])[]> {
  const { out } = await shop.cli(argv);
  const { signing } = JSON.parse(out) as { readonly signing: { readonly blast_radius: readonly BlastRadius[] } };
  const profiles = signing.blast_radius.flatMap((entry) => entry.profiles);
  return [...new Map(profiles.map(({ name, replaced }) => [name, replaced]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const working = ({ sandbox }: Shop): readonly string[] =>
  sandbox
    .state()
    .profiles.filter(({ state }) => state === "ACTIVE")
    .map(({ name }) => name);

describe("what a plan says that it turns invalid", () => {
  const ours = /^Signwright com\.acme\.shop ios_app_store /;
  const cases: readonly {
    readonly what: string;
    readonly target: string;
    readonly flags: (serials: { readonly others: string; readonly own: string }) => readonly string[];
  }[] = [
    { what: "a capability more", target: capable, flags: () => [] },
    {
      what: "a capability less",
      target: plain.replace(" }", ", remove_capabilities: [game_center] }"),
      flags: () => [],
    },
    { what: "the certificate of somebody", target: plain, flags: ({ others }) => ["--revoke", others] },
    { what: "our own certificate", target: plain, flags: ({ own }) => ["--revoke", own] },
    {
      what: "a capability by name",
      target: plain,
      flags: () => ["--destroy", "acme/capability/com.acme.shop:game_center"],
    },
    {
      what: "a capability of an app that no target signs",
      target: plain,
      flags: () => ["--destroy", "acme/capability/com.acme.other:game_center"],
    },
  ];

  test.each(cases)("is what Apple turns invalid: $what", async ({ target, flags }) => {
    const { shop, others } = await openShared();
    const own = shop.sandbox.state().certificates.find(({ serialNumber }) => serialNumber !== others);
    shop.write([target]);
    const asked = flags({ others, own: own?.serialNumber ?? "" });
    const before = working(shop);
    const said = await reachOf(shop, ["plan", "--json", ...asked]);
    expect(await shop.cli(["plan", "--out", "plan.json", ...asked])).toMatchObject({ code: 0 });
    expect(await reachOf(shop, ["show", "--json", "plan.json"])).toEqual(said);
    expect(await shop.cli(["apply", "plan.json"])).toMatchObject({ code: 0 });
    const now = working(shop);
    expect(said.length).toBeGreaterThan(0);
    expect(before.filter((name) => !now.includes(name)).toSorted()).toEqual(said.map(([name]) => name));
    // What it makes anew works again, under another name; there is always one of ours.
    expect(said.filter(([, replaced]) => replaced).every(([name]) => ours.test(name))).toBe(true);
    expect(now.filter((name) => ours.test(name))).toHaveLength(1);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("is what was reviewed: a profile that somebody makes meanwhile stops the apply before it writes", async () => {
    const { shop } = await openShared();
    shop.write([capable]);
    const planned = await shop.cli(["plan", "--out", "plan.json"]);
    expect(planned.out).toContain(
      'turns invalid: 1 profile that this plan makes anew; 1 that is not ours: "Made by hand"; touches shop\n',
    );
    const { bundleIds, certificates } = shop.sandbox.state();
    const link = (type: string, id: string | undefined) => ({ type, id: id ?? "" });
    const bundleId = bundleIds.find(({ identifier }) => identifier === "com.acme.shop");
    await shop.call("POST", "/v1/profiles", {
      type: "profiles",
      attributes: { name: "Made since", profileType: "IOS_APP_STORE" },
      relationships: {
        bundleId: { data: link("bundleIds", bundleId?.id) },
        certificates: { data: [link("certificates", certificates[0]?.id)] },
      },
    });
    const writes = shop.requests("POST").length;
    const { code, err } = await shop.cli(["apply", "plan.json"]);
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["plan/stale"] });
    expect(err).toContain('would also turn the profile "Made since" invalid');
    expect(shop.requests("POST")).toHaveLength(writes);
  });
});

test("a slot that another type may hold is freed before the new certificate asks for it", async () => {
  const shop = await openShop({
    targets: [plain],
    spec: { top: "limits: { certificates: { DISTRIBUTION: 1 } }" },
    team: {
      certificates: [{ certificateType: "IOS_DISTRIBUTION", displayName: "Ben" }],
      certificateLimits: { DISTRIBUTION: 1 },
    },
  });
  const [ben] = shop.sandbox.state().certificates;
  const refused = await shop.apply();
  expect(codesOf(refused.err)).toEqual(["app-store-connect/quota-uncertain", "app-store-connect/quota-reached"]);
  expect(refused.err).toContain("`--revoke SERIAL`");
  expect(await shop.cli(["apply", "--auto-approve", "--revoke", ben?.serialNumber ?? ""])).toMatchObject({ code: 0 });
  expect(shop.sandbox.state().certificates.map((c) => c.certificateType)).toEqual(["DISTRIBUTION"]);
  expect((await shop.plan()).out).toContain("No changes.");
});
