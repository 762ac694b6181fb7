import type { AppleCertificateType, AppleProfileType } from "../plan/resource.ts";

/** Platforms of a target that Apple signs. visionOS apps sign with iOS types (App Store Connect API 4.4.1 has no others). */
export type AppleTargetPlatform = "ios" | "tvos" | "visionos" | "macos";

/** Every platform of a target. */
export type TargetPlatform = AppleTargetPlatform | "android";

/** Profile types as `signing.yaml` names them. */
export type ProfileTypeName = "development" | "ad_hoc" | "app_store" | "enterprise" | "developer_id";

/** One row of the table: what a platform and profile type mean at Apple. */
export interface SigningRow {
  readonly platform: AppleTargetPlatform;
  readonly profileType: ProfileTypeName;
  /** Apple's profile type; null where the API has none and only manual signing works. */
  readonly appleProfileType: AppleProfileType | null;
  /** The same for Mac Catalyst; null where there is none. */
  readonly catalystProfileType: AppleProfileType | null;
  /** The certificate type to create; null where none can be. */
  readonly certificateType: AppleCertificateType | null;
  /** Certificate types that Apple accepts in such a profile, best first (codemagic-cli-tools enums.py, fastlane sigh/module.rb). */
  readonly acceptedCertificateTypes: readonly AppleCertificateType[];
  /** Whether the profile lists devices. */
  readonly devices: "required" | "forbidden";
}

const DEVELOPMENT = ["DEVELOPMENT", "IOS_DEVELOPMENT"] as const;
const DISTRIBUTION = ["DISTRIBUTION", "IOS_DISTRIBUTION"] as const;
const MAC_DEVELOPMENT = ["DEVELOPMENT", "MAC_APP_DEVELOPMENT"] as const;
const MAC_DISTRIBUTION = ["DISTRIBUTION", "MAC_APP_DISTRIBUTION"] as const;

function rows(platform: AppleTargetPlatform, prefix: "IOS" | "TVOS"): readonly SigningRow[] {
  const row = (
    profileType: ProfileTypeName,
    suffix: "DEVELOPMENT" | "ADHOC" | "STORE" | "INHOUSE",
    certificateType: AppleCertificateType,
    acceptedCertificateTypes: readonly AppleCertificateType[],
  ): SigningRow => ({
    platform,
    profileType,
    appleProfileType: `${prefix}_APP_${suffix}`,
    catalystProfileType: null,
    certificateType,
    acceptedCertificateTypes,
    devices: suffix === "DEVELOPMENT" || suffix === "ADHOC" ? "required" : "forbidden",
  });
  return [
    row("development", "DEVELOPMENT", "DEVELOPMENT", DEVELOPMENT),
    row("ad_hoc", "ADHOC", "DISTRIBUTION", DISTRIBUTION),
    row("app_store", "STORE", "DISTRIBUTION", DISTRIBUTION),
    // In-house teams have IOS_DISTRIBUTION only (fastlane sigh/module.rb:88-95).
    row("enterprise", "INHOUSE", "IOS_DISTRIBUTION", ["IOS_DISTRIBUTION"]),
  ];
}

/**
 * Platform × profile type → Apple's types. A combination that is not here does not exist.
 * Sources: App Store Connect API 4.4.1 (ProfileType, CertificateType), codemagic-cli-tools enums.py, fastlane sigh/module.rb:37-133.
 */
export const signingMatrix: readonly SigningRow[] = [
  ...rows("ios", "IOS"),
  ...rows("visionos", "IOS"),
  ...rows("tvos", "TVOS"),
  {
    platform: "macos",
    profileType: "development",
    appleProfileType: "MAC_APP_DEVELOPMENT",
    catalystProfileType: "MAC_CATALYST_APP_DEVELOPMENT",
    certificateType: "DEVELOPMENT",
    acceptedCertificateTypes: MAC_DEVELOPMENT,
    devices: "required",
  },
  {
    platform: "macos",
    profileType: "app_store",
    appleProfileType: "MAC_APP_STORE",
    catalystProfileType: "MAC_CATALYST_APP_STORE",
    certificateType: "DISTRIBUTION",
    acceptedCertificateTypes: MAC_DISTRIBUTION,
    devices: "forbidden",
  },
  {
    platform: "macos",
    profileType: "developer_id",
    appleProfileType: "MAC_APP_DIRECT",
    catalystProfileType: "MAC_CATALYST_APP_DIRECT",
    certificateType: "DEVELOPER_ID_APPLICATION",
    acceptedCertificateTypes: ["DEVELOPER_ID_APPLICATION"],
    devices: "forbidden",
  },
  {
    platform: "macos",
    profileType: "enterprise",
    // Apple makes MAC_APP_INHOUSE only in the browser (fastlane match/module.rb:61-69).
    appleProfileType: null,
    catalystProfileType: null,
    certificateType: null,
    acceptedCertificateTypes: [],
    devices: "forbidden",
  },
];

const rowsByName: ReadonlyMap<string, SigningRow> = new Map(
  signingMatrix.map((row) => [`${row.platform}:${row.profileType}`, row]),
);

/** The row of a platform and profile type; `undefined` when the combination does not exist. */
export function signingRow(platform: AppleTargetPlatform, profileType: ProfileTypeName): SigningRow | undefined {
  return rowsByName.get(`${platform}:${profileType}`);
}

/** Profile types that a platform has, in the table's order. */
export function profileTypesOf(platform: AppleTargetPlatform): readonly ProfileTypeName[] {
  return signingMatrix.filter((row) => row.platform === platform).map((row) => row.profileType);
}

/**
 * Device classes that a platform's profiles can hold (App Store Connect API DeviceClass; APPLE_SILICON_MAC and INTEL_MAC are
 * seen live, fastlane device.rb). Apple TVs carry platform IOS, so the class decides, not the platform.
 */
export const deviceClasses: Readonly<Record<AppleTargetPlatform, readonly string[]>> = {
  ios: ["IPHONE", "IPAD", "IPOD", "APPLE_WATCH", "APPLE_VISION_PRO"],
  visionos: ["IPHONE", "IPAD", "IPOD", "APPLE_WATCH", "APPLE_VISION_PRO"],
  tvos: ["APPLE_TV"],
  macos: ["MAC", "APPLE_SILICON_MAC", "INTEL_MAC"],
};

/**
 * Whether a Mac has Apple silicon, and so can run iOS apps: Apple's class says it where it says more than `MAC`, else its provisioning
 * UDID does, which has the form of an iPhone's (8 and 16 digits) and not that of a UUID (Apple: Locating device identifiers).
 */
export function isAppleSilicon(mac: { readonly udid: string; readonly device_class?: string }): boolean {
  if (mac.device_class === "APPLE_SILICON_MAC" || mac.device_class === "INTEL_MAC")
    return mac.device_class === "APPLE_SILICON_MAC";
  return mac.udid.replaceAll("-", "").length === 24;
}

/**
 * Days for which Apple issues what signs a profile type: the certificate or the profile, whichever ends first. A year; for Developer
 * ID five, of the certificate (Apple Developer Support: Certificates; profiles of Developer ID last for 18).
 */
export const daysOfValidity: Readonly<Record<ProfileTypeName, number>> = {
  development: 365,
  ad_hoc: 365,
  app_store: 365,
  enterprise: 365,
  developer_id: 5 * 365,
};

/**
 * How many valid certificates of a type a team may hold. Apple does not publish them; these are reported
 * (codemagic docs #770: 3 distribution; Mac types: 2), and `limits` of the spec replaces them.
 */
export const defaultCertificateLimits: Readonly<Partial<Record<AppleCertificateType, number>>> = {
  DISTRIBUTION: 3,
  IOS_DISTRIBUTION: 3,
  MAC_APP_DISTRIBUTION: 2,
  MAC_INSTALLER_DISTRIBUTION: 2,
};

/**
 * Families of devices, each with a limit of its own at Apple: the device classes of the App Store Connect API. Intel Macs and Macs with
 * Apple silicon, which it also shows by classes of their own, are one family.
 */
export const deviceFamilies = ["IPHONE", "IPAD", "IPOD", "APPLE_WATCH", "APPLE_VISION_PRO", "APPLE_TV", "MAC"] as const;

/** One of {@link deviceFamilies}. */
export type DeviceFamily = (typeof deviceFamilies)[number];

/** Whether a text names one of {@link deviceFamilies}. */
export function isDeviceFamily(text: string): text is DeviceFamily {
  return deviceFamilies.some((family) => family === text);
}

/**
 * How many devices of a family a team may register in a membership year, those that it removes or disables meanwhile included (Apple
 * Developer account help: Reset your device list annually). Apple gives some teams more: `limits` of the spec replaces it.
 */
export const defaultDeviceLimit = 100;
