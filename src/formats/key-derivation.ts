import { createHash, hash, pbkdf2, scrypt } from "node:crypto";
import { invariant } from "../diagnostics/invariant.ts";
import { concatBytes } from "./der-writer.ts";
import { formatError } from "./format-error.ts";

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
 */
export class DerivationBudget {
  #left = maximumCost;

  /** @throws FormatError `format/limit` when the file as a whole asks for too much */
  charge(iterations: number, microsecondsEach: number): void {
    this.#left -= iterations * microsecondsEach;
    if (this.#left < 0) {
      const reason = `turning its password into keys takes too long (${iterations} rounds for one of them)`;
      throw formatError("format/limit", { reason }, "export it again with fewer iterations");
    }
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
  budget.charge(iterations * blocks, digest.name === "sha1" ? 0.45 : 1.2);
  const size = digest.blockBytes;
  const diversifier = new Uint8Array(size).fill(purpose);
  const input = concatBytes(fillBlocks(salt, size), fillBlocks(password, size));
  const output = new Uint8Array(blocks * digest.bytes);
  for (let i = 0; i < blocks; i++) {
    const first = createHash(digest.name).update(diversifier).update(input).digest();
    const derived = await rehash(digest, first, iterations - 1);
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

/** Rounds between two turns of the event loop: some milliseconds. */
const roundsPerTurn = 20_000;

async function rehash(digest: Digest, first: Uint8Array, rounds: number): Promise<Uint8Array> {
  let value = first;
  for (let left = rounds; left > 0; left -= roundsPerTurn) {
    const now = Math.min(left, roundsPerTurn);
    if (digest.name === "sha1") value = rehashSha1(value, now);
    else for (let i = 0; i < now; i++) value = hash(digest.name, value, "buffer");
    if (left > now) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return value;
}

/**
 * SHA-1 (FIPS 180-4, 6.1.2) of its own output, many times. Keystores ask for up to millions of these, and a call into
 * OpenSSL for each costs several times as much as the hash itself, which is the whole reason for this function.
 * @param value 20 bytes
 */
export function rehashSha1(value: Uint8Array, rounds: number): Uint8Array {
  const view = new DataView(value.buffer, value.byteOffset, 20);
  const w = new Int32Array(80);
  let h0 = view.getInt32(0);
  let h1 = view.getInt32(4);
  let h2 = view.getInt32(8);
  let h3 = view.getInt32(12);
  let h4 = view.getInt32(16);
  for (let round = 0; round < rounds; round++) {
    w[0] = h0;
    w[1] = h1;
    w[2] = h2;
    w[3] = h3;
    w[4] = h4;
    // The padding of a message of 160 bits: a one bit, zeros, the length.
    w[5] = 0x80000000 | 0;
    w.fill(0, 6, 15);
    w[15] = 160;
    for (let t = 16; t < 80; t++) {
      const mixed = (w[t - 3] as number) ^ (w[t - 8] as number) ^ (w[t - 14] as number) ^ (w[t - 16] as number);
      w[t] = (mixed << 1) | (mixed >>> 31);
    }
    let a = 0x67452301;
    let b = 0xefcdab89 | 0;
    let c = 0x98badcfe | 0;
    let d = 0x10325476;
    let e = 0xc3d2e1f0 | 0;
    let next = 0;
    let t = 0;
    for (; t < 20; t++) {
      next = (((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + e + 0x5a827999 + (w[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 40; t++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + (w[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 60; t++) {
      next = (((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + e + 0x8f1bbcdc + (w[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    for (; t < 80; t++) {
      next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + (w[t] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    }
    h0 = (a + 0x67452301) | 0;
    h1 = (b + 0xefcdab89) | 0;
    h2 = (c + 0x98badcfe) | 0;
    h3 = (d + 0x10325476) | 0;
    h4 = (e + 0xc3d2e1f0) | 0;
  }
  const result = new DataView(new ArrayBuffer(20));
  [h0, h1, h2, h3, h4].forEach((word, i) => {
    result.setInt32(4 * i, word);
  });
  return new Uint8Array(result.buffer);
}

/** One derivation with PBKDF2 (RFC 8018, 5.2). */
export interface Pbkdf2Derivation {
  readonly digest: Digest;
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly length: number;
}

/** Derives key material with PBKDF2 off the main thread. @throws FormatError `format/limit` */
export function derivePbkdf2(derivation: Pbkdf2Derivation, budget: DerivationBudget): Promise<Uint8Array> {
  const { digest, password, salt, iterations, length } = derivation;
  budget.charge(iterations * Math.ceil(length / digest.bytes), digest.blockBytes === 64 ? 0.5 : 1);
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
export function deriveScrypt(derivation: ScryptDerivation, budget: DerivationBudget): Promise<Uint8Array> {
  const { password, salt, cost, blockSize, parallelization, length } = derivation;
  if (128 * cost * blockSize > maximumScryptMemory) {
    throw formatError("format/limit", { reason: "its scrypt parameters ask for too much memory" });
  }
  budget.charge(cost * parallelization, blockSize);
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 2 * maximumScryptMemory };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
