import { hash } from "node:crypto";

/** Rounds between two turns of the event loop: some milliseconds. */
const roundsPerTurn = 20_000;

/** What one round of {@link rehash} costs by measurement on a slow machine, in microseconds. */
export function microsecondsPerRound(name: string): number {
  return name === "sha1" ? 0.45 : name === "sha256" ? 0.8 : 2.5;
}

/**
 * Hashes a hash again and again, leaving the event loop room.
 * @param name of the hash function, as Node knows it
 * @param first the output of that function
 */
export async function rehash(name: string, first: Uint8Array, rounds: number): Promise<Uint8Array> {
  let value = first;
  for (let left = rounds; left > 0; left -= roundsPerTurn) {
    const now = Math.min(left, roundsPerTurn);
    value = rehashAtOnce(name, value, now);
    if (left > now) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return value;
}

/**
 * Keystores ask for up to millions of rounds, and a call into OpenSSL for each costs several times as much as the hash
 * itself. That is the whole reason for the two hash functions below; everything else is left to OpenSSL.
 */
function rehashAtOnce(name: string, first: Uint8Array, rounds: number): Uint8Array {
  if (name === "sha1") return rehashSha1(first, rounds);
  if (name === "sha256") return rehashSha256(first, rounds);
  let value = first;
  for (let i = 0; i < rounds; i++) value = hash(name, value, "buffer");
  return value;
}

/** SHA-1 (FIPS 180-4, 6.1.2) of its own output, many times. @param value 20 bytes */
function rehashSha1(value: Uint8Array, rounds: number): Uint8Array {
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

/** The first 32 bits of the fractional part of a root of a prime, from which FIPS 180-4 (4.2.2, 5.3.3) takes its constants. */
function fractionBits(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}

const primes = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0),
);
const sha256Constants = Int32Array.from(primes.slice(0, 64), (prime) => fractionBits(Math.cbrt(prime)));
const sha256Start = Int32Array.from(primes.slice(0, 8), (prime) => fractionBits(Math.sqrt(prime)));

/** SHA-256 (FIPS 180-4, 6.2.2) of its own output, many times. @param value 32 bytes */
function rehashSha256(value: Uint8Array, rounds: number): Uint8Array {
  const view = new DataView(value.buffer, value.byteOffset, 32);
  const state = Int32Array.from({ length: 8 }, (_, i) => view.getInt32(4 * i));
  const w = new Int32Array(64);
  for (let round = 0; round < rounds; round++) compressSha256(state, w);
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    result.setInt32(4 * i, word);
  });
  return new Uint8Array(result.buffer);
}

/** Replaces the eight words of `state`, taken as a message of 32 bytes, by their hash. @param w room for 64 words */
function compressSha256(state: Int32Array, w: Int32Array): void {
  w.set(state);
  // The padding of a message of 256 bits: a one bit, zeros, the length.
  w[8] = 0x80000000 | 0;
  w.fill(0, 9, 15);
  w[15] = 256;
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16] as number) + small0 + (w[t - 7] as number) + small1;
  }
  let a = sha256Start[0] as number;
  let b = sha256Start[1] as number;
  let c = sha256Start[2] as number;
  let d = sha256Start[3] as number;
  let e = sha256Start[4] as number;
  let f = sha256Start[5] as number;
  let g = sha256Start[6] as number;
  let h = sha256Start[7] as number;
  for (let t = 0; t < 64; t++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + big1 + (g ^ (e & (f ^ g))) + (sha256Constants[t] as number) + (w[t] as number)) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (big0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = a + (sha256Start[0] as number);
  state[1] = b + (sha256Start[1] as number);
  state[2] = c + (sha256Start[2] as number);
  state[3] = d + (sha256Start[3] as number);
  state[4] = e + (sha256Start[4] as number);
  state[5] = f + (sha256Start[5] as number);
  state[6] = g + (sha256Start[6] as number);
  state[7] = h + (sha256Start[7] as number);
}
