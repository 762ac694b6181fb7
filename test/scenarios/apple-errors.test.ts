import { describe, expect, test } from "vitest";
import type { AppleErrorName } from "../../src/sandbox/app-store-connect/apple-errors.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import type { AppStoreConnectOptions } from "../../src/sandbox/sandbox-options.ts";
import { adHoc, codesOf, openShop, phone, store, type Shop } from "./scenario-shop.ts";

// The table of Apple's errors, row by row: the sandbox answers so, and the tool does what the row says.

const onCertificates = { method: "POST", pathPrefix: "/v1/certificates" } as const;
const onProfiles = { method: "POST", pathPrefix: "/v1/profiles" } as const;
const everyRead = { method: "GET", times: "always" } as const;

/** A row whose error ends the run: which diagnostic, and what it tells the person to do. */
interface EndingRow {
  readonly row: string;
  readonly error: AppleErrorName;
  readonly where: Omit<Fault, "action">;
  readonly code: string;
  readonly says: RegExp;
}

const endingRows: readonly EndingRow[] = [
  {
    row: "403 FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED: the Account Holder is asked, with Apple's link",
    error: "agreements-missing",
    where: everyRead,
    code: "app-store-connect/agreement-missing",
    says: /\/agreements[\s\S]*Account Holder/,
  },
  {
    row: "403 not associated with an active membership: the membership is named",
    error: "membership-lapsed",
    where: everyRead,
    code: "app-store-connect/membership-lapsed",
    says: /active membership/,
  },
  {
    row: "403 unable to find a team with the given Content Provider ID: the key's program is questioned",
    error: "wrong-program",
    where: everyRead,
    code: "app-store-connect/wrong-program",
    says: /program/,
  },
  {
    row: "409 You already have a current certificate, told only when it is asked for: no second try",
    error: "certificate-quota",
    where: onCertificates,
    code: "app-store-connect/quota-reached",
    says: /current Distribution certificate/,
  },
  {
    row: "409 There is no App ID with ID on this team",
    error: "app-id-not-on-team",
    where: onProfiles,
    code: "app-store-connect/not-found",
    says: /bundle ID/,
  },
  {
    row: "409 You are not allowed to create 'iOS' profile with App ID",
    error: "app-id-not-allowed",
    where: onProfiles,
    code: "app-store-connect/conflict",
    says: /platform of this bundle ID/,
  },
  {
    row: "409 Invalid deviceClass for profile type",
    error: "device-class-invalid",
    where: onProfiles,
    code: "app-store-connect/conflict",
    says: /remove the devices/,
  },
  {
    row: "409 ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED, devices for a store profile",
    error: "devices-not-allowed",
    where: onProfiles,
    code: "app-store-connect/conflict",
    says: /remove `devices`/,
  },
  {
    row: "409 There are no current devices on this team",
    error: "no-current-devices",
    where: onProfiles,
    code: "app-store-connect/conflict",
    says: /no current devices/,
  },
  {
    row: "409 ENTITY_ERROR.ATTRIBUTE.TYPE without a detail: the title is said",
    error: "attribute-type",
    where: onCertificates,
    code: "app-store-connect/conflict",
    says: /wrong type/,
  },
  {
    row: "409 STATE_ERROR.ENTITY_STATE_INVALID: the nested errors are said",
    error: "state-invalid",
    where: onProfiles,
    code: "app-store-connect/conflict",
    says: /The certificate has been revoked/,
  },
];

describe("app-store-connect errors", () => {
  test.each(endingRows)("$row", async ({ error, where, code, says }) => {
    const shop = await openShop({ targets: [store, adHoc] });
    shop.fault({ kind: "apple-error", name: error }, { times: 1, ...where });
    const { code: exit, err } = await shop.apply();
    expect({ exit, codes: codesOf(err) }).toEqual({ exit: 1, codes: [code] });
    expect(oneLine(err)).toMatch(says);
    // What was refused was asked for once, and the next run does the rest.
    const { method, pathPrefix = "/none" } = where;
    if (method === "POST") {
      const asked = shop.requests("POST").filter(({ path, status }) => path.startsWith(pathPrefix) && status === 409);
      expect(asked.length).toBeLessThanOrEqual(1);
      expect(await shop.apply()).toMatchObject({ code: 0 });
      expect(shop.objects("created", "certificates")).toHaveLength(1);
    }
  });

  test("403 can only be performed by the Account Holder: a step by hand from then on, and tried again when asked for", async () => {
    const shop = await openShop({ targets: [store, adHoc] });
    shop.fault({ kind: "apple-error", name: "account-holder-only" }, { times: 1, ...onCertificates });
    const { code: exit, err } = await shop.apply();
    expect({ exit, codes: codesOf(err) }).toEqual({ exit: 1, codes: ["app-store-connect/account-holder-only"] });
    const next = await shop.apply();
    expect(next).toMatchObject({ code: 0, err: expect.stringContaining("1 step left to do by hand") });
    expect(shop.objects("created", "certificates")).toEqual([]);
    const again = await shop.cli(["apply", "--auto-approve", "--replace", "acme/certificate/distribution"]);
    expect(again.code, again.err).toBe(0);
    expect(shop.objects("created", "certificates")).toHaveLength(1);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("401 NOT_AUTHORIZED that flickers with a good key: signed anew, and nobody notices", async () => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name: "not-authorized" }, { every: 3, times: "always" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.objects("created", "certificates")).toHaveLength(1);
    expect(shop.requests().filter(({ status }) => status === 401).length).toBeGreaterThan(2);
  });

  test("401 NOT_AUTHORIZED for a wrong key: three tries, then what to look at, and nothing was written", async () => {
    const shop = await openShop({ isStranger: true });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unauthorized"] });
    expect(oneLine(err)).toMatch(/key ID SANDBOX001.*issuer_id.*the clock of this machine is not the cause/);
    expect(shop.requests("POST")).toEqual([]);
  });

  test("401 NOT_AUTHORIZED for a clock that is behind: the seconds are said", async () => {
    const shop = await openShop({ team: { quirks: { skewSeconds: 1500 } } });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unauthorized"] });
    expect(oneLine(err)).toMatch(/set the clock of this machine first: it is 1(?:49\d|500) seconds behind/);
  });

  test("403 FORBIDDEN_ERROR, role too low: reading works, writing names the role", async () => {
    const shop = await openShop({ role: "DEVELOPER" });
    expect((await shop.plan()).code).toBe(0);
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/forbidden"] });
    expect(oneLine(err)).toMatch(/role App Manager or Admin/);
  });

  test("400 PARAMETER_ERROR.INVALID, a certificate type that is no filter value: no filter by type is ever sent", async () => {
    const shop = await openShop();
    await shop.apply();
    const filters = shop.requests("GET").filter(({ path }) => path.includes("filter%5BcertificateType"));
    expect(filters).toEqual([]);
    expect(shop.requests("GET").filter(({ path }) => path.startsWith("/v1/certificates"))).not.toEqual([]);
  });

  test("400 PARAMETER_ERROR.INVALID, not a valid cursor: two pages are read from both ends", async () => {
    const shop = await openShop({ team: { devices: phones(250), deviceLimit: 1000, quirks: { cursors: "refused" } } });
    const { code, out } = await shop.plan();
    expect({ code, plans: out.includes("+ acme/certificate/distribution") }).toEqual({ code: 0, plans: true });
  });

  test("400 PARAMETER_ERROR.INVALID, not a valid cursor: more than two pages are no basis for a plan", async () => {
    const shop = await openShop({ team: { devices: phones(450), deviceLimit: 1000, quirks: { cursors: "refused" } } });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unexpected-answer"] });
    expect(shop.requests("POST")).toEqual([]);
  });

  test("404 NOT_FOUND on DELETE: gone is gone", async () => {
    const shop = await changedDevices();
    shop.fault({ kind: "apple-error", name: "not-found" }, { method: "DELETE" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.requests("DELETE").map(({ status }) => status)).toEqual([404]);
  });

  test("409 You already have a current Distribution certificate: a full quota blocks the plan, and lists the slots", async () => {
    const certificates = Array.from({ length: 3 }, () => ({ certificateType: "DISTRIBUTION" }));
    const shop = await openShop({ team: { certificates } });
    const { code, out, err } = await shop.apply();
    expect(code).toBe(1);
    for (const { serialNumber } of shop.sandbox.state().certificates)
      expect(`${out}${err}`.toLowerCase()).toContain(serialNumber.toLowerCase().replace(/^0+/, ""));
    expect(shop.requests("POST")).toEqual([]);
  });

  test("409 Multiple profiles found with the name: an expired profile that no list shows is found through its bundle ID and named", async () => {
    const shop = await openShop({
      targets: [store.replace(" }", ", profile_name: Shop Store }")],
      team: {
        bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
        certificates: [{ certificateType: "DISTRIBUTION", issued: "2024-02-01T00:00:00Z" }],
        profiles: [
          {
            name: "Shop Store",
            profileType: "IOS_APP_STORE",
            bundleId: "com.acme.shop",
            created: "2024-02-01T00:00:00Z",
          },
        ],
      },
    });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/name-taken"] });
    expect(err).toContain(shop.sandbox.state().profiles[0]?.uuid);
    expect(shop.requests("DELETE")).toEqual([]);
  });

  test("409 A device with number already exists: registered in another spelling a moment ago, it is taken as ours", async () => {
    const shop = await openShop({ targets: [adHoc], team: { quirks: { listLagSeconds: 5 } } });
    const udid = phone.toLowerCase().replaceAll("-", "");
    await shop.call("POST", "/v1/devices", {
      type: "devices",
      attributes: { name: "Somebody's", udid, platform: "IOS" },
    });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    const posted = shop.requests("POST").filter(({ path }) => path === "/v1/devices");
    expect(posted.map(({ status }) => status)).toEqual([201, 409]);
    expect((await shop.plan()).out).toContain("No changes.");
  });

  test("409 An App ID with Identifier is not available: the identifier is another team's", async () => {
    const shop = await openShop({ team: { unavailableIdentifiers: ["com.acme.shop"] } });
    const { code, err } = await shop.apply();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/identifier-taken"] });
    expect(err).toContain("com.acme.shop");
  });

  const failures = [
    ["500 UNEXPECTED_ERROR", "unexpected-error"],
    ["504 UNEXPECTED_ERROR", "gateway-timeout"],
    ["502 with a body that is no JSON", "bad-gateway"],
  ] as const;

  test.each(failures)("%s on every other read: tried again after a pause", async (_, name) => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name }, { method: "GET", every: 2, times: "always" });
    expect(await shop.apply()).toMatchObject({ code: 0 });
    expect(shop.waited.length).toBeGreaterThan(0);
  });

  test.each(failures)(
    "%s after a certificate was made: looked for by its key, never asked for twice",
    async (_, name) => {
      const shop = await openShop();
      shop.fault({ kind: "apple-error", name }, { ...onCertificates, when: "after" });
      expect(await shop.apply()).toMatchObject({ code: 0 });
      expect(shop.objects("created", "certificates")).toHaveLength(1);
      expect(shop.requests("POST").filter(({ path }) => path === "/v1/certificates")).toHaveLength(1);
      expect((await shop.plan()).out).toContain("No changes.");
    },
  );

  test("500 that stays: the run ends, says that Apple fails, and the next one goes on", async () => {
    const shop = await openShop();
    shop.fault({ kind: "apple-error", name: "unexpected-error" }, { method: "GET", times: 40 });
    const { code, err } = await shop.plan();
    expect({ code, codes: codesOf(err) }).toEqual({ code: 1, codes: ["app-store-connect/unavailable"] });
    expect(shop.requests("GET").length).toBeLessThan(40);
  });
});

function phones(count: number): NonNullable<AppStoreConnectOptions["devices"]> {
  return Array.from({ length: count }, (_, index) => ({
    name: `Phone ${index}`,
    udid: index.toString(16).padStart(40, "0"),
    platform: "IOS",
  }));
}

/** A shop whose ad hoc profile must be replaced because a device came. */
async function changedDevices(): Promise<Shop> {
  const shop = await openShop({ targets: [adHoc] });
  await shop.apply();
  shop.write([adHoc], {
    devices: `[{ name: QA phone, udid: ${phone}, platform: ios }, { name: QA pad, udid: 00008103-000C59E81E89001E, platform: ios }]`,
  });
  return shop;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
