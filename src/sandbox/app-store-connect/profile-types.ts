/** What Apple does for one profile type. */
export interface ProfileTypeRules {
  /** As `platform` of the resource. */
  readonly platform: "IOS" | "MAC_OS";
  /** As `Platform` inside the profile. */
  readonly contentPlatforms: readonly string[];
  readonly purpose: "development" | "store" | "ad-hoc" | "in-house" | "direct";
  /** Certificate types that such a profile may hold. */
  readonly certificateTypes: readonly string[];
  /** Device classes that such a profile may hold; undefined when it takes no devices. */
  readonly deviceClasses: readonly string[] | undefined;
  /** How entitlements are written. */
  readonly entitlements: "ios" | "macos";
}

const iosDeviceClasses = [
  "IPHONE",
  "IPAD",
  "IPOD",
  "APPLE_WATCH",
  "APPLE_VISION_PRO",
  "MAC",
  "APPLE_SILICON_MAC",
] as const;
const tvosDeviceClasses = ["APPLE_TV"] as const;
const macDeviceClasses = ["MAC", "APPLE_SILICON_MAC", "INTEL_MAC"] as const;

const ios = {
  platform: "IOS",
  contentPlatforms: ["iOS", "xrOS", "visionOS"],
  entitlements: "ios",
} as const;
const tvos = { platform: "IOS", contentPlatforms: ["tvOS"], entitlements: "ios" } as const;
const macos = { platform: "MAC_OS", contentPlatforms: ["OSX"], entitlements: "macos" } as const;

const mobileDevelopment = {
  purpose: "development",
  certificateTypes: ["DEVELOPMENT", "IOS_DEVELOPMENT"],
} as const;
const macDevelopment = {
  purpose: "development",
  certificateTypes: ["DEVELOPMENT", "MAC_APP_DEVELOPMENT"],
  deviceClasses: macDeviceClasses,
} as const;
const mobileDistribution = { certificateTypes: ["DISTRIBUTION", "IOS_DISTRIBUTION"] } as const;
const macStore = {
  purpose: "store",
  certificateTypes: ["DISTRIBUTION", "MAC_APP_DISTRIBUTION"],
  deviceClasses: undefined,
} as const;
const direct = {
  purpose: "direct",
  certificateTypes: ["DEVELOPER_ID_APPLICATION"],
  deviceClasses: undefined,
} as const;

/**
 * The profile types of the API (SPEC ProfileCreateRequest), with the certificates and devices that each takes
 * (codemagic enums.py; Apple-silicon Macs and Vision Pro count among iOS devices).
 */
export const profileTypes: Readonly<Record<string, ProfileTypeRules>> = {
  IOS_APP_DEVELOPMENT: { ...ios, ...mobileDevelopment, deviceClasses: iosDeviceClasses },
  IOS_APP_STORE: { ...ios, ...mobileDistribution, purpose: "store", deviceClasses: undefined },
  IOS_APP_ADHOC: {
    ...ios,
    ...mobileDistribution,
    purpose: "ad-hoc",
    deviceClasses: iosDeviceClasses,
  },
  IOS_APP_INHOUSE: { ...ios, ...mobileDistribution, purpose: "in-house", deviceClasses: undefined },
  TVOS_APP_DEVELOPMENT: { ...tvos, ...mobileDevelopment, deviceClasses: tvosDeviceClasses },
  TVOS_APP_STORE: { ...tvos, ...mobileDistribution, purpose: "store", deviceClasses: undefined },
  TVOS_APP_ADHOC: {
    ...tvos,
    ...mobileDistribution,
    purpose: "ad-hoc",
    deviceClasses: tvosDeviceClasses,
  },
  TVOS_APP_INHOUSE: {
    ...tvos,
    ...mobileDistribution,
    purpose: "in-house",
    deviceClasses: undefined,
  },
  MAC_APP_DEVELOPMENT: { ...macos, ...macDevelopment },
  MAC_APP_STORE: { ...macos, ...macStore },
  MAC_APP_DIRECT: { ...macos, ...direct },
  MAC_CATALYST_APP_DEVELOPMENT: { ...macos, ...macDevelopment },
  MAC_CATALYST_APP_STORE: { ...macos, ...macStore },
  MAC_CATALYST_APP_DIRECT: { ...macos, ...direct },
};

/** What a seeded profile of a type that nobody knows yet is made by; the API takes no such type. */
export const futureProfileType: ProfileTypeRules = {
  ...ios,
  ...mobileDistribution,
  purpose: "store",
  deviceClasses: undefined,
};
