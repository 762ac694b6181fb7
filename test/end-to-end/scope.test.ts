import { describe, expect, it, vi } from "vitest";
import { openShop } from "../scenarios/scenario-shop.ts";

// Whole applies, on machines that do other things too.
vi.setConfig({ testTimeout: 120_000 });

describe("a wildcard bundle ID", () => {
  it("is registered as one, has one profile, and leaves the bundle IDs below it alone", async () => {
    const shop = await openShop({
      targets: [
        "inner: { platform: ios, method: automatic, profile_type: development, bundle_id: 'com.acme.inner.*', devices: all }",
      ],
      team: {
        devices: [{ name: "Phone", udid: "00008030-001C2D3E4F5A6B7C", platform: "IOS" }],
        bundleIds: [{ identifier: "com.acme.inner.one", name: "One" }],
      },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("POST").filter(({ path }) => path === "/v1/bundleIds")).toHaveLength(1);
    expect(shop.sandbox.state().profiles.map(({ bundleId }) => bundleId)).toEqual(["com.acme.inner.*"]);
    expect((await shop.plan()).out).toContain("No changes.");
  });
});

describe("devices: all", () => {
  const phones = Array.from({ length: 3 }, (_, n) => ({
    name: `Phone ${n}`,
    udid: `00008030-00000000000000A${n}`,
    platform: "IOS" as const,
  }));

  it("are every enabled device of the right class, and a new one makes a new profile", async () => {
    const shop = await openShop({
      targets: [
        "beta: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.shop, extensions: [], devices: all }",
        "tv: { platform: tvos, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.tv, extensions: [], devices: all }",
      ],
      team: {
        devices: [
          ...phones,
          { name: "Off", udid: "00008030-00000000000000B0", platform: "IOS", status: "DISABLED" },
          { name: "Mac", udid: "4C4C4544-0051-3510-8052-B4C04F4A3532", platform: "MAC_OS" },
          { name: "TV", udid: "2b6f0cc904d137be2e1730235f5664094b831186", platform: "IOS", deviceClass: "APPLE_TV" },
        ],
      },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const held = (type: string): readonly string[] => {
      const { profiles, devices } = shop.sandbox.state();
      const ids = profiles.filter(({ profileType }) => profileType === type).at(-1)?.devices ?? [];
      return devices.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    };
    expect(held("IOS_APP_ADHOC")).toEqual(["Phone 0", "Phone 1", "Phone 2"]);
    expect(held("TVOS_APP_ADHOC")).toEqual(["TV"]);
    expect((await shop.plan()).out).toContain("No changes.");

    await shop.call("POST", "/v1/devices", {
      type: "devices",
      attributes: { name: "Fresh", udid: "00008030-00000000000000C0", platform: "IOS" },
    });
    expect((await shop.plan()).out).toContain("the profile lacks 1 of the devices");
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(held("IOS_APP_ADHOC")).toEqual(["Phone 0", "Phone 1", "Phone 2", "Fresh"]);
    expect(shop.requests("POST").filter(({ path }) => path === "/v1/devices")).toHaveLength(1);
  });
});
