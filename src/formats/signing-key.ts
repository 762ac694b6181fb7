import { createPublicKey, type KeyObject } from "node:crypto";
import {
  contentBytes,
  expectAlgorithm,
  expectUniversal,
  isUniversal,
  readDer,
  sequenceOf,
  tags,
} from "./der-reader.ts";
import { curveOf, integerBits } from "./elliptic-curve.ts";
import { formatError, malformed } from "./format-error.ts";

/** The kinds of keys that sign. */
export type KeyAlgorithm = "rsa" | "ec" | "ed25519" | "dsa";

/** What kind of key it is, without the key. */
export interface KeyFacts {
  readonly algorithm: KeyAlgorithm;
  /** The length of the RSA modulus or the DSA prime, the size of the EC field, 256 for Ed25519. */
  readonly bits: number;
}

/**
 * Kind and size of a key.
 * @param type as Node names it
 * @param spki the public key, as Node exported it
 * @throws FormatError `format/unsupported` for a key that does not sign
 */
export function keyFactsOf(type: KeyObject["asymmetricKeyType"], spki: Uint8Array): KeyFacts {
  switch (type) {
    case "rsa":
    case "rsa-pss":
      return { algorithm: "rsa", bits: modulusBits(spki) };
    case "dsa":
      return { algorithm: "dsa", bits: primeBits(spki) };
    case "ec":
      return { algorithm: "ec", bits: curveOf(readDer(spki)).bits };
    case "ed25519":
      return { algorithm: "ed25519", bits: 256 };
    default:
      throw formatError("format/unsupported", { what: `a key of type ${type ?? "unknown"}` });
  }
}

/** RFC 8017, A.1.1: the bit string holds the modulus and the exponent. */
function modulusBits(spki: Uint8Array): number {
  const [, key] = sequenceOf(readDer(spki), "the public key");
  const bytes = contentBytes(expectUniversal(key, tags.bitString, "the public key")).subarray(1);
  return integerBits(sequenceOf(readDer(bytes), "the public key")[0], "the modulus");
}

/** RFC 3279, 2.3.2: the parameters begin with the prime; without parameters they are those of the issuer's key. */
function primeBits(spki: Uint8Array): number {
  const [algorithm] = sequenceOf(readDer(spki), "the public key");
  const { parameters } = expectAlgorithm(algorithm, "the public key's algorithm");
  return isUniversal(parameters, tags.sequence) ? integerBits(parameters.children[0], "the prime") : 0;
}

/** Kind and size of the key in a SubjectPublicKeyInfo; `undefined` for a key that Node does not know. */
export function publicKeyFacts(spki: Uint8Array): KeyFacts | undefined {
  try {
    const key = importPublicKey(spki);
    return keyFactsOf(key.asymmetricKeyType, Uint8Array.from(key.export({ type: "spki", format: "der" })));
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
