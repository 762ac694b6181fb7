import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "plist";
import { describe, expect, test } from "vitest";

import { judgeProfileSigner } from "../../src/formats/profile-signer.ts";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import {
  createCertificateBody,
  createProfileBody,
  rsaKeyPair,
  startTestSandbox,
  teamId,
  type ProfileWish,
  type TestSandbox,
} from "./sandbox-fixture.ts";

const phone = { name: "Phone", udid: "00008030-001A2B3C4D5E6F70", platform: "IOS" } as const;
const mac = {
  name: "Mac",
  udid: "6A7B8C9D-0011-2233-4455-66778899AABB",
  platform: "MAC_OS",
} as const;
const appleTv = { name: "Apple TV", udid: "0000811000112233445566AA", platform: "IOS" } as const;

interface Stage extends TestSandbox {
  bundleId: string;
  certificate: (type: string) => Promise<string>;
  device: (name: string) => string;
  createProfile: (
    wish: Partial<ProfileWish> & { profileType: string },
  ) => Promise<Awaited<ReturnType<TestSandbox["send"]>>>;
}

async function stage(options: Parameters<typeof startTestSandbox>[0] = {}): Promise<Stage> {
  const started = await startTestSandbox({
    ...options,
    appStoreConnect: {
      bundleIds: [
        {
          identifier: "com.acme.shop",
          name: "Shop",
          capabilities: ["PUSH_NOTIFICATIONS", "APP_GROUPS"],
        },
      ],
      devices: [phone, mac, appleTv],
      ...options.appStoreConnect,
    },
  });
  const { sandbox, send } = started;
  const bundleId = sandbox.state().bundleIds[0]?.id ?? "";
  return {
    ...started,
    bundleId,
    certificate: async (type) => (await send("POST", "/v1/certificates", createCertificateBody(type))).data.id,
    device: (name) => sandbox.state().devices.find((device) => device.name === name)?.id ?? "",
    createProfile: (wish) =>
      send("POST", "/v1/profiles", createProfileBody({ name: "Shop", bundleId, certificates: [], ...wish })),
  };
}

/** The plist inside a profile, cut out as a person would: by its text. */
function contentOf(profileContent: unknown): Record<string, unknown> {
  const text = Buffer.from(String(profileContent), "base64").toString("latin1");
  const xml = text.slice(text.indexOf("<?xml"), text.indexOf("</plist>") + 8);
  return parse(xml) as Record<string, unknown>;
}

describe("profiles", () => {
  test("an ad hoc profile says what a real one says", async () => {
    const { certificate, createProfile, device, clock } = await stage();
    const distribution = await certificate("DISTRIBUTION");
    clock.now = new Date("2026-03-11T12:00:00.500Z");
    const created = await createProfile({
      profileType: "IOS_APP_ADHOC",
      certificates: [distribution],
      devices: [device("Phone")],
    });
    expect(created.status).toBe(201);
    expect(created.data.attributes).toMatchObject({
      name: "Shop",
      platform: "IOS",
      profileType: "IOS_APP_ADHOC",
      profileState: "ACTIVE",
      createdDate: "2026-03-11T12:00:00.000+0000",
      // The certificate ends before the profile's year does.
      expirationDate: "2027-03-01T12:00:00.000+0000",
    });
    const content = contentOf(created.data.attributes["profileContent"]);
    const [held] = content["DeveloperCertificates"] as Uint8Array[];
    expect(new X509Certificate(Buffer.from(held ?? [])).checkPrivateKey(rsaKeyPair().privateKey)).toBe(true);
    expect(content).toMatchObject({
      AppIDName: "Shop",
      ApplicationIdentifierPrefix: [teamId],
      CreationDate: new Date("2026-03-11T12:00:00Z"),
      ExpirationDate: new Date("2027-03-01T12:00:00Z"),
      Platform: ["iOS", "xrOS", "visionOS"],
      ProvisionedDevices: [phone.udid],
      TeamIdentifier: [teamId],
      TeamName: "Acme Inc",
      TimeToLive: 355,
      UUID: created.data.attributes["uuid"],
      Version: 1,
    });
    expect(content["Entitlements"]).toEqual({
      "application-identifier": `${teamId}.com.acme.shop`,
      "aps-environment": "production",
      "com.apple.developer.team-identifier": teamId,
      "com.apple.security.application-groups": [],
      "get-task-allow": false,
      "keychain-access-groups": [`${teamId}.*`, "com.apple.token"],
    });
    expect(content["ProvisionsAllDevices"]).toBeUndefined();
  });

  test("openssl verifies the signature, and not after one byte has changed", async (context) => {
    if (!toolOrSkip("openssl")) return context.skip("openssl is not installed");
    const { certificate, createProfile, sandbox } = await stage();
    const created = await createProfile({
      profileType: "IOS_APP_STORE",
      certificates: [await certificate("DISTRIBUTION")],
    });
    const folder = mkdtempSync(join(tmpdir(), "sandbox-profile-"));
    const profile = Buffer.from(String(created.data.attributes["profileContent"]), "base64");
    const authority = await (await fetch(`${sandbox.url}/_sandbox/ca.pem`)).text();
    writeFileSync(join(folder, "ca.pem"), authority);
    const verify = (bytes: Buffer, ...options: string[]): number | null => {
      writeFileSync(join(folder, "profile"), bytes);
      return spawnSync("openssl", ["smime", "-verify", "-inform", "der", "-in", join(folder, "profile"), ...options], {
        stdio: "ignore",
      }).status;
    };
    const altered = Buffer.from(profile);
    altered.write("Shoq", altered.indexOf("Shop"));
    expect(verify(profile, "-noverify")).toBe(0);
    expect(verify(profile, "-CAfile", join(folder, "ca.pem"), "-purpose", "any", "-attime", "1772366400")).toBe(0);
    expect(verify(altered, "-noverify")).not.toBe(0);
    rmSync(folder, { recursive: true });
    return undefined;
  });

  test.each([
    [
      "MAC_APP_STORE",
      "DISTRIBUTION",
      undefined,
      {
        "com.apple.application-identifier": `${teamId}.com.acme.shop`,
        "com.apple.developer.aps-environment": "production",
      },
      ["OSX"],
      undefined,
    ],
    [
      "MAC_APP_DEVELOPMENT",
      "MAC_APP_DEVELOPMENT",
      "Mac",
      { "com.apple.developer.aps-environment": "development" },
      ["OSX"],
      undefined,
    ],
    ["MAC_APP_DIRECT", "DEVELOPER_ID_APPLICATION", undefined, {}, ["OSX"], true],
    [
      "IOS_APP_DEVELOPMENT",
      "IOS_DEVELOPMENT",
      "Phone",
      { "get-task-allow": true, "aps-environment": "development" },
      ["iOS", "xrOS", "visionOS"],
      undefined,
    ],
    ["TVOS_APP_ADHOC", "DISTRIBUTION", "Apple TV", { "get-task-allow": false }, ["tvOS"], undefined],
    [
      "IOS_APP_STORE",
      "IOS_DISTRIBUTION",
      undefined,
      { "beta-reports-active": true },
      ["iOS", "xrOS", "visionOS"],
      undefined,
    ],
  ] as const)(
    "a %s profile holds a %s certificate",
    async (profileType, certificateType, deviceName, entitlements, platforms, allDevices) => {
      const { certificate, createProfile, device } = await stage();
      const created = await createProfile({
        profileType,
        certificates: [await certificate(certificateType)],
        ...(deviceName === undefined ? {} : { devices: [device(deviceName)] }),
      });
      const content = contentOf(created.data.attributes["profileContent"]);
      expect(content).toMatchObject({ Entitlements: entitlements, Platform: platforms });
      expect(content["ProvisionsAllDevices"]).toBe(allDevices);
    },
  );

  test("what Apple refuses is refused in Apple's words", async () => {
    const { certificate, createProfile, device } = await stage();
    const distribution = await certificate("DISTRIBUTION");
    const refusal = async (wish: Parameters<Stage["createProfile"]>[0]): Promise<unknown[]> => {
      const answer = await createProfile({ certificates: [distribution], ...wish });
      return [answer.status, answer.errors[0]?.code, answer.errors[0]?.detail];
    };
    expect(await refusal({ profileType: "IOS_APP_STORE", devices: [device("Phone")] })).toEqual([
      409,
      "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED",
      "No devices can be associated to Provisioning Profiles for the App Store.",
    ]);
    expect(await refusal({ profileType: "IOS_APP_ADHOC" })).toEqual([
      409,
      "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
      expect.any(String),
    ]);
    expect(await refusal({ profileType: "IOS_APP_ADHOC", devices: [device("Apple TV")] })).toEqual([
      409,
      "ENTITY_ERROR",
      "Invalid deviceClass for profile type.",
    ]);
    expect(await refusal({ profileType: "TVOS_APP_ADHOC", devices: [device("Phone")] })).toEqual([
      409,
      "ENTITY_ERROR",
      "Invalid deviceClass for profile type.",
    ]);
    expect(await refusal({ profileType: "IOS_APP_DEVELOPMENT", devices: [device("Phone")] })).toEqual([
      409,
      "ENTITY_ERROR.RELATIONSHIP.INVALID",
      expect.any(String),
    ]);
    expect(await refusal({ profileType: "IOS_APP_STORE", bundleId: "com.acme.shop" })).toEqual([
      409,
      "ENTITY_ERROR",
      "There is no App ID with ID 'com.acme.shop' on this team.",
    ]);
    expect(await refusal({ profileType: "IOS_APP_STORE", certificates: ["NOTHERE"] })).toEqual([
      409,
      "ENTITY_ERROR",
      "There are no current certificates on this team matching the provided certificate IDs.",
    ]);
    expect(await refusal({ profileType: "IOS_APP_STORE", certificates: [] })).toEqual([
      409,
      "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
      expect.any(String),
    ]);
    expect(await refusal({ profileType: "IOS_APP_INHOUSE" })).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      expect.any(String),
    ]);
    expect((await createProfile({ profileType: "IOS_APP_STORE", certificates: [distribution] })).status).toBe(201);
    expect(await refusal({ profileType: "IOS_APP_STORE" })).toEqual([
      409,
      "ENTITY_ERROR",
      "Multiple profiles found with the name 'Shop'. Please remove the duplicate profiles and try again.",
    ]);
  });

  test("are read with includes, relations and linkages, and cut by fields and inner limits", async () => {
    const { certificate, createProfile, device, bundleId, get, send } = await stage();
    const distribution = await certificate("DISTRIBUTION");
    const { id } = (
      await createProfile({
        profileType: "IOS_APP_ADHOC",
        certificates: [distribution],
        devices: [device("Phone"), device("Mac")],
      })
    ).data;
    const answer = await get(
      "/v1/profiles?include=bundleId,certificates,devices&fields[profiles]=name,bundleId,devices&fields[certificates]=serialNumber&limit[devices]=1",
    );
    expect(answer.list[0]?.attributes).toEqual({ name: "Shop" });
    expect(answer.list[0]?.relationships).toMatchObject({
      bundleId: { data: { type: "bundleIds", id: bundleId } },
      devices: { data: [{ type: "devices", id: device("Phone") }] },
    });
    expect(answer.list[0]?.relationships["certificates"]).toBeUndefined();
    expect(answer.included.map((resource) => [resource.type, Object.keys(resource.attributes).length])).toEqual([
      ["bundleIds", 4],
      ["certificates", 1],
      ["devices", 7],
    ]);
    expect((await get(`/v1/profiles/${id}/devices?limit=1`)).paging).toMatchObject({
      total: 2,
      limit: 1,
    });
    expect((await get(`/v1/profiles/${id}/relationships/devices`)).list).toEqual([
      { type: "devices", id: device("Phone") },
      { type: "devices", id: device("Mac") },
    ]);
    expect((await get(`/v1/profiles/${id}/bundleId`)).data.attributes["identifier"]).toBe("com.acme.shop");
    expect((await get(`/v1/profiles/${id}/relationships/bundleId`)).data).toEqual({
      type: "bundleIds",
      id: bundleId,
    });
    expect((await get(`/v1/profiles/${id}/certificates?fields[certificates]=name`)).list.map((one) => one.id)).toEqual([
      distribution,
    ]);
    expect((await get(`/v1/bundleIds/${bundleId}/profiles?fields[profiles]=uuid`)).list.map((one) => one.id)).toEqual([
      id,
    ]);
    expect((await send("PATCH", `/v1/profiles/${id}`, {})).status).toBe(403);
    expect((await send("DELETE", `/v1/profiles/${id}`)).status).toBe(204);
    expect((await get("/v1/profiles")).list).toEqual([]);
  });

  test("revoking a certificate or changing a capability turns the profiles that hold them INVALID", async () => {
    const { certificate, createProfile, bundleId, get, send, sandbox } = await stage();
    const kept = await certificate("DISTRIBUTION");
    const revoked = await certificate("DISTRIBUTION");
    await createProfile({ name: "Kept", profileType: "IOS_APP_STORE", certificates: [kept] });
    await createProfile({
      name: "Revoked",
      profileType: "IOS_APP_STORE",
      certificates: [kept, revoked],
    });
    const states = async (): Promise<unknown[]> =>
      (await get("/v1/profiles?sort=name&fields[profiles]=profileState")).list.map(
        (profile) => profile.attributes["profileState"],
      );
    expect(sandbox.revoke(sandbox.state().certificates[1]?.serialNumber ?? "")).toBe(true);
    expect(await states()).toEqual(["ACTIVE", "INVALID"]);
    expect((await get("/v1/profiles?filter[profileState]=INVALID")).list).toHaveLength(1);
    await send("DELETE", `/v1/bundleIdCapabilities/${bundleId}_PUSH_NOTIFICATIONS`);
    expect(await states()).toEqual(["INVALID", "INVALID"]);
    expect(sandbox.ledger().filter((entry) => entry.entry === "object" && entry.event === "invalidated")).toHaveLength(
      2,
    );
  });

  test("an expired profile vanishes from the list, not from its bundle ID, and keeps its name", async () => {
    const { certificate, createProfile, bundleId, get, clock } = await stage();
    await createProfile({
      profileType: "IOS_APP_STORE",
      certificates: [await certificate("DISTRIBUTION")],
    });
    clock.now = new Date("2027-03-02T12:00:00.000Z");
    expect((await get("/v1/profiles")).list).toEqual([]);
    expect((await get(`/v1/bundleIds/${bundleId}/profiles`)).list[0]?.attributes).toMatchObject({
      name: "Shop",
      profileState: "ACTIVE",
    });
    const certificates = [await certificate("DISTRIBUTION")];
    expect((await createProfile({ profileType: "IOS_APP_STORE", certificates })).status).toBe(409);
  });

  test("a device that is still processed is left out without a word; a disabled one is refused", async () => {
    const processing = { ...phone, status: "PROCESSING" };
    const { certificate, createProfile, device, send } = await stage({
      appStoreConnect: { devices: [processing, mac] },
    });
    const certificates = [await certificate("DISTRIBUTION")];
    const created = await createProfile({
      profileType: "IOS_APP_ADHOC",
      certificates,
      devices: [device("Phone"), device("Mac")],
    });
    expect(contentOf(created.data.attributes["profileContent"])["ProvisionedDevices"]).toEqual([mac.udid]);
    await send("PATCH", `/v1/devices/${device("Mac")}`, {
      data: { type: "devices", id: device("Mac"), attributes: { status: "DISABLED" } },
    });
    const refused = await createProfile({
      name: "Other",
      profileType: "IOS_APP_ADHOC",
      certificates,
      devices: [device("Mac")],
    });
    expect(refused.errors[0]?.detail).toBe(
      "There are no current devices on this team matching the provided device IDs.",
    );
  });
});

test("the product's own reader takes a sandbox profile for a real one of another authority", async () => {
  const { certificate, createProfile, device, sandbox } = await stage();
  const created = await createProfile({
    profileType: "IOS_APP_ADHOC",
    certificates: [await certificate("DISTRIBUTION")],
    devices: [device("Phone")],
  });
  const bytes = Buffer.from(String(created.data.attributes["profileContent"]), "base64");
  const profile = readProvisioningProfile(bytes);
  expect(profile).toMatchObject({
    bundleId: "com.acme.shop",
    deviceUdids: [phone.udid],
    profileType: "ad_hoc",
    signature: "valid",
    teamId,
  });
  expect(judgeProfileSigner(profile).trusted).toBe(false);
  const pem = await (await fetch(`${sandbox.url}/_sandbox/ca.pem`)).text();
  const root = new X509Certificate(pem).publicKey.export({ format: "der", type: "spki" });
  const rootKeys = [createHash("sha256").update(root).digest("hex")];
  expect(judgeProfileSigner(profile, { rootKeys }).trusted).toBe(true);
});
