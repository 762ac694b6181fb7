import { createHash } from "node:crypto";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { readCertificate, type CertificateFacts } from "../formats/certificate.ts";
import { diagnosticOf, FormatError } from "../formats/format-error.ts";
import { readKeystore } from "../formats/keystore.ts";
import type { KeystoreContents, KeystoreEntry } from "../formats/keystore-entry.ts";
import { readPrivateKey, type PrivateKey } from "../formats/private-key.ts";
import type { SourceMaterial } from "../providers/provider.ts";
import type { Secret } from "../secret/secret.ts";

/** The certificate and private key that a certificate key of the spec stands for. */
export interface OpenedIdentity {
  readonly certificate: CertificateFacts;
  readonly chain: readonly CertificateFacts[];
  readonly privateKey: PrivateKey;
}

/** Where the spec names a file and its password, for ranges. */
export interface MaterialPlaces {
  readonly file?: SourceRange | undefined;
  readonly password?: SourceRange | undefined;
  /** Of a private key that is kept apart from its certificate. */
  readonly privateKey?: SourceRange | undefined;
}

/**
 * Opens the material of a certificate key: the one private key of a PKCS#12 with its certificate, or a private key beside a
 * certificate. Throws diagnostics: format errors, `rule/certificate-without-key`.
 */
export async function openIdentity(material: SourceMaterial, places: MaterialPlaces = {}): Promise<OpenedIdentity> {
  const { certificate: beside } = material;
  if (beside) return openPair(material, beside, places);
  return naming(material.path, places, async () => {
    const contents = await readKeystore(material.bytes, { password: material.password });
    for (const entry of contents.entries) {
      const [certificate, ...chain] = entry.chain;
      const key = entry.privateKey;
      if (certificate && key && key.publicKeySha256 === certificate.publicKeySha256)
        return { certificate, chain, privateKey: key };
    }
    throw withoutKey(material.path, places);
  });
}

/** A private key and the certificate that it must belong to. */
async function openPair(material: SourceMaterial, beside: Uint8Array, places: MaterialPlaces): Promise<OpenedIdentity> {
  const keyPlace = { file: places.privateKey ?? places.file };
  const privateKey = await naming("private_key", keyPlace, async () => readPrivateKey(material.bytes));
  const certificate = await naming(material.path, places, async () => readCertificate(beside));
  if (privateKey.publicKeySha256 !== certificate.publicKeySha256) {
    throw withoutKey(material.path, places, "give the private key that this certificate was made for");
  }
  return { certificate, chain: [], privateKey };
}

/** Opens an Android keystore with the passwords of its material; keys whose password is another stay locked. */
export async function openKeystore(material: SourceMaterial, places: MaterialPlaces = {}): Promise<KeystoreContents> {
  return naming(material.path, places, () =>
    readKeystore(material.bytes, { password: material.password, keyPassword: material.keyPassword }),
  );
}

/**
 * Whether the store password opens the key of an alias too: the policy console knows one password only. `undefined` when no store
 * password is known or there is no such key.
 */
export async function opensWithStorePassword(
  bytes: Uint8Array,
  password: Secret | undefined,
  alias: string,
): Promise<boolean | undefined> {
  if (!password) return undefined;
  try {
    const entry = (await readKeystore(bytes, { password })).entries.find((e: KeystoreEntry) => e.alias === alias);
    return entry?.type === "private_key" ? !entry.locked : undefined;
  } catch (error) {
    // The keystore itself was opened before; only a key of another password can fail here.
    if (error instanceof FormatError) return false;
    throw error;
  }
}

/** SHA-256 of bytes, lower-case hex. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Gives the diagnostics of readers, which know bytes only, the file's name and its place in the spec. */
export async function naming<T>(path: string, places: MaterialPlaces, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const aboutPassword = error.code === "format/wrong-password" || error.code === "format/password-required";
    const range = aboutPassword ? (places.password ?? places.file) : places.file;
    throw new DiagnosableError(diagnosticOf(error, path, { range }), { cause: error });
  }
}

const EXPORT_TOGETHER = "export certificate and private key together, for example from Keychain Access as a .p12";

function withoutKey(path: string, places: MaterialPlaces, help = EXPORT_TOGETHER): DiagnosableError {
  return new DiagnosableError(
    createDiagnostic("rule/certificate-without-key", { file: path }, { range: places.file, help }),
  );
}
