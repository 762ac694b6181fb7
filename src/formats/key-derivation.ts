import { createHash, pbkdf2, scrypt } from "node:crypto";
import { invariant } from "../diagnostics/invariant.ts";
import { concatBytes } from "./der-writer.ts";
import { formatError, malformed } from "./format-error.ts";
import { microsecondsPerRound, rehash } from "./iterated-hash.ts";

/** A hash function of keystores: Node's name, and the block size in bytes, which HMAC and RFC 7292 need. */
export interface Digest {
  readonly name: string;
  readonly blockBytes: number;
  readonly bytes: number;
}

/** Object identifier → hash function: RFC 8017 appendix B.1, NIST CSOR, RFC 7693 section 4. */
export const digests: Readonly<Record<string, Digest>> = {
  "1.2.840.113549.2.5": { name: "md5", blockBytes: 64, bytes: 16 },
  "1.3.14.3.2.26": { name: "sha1", blockBytes: 64, bytes: 20 },
  "2.16.840.1.101.3.4.2.4": { name: "sha224", blockBytes: 64, bytes: 28 },
  "2.16.840.1.101.3.4.2.1": { name: "sha256", blockBytes: 64, bytes: 32 },
  "2.16.840.1.101.3.4.2.2": { name: "sha384", blockBytes: 128, bytes: 48 },
  "2.16.840.1.101.3.4.2.3": { name: "sha512", blockBytes: 128, bytes: 64 },
  "2.16.840.1.101.3.4.2.5": { name: "sha512-224", blockBytes: 128, bytes: 28 },
  "2.16.840.1.101.3.4.2.6": { name: "sha512-256", blockBytes: 128, bytes: 32 },
  "2.16.840.1.101.3.4.2.7": { name: "sha3-224", blockBytes: 144, bytes: 28 },
  "2.16.840.1.101.3.4.2.8": { name: "sha3-256", blockBytes: 136, bytes: 32 },
  "2.16.840.1.101.3.4.2.9": { name: "sha3-384", blockBytes: 104, bytes: 48 },
  "2.16.840.1.101.3.4.2.10": { name: "sha3-512", blockBytes: 72, bytes: 64 },
  "1.3.6.1.4.1.1722.12.2.1.16": { name: "blake2b512", blockBytes: 128, bytes: 64 },
  "1.3.6.1.4.1.1722.12.2.2.8": { name: "blake2s256", blockBytes: 64, bytes: 32 },
};

/** A hash function by Node's name for it. */
export function digestNamed(name: string): Digest {
  const digest = Object.values(digests).find((candidate) => candidate.name === name);
  invariant(digest !== undefined, `there is no digest ${name}`);
  return digest;
}

/** Object identifier → hash function of an HMAC (RFC 8018 appendix B.1, NIST CSOR). */
export const hmacDigests: Readonly<Record<string, Digest>> = Object.fromEntries(
  (
    [
      ["1.2.840.113549.2.7", "sha1"],
      ["1.2.840.113549.2.8", "sha224"],
      ["1.2.840.113549.2.9", "sha256"],
      ["1.2.840.113549.2.10", "sha384"],
      ["1.2.840.113549.2.11", "sha512"],
      ["1.2.840.113549.2.12", "sha512-224"],
      ["1.2.840.113549.2.13", "sha512-256"],
      ["2.16.840.1.101.3.4.2.13", "sha3-224"],
      ["2.16.840.1.101.3.4.2.14", "sha3-256"],
      ["2.16.840.1.101.3.4.2.15", "sha3-384"],
      ["2.16.840.1.101.3.4.2.16", "sha3-512"],
    ] as const
  ).flatMap(([oid, name]) =>
    Object.values(digests)
      .filter((digest) => digest.name === name)
      .map((digest) => [oid, digest]),
  ),
);

/** Microseconds that the derivations of one file may take by estimate. */
const maximumCost = 2_000_000;

/**
 * What may still be spent on turning passwords into keys for one file. Every derivation is charged before it runs, so
 * that a file with absurd iteration counts is refused at once instead of keeping the processor for minutes.
 * RC2 is charged too, the one cipher that runs in JavaScript.
 */
export class DerivationBudget {
  /** Whether keys are derived; otherwise derivations are charged only and give zeros, which shows whether a file is within the limits. */
  readonly derives: boolean;
  #left = maximumCost;

  constructor({ derives = true }: { readonly derives?: boolean } = {}) {
    this.derives = derives;
  }

  /** @throws FormatError `format/limit` when the file as a whole asks for too much */
  charge(iterations: number, microsecondsEach: number): void {
    this.#left -= iterations * microsecondsEach;
    if (this.#left < 0) {
      const reason = `turning its password into keys takes too long (${iterations} rounds for one of them)`;
      throw formatError("format/limit", { reason }, "export it again with fewer iterations");
    }
  }

  /** A quarter of a second for a mebibyte, by measurement. @throws FormatError `format/limit` */
  chargeRc2(bytes: number): void {
    this.#left -= bytes / 4;
    if (this.#left < 0)
      throw formatError("format/limit", { reason: "so much is encrypted with RC2 that decrypting it takes too long" });
  }
}

/** One derivation with the PKCS#12 function (RFC 7292, appendix B.2). */
export interface Pkcs12Derivation {
  readonly digest: Digest;
  /** 1 for an encryption key, 2 for an initialisation vector, 3 for a MAC key. */
  readonly purpose: 1 | 2 | 3;
  /** UTF-16 with the big end first and two zero bytes at the end; no bytes at all for the NULL password. */
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** Bytes wanted. */
  readonly length: number;
}

/** Derives key material the PKCS#12 way, leaving the event loop room. @throws FormatError `format/limit` */
export async function derivePkcs12(derivation: Pkcs12Derivation, budget: DerivationBudget): Promise<Uint8Array> {
  const { digest, purpose, password, salt, iterations, length } = derivation;
  const blocks = Math.ceil(length / digest.bytes);
  budget.charge(iterations * blocks, microsecondsPerRound(digest.name));
  if (!budget.derives) return new Uint8Array(length);
  const size = digest.blockBytes;
  const diversifier = new Uint8Array(size).fill(purpose);
  const input = concatBytes(fillBlocks(salt, size), fillBlocks(password, size));
  const output = new Uint8Array(blocks * digest.bytes);
  for (let i = 0; i < blocks; i++) {
    const first = createHash(digest.name).update(diversifier).update(input).digest();
    const derived = await rehash(digest.name, first, iterations - 1);
    output.set(derived, i * digest.bytes);
    const addend = fillBlocks(derived, size).subarray(0, size);
    for (let at = 0; at < input.length; at += size) addPlusOne(input.subarray(at, at + size), addend);
  }
  return output.subarray(0, length);
}

/** Repeats bytes until whole blocks are full; nothing stays nothing. */
function fillBlocks(bytes: Uint8Array, size: number): Uint8Array {
  const filled = new Uint8Array(Math.ceil(bytes.length / size) * size);
  for (let i = 0; i < filled.length; i++) filled[i] = bytes[i % bytes.length] ?? 0;
  return filled;
}

/** block = block + addend + 1, as big-endian numbers of the block's size. */
function addPlusOne(block: Uint8Array, addend: Uint8Array): void {
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    carry += (block[i] ?? 0) + (addend[i] ?? 0);
    block[i] = carry & 0xff;
    carry >>= 8;
  }
}

/** One derivation with PBKDF2 (RFC 8018, 5.2). */
export interface Pbkdf2Derivation {
  readonly digest: Digest;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly length: number;
}

/** What one round of PBKDF2 costs by measurement on a slow machine, in microseconds. */
function microsecondsPerHmac(name: string): number {
  if (name.startsWith("sha3")) return 2.2;
  return name === "sha224" || name === "sha256" ? 0.5 : 0.8;
}

/** Derives key material with PBKDF2 off the main thread. @throws FormatError `format/limit` */
export async function derivePbkdf2(derivation: Pbkdf2Derivation, budget: DerivationBudget): Promise<Uint8Array> {
  const { digest, password, salt, iterations, length } = derivation;
  budget.charge(iterations * Math.ceil(length / digest.bytes), microsecondsPerHmac(digest.name));
  if (!budget.derives) return new Uint8Array(length);
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, length, digest.name, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Bytes of memory that scrypt may take. */
const maximumScryptMemory = 64 * 1024 * 1024;

/** One derivation with scrypt (RFC 7914). */
export interface ScryptDerivation {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly length: number;
}

/** Derives key material with scrypt off the main thread. @throws FormatError `format/limit` */
export async function deriveScrypt(derivation: ScryptDerivation, budget: DerivationBudget): Promise<Uint8Array> {
  const { password, salt, cost, blockSize, parallelization, length } = derivation;
  if (128 * blockSize * Math.max(cost, parallelization) > maximumScryptMemory) {
    throw formatError("format/limit", { reason: "its scrypt parameters ask for too much memory" });
  }
  // RFC 7914, 6: the cost is less than 2^(128 * blockSize / 8).
  if (cost >= 2 ** (16 * blockSize)) throw malformed("its scrypt parameters do not fit each other");
  budget.charge(cost * parallelization, blockSize);
  if (!budget.derives) return new Uint8Array(length);
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 3 * maximumScryptMemory };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
