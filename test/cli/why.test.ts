import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adHoc, openShop, phone, store, type Shop, type ShopOptions } from "../scenarios/scenario-shop.ts";

const newcomer = "00008130-001A2B3C4D5E601E";
const tv = "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d00112233";

interface Explained {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly json: {
    readonly installable: boolean;
    readonly as_of: string;
    readonly offline: boolean;
    readonly apply_stopped_by: readonly unknown[];
    readonly device: { readonly udid: string; readonly name: string | null; readonly status: string | null } | null;
    readonly targets: readonly {
      readonly target: string;
      readonly installable: boolean;
      readonly until: string | null;
      readonly profile: { readonly name: string; readonly expires: string } | null;
      readonly obstacles: readonly {
        readonly reason: string;
        readonly since: string | null;
        readonly diagnostic: {
          readonly summary: string;
          readonly help: string;
          readonly range: { readonly start: { readonly line: number }; readonly filename: string };
        };
      }[];
    }[];
  };
}

/** Asks twice, for people and for programs; both answers end alike. */
async function why(shop: Shop, ...words: readonly string[]): Promise<Explained> {
  const { code, out, err } = await shop.cli(["why", ...words]);
  const json = await shop.cli(["why", "--json", ...words]);
  expect(json.code).toBe(code);
  return { code, out, err, json: JSON.parse(json.out) as Explained["json"] };
}

/** The line of signing.yaml that an obstacle points at. */
function lineOf(shop: Shop, { json }: Explained): string {
  const line = json.targets[0]?.obstacles[0]?.diagnostic.range.start.line ?? 0;
  return readFileSync(join(shop.folder, "signing.yaml"), "utf8").split("\n")[line - 1] ?? "";
}

const reasons = ({ json }: Explained): readonly string[] =>
  json.targets.flatMap(({ obstacles }) => obstacles.map((o) => o.reason));
const helps = ({ json }: Explained): readonly string[] =>
  json.targets.flatMap(({ obstacles }) => obstacles.map((o) => o.diagnostic.help));

async function applied(options: ShopOptions = {}): Promise<Shop> {
  const shop = await openShop({ targets: [adHoc], ...options });
  const { code, err } = await shop.apply();
  expect([code, err]).toEqual([0, expect.not.stringContaining("error[")]);
  return shop;
}

describe("why", () => {
  it("says yes, until when, and for a UDID in any spelling", async () => {
    const shop = await applied();
    const before = shop.mark();
    const { code, out, err, json } = await why(shop, "com.acme.shop", "--device", phone.toLowerCase().replace("-", ""));
    expect(code).toBe(0);
    expect(err).not.toContain("error");
    expect(out).toContain(`Can com.acme.shop be installed on QA phone (${phone})?\n\nyes  beta  ad_hoc, until 2027-0`);
    expect(json).toMatchObject({ installable: true, offline: false, device: { udid: phone, name: "QA phone" } });
    expect(json.targets[0]?.until).toBe(json.targets[0]?.profile?.expires);
    expect(shop.requests(undefined, before).every((r) => r.method === "GET")).toBe(true);
  });

  it("a device that no group names: the line to add, and the group", async () => {
    const shop = await applied({ team: { devices: [{ name: "Ana iPhone", udid: newcomer, platform: "IOS" }] } });
    const said = await why(shop, "com.acme.shop", "--device", newcomer);
    expect([said.code, reasons(said)]).toEqual([1, ["device_not_listed"]]);
    expect(helps(said)).toEqual([
      `add it to \`devices.qa\`: \`- { name: Ana iPhone, udid: ${newcomer}, platform: ios }\`, then \`signwright apply\``,
    ]);
    expect(lineOf(shop, said)).toContain("devices: [qa]");
    expect(said.out).toMatch(/^no {3}beta {2}ad_hoc\n {5}because the profile "[^"]+" does not list Ana iPhone$/m);
    expect(said.err).toMatch(
      /error\[why\/cannot-install\]: builds of `beta` cannot be installed: .*\n +--> signing\.yaml:\d+:\d+\n/,
    );
  });

  it("a device of a group that was added since: an apply mends it, and the group's line is shown", async () => {
    const shop = await applied({ team: { devices: [{ name: "Ana iPhone", udid: newcomer, platform: "IOS" }] } });
    shop.write([adHoc], {
      devices: `[{ name: QA phone, udid: ${phone}, platform: ios }, { name: Ana, udid: ${newcomer}, platform: ios }]`,
    });
    const said = await why(shop, "com.acme.shop", "--device", newcomer);
    expect(helps(said)).toEqual(["the profile is older than that: `signwright apply` makes it anew with the device"]);
    expect(lineOf(shop, said)).toContain(newcomer);
    expect((await shop.apply()).code).toBe(0);
    expect((await why(shop, "com.acme.shop", "--device", newcomer)).code).toBe(0);
  });

  it("a device that nobody registered: a near UDID, or the line to add", async () => {
    const shop = await applied();
    const near = await why(shop, "com.acme.shop", "--device", phone.replace("1A2B", "1A2C"));
    expect([near.code, reasons(near), helps(near)]).toEqual([
      1,
      ["device_unknown"],
      [`there is \`${phone}\` (QA phone)`],
    ]);
    const unknown = await why(shop, "com.acme.shop", "--device", "ffffffff-ffff-ffff-ffff-ffffffffffff");
    expect(helps(unknown)).toEqual([expect.stringContaining("add it to `devices.qa`: `- { name: …, udid: ffffffff")]);
  });

  it("a device by its name, as the team or the signing file has it", async () => {
    const shop = await applied({ team: { devices: [{ name: "Ana iPhone", udid: newcomer, platform: "IOS" }] } });
    expect((await why(shop, "com.acme.shop", "--device", "qa PHONE")).json.device?.udid).toBe(phone);
    expect((await why(shop, "com.acme.shop", "--device", "Ana iPhone")).json.device?.udid).toBe(newcomer);
    const nobody = await why(shop, "com.acme.shop", "--device", "Ben's phone");
    expect([reasons(nobody), helps(nobody)]).toEqual([
      ["device_unknown"],
      ["Finder and Xcode show the UDID of a device that is connected"],
    ]);
    expect(nobody.out).toContain("`Ben's phone` is no UDID");
  });

  it("a UDID with a slip: the device of the target's own group before others of the team", async () => {
    const other = phone.replace("601E", "611E");
    const shop = await applied({ team: { devices: [{ name: "Another", udid: other, platform: "IOS" }] } });
    for (const slip of [phone.replace("601E", "621E"), phone.slice(0, -2), phone.replace("1A2B", "A12B")])
      expect(helps(await why(shop, "com.acme.shop", "--device", slip)), slip).toEqual([
        `there is \`${phone}\` (QA phone)`,
      ]);
  });

  it("what would stop an apply is said with what an apply would mend", async () => {
    const taken = { certificateType: "DISTRIBUTION" } as const;
    const shop = await openShop({ targets: [adHoc], team: { certificates: [taken, taken, taken] } });
    const said = await why(shop, "com.acme.shop");
    expect(reasons(said)).toEqual(["no_profile"]);
    expect(said.out).toMatch(/\n\nBefore an apply can mend that, this must be mended:\n {2}.*3 of 3 are in use/);
    expect(said.err).toContain("error[app-store-connect/quota-reached]");
    expect(said.json.apply_stopped_by).toMatchObject([{ code: "app-store-connect/quota-reached" }]);
  });

  it("App Groups that nobody assigned yet: the profile allows none", async () => {
    const shop = await applied({ targets: [adHoc.replace("devices:", "capabilities: [app_groups], devices:")] });
    const said = await why(shop, "com.acme.shop", "--device", phone);
    expect([said.code, reasons(said)]).toEqual([1, ["capability_unassigned"]]);
    expect(said.out).toMatch(
      /because no App Groups are assigned to com\.acme\.shop, so the profile "[^"]+" allows none$/m,
    );
    expect(lineOf(shop, said)).toContain("capabilities: [app_groups]");
  });

  it("a Mac: registered, not registered, and asked for by its hardware UUID", async () => {
    const mac = "00006000-001A2B3C4D5E601E";
    const shop = await applied({
      targets: [
        "desk: { platform: macos, method: automatic, profile_type: development, bundle_id: com.acme.shop, extensions: [] }",
      ],
      team: { devices: [{ name: "Build Mac", udid: mac, platform: "MAC_OS" }] },
    });
    expect((await why(shop, "com.acme.shop", "--device", mac)).code).toBe(0);
    const hardware = await why(shop, "com.acme.shop", "--device", "9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D");
    expect([hardware.code, reasons(hardware)]).toEqual([1, ["device_unknown"]]);
    expect(hardware.err).toContain("known by its provisioning UDID, not by its hardware UUID");
    expect(hardware.err).toContain("platform: macos }`, then `signwright apply`");
  });

  it("below a wildcard: the wildcard's profile", async () => {
    const shop = await applied({ targets: [adHoc.replace("com.acme.shop", '"com.acme.*"')] });
    expect((await why(shop, "com.acme.notes", "--device", phone)).code).toBe(0);
    expect((await why(shop, "com.acme.notes", "--device", newcomer)).code).toBe(1);
  });

  it("what Apple says of the device: disabled, processing, another class", async () => {
    const shop = await applied({
      targets: [adHoc.replace("[qa]", "all")],
      team: {
        devices: [
          { name: "QA phone", udid: phone, platform: "IOS" },
          { name: "Lost phone", udid: newcomer, platform: "IOS", status: "DISABLED" },
          { name: "New iPad", udid: "00008103-000C59E81E89001E", platform: "IOS", status: "PROCESSING" },
          { name: "Office Apple TV", udid: tv, platform: "IOS", deviceClass: "APPLE_TV" },
        ],
      },
    });
    const ask = async (udid: string) => reasons(await why(shop, "com.acme.shop", "--device", udid));
    expect(await ask(phone)).toEqual([]);
    expect(await ask(newcomer)).toEqual(["device_disabled"]);
    expect(await ask("00008103-000C59E81E89001E")).toEqual(["device_processing"]);
    // One that no group names would be left out afterwards too.
    shop.write([adHoc]);
    expect(await ask("00008103-000C59E81E89001E")).toEqual(["device_not_listed", "device_processing"]);
    shop.write([adHoc.replace("[qa]", "all")]);
    expect(await ask(tv)).toEqual(["device_class"]);
    expect(helps(await why(shop, "com.acme.shop", "--device", tv))).toEqual([
      "ask for a target with `platform: tvos`, or correct the UDID",
    ]);
  });

  it("an App Store build comes to no device directly, and which target does", async () => {
    const shop = await applied({ targets: [store, adHoc] });
    const direct = await why(shop, "com.acme.shop", "--device", phone, "--target", "shop");
    expect([direct.code, reasons(direct), helps(direct)]).toEqual([1, ["store_build"], ["build it with `beta`"]]);
    expect(lineOf(shop, direct)).toContain("profile_type: app_store");
    // One way is enough, and then nothing is an error.
    const both = await why(shop, "com.acme.shop", "--device", phone);
    expect([both.code, both.out]).toEqual([0, expect.stringMatching(/^no .*\n {5}because App Store builds/m)]);
    expect(both.err).not.toContain("error[");
    expect((await why(shop, "com.acme.shop", "--target", "shop")).out).toContain(
      "yes  shop  app_store, through the store, until",
    );
  });

  it("no profile yet; expired, with the day since when; and invalid after a capability changed", async () => {
    const shop = await openShop({ targets: [adHoc] });
    const first = await why(shop, "com.acme.shop", "--device", phone);
    expect(reasons(first)).toEqual(["no_profile", "device_unknown"]);
    expect((await shop.apply()).code).toBe(0);
    const [bundleId] = await shop.call("GET", "/v1/bundleIds");
    await shop.call("POST", "/v1/bundleIdCapabilities", {
      type: "bundleIdCapabilities",
      attributes: { capabilityType: "HEALTHKIT" },
      relationships: { bundleId: { data: { type: "bundleIds", id: bundleId?.id ?? "" } } },
    });
    expect(reasons(await why(shop, "com.acme.shop", "--device", phone))).toEqual(["profile_invalid"]);
    const { expires } = (await why(shop, "com.acme.shop")).json.targets[0]?.profile ?? { expires: "" };
    shop.passDays(400);
    const late = await why(shop, "com.acme.shop", "--device", phone);
    // Apple's list leaves it out by now; the store knows its date.
    const [profile] = late.json.targets[0]?.obstacles ?? [];
    expect([profile?.reason, profile?.since]).toEqual(["profile_expired", expires]);
    expect(late.out).toContain(`has expired, since ${expires.slice(0, 10)}`);
  });

  it("a certificate that somebody revoked, and a capability that somebody turned off", async () => {
    const shop = await applied({
      targets: [adHoc.replace("devices:", "capabilities: [push_notifications], devices:")],
    });
    const rows = await shop.call("GET", "/v1/bundleIds?include=bundleIdCapabilities");
    const capabilities = await shop.call("GET", `/v1/bundleIds/${rows[0]?.id ?? ""}/bundleIdCapabilities`);
    const push = capabilities.find((c) => c.attributes["capabilityType"] === "PUSH_NOTIFICATIONS");
    await shop.call("DELETE", `/v1/bundleIdCapabilities/${push?.id ?? ""}`);
    const off = await why(shop, "com.acme.shop");
    expect(reasons(off)).toContain("capability_missing");
    expect((await shop.apply()).code).toBe(0);
    const serial = shop.sandbox.state().certificates[0]?.serialNumber ?? "";
    expect(shop.sandbox.revoke(serial)).toBe(true);
    expect(reasons(await why(shop, "com.acme.shop"))).toContain("certificate_gone");
  });

  it("extensions: a listed one, one that discover finds, and one that has an app of its own", async () => {
    const shop = await applied({
      targets: [adHoc.replace("extensions: []", "extensions: [com.acme.shop.widget]")],
    });
    expect((await why(shop, "com.acme.shop.widget", "--device", phone)).code).toBe(0);
    shop.write([adHoc.replace("extensions: [], ", "")]);
    expect((await why(shop, "com.acme.shop.widget", "--device", phone)).code).toBe(0);
    const unknown = await shop.cli(["why", "com.acme.shop.widgets"]);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("error[verify/no-target]")]);
  });

  it("an unknown bundle ID: the near one; Android; an unknown target", async () => {
    const shop = await applied();
    const near = await shop.cli(["why", "com.acme.shpo"]);
    expect([near.code, near.err]).toEqual([1, expect.stringContaining("there is `com.acme.shop`")]);
    const target = await shop.cli(["why", "com.acme.shop", "--target", "betta", "--json"]);
    expect([target.code, JSON.parse(target.out)]).toMatchObject([
      1,
      { errored: true, diagnostics: [{ code: "plan/unknown-target" }] },
    ]);
  });

  it("offline: without a secret or request, from what the last run saw, and how old that is", async () => {
    const shop = await openShop({ targets: [adHoc] });
    const nothing = await shop.cli(["why", "com.acme.shop", "--offline"]);
    expect([nothing.code, nothing.err]).toEqual([
      1,
      expect.stringContaining("facts.json knows nothing of the team of `acme`"),
    ]);
    expect((await shop.apply()).code).toBe(0);
    Reflect.deleteProperty(shop.env, "ASC_PRIVATE_KEY");
    Reflect.deleteProperty(shop.env, "SIGNWRIGHT_IDENTITY");
    const before = shop.mark();
    shop.passDays(3);
    const said = await why(shop, "com.acme.shop", "--device", phone, "--offline");
    expect([said.code, said.json.offline, said.json.as_of]).toEqual([0, true, expect.stringMatching(/^2026-03-01T/)]);
    expect(said.out).toMatch(/As of 2026-03-01T\S+ \(3 days ago\): what the last plan or apply saw\.\n$/);
    expect(shop.mark()).toBe(before);
    // Dates go on while nobody looks.
    shop.passDays(400);
    const late = await why(shop, "com.acme.shop", "--device", phone, "--offline");
    expect(late.json.targets[0]?.obstacles.map(({ reason, since }) => [reason, since?.slice(0, 7)])).toEqual([
      ["profile_expired", "2027-03"],
      ["certificate_expired", "2027-03"],
    ]);
  });

  it("is an error where the world cannot be read, and shows nothing of a broken file", async () => {
    const shop = await openShop({ targets: [adHoc], isStranger: true });
    const refused = await shop.cli(["why", "com.acme.shop", "--json"]);
    expect([refused.code, JSON.parse(refused.out)]).toMatchObject([1, { errored: true }]);
    writeFileSync(join(shop.folder, "signing.yaml"), "version: 1\ntargets: [");
    expect(await shop.cli(["why", "com.acme.shop"])).toMatchObject({ code: 1, out: "" });
  });
});
