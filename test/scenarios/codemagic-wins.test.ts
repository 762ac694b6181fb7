import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adHoc, codesOf, openShop, phone, store, type Shop } from "./scenario-shop.ts";

// Where Codemagic's command-line tools were seen to go wrong (its tables a3, c, d and e), row by row. What Apple does in these
// cases is in apple-errors.test.ts and peers-section-9.test.ts as well; here it is about what a run makes of it.

const created = (shop: Shop, kind: string): number => shop.objects("created", kind).length;

describe("codemagic", () => {
  test("e1, 401 for ever: key ID and issuer that were swapped are found before anything is asked", async () => {
    const shop = await openShop();
    const path = `${shop.folder}/signing.yaml`;
    const text = readFileSync(path, "utf8");
    const [, issuer = ""] = /issuer_id: (\S+)/.exec(text) ?? [];
    writeFileSync(
      path,
      text.replace(/issuer_id: \S+/, "issuer_id: SANDBOX001").replace(/key_id: \S+/, `key_id: ${issuer}`),
    );
    const { code, err } = await shop.plan();
    expect({ code, said: codesOf(err).length > 0, asked: shop.requests().length }).toEqual({
      code: 1,
      said: true,
      asked: 0,
    });
  });

  test.each([
    ["as it is", (pem: string) => pem],
    ["in base64", (pem: string) => Buffer.from(pem).toString("base64")],
    ["with \\n for its line ends", (pem: string) => pem.replaceAll("\n", "\\n")],
    ["with Windows line ends", (pem: string) => pem.replaceAll("\n", "\r\n")],
  ])("e2, the .p8 %s is taken", async (_, form) => {
    const shop = await openShop();
    shop.env["ASC_PRIVATE_KEY"] = form(shop.env["ASC_PRIVATE_KEY"] ?? "");
    expect(await shop.plan()).toMatchObject({ code: 0 });
  });

  test("e2, what is no .p8 is said to be what it is, and never shown", async () => {
    const shop = await openShop();
    shop.env["ASC_PRIVATE_KEY"] = "correct horse battery staple";
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["secret/malformed"] });
    expect(err).not.toContain("correct horse");
  });

  test("e4, a full quota: who holds the slots is in the plan, nothing is asked for, and one that expires frees its slot", async () => {
    const certificates = ["2025-03-20", "2025-06-01", "2025-09-01"].map((day) => ({
      certificateType: "DISTRIBUTION",
      issued: `${day}T00:00:00Z`,
    }));
    const shop = await openShop({ team: { certificates } });
    const { code, out, err } = await shop.plan();
    expect(code).toBe(1);
    // The first slot frees when the oldest certificate expires.
    expect(`${out}${err}`).toContain("2026-03-20");
    shop.passDays(20);
    expect(await shop.apply()).toMatchObject({ code: 0 });
  });

  test("e5, DISTRIBUTION and IOS_DISTRIBUTION share their slots, and a foreign one is never taken", async () => {
    const shop = await openShop({ team: { certificates: [{ certificateType: "IOS_DISTRIBUTION" }] } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const [foreign, own] = shop.sandbox.state().certificates;
    expect(own?.certificateType).toBe("DISTRIBUTION");
    expect(shop.sandbox.state().profiles.flatMap(({ certificates }) => certificates)).toEqual([own?.id]);
    expect(foreign?.certificateType).toBe("IOS_DISTRIBUTION");
    const taken = { certificateType: "IOS_DISTRIBUTION" };
    const full = await openShop({ team: { certificates: [taken, taken, taken] } });
    const { code, err } = await full.apply();
    // Apple has not published that they share; the plan warns, Apple's refusal is said, and the key is kept for the next run.
    expect([code, codesOf(err)]).toEqual([1, ["app-store-connect/quota-uncertain", "app-store-connect/quota-reached"]]);
  });

  test("e6, ensure and not create: a second run finds everything and asks for nothing", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    await shop.apply();
    const writes = shop.requests("POST").length;
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("POST")).toHaveLength(writes);
  });

  test("e7 and e8, extensions by the dot: com.acme.shop.widget gets a profile of its own, com.acme.shopping none", async () => {
    const bundleIds = ["com.acme.shop", "com.acme.shop.widget", "com.acme.shopping"].map((identifier) => ({
      identifier,
      name: identifier.replaceAll(".", " "),
    }));
    const shop = await openShop({ team: { bundleIds } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const identifiers = shop.sandbox.state().profiles.map(({ bundleId }) => bundleId);
    expect(new Set(identifiers)).toEqual(new Set(["com.acme.shop", "com.acme.shop.widget"]));
    expect(identifiers).toHaveLength(2);
  });

  test("e9, a name that no target has: the nearest is named", async () => {
    const shop = await openShop();
    const { code, err } = await shop.cli(["plan", "--target", "shpo"]);
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["plan/unknown-target"] });
    expect(err).toContain("`shop`");
  });

  test("e11, a new test device is a line of the file and becomes a new profile", async () => {
    const shop = await openShop({ targets: [adHoc] });
    await shop.apply();
    shop.write([adHoc], {
      devices: `[{ name: QA phone, udid: ${phone}, platform: ios }, { name: QA pad, udid: 00008103-000C59E81E89001E, platform: ios }]`,
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ devices }) => devices.length)).toEqual([2]);
    expect(created(shop, "certificates")).toBe(1);
  });

  test("e11, a device that somebody registers in the portal changes no profile that does not ask for it", async () => {
    const shop = await openShop({ targets: [adHoc] });
    await shop.apply();
    const attributes = { name: "Somebody's", udid: "00008103-000C59E81E89001E", platform: "IOS" };
    await shop.call("POST", "/v1/devices", { type: "devices", attributes });
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("e13, devices for the App Store are refused in the file, without any request", async () => {
    const shop = await openShop({ targets: [store.replace(" }", ", devices: [qa] }")] });
    const { code, err } = await shop.plan();
    expect({ code, said: codesOf(err).length, asked: shop.requests().length }).toEqual({ code: 1, said: 1, asked: 0 });
    expect(err).toContain("devices");
  });

  test("e14, an expired certificate and profile are never handed out: export refuses, the next apply replaces", async () => {
    const shop = await openShop({ team: { quirks: { expiredProfiles: "listed" } } });
    await shop.apply();
    shop.passDays(400);
    const stale = await shop.cli(["export", "--dir", "out", "--p12-password-env", "P12_PASSWORD"]);
    expect({ code: stale.code, codes: codesOf(stale.err) }).toEqual({ code: 1, codes: ["rule/expired"] });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(await shop.cli(["export", "--dir", "out", "--p12-password-env", "P12_PASSWORD"])).toMatchObject({ code: 0 });
  });

  test("e15, a certificate that will expire is renewed within the window, with the old one still alive", async () => {
    const shop = await openShop();
    await shop.apply();
    shop.passDays(340);
    expect((await shop.cli(["plan", "--detailed-exitcode"])).code).toBe(2);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const { certificates } = shop.sandbox.state();
    expect(certificates.filter(({ expires }) => new Date(expires) > shop.clock.now)).toHaveLength(2);
    expect(shop.objects("revoked", "certificates")).toEqual([]);
    expect(await shop.cli(["verify"])).toMatchObject({ code: 0 });
  });

  test("e16, a capability of the file is in the rebuilt profile", async () => {
    const shop = await openShop();
    await shop.apply();
    shop.write([store.replace(" }", ", capabilities: [push_notifications] }")]);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    await shop.cli(["export", "--dir", "out", "--p12-password-env", "P12_PASSWORD"]);
    const { out } = await shop.cli(["inspect", "out/shop/com.acme.shop.mobileprovision", "--json"]);
    expect(out).toContain("aps-environment");
  });

  test("e17, the certificate that is exported is in the profile that is exported", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    await shop.apply();
    expect(await shop.cli(["verify"])).toMatchObject({ code: 0 });
  });

  test("e20, a .p12 without a password is never written", async () => {
    const shop = await openShop();
    await shop.apply();
    shop.env["P12_PASSWORD"] = "";
    expect((await shop.cli(["export", "--dir", "out", "--p12-password-env", "P12_PASSWORD"])).code).toBe(1);
  });

  test("a3.7, a later step fails: certificate and key are kept, and the next run goes on with them", async () => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name: "app-id-not-allowed" }, { method: "POST", pathPrefix: "/v1/profiles" });
    expect(await shop.apply()).toMatchObject({ code: 1 });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect([created(shop, "certificates"), created(shop, "profiles")]).toEqual([1, 1]);
    expect(await shop.cli(["verify"])).toMatchObject({ code: 0 });
  });

  test("a3.9, two applies at once on one store: one does it, the other is refused by the lock or finds it done; one certificate", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    const runs = await Promise.all([shop.apply(), shop.apply(), shop.apply()]);
    expect(runs.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    for (const { err } of runs.filter(({ code }) => code !== 0)) expect(codesOf(err)).toEqual(["file-store/locked"]);
    expect([created(shop, "certificates"), created(shop, "profiles")]).toEqual([1, 2]);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test.each([
    ["JSON without errors", '{"message": "no"}'],
    [
      "an error with members that nobody knows",
      '{"errors": [{"status": 400, "code": {"a": 1}, "hints": ["x"], "title": null}]}',
    ],
    ["no JSON", "<html>Forbidden by the proxy</html>"],
  ])("c, a refusal that is %s is a diagnostic and no crash", async (_, body) => {
    const shop = await openShop();
    shop.fault({ kind: "answer", status: 400, body }, { method: "GET", times: "always" });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/conflict"] });
  });

  test("d, requests: an app that has everything costs one request for each kind, whatever the number of targets", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    const first = shop.mark();
    await shop.apply();
    const made = shop.requests(undefined, first).length;
    const second = shop.mark();
    await shop.plan();
    const kept = shop.requests(undefined, second);
    process.stdout.write(`
first apply of 1 app with 2 profiles: ${made} requests; the plan after it: ${kept.length}
`);
    expect(kept.length).toBeLessThanOrEqual(4);
    expect(made).toBeLessThanOrEqual(22);
  });
});
