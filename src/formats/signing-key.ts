import { createPublicKey, type KeyObject } from "node:crypto";
import { contentBytes, expectUniversal, readDer, sequenceOf, tags } from "./der-reader.ts";
import { formatError, malformed } from "./format-error.ts";

/** The kinds of keys that sign. */
export type KeyAlgorithm = "rsa" | "ec" | "ed25519" | "dsa";

/** What kind of key it is, without the key. */
export interface KeyFacts {
  readonly algorithm: KeyAlgorithm;
  /** The length of the RSA modulus or the DSA prime, the size of the EC field, 256 for Ed25519. */
  readonly bits: number;
}

/** Kind and size of a key. @throws FormatError `format/unsupported` for a key that does not sign */
export function keyFactsOf(key: KeyObject): KeyFacts {
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return { algorithm: "rsa", bits: key.asymmetricKeyDetails?.modulusLength ?? 0 };
    case "dsa":
      return { algorithm: "dsa", bits: key.asymmetricKeyDetails?.modulusLength ?? 0 };
    case "ec":
      return { algorithm: "ec", bits: fieldBitsOf(key) };
    case "ed25519":
      return { algorithm: "ed25519", bits: 256 };
    default:
      throw formatError("format/unsupported", {
        what: `a key of type ${key.asymmetricKeyType ?? "unknown"}`,
      });
  }
}

/** OpenSSL's curve names carry the field size (prime256v1, secp384r1, brainpoolP512r1); else the public point tells. */
function fieldBitsOf(key: KeyObject): number {
  const named = /\d{3}/.exec(key.asymmetricKeyDetails?.namedCurve ?? "")?.[0];
  if (named !== undefined) return Number(named);
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  const [, point] = sequenceOf(readDer(publicKey.export({ type: "spki", format: "der" })), "the public key");
  const bytes = contentBytes(expectUniversal(point, tags.bitString, "the public key"));
  // One octet of unused bits, one of form (4 = both coordinates, else one), then the coordinates.
  return bytes[1] === 4 ? (bytes.length - 2) * 4 : (bytes.length - 2) * 8;
}

/** Kind and size of the key in a SubjectPublicKeyInfo; `undefined` for a key that Node does not know. */
export function publicKeyFacts(spki: Uint8Array): KeyFacts | undefined {
  try {
    return keyFactsOf(importPublicKey(spki));
  } catch {
    return undefined;
  }
}

/** A SubjectPublicKeyInfo as a key. @throws FormatError `format/malformed` */
export function importPublicKey(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  } catch {
    throw malformed("its public key is not valid");
  }
}

/** How a key is called in messages: "an RSA key of 2048 bits". */
export function describeKey(facts: KeyFacts): string {
  switch (facts.algorithm) {
    case "rsa":
      return `an RSA key of ${facts.bits} bits`;
    case "dsa":
      return `a DSA key of ${facts.bits} bits`;
    case "ec":
      return `an EC key of ${facts.bits} bits`;
    case "ed25519":
      return "an Ed25519 key";
  }
}
