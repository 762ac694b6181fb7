import { expect, describe, it } from "vitest";
import { adHoc, openShop, phone } from "../scenarios/scenario-shop.ts";

const old = "00008130-001A2B3C4D5E601E";

describe("what the API cannot finish is a step by hand", () => {
  it("App Groups: the plan says what to do, everything else is applied, and the step stays until profiles hold values", async () => {
    const shop = await openShop({ targets: [adHoc.replace("devices:", "capabilities: [app_groups], devices:")] });
    const step = "! acme/capability/com.acme.shop:app_groups:assignment";
    const first = await shop.plan();
    expect(first.out).toContain(step);
    expect(first.out).toContain("press Edit beside App Groups");
    expect(await shop.apply()).toMatchObject({ code: 0, out: expect.stringContaining("Apply complete!") });
    expect(shop.objects("created", "profiles")).toHaveLength(1);
    // The profile has the entitlement without a value: nobody has assigned a group.
    const again = await shop.plan();
    expect(again.out).toContain(step);
    expect(again.out).toMatch(/^Plan: 0 to add, 0 to change, 0 to destroy\. 1 to do by hand\.$/m);
    const status = await shop.cli(["status"]);
    expect([status.code, status.out]).toEqual([2, expect.stringContaining("! 1 step to do by hand")]);
  });

  it("capabilities that the API finishes need no step", async () => {
    const shop = await openShop({
      targets: [adHoc.replace("devices:", "capabilities: [healthkit, push_notifications], devices:")],
    });
    expect((await shop.plan()).out).not.toContain("by hand");
    expect((await shop.apply()).code).toBe(0);
    expect((await shop.plan()).out).toContain("No changes.");
  });
});

describe("devices", () => {
  it("that are disabled and named by a group are enabled, once, and the profile holds them", async () => {
    const devices = [{ name: "Old phone", udid: old, platform: "IOS" as const, status: "DISABLED" }];
    const both = `[{ name: QA phone, udid: ${phone}, platform: ios }, { name: Old, udid: ${old}, platform: ios }]`;
    const shop = await openShop({ targets: [adHoc], spec: { devices: both }, team: { devices } });
    expect((await shop.plan()).out).toContain(
      `~ acme/device/${old}\n      Old phone is disabled at Apple, and a group of`,
    );
    expect((await shop.apply()).code).toBe(0);
    expect(shop.requests("PATCH").map(({ path }) => path.split("/")[2])).toEqual(["devices"]);
    expect((await shop.plan()).out).toContain("No changes.");
    expect((await shop.cli(["why", "com.acme.shop", "--device", old])).code).toBe(0);
  });
});

describe("platforms and profile types", () => {
  it("visionOS signs with iOS types, Catalyst, tvOS and the Mac with their own, and a second plan finds nothing to do", async () => {
    const tv = {
      name: "Lab TV",
      udid: "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d00112233",
      platform: "IOS" as const,
      deviceClass: "APPLE_TV",
    };
    const mac = { name: "Build Mac", udid: "00006000-001A2B3C4D5E601E", platform: "MAC_OS" as const };
    const vision = { name: "Lab Vision", udid: old, platform: "IOS" as const, deviceClass: "APPLE_VISION_PRO" };
    const target = (name: string, rest: string): string =>
      `${name}: { method: automatic, key: acme, extensions: [], bundle_id: com.acme.${name}, ${rest} }`;
    const shop = await openShop({
      team: { devices: [tv, mac, vision] },
      targets: [
        target("vision", "platform: visionos, profile_type: ad_hoc"),
        target("tv", "platform: tvos, profile_type: development"),
        target("desk", "platform: macos, profile_type: [development, developer_id]"),
        target("both", "platform: macos, profile_type: app_store, catalyst: true"),
      ],
    });
    const { code, err } = await shop.apply();
    expect([code, err]).toEqual([0, expect.not.stringContaining("error[")]);
    expect(
      shop.sandbox
        .state()
        .profiles.map(({ bundleId, profileType }) => `${bundleId} ${profileType}`)
        .sort(),
    ).toEqual([
      "com.acme.both MAC_CATALYST_APP_STORE",
      "com.acme.desk MAC_APP_DEVELOPMENT",
      "com.acme.desk MAC_APP_DIRECT",
      "com.acme.tv TVOS_APP_DEVELOPMENT",
      "com.acme.vision IOS_APP_ADHOC",
    ]);
    expect(shop.objects("created", "certificates")).toHaveLength(4);
    expect((await shop.plan()).out).toContain("No changes.");
    expect((await shop.cli(["why", "com.acme.vision", "--device", old])).code).toBe(0);
    expect((await shop.cli(["why", "com.acme.desk", "--device", mac.udid])).code).toBe(0);
  });
});
