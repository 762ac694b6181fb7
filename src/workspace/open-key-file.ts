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
}

/**
 * Opens the material of a certificate key: the one private key of a PKCS#12 with its certificate, or a private key beside a
 * certificate. Throws diagnostics: format errors, `rule/certificate-without-key`.
 */
export async function openIdentity(material: SourceMaterial, places: MaterialPlaces = {}): Promise<OpenedIdentity> {
  return naming(material.path, places, async () => {
    if (material.certificate) {
      const privateKey = readPrivateKey(material.bytes);
      const certificate = readCertificate(material.certificate);
      if (privateKey.publicKeySha256 !== certificate.publicKeySha256) throw withoutKey(material.path, places);
      return { certificate, chain: [], privateKey };
    }
    const contents = await readKeystore(material.bytes, { ...(material.password ? { password: material.password } : {}) });
    for (const entry of contents.entries) {
      const [certificate, ...chain] = entry.chain;
      const key = entry.privateKey;
      if (certificate && key && key.publicKeySha256 === certificate.publicKeySha256) return { certificate, chain, privateKey: key };
    }
    throw withoutKey(material.path, places);
  });
}

/** Opens an Android keystore with the passwords of its material; keys whose password is another stay locked. */
export async function openKeystore(material: SourceMaterial, places: MaterialPlaces = {}): Promise<KeystoreContents> {
  return naming(material.path, places, () =>
    readKeystore(material.bytes, {
      ...(material.password ? { password: material.password } : {}),
      ...(material.keyPassword ? { keyPassword: material.keyPassword } : {}),
    }),
  );
}

/**
 * Whether the store password opens the key of an alias too: the policy console knows one password only. `undefined` when no store
 * password is known or there is no such key.
 */
export async function opensWithStorePassword(bytes: Uint8Array, password: Secret | undefined, alias: string): Promise<boolean | undefined> {
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

function withoutKey(path: string, places: MaterialPlaces): DiagnosableError {
  const help = "export certificate and private key together, for example from Keychain Access as a .p12";
  return new DiagnosableError(createDiagnostic("rule/certificate-without-key", { file: path }, { range: places.file, help }));
}
