import type { Secret } from "../secret/secret.ts";
import { readCertificates, type CertificateFacts } from "./certificate.ts";
import { chainOf } from "./certificate-chain.ts";
import { contentKindOf, type ContentKind } from "./content-kind.ts";
import { readDer } from "./der-reader.ts";
import { readEncryptedPrivateKey } from "./encrypted-private-key.ts";
import { formatError, malformed } from "./format-error.ts";
import { looksLikePem, readPem } from "./pem.ts";
import { readKeystore, type KeyPassword, type KeystoreEntry } from "./keystore.ts";
import { privateKeyForm, readPrivateKeyBlock, readPrivateKeyDer, type PrivateKey } from "./private-key.ts";
import { readProvisioningProfile, type ProvisioningProfile } from "./provisioning-profile.ts";
import type { KeyFacts } from "./signing-key.ts";

/** A certificate as `inspect --json` shows it. */
export interface InspectedCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly not_before: string;
  readonly not_after: string;
  readonly team_id: string | null;
}

/** An entry of a keystore, or a private key, as `inspect --json` shows it. */
export interface InspectedEntry {
  readonly alias: string | null;
  readonly type: KeystoreEntry["type"];
  readonly key: KeyFacts | null;
  readonly certificates: readonly InspectedCertificate[];
}

/** A provisioning profile as `inspect --json` shows it. */
export interface InspectedProfile {
  readonly uuid: string;
  readonly name: string;
  readonly team_id: string;
  readonly app_id_prefix: string;
  readonly bundle_id: string;
  readonly profile_type: ProvisioningProfile["profileType"];
  readonly platforms: readonly string[];
  readonly created: string;
  readonly expires: string;
  readonly device_count: number;
  readonly provisions_all_devices: boolean;
  readonly certificate_sha256: readonly string[];
  readonly entitlements: Readonly<Record<string, unknown>>;
  readonly signature: ProvisioningProfile["signature"];
}

/** What a signing file is and holds: the document of `inspect --json` but for `file`, which the caller knows. No secrets. */
export interface Inspection {
  readonly format_version: "1.0";
  readonly kind: ContentKind;
  /** What a keystore holds, or the one private key of a key file. */
  readonly entries: readonly InspectedEntry[];
  /** The certificates of a certificate file, or those that a profile allows to sign. */
  readonly certificates: readonly InspectedCertificate[];
  /** Only for a provisioning profile. */
  readonly profile?: InspectedProfile;
}

/** The passwords of a file. */
export interface InspectionPasswords {
  readonly password?: Secret | undefined;
  readonly keyPassword?: KeyPassword | undefined;
}

/**
 * Says what a signing file is and holds.
 * A JKS lists its entries although some keys have a password of their own; a key password that opens none is refused.
 * @throws FormatError for anything that is not recognised and fully opened
 */
export async function inspect(bytes: Uint8Array, passwords: InspectionPasswords = {}): Promise<Inspection> {
  const kind = contentKindOf(bytes);
  const nothing = { format_version: "1.0", kind, entries: [], certificates: [] } as const;
  switch (kind) {
    case "certificate":
      return { ...nothing, certificates: inspectCertificates(readCertificates(bytes)) };
    case "private_key":
      return { ...nothing, entries: [await inspectPrivateKey(bytes, passwords.password)] };
    case "provisioning_profile": {
      const profile = readProvisioningProfile(bytes);
      return {
        ...nothing,
        certificates: inspectCertificates(profile.certificates),
        profile: inspectProfile(profile),
      };
    }
    case "pkcs12":
    case "jks":
    case "jceks":
    case "bks":
    case "bcfks":
    case "uber": {
      const { entries } = await readKeystore(bytes, passwords);
      const locked = entries.filter((entry) => entry.locked);
      const keys = entries.filter((entry) => entry.type === "private_key");
      if (passwords.keyPassword !== undefined && locked.length > 0 && locked.length === keys.length) {
        throw formatError("format/wrong-key-password", { alias: locked[0]?.alias ?? "" });
      }
      return { ...nothing, entries: entries.map(inspectEntry) };
    }
  }
}

function inspectCertificates(certificates: readonly CertificateFacts[]): readonly InspectedCertificate[] {
  return certificates.map((certificate) => ({
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serial,
    sha1: certificate.sha1,
    sha256: certificate.sha256,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    team_id: certificate.teamId,
  }));
}

function inspectEntry(entry: KeystoreEntry): InspectedEntry {
  const { alias, type, key, chain } = entry;
  return { alias, type, key, certificates: inspectCertificates(chain) };
}

function inspectProfile(profile: ProvisioningProfile): InspectedProfile {
  return {
    uuid: profile.uuid,
    name: profile.name,
    team_id: profile.teamId,
    app_id_prefix: profile.appIdPrefix,
    bundle_id: profile.bundleId,
    profile_type: profile.profileType,
    platforms: profile.platforms,
    created: profile.created,
    expires: profile.expires,
    device_count: profile.deviceUdids.length,
    provisions_all_devices: profile.provisionsAllDevices,
    certificate_sha256: profile.certificates.map(({ sha256 }) => sha256),
    entitlements: profile.entitlements,
    signature: profile.signature,
  };
}

/** A key file, and the certificates of the key that a PEM text may hold beside it. */
async function inspectPrivateKey(bytes: Uint8Array, password: Secret | undefined): Promise<InspectedEntry> {
  const privateKey = await readAnyPrivateKey(bytes, password);
  const certificates = bytes[0] !== 0x30 && looksLikePem(bytes) ? readCertificates(bytes) : [];
  const leaf = certificates.find(({ publicKeySha256 }) => publicKeySha256 === privateKey.publicKeySha256);
  return {
    alias: null,
    type: "private_key",
    key: { algorithm: privateKey.algorithm, bits: privateKey.bits },
    certificates: leaf === undefined ? [] : inspectCertificates(chainOf(leaf, certificates)),
  };
}

/**
 * Reads a private key in any form, encrypted ones with the password.
 * @throws FormatError as `readPrivateKey` and `readEncryptedPrivateKey`
 */
export async function readAnyPrivateKey(bytes: Uint8Array, password: Secret | undefined): Promise<PrivateKey> {
  if (bytes[0] === 0x30) {
    return privateKeyForm(readDer(bytes)) === undefined
      ? readEncryptedPrivateKey(bytes, password)
      : readPrivateKeyDer(bytes);
  }
  const block = readPem(bytes).find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) throw malformed("it has no private key");
  return block.label === "ENCRYPTED PRIVATE KEY"
    ? readEncryptedPrivateKey(block.bytes, password)
    : readPrivateKeyBlock(block, password);
}
