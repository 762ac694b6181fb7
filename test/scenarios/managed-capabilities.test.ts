import { describe, expect, test } from "vitest";
import { codesOf, openShop, type Ran, type Shop } from "./scenario-shop.ts";

// What Apple's API cannot turn on: managed capabilities, which Apple grants to a team, and types that only the portal knows.

const app = (capabilities: string): string =>
  `shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, extensions: [], capabilities: [${capabilities}] }`;

const linesOf = ({ out }: Ran): readonly string[] =>
  out.split("\n").flatMap((line) => /^ {0,2}(?:\+|~|-|!|\+\/-|\.) \S+\/\S+/.exec(line)?.[0].trim() ?? []);

/** What somebody does with the App ID in the portal. */
async function setByHand(shop: Shop, entitlement: string, value: unknown): Promise<void> {
  const body = JSON.stringify({ bundleId: "com.acme.shop", entitlement, value });
  const { status } = await fetch(`${shop.sandbox.url}/_sandbox/entitlements`, { method: "POST", body });
  expect(status).toBe(200);
}

const capabilityWrites = (shop: Shop): number =>
  shop.requests("POST").filter(({ path }) => path.startsWith("/v1/bundleIdCapabilities")).length;

describe("a managed capability", () => {
  test("is a step by hand and never a request; the step ends when the profile holds the entitlement", async () => {
    const shop = await openShop({ targets: [app("push_notifications, multicast_networking")] });
    const step = "! acme/capability/com.acme.shop:multicast_networking:assignment";
    const first = await shop.plan();
    expect(linesOf(first)).toContain(step);
    expect(first.out).toContain("https://developer.apple.com/contact/request/networking-multicast");
    expect(first.out).toContain("hold com.apple.developer.networking.multicast");
    // Nothing waits for it: the app is signed without it.
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(capabilityWrites(shop)).toBe(1);
    expect(linesOf(await shop.plan())).toEqual([step]);
    expect(JSON.parse((await shop.cli(["plan", "--json"])).out)).toMatchObject({
      applyable: false,
      complete: false,
      resource_changes: [{ address: step.slice(2), change: { actions: ["manual"] } }],
    });
    expect((await shop.cli(["why", "com.acme.shop"])).out).toContain("does not allow Multicast Networking");

    await setByHand(shop, "com.apple.developer.networking.multicast", true);
    expect(linesOf(await shop.plan())).toEqual([
      step,
      "+/- acme/profile/com.acme.shop:ios_app_store",
      "+/- store/stored_profile/acme:com.acme.shop:ios_app_store",
      "- acme/profile/com.acme.shop:ios_app_store",
      "- store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect((await shop.plan()).out).toContain("No changes.");
    expect((await shop.cli(["why", "com.acme.shop"])).out).not.toContain("Multicast");
    expect(capabilityWrites(shop)).toBe(1);
  });

  test("assigned in the portal, App Groups are seen in the profile as well", async () => {
    const shop = await openShop({ targets: [app("app_groups")] });
    await shop.apply();
    expect(linesOf(await shop.plan())).toEqual(["! acme/capability/com.acme.shop:app_groups:assignment"]);
    await setByHand(shop, "com.apple.security.application-groups", ["group.com.acme"]);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect((await shop.plan()).out).toContain("No changes.");
  });
});

describe("a capability that Apple's API refuses as unknown", () => {
  test("ends the run that found out, becomes a step by hand, and everything else goes on", async () => {
    const shop = await openShop({ targets: [app("push_notifications, app_attest")] });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/conflict"] });
    expect(err).toContain("`signwright plan` says what to do by hand");
    const step = "! acme/capability/com.acme.shop:app_attest";
    const next = await shop.plan();
    expect(linesOf(next)).toEqual([step]);
    expect(capabilityWrites(shop)).toBe(2);

    shop.write([app("push_notifications")]);
    expect((await shop.plan()).out).toContain("Signwright never turned it on");
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("beside one that it turns on does not leave the app without a profile that works", async () => {
    const shop = await openShop({ targets: [app("game_center")] });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    shop.write([app("game_center, push_notifications, app_attest")]);
    expect(await shop.apply()).toMatchObject({ code: 1 });
    expect(shop.sandbox.state().profiles.filter((p) => p.state === "ACTIVE")).toHaveLength(1);
    expect((await shop.cli(["verify"])).code).toBe(0);
    // Only what the run left, because it was not carried out whole.
    expect(linesOf(await shop.plan())).toEqual([
      "! acme/capability/com.acme.shop:app_attest",
      "- acme/profile/com.acme.shop:ios_app_store",
      "- store/stored_profile/acme:com.acme.shop:ios_app_store",
    ]);
  });

  test("for a misspelt one the step names the right one", async () => {
    const shop = await openShop({ targets: [app("push_notification")] });
    expect((await shop.apply()).code).toBe(1);
    expect((await shop.plan()).out).toContain("if it is misspelt: there is `push_notifications`");
  });
});
