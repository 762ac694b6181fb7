import { createHash } from "node:crypto";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { readCertificate, type CertificateFacts } from "../formats/certificate.ts";
import { diagnosticOf, FormatError } from "../formats/format-error.ts";
import { readClosedKeystore, readKeystore } from "../formats/keystore.ts";
import type { ClosedKeystore, KeystoreContents, KeystoreEntry } from "../formats/keystore-entry.ts";
import { readPrivateKey, type PrivateKey } from "../formats/private-key.ts";
import type { SourceMaterial } from "../providers/provider.ts";

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

/** What the material of a certificate key shows without its secret. */
export interface ClosedIdentity {
  /** The certificate whose private key the file holds, or is said to lie beside it; `undefined` where that takes the password. */
  readonly certificate: CertificateFacts | undefined;
}

/**
 * Reads the material of a certificate key as far as that takes no secret.
 * @param isPair whether the file is a certificate whose private key is kept apart
 * Throws diagnostics: format errors, `rule/certificate-without-key` where it is plain that there is none.
 */
export async function readClosedIdentity(
  { path, bytes }: SourceMaterial,
  isPair: boolean,
  places: MaterialPlaces,
): Promise<ClosedIdentity> {
  return naming(path, places, async () => {
    if (isPair) return { certificate: readCertificate(bytes) };
    const { entries, complete } = await readClosedKeystore(bytes);
    const keys = entries.filter(({ type }) => type === "private_key");
    if (keys.length === 0 && complete) throw withoutKey(path, places);
    // Of several keys only the passwords tell which one fits its certificate.
    return { certificate: keys.length === 1 ? keys[0]?.chain[0] : undefined };
  });
}

/** Opens an Android keystore with the passwords of its material; keys whose password is another stay locked. */
export async function openKeystore(material: SourceMaterial, places: MaterialPlaces = {}): Promise<KeystoreContents> {
  return naming(material.path, places, () =>
    readKeystore(material.bytes, { password: material.password, keyPassword: material.keyPassword }),
  );
}

/** Reads an Android keystore as far as that takes no password. */
export async function readClosedKeystoreFile(
  material: SourceMaterial,
  places: MaterialPlaces,
): Promise<ClosedKeystore> {
  return naming(material.path, places, () => readClosedKeystore(material.bytes));
}

/**
 * Which keys of an opened keystore the store password opens too: the policy console knows one password only. Aliases → whether it
 * does; keys only, and none at all when no store password is known.
 */
export async function opensWithStorePassword(
  { bytes, password, keyPassword }: SourceMaterial,
  opened: KeystoreContents,
): Promise<ReadonlyMap<string, boolean>> {
  if (!password) return new Map();
  const keysOf = ({ entries }: KeystoreContents, isOpen: (entry: KeystoreEntry) => boolean): Map<string, boolean> =>
    new Map(entries.flatMap((e) => (e.type === "private_key" ? [[e.alias ?? "", isOpen(e)] as const] : [])));
  if (!keyPassword) return keysOf(opened, ({ locked }) => !locked);
  try {
    return keysOf(await readKeystore(bytes, { password }), ({ locked }) => !locked);
  } catch (error) {
    // The keystore itself was opened before; only keys of another password can fail here.
    if (error instanceof FormatError) return keysOf(opened, () => false);
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
