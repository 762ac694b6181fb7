import type { Secret } from "../secret/secret.ts";
import { readCertificate, type CertificateFacts } from "./certificate.ts";
import {
  contentBytes,
  elementBytes,
  expectObjectIdentifier,
  expectOctets,
  expectSmallInteger,
  isContext,
  isUniversal,
  octetsOf,
  readDer,
  sequenceOf,
  tags,
  type DerElement,
} from "./der-reader.ts";
import { FormatError, formatError, malformed } from "./format-error.ts";
import { checkKeyCount, maximumCertificates, maximumDepth } from "./format-limits.ts";
import { DerivationBudget } from "./key-derivation.ts";
import type { ClosedKeystore, KeystoreContents } from "./keystore-entry.ts";
import { keyPasswordFor, passwordEncodings, type EncodedPassword, type KeyPassword } from "./keystore-password.ts";
import {
  decryptWithPassword,
  readEncryptedContent,
  readEncryptedKeyInfo,
  type EncryptedBytes,
} from "./password-based-encryption.ts";
import { arrangeEntries, type CertificateBag, type KeyBag, type Pkcs12Bag } from "./pkcs12-entries.ts";
import { readPkcs12Mac } from "./pkcs12-mac.ts";
import { readPrivateKeyDer, type PrivateKey } from "./private-key.ts";

/** Content types of PKCS#7 (RFC 2315) and bag types of PKCS#12 (RFC 7292, 4.2). */
const data = "1.2.840.113549.1.7.1";
const encryptedData = "1.2.840.113549.1.7.6";
const bagTypes = "1.2.840.113549.1.12.10.1";
const x509CertificateBag = "1.2.840.113549.1.9.22.1";
const friendlyName = "1.2.840.113549.1.9.20";
const localKeyId = "1.2.840.113549.1.9.21";

interface Opening {
  readonly password: Secret | undefined;
  readonly keyPassword: KeyPassword | undefined;
  /** The encodings that may fit; one only once the MAC has shown which. */
  encodings: readonly EncodedPassword[];
  readonly budget: DerivationBudget;
  /** Whether the MAC or a decrypted part has shown that the password is right; a key may still have one of its own. */
  proven: boolean;
  /** Encrypted parts that were left closed because no password is to be tried; `undefined` where one is. */
  closedParts: number | undefined;
  bags: number;
  keys: number;
}

/**
 * Reads a PKCS#12 file: every encryption that macOS, Windows, Java, OpenSSL and Android Studio write, and every MAC.
 * @param password `undefined` for none, which opens what was written without one
 * @param keyPassword tried on keys that the password does not open
 * @throws FormatError `format/wrong-password`, `format/password-required`, `format/malformed`, `format/unsupported`, `format/limit`
 */
export async function readPkcs12(
  bytes: Uint8Array,
  password: Secret | undefined,
  keyPassword?: KeyPassword,
): Promise<KeystoreContents> {
  const { covered, macData } = readEnvelope(bytes);
  const opening: Opening = {
    password,
    keyPassword,
    encodings: passwordEncodings(password),
    budget: new DerivationBudget(),
    proven: false,
    closedParts: undefined,
    bags: 0,
    keys: 0,
  };
  if (macData !== undefined) {
    opening.encodings = [await encodingOfMac(macData, covered, opening)];
    opening.proven = true;
  }
  const bags = await readParts(covered, opening);
  if (!opening.proven && bags.some((bag) => bag.type === "key" && bag.privateKey === undefined))
    throw passwordFailure(opening);
  return { kind: "pkcs12", entries: arrangeEntries(bags) };
}

/** Stands for the password that nobody asked for: it opens nothing, and shows what trying one would cost. */
const anyPassword: EncodedPassword = { utf16: new Uint8Array(2), utf8: new Uint8Array() };

/**
 * Reads what a PKCS#12 file shows to somebody who does not know its password: that it is whole, that the figures of its MAC and of its
 * encryption are within the limits, and what lies in the open. That is often the names of the keys, and seldom the certificates.
 * @throws FormatError `format/malformed`, `format/unsupported`, `format/limit`
 */
export async function readClosedPkcs12(bytes: Uint8Array): Promise<ClosedKeystore> {
  const { covered, macData } = readEnvelope(bytes);
  const budget = new DerivationBudget({ derives: false });
  if (macData !== undefined) await readPkcs12Mac(macData, covered).holds(anyPassword, budget);
  const opening: Opening = {
    password: undefined,
    keyPassword: undefined,
    encodings: [anyPassword],
    budget,
    proven: false,
    closedParts: 0,
    bags: 0,
    keys: 0,
  };
  const bags = await readParts(covered, opening);
  return { kind: "pkcs12", entries: arrangeEntries(bags), complete: opening.closedParts === 0 };
}

interface Envelope {
  /** The bytes that the MAC is over, which are the parts of the file. */
  readonly covered: Uint8Array;
  readonly macData: DerElement | undefined;
}

function readEnvelope(bytes: Uint8Array): Envelope {
  const [version, authSafe, macData] = sequenceOf(readDer(bytes), "the PKCS#12 file");
  if (expectSmallInteger(version, "the file's version") !== 3)
    throw formatError("format/unsupported", { what: "a PKCS#12 file of another version than 3" });
  const [type, content] = sequenceOf(authSafe, "the PKCS#12 content");
  if (expectObjectIdentifier(type, "the content's type") !== data) {
    throw formatError("format/unsupported", {
      what: "a PKCS#12 file that is protected by a public key",
    });
  }
  const covered = expectOctets(isContext(content, 0) ? content.children[0] : undefined, "the PKCS#12 content");
  return { covered, macData };
}

async function readParts(covered: Uint8Array, opening: Opening): Promise<readonly Pkcs12Bag[]> {
  const bags: Pkcs12Bag[] = [];
  for (const info of sequenceOf(readDer(covered), "the authenticated safe"))
    bags.push(...(await readContentInfo(info, opening)));
  return bags;
}

async function encodingOfMac(macData: DerElement, covered: Uint8Array, opening: Opening): Promise<EncodedPassword> {
  const mac = readPkcs12Mac(macData, covered);
  for (const encoding of opening.encodings) {
    if (await mac.holds(encoding, opening.budget)) return encoding;
  }
  throw passwordFailure(opening);
}

function passwordFailure({ password }: Opening): FormatError {
  return formatError(password === undefined ? "format/password-required" : "format/wrong-password", {});
}

async function readContentInfo(info: DerElement, opening: Opening): Promise<readonly Pkcs12Bag[]> {
  const [type, content] = sequenceOf(info, "a part of the file");
  const oid = expectObjectIdentifier(type, "the type of a part");
  const value = isContext(content, 0) ? content.children[0] : undefined;
  if (oid === data) return readSafeContents(readDer(expectOctets(value, "a part of the file")), opening, 0);
  if (oid !== encryptedData)
    throw formatError("format/unsupported", { what: `a PKCS#12 file with a part of type ${oid}` });
  const encrypted = readEncryptedContent(sequenceOf(value, "an encrypted part")[1]);
  // What comes out must also be read: a wrong password can pass the check of the padding.
  const safe = await firstThatOpens(encrypted, opening, (plain) => {
    const element = readDer(plain);
    sequenceOf(element, "the decrypted part");
    return element;
  });
  if (safe === undefined) {
    if (opening.closedParts === undefined) throw passwordFailure(opening);
    opening.closedParts++;
    return [];
  }
  return readSafeContents(safe, opening, 0);
}

async function firstThatOpens<T>(
  encrypted: EncryptedBytes,
  opening: Opening,
  read: (plain: Uint8Array) => T,
): Promise<T | undefined> {
  for (const encoding of opening.encodings) {
    const plain = await decryptWithPassword(encrypted, encoding, opening.budget);
    // What zeros for a key decrypt to is noise, also where its padding looks right.
    if (plain === undefined || !opening.budget.derives) continue;
    try {
      const value = read(plain);
      opening.encodings = [encoding];
      opening.proven = true;
      return value;
    } catch (error) {
      // What a wrong password decrypts to is noise, and noise can look like anything but a key that is not supported.
      if (!(error instanceof FormatError) || error.code === "format/unsupported") throw error;
    }
  }
  return undefined;
}

async function readSafeContents(safe: DerElement, opening: Opening, depth: number): Promise<readonly Pkcs12Bag[]> {
  if (depth > maximumDepth)
    throw formatError("format/limit", {
      reason: `its bags are nested more than ${maximumDepth} levels deep`,
    });
  const bags: Pkcs12Bag[] = [];
  for (const element of sequenceOf(safe, "the bags")) {
    if (++opening.bags > maximumCertificates)
      throw formatError("format/limit", { reason: `it has more than ${maximumCertificates} bags` });
    bags.push(...(await readBag(element, opening, depth)));
  }
  return bags;
}

async function readBag(element: DerElement, opening: Opening, depth: number): Promise<readonly Pkcs12Bag[]> {
  const [type, wrapped, attributeSet] = sequenceOf(element, "a bag");
  const oid = expectObjectIdentifier(type, "the type of a bag");
  const value = isContext(wrapped, 0) ? wrapped.children[0] : undefined;
  if (value === undefined) throw malformed("one of its bags is empty");
  const attributes = readAttributes(attributeSet);
  if (oid === `${bagTypes}.1` || oid === `${bagTypes}.2`) checkKeyCount(++opening.keys);
  switch (oid) {
    case `${bagTypes}.1`:
      return [keyBag(readPrivateKeyDer(elementBytes(value)), attributes)];
    case `${bagTypes}.2`:
      return [keyBag(await openKey(readEncryptedKeyInfo(value), opening, attributes.friendlyName), attributes)];
    case `${bagTypes}.3`: {
      const certificate = readCertificateBag(value);
      return certificate === undefined ? [] : [{ type: "certificate", certificate, ...attributes }];
    }
    case `${bagTypes}.5`:
      return [{ type: "secret", ...attributes }];
    case `${bagTypes}.6`:
      return readSafeContents(value, opening, depth + 1);
    default:
      // A revocation list or a type that is not of RFC 7292: nothing that signs.
      return [];
  }
}

function keyBag(privateKey: PrivateKey | undefined, attributes: BagAttributes): KeyBag {
  return { type: "key", privateKey, ...attributes };
}

/** @returns `undefined` for a key that neither the password nor the key password opens */
async function openKey(
  encrypted: EncryptedBytes,
  opening: Opening,
  alias: string | null,
): Promise<PrivateKey | undefined> {
  const opened = await firstThatOpens(encrypted, opening, readPrivateKeyDer);
  const keyPassword = keyPasswordFor(opening.keyPassword, alias ?? "");
  if (opened !== undefined || keyPassword === undefined) return opened;
  const own = { ...opening, encodings: passwordEncodings(keyPassword) };
  return firstThatOpens(encrypted, own, readPrivateKeyDer);
}

/** @returns `undefined` for an SDSI certificate, which nothing in use writes */
function readCertificateBag(value: DerElement): CertificateFacts | undefined {
  const [type, wrapped] = sequenceOf(value, "a certificate bag");
  if (expectObjectIdentifier(type, "the type of a certificate") !== x509CertificateBag) return undefined;
  return readCertificate(expectOctets(isContext(wrapped, 0) ? wrapped.children[0] : undefined, "a certificate"));
}

type BagAttributes = Pick<CertificateBag, "friendlyName" | "localKeyId">;

function readAttributes(set: DerElement | undefined): BagAttributes {
  let name: string | null = null;
  let id: string | null = null;
  for (const attribute of isUniversal(set, tags.set) ? set.children : []) {
    const [type, values] = sequenceOf(attribute, "an attribute of a bag");
    const oid = expectObjectIdentifier(type, "the type of an attribute");
    const value = isUniversal(values, tags.set) ? values.children[0] : undefined;
    if (value === undefined) continue;
    if (oid === friendlyName && isUniversal(value, tags.bmpString))
      name = withoutTrailingNul(new TextDecoder("utf-16be").decode(contentBytes(value)));
    if (oid === localKeyId && isUniversal(value, tags.octetString)) id = Buffer.from(octetsOf(value)).toString("hex");
  }
  return { friendlyName: name, localKeyId: id };
}

/** Windows ends some names with a NUL, which belongs to its strings and not to the name. */
function withoutTrailingNul(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
