import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { invariant } from "../diagnostics/invariant.ts";
import type { Secret } from "../secret/secret.ts";
import { readCertificate } from "./certificate.ts";
import {
  bmpString,
  explicit,
  implicitPrimitive,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from "./der-writer.ts";
import { belongTogether } from "./key-pair.ts";
import { formatError } from "./format-error.ts";
import { DerivationBudget, derivePbkdf2, derivePkcs12, digestNamed } from "./key-derivation.ts";
import { passwordEncodings, type EncodedPassword } from "./keystore-password.ts";
import type { PrivateKey } from "./private-key.ts";

/** What goes into a PKCS#12 file. */
export interface Pkcs12Content {
  readonly privateKey: PrivateKey;
  /** The certificate of the key in DER. */
  readonly certificate: Uint8Array;
  /** Its issuers in DER, the nearest first. */
  readonly chain?: readonly Uint8Array[];
  /** The alias, as Java calls it. */
  readonly friendlyName: string;
  /** Printable ASCII and not empty, so that every tool derives the same key from it. */
  readonly password: Secret;
  /**
   * `compatible` is 3DES with a SHA-1 MAC, the only form that macOS' `security import` takes in every version;
   * `modern` is AES-256 with a SHA-256 MAC, which OpenSSL, Java since 8u301 and Android's tools take.
   */
  readonly form: "compatible" | "modern";
}

const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  x509: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  tripleDes: "1.2.840.113549.1.12.1.3",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacWithSha256: "1.2.840.113549.2.9",
  aes256: "2.16.840.1.101.3.4.1.42",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
} as const;

/**
 * Rounds of the derivations. The compatible form stays at what OpenSSL writes, whose files macOS is known to take; its
 * strength is the password's. The modern one costs a guesser fifty times as much and its owner a tenth of a second.
 */
const rounds = { compatible: 2048, modern: 100_000 } as const;

/**
 * Writes a key, its certificate and its issuers as PKCS#12 (RFC 7292). Salts are random, so no two files are alike.
 * The certificate must be the key's; the caller has checked that.
 * @throws FormatError `format/password-not-portable` for a password that is empty or not ASCII
 */
export async function writePkcs12(content: Pkcs12Content): Promise<Uint8Array> {
  const { certificate, chain = [], privateKey } = content;
  const password = encodePassword(content.password);
  invariant(
    belongTogether(readCertificate(certificate), privateKey),
    "a PKCS#12 file holds the certificate of its key",
  );
  const attributes = bagAttributes(content);
  const certificates = sequence(
    certificateBag(certificate, attributes),
    ...chain.map((issuer) => certificateBag(issuer)),
  );
  const encryptedCertificates = await encrypt(certificates, password, content.form);
  const encryptedKey = await encrypt(privateKey.pkcs8.revealBytes(), password, content.form);
  const keyBag = sequence(
    objectIdentifier(oids.keyBag),
    explicit(0, sequence(encryptedKey.algorithm, octetString(encryptedKey.bytes))),
    attributes,
  );
  const safe = sequence(encryptedPart(encryptedCertificates), dataPart(sequence(keyBag)));
  return sequence(integer(3), dataPart(safe), await macOf(safe, password, content.form));
}

/** The same password must open the file in Java, which refuses other letters, and in tools that disagree on their encoding. */
function encodePassword(secret: Secret): EncodedPassword {
  const bytes = secret.revealBytes();
  const [encoding] = passwordEncodings(secret);
  if (bytes.length === 0 || encoding === undefined)
    throw formatError("format/password-not-portable", { reason: "it is empty" });
  if (!bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
    throw formatError("format/password-not-portable", {
      reason: "it has characters beyond printable ASCII, which tools encode in different ways",
    });
  }
  return encoding;
}

function bagAttributes({ friendlyName, certificate }: Pkcs12Content): Uint8Array {
  const keyId = createHash("sha1").update(certificate).digest();
  return setOf(
    sequence(objectIdentifier(oids.friendlyName), setOf(bmpString(friendlyName))),
    sequence(objectIdentifier(oids.localKeyId), setOf(octetString(keyId))),
  );
}

function certificateBag(certificate: Uint8Array, attributes?: Uint8Array): Uint8Array {
  const value = sequence(objectIdentifier(oids.x509), explicit(0, octetString(certificate)));
  return sequence(
    objectIdentifier(oids.certificateBag),
    explicit(0, value),
    ...(attributes === undefined ? [] : [attributes]),
  );
}

function dataPart(content: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(oids.data), explicit(0, octetString(content)));
}

function encryptedPart({ algorithm, bytes }: Encrypted): Uint8Array {
  const info = sequence(objectIdentifier(oids.data), algorithm, implicitPrimitive(0, bytes));
  return sequence(objectIdentifier(oids.encryptedData), explicit(0, sequence(integer(0), info)));
}

interface Encrypted {
  readonly algorithm: Uint8Array;
  readonly bytes: Uint8Array;
}

async function encrypt(plain: Uint8Array, password: EncodedPassword, form: Pkcs12Content["form"]): Promise<Encrypted> {
  const salt = randomBytes(16);
  const iterations = rounds[form];
  const budget = new DerivationBudget();
  if (form === "compatible") {
    const digest = digestNamed("sha1");
    const derivation = { digest, password: password.utf16, salt, iterations } as const;
    const key = await derivePkcs12({ ...derivation, purpose: 1, length: 24 }, budget);
    const iv = await derivePkcs12({ ...derivation, purpose: 2, length: 8 }, budget);
    const algorithm = sequence(objectIdentifier(oids.tripleDes), sequence(octetString(salt), integer(iterations)));
    return { algorithm, bytes: encipher("des-ede3-cbc", { key, iv }, plain) };
  }
  const key = await derivePbkdf2(
    { digest: digestNamed("sha256"), password: password.utf8, salt, iterations, length: 32 },
    budget,
  );
  const iv = randomBytes(16);
  const prf = sequence(objectIdentifier(oids.hmacWithSha256), nullValue());
  const derivation = sequence(objectIdentifier(oids.pbkdf2), sequence(octetString(salt), integer(iterations), prf));
  const encryption = sequence(objectIdentifier(oids.aes256), octetString(iv));
  const algorithm = sequence(objectIdentifier(oids.pbes2), sequence(derivation, encryption));
  return { algorithm, bytes: encipher("aes-256-cbc", { key, iv }, plain) };
}

function encipher(
  name: string,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
  plain: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv(name, key, iv);
  return Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final()]));
}

/** MacData (RFC 7292, 4) over the bytes inside the file's OCTET STRING. */
async function macOf(covered: Uint8Array, password: EncodedPassword, form: Pkcs12Content["form"]): Promise<Uint8Array> {
  const name = form === "compatible" ? "sha1" : "sha256";
  const digest = digestNamed(name);
  const salt = randomBytes(16);
  const iterations = rounds[form];
  const derivation = {
    digest,
    purpose: 3,
    password: password.utf16,
    salt,
    iterations,
    length: digest.bytes,
  } as const;
  const mac = createHmac(name, await derivePkcs12(derivation, new DerivationBudget()))
    .update(covered)
    .digest();
  const digestInfo = sequence(sequence(objectIdentifier(oids[name]), nullValue()), octetString(mac));
  return sequence(digestInfo, octetString(salt), integer(iterations));
}
