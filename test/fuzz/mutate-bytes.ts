import { concatBytes } from "../../src/formats/der-writer.ts";
import type { Random } from "./random.ts";

/** Bytes that mean something in one of the formats: identifiers, lengths, ends. */
const telling = [
  0, 1, 0x04, 0x20, 0x22, 0x24, 0x26, 0x30, 0x31, 0x3c, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xa0, 0xbf, 0xfe, 0xff,
];

const numbers = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type ByteMutation = (bytes: Uint8Array, random: Random, donor: Uint8Array) => Uint8Array;

const mutations: readonly ByteMutation[] = [
  function flipBit(bytes, random) {
    return withByte(bytes, random.below(bytes.length), (byte) => byte ^ (1 << random.below(8)));
  },
  function setByte(bytes, random) {
    return withByte(bytes, random.below(bytes.length), () => random.pick(telling));
  },
  function setNumber(bytes, random) {
    const width = random.pick([2, 4]);
    const at = random.below(bytes.length);
    const value = Buffer.alloc(4);
    value.writeUInt32BE(random.pick(numbers));
    return replaced(bytes, [at, at + width], value.subarray(4 - width));
  },
  function remove(bytes, random) {
    return replaced(bytes, range(bytes, random, 64));
  },
  function removeMuch(bytes, random) {
    return replaced(bytes, range(bytes, random, bytes.length));
  },
  function insert(bytes, random) {
    const at = random.below(bytes.length + 1);
    return replaced(bytes, [at, at], random.bytes(1 + random.below(16)));
  },
  function repeat(bytes, random) {
    const [from, to] = range(bytes, random, random.pick([4, 64, 1024]));
    const count = random.pick([1, 1, 2, 10, 1000]);
    const part = bytes.subarray(from, to);
    return part.length * count > 500_000
      ? bytes
      : replaced(bytes, [to, to], concatBytes(...Array.from({ length: count }, () => part)));
  },
  function splice(bytes, random, donor) {
    const [from, to] = range(donor, random, donor.length);
    const [start, end] = range(bytes, random, bytes.length);
    return replaced(bytes, [start, end], donor.subarray(from, to));
  },
  function overwrite(bytes, random, donor) {
    const [from, to] = range(donor, random, 256);
    const at = random.below(bytes.length);
    return replaced(bytes, [at, at + to - from], donor.subarray(from, to));
  },
  function cutOff(bytes, random) {
    return bytes.slice(0, random.below(bytes.length));
  },
  function append(bytes, random) {
    return concatBytes(
      bytes,
      random.oneIn(2) ? new Uint8Array(1 + random.below(64)) : random.bytes(1 + random.below(64)),
    );
  },
  function fill(bytes, random) {
    const [from, to] = range(bytes, random, 64);
    return replaced(bytes, [from, to], new Uint8Array(to - from).fill(random.pick(telling)));
  },
];

/** One to eight changes of bytes, wherever they lie. @param donor other bytes, from which pieces are taken */
export function mutateBytes(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  let changed = bytes;
  for (let left = 1 + random.below(random.oneIn(3) ? 8 : 2); left > 0; left--) {
    if (changed.length === 0) return random.bytes(random.below(8));
    changed = random.pick(mutations)(changed, random, donor.length === 0 ? changed : donor);
  }
  return changed;
}

function withByte(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at] = change(changed[at] ?? 0);
  return changed;
}

function range(bytes: Uint8Array, random: Random, longest: number): readonly [number, number] {
  const from = random.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + random.below(longest))];
}

function replaced(
  bytes: Uint8Array,
  [from, to]: readonly [number, number],
  by: Uint8Array = new Uint8Array(),
): Uint8Array {
  return concatBytes(bytes.subarray(0, from), by, bytes.subarray(to));
}
