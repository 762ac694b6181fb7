import type { Capabilities } from "../generated/signing-spec.ts";
import type { WantedCapability } from "./target.ts";

/**
 * The setting key and option names of capabilities that have settings (App Store Connect API 4.4.1, CapabilitySetting and
 * CapabilityOption). The words of `signing.yaml` are on the left, Apple's on the right.
 */
const settings: Readonly<Record<string, { readonly key: string; readonly options: Readonly<Record<string, string>> }>> =
  {
    data_protection: {
      key: "DATA_PROTECTION_PERMISSION_LEVEL",
      options: {
        complete: "COMPLETE_PROTECTION",
        protected_unless_open: "PROTECTED_UNLESS_OPEN",
        protected_until_first_user_auth: "PROTECTED_UNTIL_FIRST_USER_AUTH",
      },
    },
    icloud: { key: "ICLOUD_VERSION", options: { xcode_5: "XCODE_5", xcode_6: "XCODE_6" } },
    apple_id_auth: { key: "APPLE_ID_AUTH_APP_CONSENT", options: { primary_app_consent: "PRIMARY_APP_CONSENT" } },
  };

/** Whether a capability, named as in `signing.yaml`, has settings. */
export function hasSettings(capability: string): boolean {
  return Object.hasOwn(settings, capability);
}

/** Capabilities of the spec in Apple's words. An option that no table knows is passed on in Apple's spelling. */
export function wantedCapabilities(capabilities: Capabilities | undefined): readonly WantedCapability[] {
  return (capabilities ?? []).flatMap((item): WantedCapability[] => {
    if (typeof item === "string") return [{ capabilityType: item.toUpperCase(), settings: [] }];
    return Object.entries(item).map(([name, value]) => {
      const known = hasSettings(name) ? settings[name] : undefined;
      const option = known?.options[value] ?? value.toUpperCase();
      return { capabilityType: name.toUpperCase(), settings: known ? [{ key: known.key, options: [option] }] : [] };
    });
  });
}
