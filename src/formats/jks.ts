import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../secret/secret.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { certificateKeyFacts, readCertificate, type CertificateFacts } from "./certificate.ts";
import { concatBytes, utf16BigEndian } from "./der-writer.ts";
import { expectAlgorithm, expectOctets, readDer, sequenceOf } from "./der-reader.ts";
import { formatError, malformed } from "./format-error.ts";
import { isoSeconds } from "./iso-seconds.ts";
import { checkCertificateCount, checkKeyCount, checkSize, maximumCertificates } from "./format-limits.ts";
import type { KeystoreContents, KeystoreEntry } from "./keystore-entry.ts";
import { keyPasswordFor, type KeyPassword } from "./keystore-password.ts";
import { decodeModifiedUtf8 } from "./modified-utf8.ts";
import { readPrivateKeyDer, type PrivateKey } from "./private-key.ts";

/** The first four bytes of a JKS file. */
export const jksMagic = 0xfeedfeed;
/** What Sun's keystore mixes into its digest. */
const whitener = new TextEncoder().encode("Mighty Aphrodite");
/** Sun's own protection of a private key: bytes xored with a stream of SHA-1. */
const jksKeyProtection = "1.3.6.1.4.1.42.2.17.1.1";
const digestBytes = 20;

/** The passwords of a JKS: of the store as a whole, and of its keys where they differ. */
export interface JksPasswords {
  /** Checks the integrity digest and opens the keys. Without it aliases, dates and certificates are read, unchecked. */
  readonly password?: Secret | undefined;
  readonly keyPassword?: KeyPassword | undefined;
}

/**
 * Reads a Java keystore of the type JKS (the layout is that of OpenJDK's `sun.security.provider.JavaKeyStore`).
 * Entries whose key no password opens come back locked.
 * @throws FormatError `format/wrong-password` when the digest does not hold, `format/malformed`, `format/limit`
 */
export function readJks(bytes: Uint8Array, passwords: JksPasswords = {}): KeystoreContents {
  checkSize(bytes);
  const cursor = new ByteCursor(bytes);
  if (cursor.number(4) !== jksMagic) throw malformed("it does not begin as a JKS file");
  const version = cursor.number(4);
  if (version !== 1 && version !== 2)
    throw formatError("format/unsupported", { what: `a JKS file of version ${version}` });
  const count = cursor.number(4);
  if (count > maximumCertificates) throw formatError("format/limit", { reason: `it claims to have ${count} entries` });
  const sealed: SealedEntry[] = [];
  let certificates = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(cursor, version);
    checkCertificateCount((certificates += entry.chain.length));
    sealed.push(entry);
  }
  checkKeyCount(sealed.filter(({ encryptedKey }) => encryptedKey !== undefined).length);
  checkDigest(bytes, cursor, passwords.password);
  return { kind: "jks", entries: sealed.map((entry) => openEntry(entry, passwords)) };
}

interface SealedEntry {
  readonly alias: string;
  readonly created: string;
  /** EncryptedPrivateKeyInfo; `undefined` for a trusted certificate. */
  readonly encryptedKey: Uint8Array | undefined;
  readonly chain: readonly CertificateFacts[];
}

function readEntry(cursor: ByteCursor, version: number): SealedEntry {
  const tag = cursor.number(4);
  if (tag !== 1 && tag !== 2) throw malformed(`it has an entry of the unknown type ${tag}`);
  const alias = decodeModifiedUtf8(cursor.text());
  const created = readDate(cursor);
  if (tag === 2)
    return {
      alias,
      created,
      encryptedKey: undefined,
      chain: [readStoredCertificate(cursor, version)],
    };
  const encryptedKey = cursor.block();
  const length = cursor.number(4);
  checkCertificateCount(length);
  const chain: CertificateFacts[] = [];
  for (let i = 0; i < length; i++) chain.push(readStoredCertificate(cursor, version));
  return { alias, created, encryptedKey, chain };
}

function readDate(cursor: ByteCursor): string {
  const date = new Date(Number(Buffer.from(cursor.take(8)).readBigInt64BE()));
  if (Number.isNaN(date.getTime())) throw malformed("the date of an entry is out of range");
  return isoSeconds(date);
}

function readStoredCertificate(cursor: ByteCursor, version: number): CertificateFacts {
  const type = version === 1 ? "X.509" : decodeModifiedUtf8(cursor.text());
  if (type !== "X.509" && type !== "X509")
    throw formatError("format/unsupported", {
      what: `a JKS file with a certificate of type ${type.slice(0, 40)}`,
    });
  return readCertificate(cursor.block());
}

function checkDigest(bytes: Uint8Array, cursor: ByteCursor, password: Secret | undefined): void {
  const covered = bytes.subarray(0, cursor.position);
  const stored = cursor.take(digestBytes);
  if (password === undefined) return;
  const digest = createHash("sha1").update(passwordBytes(password)).update(whitener).update(covered).digest();
  if (!timingSafeEqual(digest, stored)) throw formatError("format/wrong-password", {});
}

function passwordBytes(password: Secret): Uint8Array {
  return utf16BigEndian(password.revealText());
}

function openEntry(sealed: SealedEntry, { password, keyPassword }: JksPasswords): KeystoreEntry {
  const { alias, created, encryptedKey, chain } = sealed;
  const [leaf] = chain;
  if (encryptedKey === undefined)
    return {
      alias,
      type: "certificate",
      key: null,
      privateKey: undefined,
      chain,
      locked: false,
      created,
    };
  const privateKey = [keyPasswordFor(keyPassword, alias), password]
    .map((tried) => tried && openKey(encryptedKey, tried))
    .find((key) => key !== undefined);
  const facts = privateKey ?? (leaf && certificateKeyFacts(leaf));
  return {
    alias,
    type: "private_key",
    key: facts === undefined ? null : { algorithm: facts.algorithm, bits: facts.bits },
    privateKey,
    chain,
    locked: privateKey === undefined,
    created,
  };
}

/**
 * Undoes Sun's key protection: salt, the key xored with SHA-1(password, previous digest)…, SHA-1(password, key).
 * @returns `undefined` when the password is not the key's
 */
function openKey(encryptedKey: Uint8Array, password: Secret): PrivateKey | undefined {
  const [algorithm, data] = sequenceOf(readDer(encryptedKey), "an encrypted key");
  if (expectAlgorithm(algorithm, "the protection of a key").oid !== jksKeyProtection) return undefined;
  const protectedKey = expectOctets(data, "an encrypted key");
  if (protectedKey.length < 2 * digestBytes) throw malformed("an encrypted key is too short");
  const secret = passwordBytes(password);
  const plain = Uint8Array.from(protectedKey.subarray(digestBytes, -digestBytes));
  let stream: Uint8Array = protectedKey.subarray(0, digestBytes);
  for (let at = 0; at < plain.length; at++) {
    if (at % digestBytes === 0) stream = createHash("sha1").update(concatBytes(secret, stream)).digest();
    plain[at] = (plain[at] ?? 0) ^ (stream[at % digestBytes] ?? 0);
  }
  const check = createHash("sha1").update(concatBytes(secret, plain)).digest();
  return timingSafeEqual(check, protectedKey.subarray(-digestBytes)) ? readPrivateKeyDer(plain) : undefined;
}
