import { describe, expect, it } from "vitest";
import {
  automatic,
  bundleId,
  certificate,
  device,
  DONE,
  inDays,
  planAddresses,
  planFor,
  planLines,
  specOf,
  storedIdentity,
  storedKey,
  type World,
} from "./world.ts";

const PHONE = "00008110-001A2B3C4D5E601E";
const devices = [
  device(PHONE),
  device("a4", { device_class: "APPLE_TV" }),
  device("00006000-001A2B3C4D5E601E", { device_class: "MAC", platform: "MAC_OS" }),
];

const HOUSE = `  house: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF35, private_key: { env: K }, program: enterprise }`;

/** The certificate types and the profile that a plan for a new target makes. */
function made(fields: Record<string, string>): readonly string[] {
  const spec = specOf({ app: automatic(fields) }, HOUSE);
  const planned = planFor(spec, { bundle_ids: [bundleId("com.acme.shop")], devices });
  expect(planned.diagnostics).toEqual([]);
  return planned.changes.flatMap((change) =>
    change.type === "certificate"
      ? [change.after?.certificate_type ?? ""]
      : change.type === "profile"
        ? [`${change.after?.profile_type ?? ""} with ${change.after?.devices.length ?? 0} devices`]
        : [],
  );
}

describe("a target makes the certificate and the profile that Apple has for it:", () => {
  const row = (platform: string, profile_type: string, ...types: readonly string[]) =>
    [`${platform} ${profile_type}`, { platform, profile_type }, types] as const;
  const catalyst = (profile_type: string, ...types: readonly string[]) =>
    [`Catalyst ${profile_type}`, { platform: "macos", profile_type, catalyst: "true" }, types] as const;
  const chosen = (platform: string, profile_type: string, certificate_type: string, profile: string) =>
    [
      `${platform} ${profile_type} with ${certificate_type}`,
      { platform, profile_type, certificate_type },
      [certificate_type, profile],
    ] as const;
  const inHouse = (platform: string, profile: string) =>
    [
      `${platform} enterprise`,
      { platform, profile_type: "enterprise", key: "house" },
      ["IOS_DISTRIBUTION", profile],
    ] as const;

  it.each([
    row("ios", "development", "DEVELOPMENT", "IOS_APP_DEVELOPMENT with 1 devices"),
    row("ios", "ad_hoc", "DISTRIBUTION", "IOS_APP_ADHOC with 1 devices"),
    row("ios", "app_store", "DISTRIBUTION", "IOS_APP_STORE with 0 devices"),
    // visionOS signs with the types of iOS, and its devices come under iOS.
    row("visionos", "development", "DEVELOPMENT", "IOS_APP_DEVELOPMENT with 1 devices"),
    row("visionos", "ad_hoc", "DISTRIBUTION", "IOS_APP_ADHOC with 1 devices"),
    row("visionos", "app_store", "DISTRIBUTION", "IOS_APP_STORE with 0 devices"),
    row("tvos", "development", "DEVELOPMENT", "TVOS_APP_DEVELOPMENT with 1 devices"),
    row("tvos", "ad_hoc", "DISTRIBUTION", "TVOS_APP_ADHOC with 1 devices"),
    row("tvos", "app_store", "DISTRIBUTION", "TVOS_APP_STORE with 0 devices"),
    row("macos", "development", "DEVELOPMENT", "MAC_APP_DEVELOPMENT with 1 devices"),
    row("macos", "app_store", "DISTRIBUTION", "MAC_INSTALLER_DISTRIBUTION", "MAC_APP_STORE with 0 devices"),
    row("macos", "developer_id", "DEVELOPER_ID_APPLICATION", "MAC_APP_DIRECT with 0 devices"),
    catalyst("development", "DEVELOPMENT", "MAC_CATALYST_APP_DEVELOPMENT with 1 devices"),
    catalyst("app_store", "DISTRIBUTION", "MAC_INSTALLER_DISTRIBUTION", "MAC_CATALYST_APP_STORE with 0 devices"),
    catalyst("developer_id", "DEVELOPER_ID_APPLICATION", "MAC_CATALYST_APP_DIRECT with 0 devices"),
    chosen("ios", "ad_hoc", "IOS_DISTRIBUTION", "IOS_APP_ADHOC with 1 devices"),
    chosen("macos", "development", "MAC_APP_DEVELOPMENT", "MAC_APP_DEVELOPMENT with 1 devices"),
    // In-house profiles are made with a key of the Enterprise Program; its teams have certificates of this type only.
    inHouse("ios", "IOS_APP_INHOUSE with 0 devices"),
    inHouse("tvos", "TVOS_APP_INHOUSE with 0 devices"),
  ])("%s", (_, fields, types) => {
    expect(made(fields)).toEqual(types);
  });
});

describe("targets of several platforms with one bundle ID", () => {
  it("share the certificate, and the profile where Apple has one type for both", () => {
    const spec = specOf({
      phone: automatic(),
      headset: automatic({ platform: "visionos" }),
      tv: automatic({ platform: "tvos" }),
      desk: automatic({ platform: "macos", installer: "false" }),
    });
    const { changes } = planFor(spec, {});
    expect(
      changes.flatMap(({ type, address, targets }) =>
        type === "profile" || type === "certificate" || type === "bundle_id" ? [[address, targets.join(" ")]] : [],
      ),
    ).toEqual([
      ["acme/bundle_id/com.acme.shop", "desk headset phone tv"],
      ["acme/certificate/distribution", "desk headset phone tv"],
      ["acme/profile/com.acme.shop:ios_app_store", "headset phone"],
      ["acme/profile/com.acme.shop:mac_app_store", "desk"],
      ["acme/profile/com.acme.shop:tvos_app_store", "tv"],
    ]);
  });
});

describe("a certificate of ours that Apple shows by another type", () => {
  const rows: readonly [asked: string, shown: string, isReused: boolean, fields: Record<string, string>][] = [
    ["DISTRIBUTION", "DISTRIBUTION", true, {}],
    ["DISTRIBUTION", "IOS_DISTRIBUTION", true, {}],
    ["DISTRIBUTION", "MAC_APP_DISTRIBUTION", true, { platform: "macos", installer: "false" }],
    ["IOS_DISTRIBUTION", "DISTRIBUTION", true, { certificate_type: "IOS_DISTRIBUTION" }],
    ["IOS_DISTRIBUTION", "MAC_APP_DISTRIBUTION", false, { certificate_type: "IOS_DISTRIBUTION" }],
    ["DISTRIBUTION", "DEVELOPMENT", false, {}],
    ["DISTRIBUTION", "DEVELOPER_ID_APPLICATION", false, {}],
    ["DISTRIBUTION", "MAC_INSTALLER_DISTRIBUTION", false, {}],
    ["DISTRIBUTION", "PASS_TYPE_ID", false, {}],
    ["DEVELOPMENT", "IOS_DEVELOPMENT", true, { profile_type: "development" }],
    ["DEVELOPMENT", "MAC_APP_DEVELOPMENT", true, { profile_type: "development", platform: "macos" }],
    [
      "DEVELOPER_ID_APPLICATION",
      "DEVELOPER_ID_APPLICATION_G2",
      true,
      { profile_type: "developer_id", platform: "macos" },
    ],
  ];
  it.each(rows)("asked for as %s, shown as %s: is it the same? %s", (asked, shown, isReused, fields) => {
    const slot = asked.toLowerCase();
    const world: World = {
      bundle_ids: DONE.bundle_ids ?? [],
      devices,
      certificates: [certificate("c1", "k1", { certificate_type: shown })],
      stored: [storedKey(slot, "k1"), storedIdentity(slot, "c1", "k1")],
    };
    const lines = planAddresses(specOf({ app: automatic(fields) }), world);
    expect(lines.some((line) => line.includes("/certificate/"))).toBe(!isReused);
    expect(lines.some((line) => line.includes("/profile/"))).toBe(true);
  });

  it("is the one that lasts longest where several are ours", () => {
    const spec = specOf({ app: automatic({ platform: "macos", installer: "false" }) });
    const world: World = {
      bundle_ids: DONE.bundle_ids ?? [],
      certificates: [
        certificate("c1", "k1", { expires: inDays(200) }),
        certificate("c2", "k2", { certificate_type: "MAC_APP_DISTRIBUTION", expires: inDays(250) }),
      ],
      stored: [
        storedKey("distribution", "k1"),
        storedKey("distribution", "k2"),
        storedIdentity("distribution", "c2", "k2"),
      ],
    };
    const [change] = planFor(spec, world).changes;
    expect(change?.type === "profile" ? change.after?.certificates : change).toEqual(["serial:c2"]);
    expect(planLines(spec, world)).toHaveLength(2);
  });
});
