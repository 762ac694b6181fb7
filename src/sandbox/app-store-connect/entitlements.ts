import type { PlistValue } from "plist";

import type { ProfileTypeRules } from "./profile-types.ts";

/** What the entitlements of a profile follow from. */
export interface EntitlementSource {
  readonly teamId: string;
  /** The App ID prefix, nearly always the team ID. */
  readonly seedId: string;
  /** The bundle ID's identifier; may end in `*`. */
  readonly identifier: string;
  readonly capabilityTypes: readonly string[];
  readonly rules: ProfileTypeRules;
  /** What a person set at the App ID in the portal. */
  readonly byHand: ReadonlyMap<string, PlistValue>;
}

/** The entitlements that each capability adds to a profile (Apple's Entitlements reference); a capability that is not here adds none. */
const capabilityEntitlements: Readonly<Record<string, (source: EntitlementSource) => Record<string, PlistValue>>> = {
  PUSH_NOTIFICATIONS: ({ rules }) => {
    const environment = rules.purpose === "development" ? "development" : "production";
    return rules.entitlements === "macos"
      ? { "com.apple.developer.aps-environment": environment }
      : { "aps-environment": environment };
  },
  ACCESS_WIFI_INFORMATION: () => ({ "com.apple.developer.networking.wifi-info": true }),
  APP_GROUPS: () => ({ "com.apple.security.application-groups": [] }),
  APPLE_ID_AUTH: () => ({ "com.apple.developer.applesignin": ["Default"] }),
  APPLE_PAY: () => ({ "com.apple.developer.in-app-payments": [] }),
  ASSOCIATED_DOMAINS: () => ({ "com.apple.developer.associated-domains": "*" }),
  AUTOFILL_CREDENTIAL_PROVIDER: () => ({
    "com.apple.developer.authentication-services.autofill-credential-provider": true,
  }),
  CLASSKIT: () => ({ "com.apple.developer.ClassKit-environment": ["production", "development"] }),
  DATA_PROTECTION: () => ({
    "com.apple.developer.default-data-protection": "NSFileProtectionComplete",
  }),
  GAME_CENTER: () => ({ "com.apple.developer.game-center": true }),
  HEALTHKIT: () => ({
    "com.apple.developer.healthkit": true,
    "com.apple.developer.healthkit.access": [],
  }),
  HOMEKIT: () => ({ "com.apple.developer.homekit": true }),
  HOT_SPOT: () => ({ "com.apple.developer.networking.HotspotConfiguration": true }),
  ICLOUD: ({ rules, seedId, identifier }) => ({
    "com.apple.developer.icloud-container-environment":
      rules.purpose === "development" ? ["Development", "Production"] : "Production",
    "com.apple.developer.icloud-container-identifiers": [],
    "com.apple.developer.icloud-services": "*",
    "com.apple.developer.ubiquity-kvstore-identifier": `${seedId}.${identifier}`,
  }),
  INTER_APP_AUDIO: () => ({ "inter-app-audio": true }),
  MAPS: () => ({ "com.apple.developer.maps": true }),
  MULTIPATH: () => ({ "com.apple.developer.networking.multipath": true }),
  NETWORK_CUSTOM_PROTOCOL: () => ({ "com.apple.developer.networking.custom-protocol": true }),
  NETWORK_EXTENSIONS: () => ({
    "com.apple.developer.networking.networkextension": [
      "app-proxy-provider",
      "content-filter-provider",
      "packet-tunnel-provider",
    ],
  }),
  NFC_TAG_READING: () => ({ "com.apple.developer.nfc.readersession.formats": ["NDEF", "TAG"] }),
  PERSONAL_VPN: () => ({ "com.apple.developer.networking.vpn.api": ["allow-vpn"] }),
  SIRIKIT: () => ({ "com.apple.developer.siri": true }),
  SYSTEM_EXTENSION_INSTALL: () => ({ "com.apple.developer.system-extension.install": true }),
  USER_MANAGEMENT: () => ({
    "com.apple.developer.user-management": ["get-current-user", "runs-as-current-user"],
  }),
  WALLET: ({ teamId }) => ({ "com.apple.developer.pass-type-identifiers": [`${teamId}.*`] }),
  WIRELESS_ACCESSORY_CONFIGURATION: () => ({
    "com.apple.external-accessory.wireless-configuration": true,
  }),
};

/** The `Entitlements` of a provisioning profile, keys in code-unit order. */
export function entitlementsOf(source: EntitlementSource): Record<string, PlistValue> {
  const applicationIdentifier = `${source.seedId}.${source.identifier}`;
  const entitlements: Record<string, PlistValue> = {
    "com.apple.developer.team-identifier": source.teamId,
    "keychain-access-groups":
      source.rules.entitlements === "macos" ? [`${source.seedId}.*`] : [`${source.seedId}.*`, "com.apple.token"],
  };
  if (source.rules.entitlements === "macos") {
    entitlements["com.apple.application-identifier"] = applicationIdentifier;
    if (source.rules.purpose === "development") entitlements["com.apple.security.get-task-allow"] = true;
  } else {
    entitlements["application-identifier"] = applicationIdentifier;
    entitlements["get-task-allow"] = source.rules.purpose === "development";
    if (source.rules.purpose === "store") entitlements["beta-reports-active"] = true;
  }
  for (const capabilityType of source.capabilityTypes)
    Object.assign(entitlements, capabilityEntitlements[capabilityType]?.(source));
  Object.assign(entitlements, Object.fromEntries(source.byHand));
  return Object.fromEntries(Object.entries(entitlements).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
