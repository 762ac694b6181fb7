import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type PrivateKeyInput,
} from "node:crypto";
import { Secret } from "../secret/secret.ts";
import {
  expectOctets,
  expectSmallInteger,
  isUniversal,
  readDer,
  sequenceOf,
  tags,
  elementBytes,
  type DerElement,
} from "./der-reader.ts";
import { integer, octetString, sequence } from "./der-writer.ts";
import { FormatError, formatError, malformed } from "./format-error.ts";
import { looksLikePem, readPem, type PemBlock } from "./pem.ts";
import { keyFactsOf, type KeyAlgorithm } from "./signing-key.ts";

/** A private key and what may be said of it. */
export interface PrivateKey {
  /** The key as unencrypted PKCS#8 in DER. */
  readonly pkcs8: Secret;
  readonly algorithm: KeyAlgorithm;
  /** The length of the RSA modulus or the DSA prime, the size of the EC field, 256 for Ed25519. */
  readonly bits: number;
  /** SHA-256 of the SubjectPublicKeyInfo in lower-case hex: the same as of the certificate that belongs to the key. */
  readonly publicKeySha256: string;
}

/**
 * Reads an unencrypted private key: PEM or DER of PKCS#8 (also its second version), PKCS#1, SEC1 and DSA, also a `.p8`.
 * @throws FormatError `format/malformed`; `format/password-required` for an encrypted one; `format/wrong-kind`,
 * `format/unsupported` for a key that does not sign
 */
export function readPrivateKey(bytes: Uint8Array): PrivateKey {
  if (bytes[0] === 0x30 || !looksLikePem(bytes)) return readPrivateKeyDer(bytes);
  const blocks = readPem(bytes);
  const block = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) {
    const found = blocks[0] === undefined ? "a PEM text without a block" : `a PEM text with a ${blocks[0].label} block`;
    throw formatError("format/wrong-kind", { found, expected: "a private key" });
  }
  return readPrivateKeyBlock(block, undefined);
}

/**
 * Reads one PEM block of a private key.
 * @param password opens the old encryption with `DEK-Info` headers; PKCS#8's own is opened by `readEncryptedPrivateKey`
 * @throws FormatError as {@link readPrivateKey}, and `format/wrong-password`
 */
export function readPrivateKeyBlock(block: PemBlock, password: Secret | undefined): PrivateKey {
  if (block.label === "ENCRYPTED PRIVATE KEY") throw formatError("format/password-required", {});
  if (block.label === "OPENSSH PRIVATE KEY") {
    throw formatError(
      "format/unsupported",
      { what: "an OpenSSH key" },
      "convert it: `ssh-keygen -p -m PKCS8 -f <file>`",
    );
  }
  if (block.headers["DEK-Info"] === undefined) return readPrivateKeyDer(block.bytes);
  if (password === undefined) throw formatError("format/password-required", {});
  try {
    return privateKeyOf(
      createPrivateKey({
        key: block.text,
        format: "pem",
        passphrase: Buffer.from(password.revealBytes()),
      }),
    );
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw formatError("format/wrong-password", {});
  }
}

/** The forms of a private key in DER that {@link readPrivateKeyDer} tells apart. */
export type PrivateKeyForm = "pkcs8" | "pkcs1" | "sec1" | "dsa";

/** Which form of an unencrypted private key an element has; `undefined` when it is none. */
export function privateKeyForm(root: DerElement): PrivateKeyForm | undefined {
  if (!isUniversal(root, tags.sequence) || !root.constructed) return undefined;
  const [version, second, third] = root.children;
  if (!isUniversal(version, tags.integer)) return undefined;
  if (isUniversal(second, tags.sequence) && isUniversal(third, tags.octetString)) return "pkcs8";
  if (isUniversal(second, tags.octetString)) return "sec1";
  if (!root.children.every((child) => isUniversal(child, tags.integer))) return undefined;
  return root.children.length === 6 ? "dsa" : root.children.length >= 9 ? "pkcs1" : undefined;
}

/** Reads an unencrypted private key in DER. @throws FormatError `format/malformed`, `format/unsupported` */
export function readPrivateKeyDer(bytes: Uint8Array): PrivateKey {
  const root = readDer(bytes);
  const der = Buffer.from(elementBytes(root));
  switch (privateKeyForm(root)) {
    case "pkcs8":
      return importKey({ key: Buffer.from(plainPkcs8(root)), format: "der", type: "pkcs8" });
    case "pkcs1":
      return importKey({ key: der, format: "der", type: "pkcs1" });
    case "sec1":
      return importKey({ key: der, format: "der", type: "sec1" });
    case "dsa": {
      const text = `-----BEGIN DSA PRIVATE KEY-----\n${der.toString("base64")}\n-----END DSA PRIVATE KEY-----\n`;
      return importKey({ key: text, format: "pem" });
    }
    case undefined:
      throw formatError("format/wrong-kind", {
        found: "something else",
        expected: "a private key",
      });
  }
}

/** PKCS#8 without attributes and public key: OpenSSL 3.0 does not read version 2 (RFC 5958), which Java writes for Ed25519. */
function plainPkcs8(root: DerElement): Uint8Array {
  const [version, algorithm, key] = sequenceOf(root, "the private key");
  if (expectSmallInteger(version, "the private key's version") > 1 || algorithm === undefined)
    throw malformed("its private key is of an unknown version");
  return sequence(integer(0), elementBytes(algorithm), octetString(expectOctets(key, "the private key")));
}

function importKey(input: PrivateKeyInput): PrivateKey {
  try {
    return privateKeyOf(createPrivateKey(input));
  } catch (error) {
    if (error instanceof FormatError) throw error;
    // OpenSSL's own words may quote the input, so they are not passed on.
    throw malformed("its private key is not valid");
  }
}

/**
 * Exporting comes first: OpenSSL takes some damaged keys and notices it only then, and Node ends the whole process when
 * it is asked for the details of such a key.
 */
function privateKeyOf(key: KeyObject): PrivateKey {
  const pkcs8 = Uint8Array.from(key.export({ type: "pkcs8", format: "der" }));
  const spki = Uint8Array.from(createPublicKey(key).export({ type: "spki", format: "der" }));
  return {
    pkcs8: new Secret(pkcs8),
    ...keyFactsOf(key.asymmetricKeyType, spki),
    publicKeySha256: createHash("sha256").update(spki).digest("hex"),
  };
}

/** The key as Node uses it, for signing. Keep it local. */
export function nodeKeyOf(privateKey: PrivateKey): KeyObject {
  return createPrivateKey({
    key: Buffer.from(privateKey.pkcs8.revealBytes()),
    format: "der",
    type: "pkcs8",
  });
}

/** The SubjectPublicKeyInfo of a private key in DER. */
export function publicKeyOf(privateKey: PrivateKey): Uint8Array {
  return Uint8Array.from(createPublicKey(nodeKeyOf(privateKey)).export({ type: "spki", format: "der" }));
}

/** Makes an RSA key off the main thread. Apple's certificates take 2048 bits. @param bits length of the modulus */
export function generateRsaKey(bits: number): Promise<PrivateKey> {
  return new Promise((resolve, reject) => {
    generateKeyPair("rsa", { modulusLength: bits }, (error, _publicKey, privateKey) => {
      if (error) reject(error);
      else resolve(privateKeyOf(privateKey));
    });
  });
}

/** Makes an EC key on NIST P-256 off the main thread. */
export function generateEcKey(): Promise<PrivateKey> {
  return new Promise((resolve, reject) => {
    generateKeyPair("ec", { namedCurve: "P-256" }, (error, _publicKey, privateKey) => {
      if (error) reject(error);
      else resolve(privateKeyOf(privateKey));
    });
  });
}
