import { formatError, malformed } from "../format-error.ts";
import { checkSize, maximumDepth, maximumElements, maximumPropertyListSize } from "../format-limits.ts";
import {
  isDictionary,
  readPropertyList,
  type PropertyListDictionary,
  type PropertyListValue,
} from "../property-list.ts";

/** Reads a property list of an app, XML or binary. @throws FormatError `format/malformed`, `format/limit` */
export function readBundlePropertyList(bytes: Uint8Array): PropertyListDictionary {
  const isBinary = Buffer.from(bytes.subarray(0, 8)).toString("latin1").startsWith("bplist0");
  return isBinary ? readBinaryPropertyList(bytes) : readPropertyList(bytes);
}

interface Reading {
  readonly bytes: Buffer;
  /** Where each object begins. */
  readonly offsets: readonly number[];
  readonly referenceSize: number;
  /** The objects end here. */
  readonly end: number;
  values: number;
}

/** The binary form: `CFBinaryPList.c` of Apple's open source CF. */
function readBinaryPropertyList(input: Uint8Array): PropertyListDictionary {
  checkSize(input, maximumPropertyListSize);
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
  if (bytes.length < 40) throw malformed("its binary property list is cut off");
  const trailer = bytes.subarray(bytes.length - 32);
  const offsetSize = trailer.readUInt8(6);
  const referenceSize = trailer.readUInt8(7);
  const [count, top, table] = [8, 16, 24].map((at) => Number(trailer.readBigUInt64BE(at)));
  if (count === undefined || top === undefined || table === undefined || !isSize(offsetSize) || !isSize(referenceSize))
    throw malformed("the end of its binary property list is not valid");
  if (count > maximumElements) throw tooMany();
  if (table < 8 || table + count * offsetSize > bytes.length - 32)
    throw malformed("the offsets of its binary property list lie outside of it");
  const offsets = Array.from({ length: count }, (_, i) => bytes.readUIntBE(table + i * offsetSize, offsetSize));
  const value = readObject({ bytes, offsets, referenceSize, end: table, values: 0 }, top, 0);
  if (!isDictionary(value)) throw malformed("its property list is not a dictionary");
  return value;
}

function isSize(bytes: number): boolean {
  return bytes >= 1 && bytes <= 6;
}

function tooMany(): Error {
  return formatError("format/limit", { reason: "its property list has too many values" });
}

function readObject(reading: Reading, index: number, depth: number): PropertyListValue {
  if (depth > maximumDepth)
    throw formatError("format/limit", { reason: `its property list is nested more than ${maximumDepth} levels deep` });
  // An object may be referred to from many places: what counts is how often one is read.
  if (++reading.values > maximumElements) throw tooMany();
  const at = reading.offsets[index];
  if (at === undefined || at < 8 || at >= reading.end) throw malformed("its property list refers to nothing");
  const marker = reading.bytes.readUInt8(at);
  const low = marker & 0x0f;
  switch (marker >> 4) {
    case 0x0:
      if (low === 8 || low === 9) return low === 9;
      break;
    case 0x1:
      return readInteger(take(reading, at + 1, 2 ** low));
    case 0x2:
      return readReal(take(reading, at + 1, 2 ** low));
    case 0x3:
      return readDate(take(reading, at + 1, 8));
    case 0x4:
      return Uint8Array.from(readCounted(reading, at, 1));
    case 0x5:
      return readCounted(reading, at, 1).toString("latin1");
    case 0x6:
      return new TextDecoder("utf-16be").decode(readCounted(reading, at, 2));
    case 0x8:
      return take(reading, at + 1, Math.min(low + 1, 6)).readUIntBE(0, Math.min(low + 1, 6));
    case 0xa:
    case 0xb:
    case 0xc:
      return references(reading, readCounted(reading, at, reading.referenceSize)).map((i) =>
        readObject(reading, i, depth + 1),
      );
    case 0xd:
      return readDictionary(reading, references(reading, readCounted(reading, at, 2 * reading.referenceSize)), depth);
    default:
  }
  throw malformed("its property list has a value of an unknown type");
}

function readDictionary(reading: Reading, indices: readonly number[], depth: number): PropertyListDictionary {
  const half = indices.length / 2;
  const entries = new Map<string, PropertyListValue>();
  for (let i = 0; i < half; i++) {
    const key = readObject(reading, indices[i] ?? -1, depth + 1);
    if (typeof key !== "string") throw malformed("a key of its property list is no text");
    if (entries.has(key)) throw malformed(`its property list has the key ${key.slice(0, 100)} twice`);
    entries.set(key, readObject(reading, indices[half + i] ?? -1, depth + 1));
  }
  return Object.fromEntries(entries);
}

function references(reading: Reading, bytes: Buffer): readonly number[] {
  const { referenceSize } = reading;
  return Array.from({ length: bytes.length / referenceSize }, (_, i) =>
    bytes.readUIntBE(i * referenceSize, referenceSize),
  );
}

/** What follows a marker that carries a count, or 15 and then an integer with the count. */
function readCounted(reading: Reading, at: number, width: number): Buffer {
  const low = reading.bytes.readUInt8(at) & 0x0f;
  if (low !== 0x0f) return take(reading, at + 1, low * width);
  const power = take(reading, at + 1, 1).readUInt8(0);
  if (power >> 4 !== 1 || (power & 0x0f) > 3) throw malformed("a length of its property list is not valid");
  const size = 2 ** (power & 0x0f);
  const count = readInteger(take(reading, at + 2, size));
  if (count < 0 || count > reading.bytes.length) throw malformed("a length of its property list is not valid");
  return take(reading, at + 2 + size, count * width);
}

function take({ bytes, end }: Reading, start: number, length: number): Buffer {
  if (start + length > end) throw malformed("a value of its property list is cut off");
  return bytes.subarray(start, start + length);
}

/** One, two and four bytes are unsigned, eight are signed. */
function readInteger(bytes: Buffer): number {
  if (bytes.length === 8) return Number(bytes.readBigInt64BE(0));
  if (bytes.length > 8) throw formatError("format/limit", { reason: "a number of its property list is out of range" });
  return bytes.readUIntBE(0, bytes.length);
}

function readReal(bytes: Buffer): number {
  if (bytes.length === 4) return bytes.readFloatBE(0);
  if (bytes.length === 8) return bytes.readDoubleBE(0);
  throw malformed("a number of its property list is none");
}

/** Seconds since 2001-01-01. */
function readDate(bytes: Buffer): Date {
  const date = new Date(Date.UTC(2001, 0, 1) + bytes.readDoubleBE(0) * 1000);
  if (Number.isNaN(date.getTime())) throw malformed("a date of its property list is none");
  return date;
}
