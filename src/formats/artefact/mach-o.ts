import { formatError, malformed } from "../format-error.ts";
import { partOf, readRange, type ByteSource } from "./byte-source.ts";

// The format is Apple's: mach-o/loader.h and mach-o/fat.h of its open source.

/** The code of one processor architecture in an executable, framework or library. */
export interface MachOSlice {
  /** As `lipo` names it: `arm64`, `arm64e`, `armv7`, `x86_64`, …. */
  readonly architecture: string;
  /** `ios`, `macos`, `tvos`, `watchos`, `visionos`, `ios-simulator`, …; `undefined` where the code does not say. */
  readonly platform: string | undefined;
  /** Whether the App Store has encrypted the code. */
  readonly isEncrypted: boolean;
  /** The bytes of the slice alone. */
  readonly content: ByteSource;
  /** Where the code signature lies in it; `undefined` for unsigned code. */
  readonly signature: { readonly start: number; readonly size: number } | undefined;
}

const maximumSlices = 16;
const maximumCommandSize = 1024 * 1024;

/** Whether bytes begin as Mach-O code does. Needs eight bytes: Java's class files begin as fat files do, but for the fifth to eighth. */
export function looksLikeMachO(start: Uint8Array): boolean {
  if (start.length < 8) return false;
  const view = Buffer.from(start.buffer, start.byteOffset, start.length);
  const isFat = [0xcafebabe, 0xcafebabf].includes(view.readUInt32BE(0)) && view.readUInt32BE(4) <= maximumSlices;
  return isFat || [0xfeedface, 0xfeedfacf].includes(view.readUInt32LE(0));
}

/** Reads what architectures an executable holds and where the signature of each is. @throws FormatError `format/malformed`, `format/limit` */
export async function readMachO(source: ByteSource): Promise<readonly MachOSlice[]> {
  const start = Buffer.from(await readRange(source, 0, Math.min(source.size, 8)));
  if (!looksLikeMachO(start)) throw malformed("its code is no Mach-O code");
  const magic = start.readUInt32BE(0);
  if (magic !== 0xcafebabe && magic !== 0xcafebabf) return [await readSlice(source)];
  const slices: MachOSlice[] = [];
  for (const { start: from, size } of await readFatHeader(source, start.readUInt32BE(4), magic === 0xcafebabf))
    slices.push(await readSlice(partOf(source, from, from + size)));
  return slices;
}

interface Range {
  readonly start: number;
  readonly size: number;
}

async function readFatHeader(source: ByteSource, count: number, isWide: boolean): Promise<readonly Range[]> {
  if (count === 0) throw malformed("its code holds no architecture");
  const width = isWide ? 32 : 20;
  const bytes = Buffer.from(await readRange(source, 8, count * width));
  const ranges = Array.from({ length: count }, (_, i): Range => {
    const at = i * width + 8;
    return isWide
      ? { start: Number(bytes.readBigUInt64BE(at)), size: Number(bytes.readBigUInt64BE(at + 8)) }
      : { start: bytes.readUInt32BE(at), size: bytes.readUInt32BE(at + 4) };
  });
  let free = 8 + count * width;
  for (const { start, size } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start < free || start + size > source.size)
      throw malformed("the architectures of its code lie over one another");
    await expectZeros(source, free, start);
    free = start + size;
  }
  await expectZeros(source, free, source.size);
  return ranges;
}

/** No signature covers what lies between architectures, so nothing may be there. */
async function expectZeros(source: ByteSource, start: number, end: number): Promise<void> {
  for await (const chunk of source.chunks(start, end)) {
    if (chunk.some((byte) => byte !== 0)) throw malformed("its code holds bytes that no signature covers");
  }
}

const commands = {
  codeSignature: 0x1d,
  encryption: 0x21,
  encryption64: 0x2c,
  buildVersion: 0x32,
} as const;

/** LC_VERSION_MIN_* of older code. */
const minimumVersions: Readonly<Record<number, string>> = { 0x24: "macos", 0x25: "ios", 0x2f: "tvos", 0x30: "watchos" };

/** PLATFORM_* of LC_BUILD_VERSION. */
const platforms: Readonly<Record<number, string>> = {
  1: "macos",
  2: "ios",
  3: "tvos",
  4: "watchos",
  5: "bridgeos",
  6: "mac-catalyst",
  7: "ios-simulator",
  8: "tvos-simulator",
  9: "watchos-simulator",
  10: "driverkit",
  11: "visionos",
  12: "visionos-simulator",
};

async function readSlice(content: ByteSource): Promise<MachOSlice> {
  const header = Buffer.from(await readRange(content, 0, 28));
  const magic = header.readUInt32LE(0);
  if (magic !== 0xfeedface && magic !== 0xfeedfacf) throw malformed("one architecture of its code is no Mach-O code");
  const [count, size] = [header.readUInt32LE(16), header.readUInt32LE(20)];
  if (size > maximumCommandSize)
    throw formatError("format/limit", { reason: "the load commands of its code are too large" });
  const bytes = Buffer.from(await readRange(content, magic === 0xfeedfacf ? 32 : 28, size));
  const found: { platform?: string; isEncrypted: boolean; signature?: Range } = { isEncrypted: false };
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 8 > bytes.length) throw malformed("the load commands of its code are cut off");
    const [type, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    if (length < 8 || at + length > bytes.length) throw malformed("a load command of its code is cut off");
    readCommand(bytes.subarray(at, at + length), type, found);
    at += length;
  }
  const { platform, isEncrypted, signature } = found;
  return {
    architecture: architectureOf(header.readUInt32LE(4), header.readUInt32LE(8) & 0xffffff),
    platform,
    isEncrypted,
    content,
    signature: signature && clamped(signature, content.size),
  };
}

/** Linkers leave room for a signature that they do not make, and round its size: what lies behind the end is not there. */
function clamped({ start, size }: Range, end: number): Range | undefined {
  return start >= end || size === 0 ? undefined : { start, size: Math.min(size, end - start) };
}

function readCommand(
  command: Buffer,
  type: number,
  found: { platform?: string; isEncrypted: boolean; signature?: Range },
): void {
  const word = (at: number): number => {
    if (at + 4 > command.length) throw malformed("a load command of its code is cut off");
    return command.readUInt32LE(at);
  };
  const minimum = minimumVersions[type];
  if (minimum !== undefined) found.platform ??= minimum;
  if (type === commands.buildVersion) found.platform = platforms[word(8)] ?? `platform ${word(8)}`;
  if (type === commands.encryption || type === commands.encryption64) found.isEncrypted = word(16) !== 0;
  if (type !== commands.codeSignature) return;
  if (found.signature !== undefined) throw malformed("its code names two signatures");
  found.signature = { start: word(8), size: word(12) };
}

/** CPU types and subtypes of mach/machine.h. */
function architectureOf(type: number, subtype: number): string {
  switch (type) {
    case 0x0100000c:
      return subtype === 2 ? "arm64e" : "arm64";
    case 0x0200000c:
      return "arm64_32";
    case 0x0000000c:
      return ({ 9: "armv7", 11: "armv7s", 12: "armv7k" } as Readonly<Record<number, string>>)[subtype] ?? "arm";
    case 0x01000007:
      return subtype === 8 ? "x86_64h" : "x86_64";
    case 0x00000007:
      return "i386";
    default:
      return `cpu ${type}`;
  }
}
