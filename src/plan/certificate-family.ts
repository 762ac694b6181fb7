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
