import { describe, expect, test } from "vitest";
import type { PlanBudget } from "../../src/plan/plan.ts";
import { adHoc, codesOf, openShop, phone, store, type Shop } from "./scenario-shop.ts";

const plain = store.replace(" }", ", extensions: [] }");

/** What a plan says of the requests of this hour. */
async function estimateOf(shop: Shop, flags: readonly string[] = []): Promise<PlanBudget> {
  const { out } = await shop.cli(["plan", "--json", ...flags]);
  const { signing } = JSON.parse(out) as { readonly signing: { readonly budgets: readonly PlanBudget[] } };
  const budget = signing.budgets.find(({ kind }) => kind === "requests");
  if (!budget) throw new Error(`the plan has no budget of requests: ${out}`);
  return budget;
}

/** Plans, saves, applies, and gives the estimate beside what the apply asked of the sandbox. */
async function compare(shop: Shop, flags: readonly string[] = []): Promise<{ estimated: number; used: number }> {
  const { adds } = await estimateOf(shop, flags);
  expect(await shop.cli(["plan", "--out", "plan.json", ...flags])).toMatchObject({ code: 0 });
  const before = shop.mark();
  const applied = await shop.cli(["apply", "plan.json"]);
  expect(applied, applied.err).toMatchObject({ code: 0 });
  return { estimated: adds, used: shop.requests(undefined, before).length };
}

describe("the requests that a plan says an apply takes", () => {
  test("are what it takes, and not much more, whatever it does", async () => {
    const secondPhone = "00008103-000C59E81E89001E";
    const desk =
      "desk: { platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk, extensions: [] }";
    const shop = await openShop({
      targets: [plain],
      team: {
        bundleIds: [{ identifier: "com.acme.shop", name: "Shop", capabilities: ["GAME_CENTER"] }],
        devices: [{ name: "Old phone", udid: secondPhone, platform: "IOS", status: "DISABLED" }],
        certificates: [{ certificateType: "DISTRIBUTION", displayName: "Ben" }],
        profiles: [{ name: "Made by hand", profileType: "IOS_APP_STORE", bundleId: "com.acme.shop" }],
      },
    });
    const [ben] = shop.sandbox.state().certificates;
    const steps: { readonly what: string; readonly estimated: number; readonly used: number }[] = [];
    const step = async (what: string, flags: readonly string[] = []): Promise<void> => {
      steps.push({ what, ...(await compare(shop, flags)) });
    };
    await step("a key, a certificate, a profile");
    const devices = `[{ name: QA phone, udid: ${phone}, platform: ios }, { name: Old phone, udid: ${secondPhone}, platform: ios }]`;
    const capable = plain.replace(
      "extensions: []",
      "extensions: [com.acme.shop.widget], capabilities: [push_notifications, { data_protection: complete }]",
    );
    shop.write([capable, adHoc, desk], { devices });
    await step("bundle IDs, capabilities with settings, devices, an installer certificate");
    const less = capable.replace(
      "capabilities: [push_notifications, { data_protection: complete }]",
      "remove_capabilities: [game_center]",
    );
    shop.write([less, adHoc.replace(" }", ", disable_devices: [old] }"), desk], {
      devices: `[{ name: QA phone, udid: ${phone}, platform: ios }]\n  old: [{ name: Old phone, udid: ${secondPhone}, platform: ios }]`,
    });
    await step("a capability less, a device disabled");
    await step("a certificate revoked", ["--revoke", ben?.serialNumber ?? ""]);
    shop.write([plain]);
    await step("targets that left the file");
    for (const { what, estimated, used } of steps)
      process.stdout.write(`  ${what}: about ${estimated} requests, took ${used}\n`);
    for (const { what, estimated, used } of steps) {
      expect(estimated, what).toBeGreaterThanOrEqual(used);
      expect(estimated, what).toBeLessThanOrEqual(2 * used);
    }
    expect(await estimateOf(shop)).toMatchObject({ adds: 0, limit: 3600 });
  });

  test("move from plan to plan, and the plan stays the one that was reviewed", async () => {
    const shop = await openShop({ targets: [plain] });
    const first = await estimateOf(shop);
    const comment = async (): Promise<string> => (await shop.cli(["plan", "--format", "markdown"])).out;
    expect(await comment()).toBe(await comment());
    const later = await estimateOf(shop);
    expect(later.used).toBeGreaterThan(first.used);
    expect(later).toMatchObject({ adds: first.adds, limit: 3600 });
    expect((await shop.plan()).out).not.toContain("Requests to Apple");
    expect((await shop.cli(["plan", "--offline", "--json"])).out).not.toContain("requests in this hour");
  });

  test("are warned of where they do not last: the apply stops at the limit, and goes on in the next hour", async () => {
    const shop = await openShop({ targets: [plain, adHoc], team: { hourlyRequestLimit: 15 } });
    const planned = await shop.cli(["plan", "--out", "plan.json"]);
    expect({ code: planned.code, codes: codesOf(planned.err) }).toEqual({
      code: 0,
      codes: ["app-store-connect/few-requests-left"],
    });
    expect(planned.err).toContain("at 2026-03-01T13:00:00Z all 15 are free again");
    expect(planned.out).toMatch(/Requests to Apple that this plan takes:\n {2}acme: about 14 of the \d+ that are left/);
    expect(planned.out).toMatch(/of 15\n/);
    const cut = await shop.cli(["apply", "plan.json"]);
    expect({ code: cut.code, codes: codesOf(cut.err) }).toMatchObject({ code: 1 });
    expect(codesOf(cut.err)).toContain("app-store-connect/rate-limited");
    shop.passDays(2 / 24);
    expect(await shop.cli(["apply", "plan.json"])).toMatchObject({ code: 0 });
    expect((await shop.plan()).out).toContain("No changes.");
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });
});
