import { describe, expect, test } from "vitest";
import { adHoc, codesOf, makeApiKey, openShop, phone, store, teamId } from "./scenario-shop.ts";

// "Apple API facts the peers learned the hard way", row by row; `behaviour n` names the entry of "Behaviour that a plan/apply must
// allow for" that says the same.

const withPush = store.replace(" }", ", capabilities: [push_notifications] }");
const shopId = { identifier: "com.acme.shop", name: "Shop" };

describe("peers, section 9", () => {
  test("filters match loosely: only the exact bundle ID is taken, whichever comes first (behaviour 1)", async () => {
    const others = ["com.acme.shop.widget", "com.acme.shopping", "old.com.acme.shop"];
    const bundleIds = others.map((identifier) => ({ identifier, name: "Other" }));
    // The list is late, so that the one made by this run is looked for by the loose filter.
    const shop = await openShop({
      targets: [store.replace(" }", ", extensions: [] }")],
      team: { bundleIds },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("GET").some(({ path }) => path.includes("filter%5Bidentifier%5D=com.acme.shop"))).toBe(true);
    expect(shop.sandbox.state().profiles.map(({ bundleId }) => bundleId)).toEqual(["com.acme.shop"]);
  });

  test("an expired profile is missing from /v1/profiles and blocks its name: ours is replaced under another name, foreign ones stay (behaviour 2)", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    await shop.apply();
    shop.passDays(400);
    expect(shop.sandbox.state().profiles.every(({ expires }) => new Date(expires) < shop.clock.now)).toBe(true);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const current = shop.sandbox.state().profiles.filter(({ expires }) => new Date(expires) > shop.clock.now);
    expect(current.map(({ profileType }) => profileType).sort()).toEqual(["IOS_APP_ADHOC", "IOS_APP_STORE"]);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("a zombie, ACTIVE and expired and 404 on its relations, neither breaks the plan nor counts as a profile", async () => {
    const shop = await openShop({
      team: {
        bundleIds: [shopId],
        certificates: [{ certificateType: "DISTRIBUTION", issued: "2024-12-01T00:00:00Z" }],
        profiles: [
          { name: "Old", profileType: "IOS_APP_STORE", bundleId: "com.acme.shop", created: "2024-12-01T00:00:00Z" },
        ],
        quirks: { expiredProfiles: "zombie" },
      },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("GET").some(({ path, status }) => path.includes("/certificates") && status === 404)).toBe(
      true,
    );
    expect(shop.sandbox.state().profiles).toHaveLength(2);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test.each(["listed", "state-expired", "zombie"] as const)(
    "a profile that stays in the list after its date (%s) is replaced by its date (behaviour 2)",
    async (expiredProfiles) => {
      const shop = await openShop({ team: { quirks: { expiredProfiles } } });
      await shop.apply();
      shop.passDays(400);
      expect(await shop.apply()).toMatchObject({ code: 0 });
      const [, second] = shop.objects("created", "profiles");
      expect(second).toBeDefined();
      expect((await shop.plan()).out).toContain("No changes.");
    },
  );

  test("the state stays ACTIVE after the certificate expired: the dates decide (behaviour 2)", async () => {
    const shop = await openShop({ team: { quirks: { expiredProfiles: "listed" } } });
    await shop.apply();
    shop.passDays(366);
    expect(shop.sandbox.state().profiles[0]?.state).toBe("ACTIVE");
    const { out } = await shop.plan();
    expect(out).toMatch(/\+ acme\/certificate\/distribution/);
    expect(out).toMatch(/acme\/profile\/com\.acme\.shop:ios_app_store/);
  });

  test("editing a capability turns the profiles INVALID: the rebuild is in the same plan (behaviour 3)", async () => {
    const shop = await openShop();
    await shop.apply();
    shop.write([withPush]);
    const { out } = await shop.plan();
    expect(out).toMatch(/acme\/capability\/com\.acme\.shop:push_notifications/);
    expect(out).toMatch(/acme\/profile\/com\.acme\.shop:ios_app_store/);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ state }) => state)).toEqual(["ACTIVE"]);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("renaming a bundle ID in the portal turns the profiles INVALID: the next plan rebuilds ours", async () => {
    const shop = await openShop();
    await shop.apply();
    const [bundleId] = shop.sandbox.state().bundleIds;
    await shop.call("PATCH", `/v1/bundleIds/${bundleId?.id}`, {
      type: "bundleIds",
      id: bundleId?.id ?? "",
      attributes: { name: "Renamed" },
    });
    expect(shop.sandbox.state().profiles[0]?.state).toBe("INVALID");
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ state }) => state)).toEqual(["ACTIVE"]);
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("revoking the certificate turns the profiles INVALID: a new one is made, and the profiles with it (behaviour 3)", async () => {
    const shop = await openShop();
    await shop.apply();
    shop.sandbox.revoke(shop.sandbox.state().certificates[0]?.serialNumber ?? "");
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ state }) => state)).toEqual(["ACTIVE"]);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("a cursor may be refused, and links.next may lead past the end or to itself (behaviour 5)", async () => {
    const devices = Array.from({ length: 250 }, (_, index) => ({
      name: `Phone ${index}`,
      udid: index.toString(16).padStart(40, "0"),
      platform: "IOS" as const,
    }));
    const shop = await openShop({ team: { devices, deviceLimit: 1000 } });
    await shop.apply();
    for (const cursors of ["refused", "past-end"] as const) {
      shop.sandbox.setQuirks({ cursors });
      expect(await shop.plan()).toMatchObject({ code: 0 });
      expect((await shop.plan()).out).toContain("No changes.");
    }
  });

  test("PATCH on profiles is 403: a changed profile is a new one, made before the old one goes", async () => {
    const shop = await openShop({ targets: [adHoc] });
    await shop.apply();
    shop.write([adHoc], { devices: `[{ name: QA pad, udid: 00008103-000C59E81E89001E, platform: ios }]` });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("PATCH")).toEqual([]);
    const events = shop.sandbox
      .ledger()
      .flatMap((entry) => (entry.entry === "object" && entry.kind === "profiles" ? [entry.event] : []));
    expect(events).toEqual(["created", "created", "deleted"]);
  });

  test("POST /v1/profiles gives 500 although the profile was made: it is found by its name and taken", async () => {
    const shop = await openShop();
    const where = { method: "POST", pathPrefix: "/v1/profiles", when: "after" } as const;
    shop.fault({ kind: "apple-error", name: "unexpected-error" }, where);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "profiles")).toHaveLength(1);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("two capability writes on one bundle ID at once, one lost: they go one after the other", async () => {
    const shop = await openShop({
      targets: [store.replace(" }", ", capabilities: [push_notifications, game_center, sirikit, maps] }")],
    });
    const { code, err } = await shop.apply();
    expect({ code, err: codesOf(err) }).toEqual({ code: 0, err: [] });
    const [bundleId] = shop.sandbox.state().bundleIds;
    expect(bundleId?.capabilities).toEqual(
      expect.arrayContaining(["PUSH_NOTIFICATIONS", "GAME_CENTER", "SIRIKIT", "MAPS"]),
    );
  });

  test("a capability write that is confirmed and lost all the same is seen, and written again", async () => {
    const shop = await openShop({ targets: [withPush] });
    shop.fault({ kind: "lose" }, { method: "POST", pathPrefix: "/v1/bundleIdCapabilities" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("lost", "bundleIdCapabilities")).toHaveLength(1);
    expect(shop.sandbox.state().bundleIds[0]?.capabilities).toContain("PUSH_NOTIFICATIONS");
  });

  test("there is no GET for a single capability, and the relation refuses limit: neither is asked for", async () => {
    const shop = await openShop({ targets: [withPush] });
    await shop.apply();
    await shop.plan();
    const read = shop.requests("GET").filter(({ path }) => path.includes("include=bundleIdCapabilities"));
    expect(read.length).toBeGreaterThan(1);
    const relation = shop.requests("GET").filter(({ path }) => path.split("?")[0]?.endsWith("/bundleIdCapabilities"));
    expect(relation.filter(({ path }) => path.includes("limit="))).toEqual([]);
    expect(shop.requests("GET").some(({ path }) => path.startsWith("/v1/bundleIdCapabilities/"))).toBe(false);
  });

  test("every bundle ID comes back as UNIVERSAL whatever was asked: no change is planned for it", async () => {
    const shop = await openShop();
    await shop.apply();
    const [bundleId] = await shop.call("GET", "/v1/bundleIds");
    expect(bundleId?.attributes["platform"]).toBe("UNIVERSAL");
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("csrContent is null on read: the certificate is known by its own public key", async () => {
    const shop = await openShop();
    shop.fault({ kind: "disconnect" }, { method: "POST", pathPrefix: "/v1/certificates", when: "after" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const [certificate] = await shop.call("GET", "/v1/certificates");
    expect(certificate?.attributes["csrContent"] ?? null).toBeNull();
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("certificateType DEVELOPER_ID_APPLICATION_G2 cannot be filtered: a team that has one is read whole", async () => {
    const certificates = [{ certificateType: "DEVELOPER_ID_APPLICATION_G2" }, { certificateType: "FUTURE_TYPE" }];
    const shop = await openShop({ team: { certificates } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(
      shop.requests("GET").filter(({ path, status }) => path.startsWith("/v1/certificates") && status !== 200),
    ).toEqual([]);
  });

  test("in-house team: a filter for DISTRIBUTION finds nothing though there are certificates: ours is reused, not made again", async () => {
    const target =
      "shop: { platform: ios, method: automatic, profile_type: enterprise, bundle_id: com.acme.shop, extensions: [] }";
    const shop = await openShop({
      targets: [target],
      spec: { key: "program: enterprise" },
      team: { program: "enterprise" },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "certificates")).toHaveLength(1);
    expect(shop.sandbox.state().profiles.map(({ profileType }) => profileType)).toEqual(["IOS_APP_INHOUSE"]);
  });

  test("devices: there is no DELETE; one that leaves the file leaves the profile and stays registered (behaviour 8)", async () => {
    const shop = await openShop({ targets: [adHoc] });
    await shop.apply();
    shop.write([adHoc], { devices: "[{ name: QA pad, udid: 00008103-000C59E81E89001E, platform: ios }]" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("DELETE").some(({ path }) => path.startsWith("/v1/devices"))).toBe(false);
    expect(shop.sandbox.state().devices.map(({ status }) => status)).toEqual(["ENABLED", "ENABLED"]);
  });

  test("devices: a full class stops the plan, disabled ones counted, and nothing is asked for", async () => {
    const devices = Array.from({ length: 100 }, (_, index) => ({
      name: `Apple TV ${index}`,
      udid: String(index).padStart(40, "0"),
      platform: "IOS" as const,
      ...(index < 30 ? { status: "DISABLED" } : {}),
    }));
    const shop = await openShop({
      targets: [adHoc.replace("platform: ios", "platform: tvos")],
      spec: { devices: `[{ name: One TV too many, udid: ${phone}, platform: tvos }]` },
      team: { devices },
    });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/quota-reached"] });
    expect(err).toContain("100 of 100 APPLE_TV devices are registered; slots are free again only when");
    expect(err).toContain("APPLE_TV: 30 disabled: ");
    expect(shop.requests("POST")).toEqual([]);
  });

  test("devices: where Apple's limit is another one than the file's, its refusal is said", async () => {
    const devices = [{ name: "Old phone", udid: "0".repeat(40), platform: "IOS" as const, status: "DISABLED" }];
    const shop = await openShop({ targets: [adHoc], team: { devices, deviceLimit: 1 } });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/quota-reached"] });
    expect(err).toContain("IPHONE");
  });

  test("devices: PROCESSING for days is a state: the profile comes without it, says so, and gets it later (behaviour 4)", async () => {
    const shop = await openShop({ targets: [adHoc], team: { quirks: { deviceProcessingHours: 48 } } });
    const first = await shop.apply();
    expect(first.code === 0 || codesOf(first.err).includes("app-store-connect/conflict")).toBe(true);
    shop.passDays(3);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const [profile] = shop.sandbox.state().profiles.filter(({ devices }) => devices.length > 0);
    expect(profile).toBeDefined();
    expect((await shop.plan()).out).toContain("No changes.");
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("devices: one more that is PROCESSING does not hold up those that are ready (behaviour 4)", async () => {
    const devices = [{ name: "Ready", udid: "00008103-000C59E81E89001E", platform: "IOS" as const }];
    const shop = await openShop({
      targets: [adHoc],
      spec: {
        devices: `[{ name: Ready, udid: 00008103-000C59E81E89001E, platform: ios }, { name: New, udid: ${phone}, platform: ios }]`,
      },
      team: { devices, quirks: { deviceProcessingHours: 48 } },
    });
    const first = await shop.apply();
    expect({ code: first.code, codes: codesOf(first.err) }).toEqual({
      code: 0,
      codes: ["app-store-connect/device-left-out"],
    });
    expect(shop.sandbox.state().profiles.at(-1)?.devices).toHaveLength(1);
    // While Apple is at it there is nothing to do; afterwards there is.
    const writes = shop.requests("POST").length;
    await shop.apply();
    expect(shop.requests("POST")).toHaveLength(writes);
    shop.passDays(3);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles.map(({ devices: held }) => held.length)).toEqual([2]);
  });

  test("devices: states and classes that nobody knows yet crash nothing", async () => {
    const devices = [
      {
        name: "Holodeck",
        udid: "1".repeat(40),
        platform: "IOS" as const,
        deviceClass: "APPLE_HOLODECK",
        status: "INELIGIBLE",
      },
    ];
    const shop = await openShop({ targets: [adHoc], team: { devices, quirks: { extraFields: true } } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("devices: a Vision Pro comes under the iOS classes and is in an iOS profile", async () => {
    const devices = [{ name: "QA", udid: phone, platform: "IOS" as const, deviceClass: "APPLE_VISION_PRO" }];
    const shop = await openShop({ targets: [adHoc], team: { devices } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles[0]?.devices).toHaveLength(1);
  });

  test("devices: an Apple-silicon Mac is in an iOS profile where the file wants Macs there, and only there", async () => {
    const devices = [{ name: "QA Mac", udid: phone, platform: "MAC_OS" as const, deviceClass: "APPLE_SILICON_MAC" }];
    const spec = { devices: `[{ name: QA Mac, udid: ${phone}, platform: macos }]` };
    const shop = await openShop({ targets: [adHoc], spec, team: { devices } });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["rule/device-platform"] });
    shop.write([adHoc.replace(" }", ", include_macs: true }")], spec);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.sandbox.state().profiles[0]?.devices).toHaveLength(1);
  });

  test("403 REQUIRED_AGREEMENTS until the Account Holder signs: nothing is lost, the next run goes on", async () => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name: "agreements-missing" }, { method: "POST", pathPrefix: "/v1/certificates" });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/agreement-missing"] });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("401 flickers for valid tokens, also on the POST of a certificate: one certificate", async () => {
    const shop = await openShop();
    shop.fault(
      { kind: "apple-error", name: "not-authorized" },
      { method: "POST", pathPrefix: "/v1/certificates", times: 2 },
    );
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(
      shop
        .requests("POST")
        .filter(({ path }) => path === "/v1/certificates")
        .map(({ status }) => status),
    ).toEqual([401, 401, 201]);
  });

  test("individual keys may not provision: refused while the file is read, or by what Apple says", async () => {
    const { publicPem } = makeApiKey();
    const shop = await openShop({ team: { keys: [{ keyId: "SANDBOX001", publicKeyPem: publicPem }] } });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unauthorized"] });
    shop.write([store], { key: "kind: individual" });
    expect((await shop.plan()).code).toBe(1);
  });

  test("Enterprise: another audience; a standard key there is told so", async () => {
    const shop = await openShop({ team: { program: "enterprise" } });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unauthorized"] });
  });

  test("3 600 requests an hour: when they are used up the run ends at once and says so, and goes on when the hour has passed", async () => {
    const shop = await openShop({ team: { hourlyRequestLimit: 7 } });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({
      code: 1,
      codes: ["app-store-connect/few-requests-left", "app-store-connect/rate-limited"],
    });
    expect(shop.requests().filter(({ status }) => status === 429).length).toBeLessThanOrEqual(4);
    for (let hours = 0; hours < 4; hours++) {
      shop.clock.now = new Date(shop.clock.now.getTime() + 3_600_001);
      await shop.apply();
    }
    expect(shop.objects("created", "certificates")).toHaveLength(1);
    expect(shop.objects("created", "profiles")).toHaveLength(1);
  });

  test("429 with plenty left in the hour, without Retry-After: a burst, which a pause ends", async () => {
    const shop = await openShop({ team: { quirks: { burstLimit: { requests: 3, seconds: 1 } } } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests().some(({ status }) => status === 429)).toBe(true);
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("429 with Retry-After: so long is waited, no longer", async () => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name: "rate-limit", headers: { "Retry-After": "17" } }, { method: "GET" });
    expect(await shop.plan()).toMatchObject({ code: 0 });
    expect(shop.waited).toEqual([17_000]);
  });

  test("429 on the POST of a certificate: asked again after the pause, and one is made", async () => {
    const shop = await openShop();
    const where = { method: "POST", pathPrefix: "/v1/certificates", times: 2 } as const;
    shop.fault({ kind: "apple-error", name: "rate-limit" }, where);
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("lists lag a committed write: a plan right after an apply finds everything, and a second apply writes nothing", async () => {
    const shop = await openShop({ targets: [withPush, adHoc], team: { quirks: { listLagSeconds: 3600 } } });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const writes = shop.requests("POST").length;
    expect((await shop.plan()).out).toContain("No changes.");
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("POST")).toHaveLength(writes);
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("lists lag, and the answers of all writes are lost: nothing is made twice", async () => {
    const shop = await openShop({ targets: [withPush, adHoc], team: { quirks: { listLagSeconds: 3 } } });
    shop.fault({ kind: "disconnect" }, { method: "POST", when: "after", times: "always" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "certificates")).toHaveLength(1);
    const names = shop.objects("created", "profiles").map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("connections are cut before and after writes, in turn: nothing is made twice, and all is made", async () => {
    const shop = await openShop({ targets: [withPush, adHoc] });
    shop.fault({ kind: "disconnect" }, { method: "POST", every: 3, times: "always" });
    shop.fault({ kind: "disconnect" }, { method: "POST", every: 2, times: "always", when: "after" });
    for (let runs = 0; runs < 5; runs++) await shop.apply();
    shop.sandbox.setQuirks({});
    expect((await shop.plan()).out).toContain("No changes.");
    expect(shop.objects("created", "certificates")).toHaveLength(1);
  });

  test("several teams on one server: each key sees its own", async () => {
    const other = makeApiKey();
    const shop = await openShop({
      otherTeams: [
        {
          teamId: "FGHIJ67890",
          keys: [
            { keyId: "OTHERKEY01", issuerId: "00000000-0000-4000-8000-00000000d002", publicKeyPem: other.publicPem },
          ],
          certificates: [{ certificateType: "DISTRIBUTION" }],
        },
      ],
    });
    shop.env["OTHER_PRIVATE_KEY"] = other.privatePem;
    shop.write(
      [
        store,
        "late: { platform: ios, key: late, method: automatic, profile_type: app_store, bundle_id: com.late.shop }",
      ],
      {
        moreKeys: `late:
    type: app_store_connect
    team_id: FGHIJ67890
    issuer_id: 00000000-0000-4000-8000-00000000d002
    key_id: OTHERKEY01
    private_key: { env: OTHER_PRIVATE_KEY }
    url: ${shop.sandbox.appStoreConnectUrl}`,
      },
    );
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const bundleIds = (id: string) => shop.sandbox.state(id).profiles.map(({ bundleId }) => bundleId);
    expect([bundleIds(teamId), bundleIds("FGHIJ67890")]).toEqual([["com.acme.shop"], ["com.late.shop"]]);
  });
});
