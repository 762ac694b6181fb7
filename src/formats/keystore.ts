import type { Secret } from "../secret/secret.ts";
import { contentKindOf, describeKind, type ContentKind } from "./content-kind.ts";
import { formatError, type FormatError } from "./format-error.ts";
import { readJks } from "./jks.ts";
import type { ClosedKeystore, KeystoreContents, KeystoreEntry } from "./keystore-entry.ts";
import type { KeyPassword } from "./keystore-password.ts";
import { readClosedPkcs12, readPkcs12 } from "./pkcs12.ts";

export type { ClosedKeystore, KeystoreContents, KeystoreEntry } from "./keystore-entry.ts";
export type { KeyPassword } from "./keystore-password.ts";

/** The passwords of a keystore. */
export interface KeystorePasswords {
  readonly password?: Secret | undefined;
  /** Where keys have a password of their own. */
  readonly keyPassword?: KeyPassword | undefined;
}

/**
 * Reads a keystore, JKS or PKCS#12 by what is in it: Java has written PKCS#12 under the name `.jks` since version 9.
 * @throws FormatError `format/unsupported` with the command that converts it for JCEKS, BKS, BCFKS and UBER;
 * `format/wrong-kind` for anything that is no keystore; and what `readPkcs12` and `readJks` throw
 */
export async function readKeystore(bytes: Uint8Array, passwords: KeystorePasswords = {}): Promise<KeystoreContents> {
  return keystoreKindOf(bytes) === "jks"
    ? readJks(bytes, passwords)
    : readPkcs12(bytes, passwords.password, passwords.keyPassword);
}

/**
 * Reads what a keystore shows without its password. A JKS shows everything but its keys.
 * @throws FormatError as {@link readKeystore}, but for passwords
 */
export async function readClosedKeystore(bytes: Uint8Array): Promise<ClosedKeystore> {
  return keystoreKindOf(bytes) === "jks" ? { ...readJks(bytes), complete: true } : readClosedPkcs12(bytes);
}

function keystoreKindOf(bytes: Uint8Array): KeystoreContents["kind"] {
  const kind = contentKindOf(bytes);
  switch (kind) {
    case "pkcs12":
    case "jks":
      return kind;
    case "jceks":
    case "bks":
    case "bcfks":
    case "uber":
      throw unsupportedKeystore(kind);
    case "provisioning_profile":
    case "certificate":
    case "private_key":
      throw formatError("format/wrong-kind", { found: describeKind(kind), expected: "a keystore" });
  }
}

/** The refusal of a keystore that only Java opens, with the way out of it. */
export function unsupportedKeystore(kind: Extract<ContentKind, "jceks" | "bks" | "bcfks" | "uber">): FormatError {
  const provider =
    kind === "jceks"
      ? ""
      : " -providerclass org.bouncycastle.jce.provider.BouncyCastleProvider -providerpath bcprov.jar";
  const advice = `convert it: \`keytool -importkeystore -srckeystore <file> -srcstoretype ${kind.toUpperCase()} -destkeystore <new>.p12 -deststoretype PKCS12${provider}\``;
  return formatError("format/unsupported", { what: describeKind(kind) }, advice);
}

/**
 * Finds an entry by its alias the way Java does: exactly, else in any letter case where only one entry fits.
 * keytool lower-cases an alias when it stores it, so people write what they once typed and not what is stored.
 */
export function findKeystoreEntry(contents: KeystoreContents, alias: string): KeystoreEntry | undefined {
  const exact = contents.entries.find((entry) => entry.alias === alias);
  if (exact !== undefined) return exact;
  const similar = contents.entries.filter((entry) => entry.alias?.toLowerCase() === alias.toLowerCase());
  return similar.length === 1 ? similar[0] : undefined;
}
