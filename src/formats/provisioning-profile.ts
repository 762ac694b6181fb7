import { readCertificate, type CertificateFacts } from "./certificate.ts";
import { contentKindOf, describeKind } from "./content-kind.ts";
import { readDer } from "./der-reader.ts";
import { isoSeconds } from "./iso-seconds.ts";
import { FormatError, formatError, malformed } from "./format-error.ts";
import { checkCertificateCount } from "./format-limits.ts";
import { looksLikePem, readPem } from "./pem.ts";
import {
  isDictionary,
  propertyListJson,
  readPropertyList,
  type PropertyListDictionary,
  type PropertyListValue,
} from "./property-list.ts";
import { readSignedMessage, type SignatureVerdict } from "./signed-message.ts";

/** How the holder of a profile may distribute, in the words of `signing.yaml`. */
export type ProfileType = "development" | "ad_hoc" | "app_store" | "enterprise" | "developer_id";

/** What a provisioning profile says. */
export interface ProvisioningProfile {
  readonly uuid: string;
  readonly name: string;
  readonly teamId: string;
  /** What stands before the bundle ID; the team ID, or an older prefix of its own. */
  readonly appIdPrefix: string;
  /** The application identifier without its prefix; ends in `*` for a wildcard. */
  readonly bundleId: string;
  readonly profileType: ProfileType;
  /** `ios`, `tvos`, `macos`, `watchos`, `visionos`; empty where the profile does not say. */
  readonly platforms: readonly string[];
  /** ISO 8601 in UTC with whole seconds. */
  readonly created: string;
  readonly expires: string;
  readonly deviceUdids: readonly string[];
  readonly provisionsAllDevices: boolean;
  /** The certificates whose holders may sign with it, in the order of the file. */
  readonly certificates: readonly CertificateFacts[];
  /** As JSON: dates as ISO 8601, data as base64. */
  readonly entitlements: Readonly<Record<string, unknown>>;
  /** Whether digest and signature hold; who signed is judged by `judgeProfileSigner`. */
  readonly signature: SignatureVerdict;
  /** The certificate of the signer and every other one that came with the signature; empty for an unsigned profile. */
  readonly signerCertificates: readonly CertificateFacts[];
}

/**
 * Reads a provisioning profile of any Apple platform: CMS in DER or BER, or a bare property list, which is `unsigned`.
 * A profile that was changed after signing is read as well, and says `invalid`.
 * @throws FormatError `format/malformed`, `format/wrong-kind`, `format/limit`, `format/unsupported`, `format/unrecognized`
 */
export function readProvisioningProfile(bytes: Uint8Array): ProvisioningProfile {
  // What was named by mistake is called what it is: a certificate or a web page is no damaged profile.
  const kind = contentKindOf(bytes);
  if (kind !== "provisioning_profile") throw wrongKind(describeKind(kind));
  const message = readMessage(bytes);
  const list = readPropertyList(message.content);
  const entitlements = list["Entitlements"];
  if (!isDictionary(entitlements) || typeof list["UUID"] !== "string")
    throw wrongKind("a property list of another kind");
  const prefixes = stringsOf(list["ApplicationIdentifierPrefix"]);
  const appId = splitAppId(entitlements, prefixes);
  const platforms = platformsOf(list["Platform"]);
  return {
    uuid: list["UUID"],
    name: requiredString(list, "Name"),
    teamId:
      stringsOf(list["TeamIdentifier"])[0] ??
      optionalString(entitlements["com.apple.developer.team-identifier"]) ??
      appId.prefix,
    appIdPrefix: appId.prefix,
    bundleId: appId.bundleId,
    profileType: profileTypeOf(list, entitlements, platforms),
    platforms,
    created: requiredDate(list, "CreationDate"),
    expires: requiredDate(list, "ExpirationDate"),
    deviceUdids: stringsOf(list["ProvisionedDevices"]),
    provisionsAllDevices: list["ProvisionsAllDevices"] === true,
    certificates: certificatesOf(list["DeveloperCertificates"]),
    entitlements: Object.fromEntries(
      Object.entries(entitlements).map(([key, value]) => [key, propertyListJson(value)]),
    ),
    signature: message.signature,
    signerCertificates: message.signerCertificates,
  };
}

interface Message {
  readonly content: Uint8Array;
  readonly signature: SignatureVerdict;
  readonly signerCertificates: readonly CertificateFacts[];
}

function readMessage(bytes: Uint8Array): Message {
  if (bytes[0] !== 0x30) {
    if (!looksLikePem(bytes.subarray(0, 4096)))
      return { content: bytes, signature: "unsigned", signerCertificates: [] };
    const block = readPem(bytes).find(({ label }) => label === "PKCS7" || label === "CMS");
    if (block === undefined) throw wrongKind("a PEM text of another kind");
    return readMessage(block.bytes);
  }
  const { content, signature, signers, certificates } = readSignedMessage(readDer(bytes));
  if (content === undefined)
    throw wrongKind(certificates.length > 0 ? "a bundle of certificates (PKCS#7)" : "a signature without its content");
  if (!/^(\u00ef\u00bb\u00bf)?\s*<|^bplist/.test(Buffer.from(content.subarray(0, 64)).toString("latin1")))
    throw wrongKind("a signed message of another kind");
  const rest = certificates.filter(({ sha256 }) => !signers.some((signer) => signer.sha256 === sha256));
  return { content, signature, signerCertificates: [...signers, ...rest] };
}

function wrongKind(found: string): FormatError {
  return formatError("format/wrong-kind", { found, expected: "a provisioning profile" });
}

/** macOS names the entitlement with a `com.apple.` in front. */
function splitAppId(
  entitlements: PropertyListDictionary,
  prefixes: readonly string[],
): { readonly prefix: string; readonly bundleId: string } {
  const appId =
    optionalString(entitlements["application-identifier"]) ??
    optionalString(entitlements["com.apple.application-identifier"]);
  if (appId === undefined) throw malformed("it has no application identifier");
  const dot = appId.indexOf(".");
  const prefix =
    prefixes.find((candidate) => appId.startsWith(`${candidate}.`)) ?? (dot > 0 ? appId.slice(0, dot) : undefined);
  if (prefix === undefined) throw malformed("its application identifier has no prefix");
  return { prefix, bundleId: appId.slice(prefix.length + 1) };
}

/** Apple's names of platforms → ours; two names stand for visionOS. A platform of the future keeps its own, lower-cased. */
const platformNames = new Map([
  ["osx", "macos"],
  ["xros", "visionos"],
]);

function platformsOf(value: PropertyListValue | undefined): readonly string[] {
  const names = stringsOf(value).map((name) => name.toLowerCase());
  return [...new Set(names.map((name) => platformNames.get(name) ?? name))];
}

/** Apple writes the type nowhere: it follows from the devices, and from whether a debugger may attach. */
function profileTypeOf(
  list: PropertyListDictionary,
  entitlements: PropertyListDictionary,
  platforms: readonly string[],
): ProfileType {
  const isMac = platforms.includes("macos");
  if (list["ProvisionsAllDevices"] === true) return isMac ? "developer_id" : "enterprise";
  if (!Array.isArray(list["ProvisionedDevices"])) return "app_store";
  return isMac || entitlements["get-task-allow"] === true ? "development" : "ad_hoc";
}

function certificatesOf(value: PropertyListValue | undefined): readonly CertificateFacts[] {
  if (!Array.isArray(value)) return [];
  checkCertificateCount(value.length);
  return value.map((item: unknown, index) => {
    try {
      if (item instanceof Uint8Array) return readCertificate(item);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
    throw malformed(`its developer certificate number ${index + 1} is none`);
  });
}

function stringsOf(value: PropertyListValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function optionalString(value: PropertyListValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function requiredString(list: PropertyListDictionary, key: string): string {
  const value = list[key];
  if (typeof value !== "string") throw malformed(`it has no ${key}`);
  return value;
}

function requiredDate(list: PropertyListDictionary, key: string): string {
  const value = list[key];
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw malformed(`it has no ${key}`);
  return isoSeconds(value);
}
