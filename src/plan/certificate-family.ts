import type { AppleCertificateType } from "./resource.ts";

/**
 * Which two certificate types may stand for the same certificate: Apple may show one under another name than the one it was asked by,
 * because the types that name no platform came later (codemagic-cli-tools #262, fastlane sigh/module.rb). One for iOS is never one for
 * the Mac.
 */
const families: readonly (readonly string[])[] = [
  ["DEVELOPMENT", "IOS_DEVELOPMENT"],
  ["DEVELOPMENT", "MAC_APP_DEVELOPMENT"],
  ["DISTRIBUTION", "IOS_DISTRIBUTION"],
  ["DISTRIBUTION", "MAC_APP_DISTRIBUTION"],
  ["DEVELOPER_ID_APPLICATION", "DEVELOPER_ID_APPLICATION_G2"],
];

/** Whether a certificate that Apple shows as `shown` can be the one that was asked for as `asked`. */
export function isOfFamily(shown: string, asked: AppleCertificateType): boolean {
  return shown === asked || families.some((family) => family.includes(asked) && family.includes(shown));
}

/** Every type that Apple gives a name to (App Store Connect API 4.4.1, CertificateType), and one of the developer portal. */
const knownTypes: ReadonlySet<string> = new Set([
  "APPLE_PAY",
  "APPLE_PAY_MERCHANT_IDENTITY",
  "APPLE_PAY_PSP_IDENTITY",
  "APPLE_PAY_RSA",
  "IDENTITY_ACCESS",
  "PASS_TYPE_ID",
  "PASS_TYPE_ID_WITH_NFC",
  "DEVELOPER_ID_KEXT",
  "DEVELOPER_ID_KEXT_G2",
  "DEVELOPER_ID_INSTALLER",
  "DEVELOPER_ID_APPLICATION",
  "DEVELOPER_ID_APPLICATION_G2",
  "DEVELOPMENT",
  "DISTRIBUTION",
  "IOS_DEVELOPMENT",
  "IOS_DISTRIBUTION",
  "MAC_APP_DISTRIBUTION",
  "MAC_INSTALLER_DISTRIBUTION",
  "MAC_APP_DEVELOPMENT",
]);

/**
 * Whether a certificate of a key that was made for `asked` is what was asked for: of its family, or of a type that nobody knows yet.
 * A new word, or none, must not cost the team another certificate, since the key says what it is.
 */
export function isIssuedAs(shown: string, asked: AppleCertificateType): boolean {
  return isOfFamily(shown, asked) || !knownTypes.has(shown);
}

/** Types that may share their slots: Apple's refusal says `a current Distribution certificate` for either, and publishes no numbers. */
const sharedSlots: readonly (readonly string[])[] = [
  ["DEVELOPMENT", "IOS_DEVELOPMENT"],
  ["DISTRIBUTION", "IOS_DISTRIBUTION"],
];

/** Whether a certificate of one type may take a slot of another one. */
export function mayShareSlots(a: string, b: string): boolean {
  return a === b || sharedSlots.some((types) => types.includes(a) && types.includes(b));
}
