import { formatError, malformed, type FormatError } from "../format-error.ts";
import { harmlessSize, maximumDirectorySize, maximumEntrySize, maximumFiles, maximumRatio } from "./archive-limits.ts";
import { partOf, readRange, type ByteSource, type FileTree } from "./byte-source.ts";
import { inflatedSource } from "./inflated-source.ts";

// The format is PKWARE's APPNOTE.TXT 6.3.10; section numbers below are its.

/** One file of a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  readonly packedSize: number;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  /** The unpacked content. Checks the entry's own header against the directory. @throws FormatError */
  readonly open: () => Promise<ByteSource>;
}

/** A ZIP archive. */
export interface ZipArchive {
  /** By name, in the order of the directory. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Where the directory begins, counted from the archive's first byte. */
  readonly directoryStart: number;
  /** Where the record at the end begins. */
  readonly endStart: number;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const directorySignature = 0x02014b50;
const entrySignature = 0x04034b50;

/**
 * Reads the directory of a ZIP archive. What would mean two things to two readers is refused: names twice, entries over one
 * another, a header that differs from the directory. So are names that lead out of a folder, and bombs.
 * @throws FormatError `format/malformed`, `format/limit`, `format/unsupported`
 */
export async function readZip(source: ByteSource): Promise<ZipArchive> {
  const end = await findEnd(source);
  if (end.count > maximumFiles) throw limit(`it has ${end.count} entries, and at most ${maximumFiles} are read`);
  if (end.directorySize > maximumDirectorySize) throw limit("its directory is too large");
  if (end.directoryStart + end.directorySize > end.endStart) throw malformed("its directory lies outside of it");
  const bytes = Buffer.from(await readRange(source, end.directoryStart, end.directorySize));
  const entries = new Map<string, ZipEntry>();
  const places: Place[] = [];
  let at = 0;
  for (let i = 0; i < end.count; i++) {
    const { record, next } = readRecord(bytes, at);
    if (entries.has(record.name)) throw malformed(`it has two entries named ${shown(record.name)}`);
    entries.set(record.name, entryOf(record, { source, directoryStart: end.directoryStart }));
    places.push({ start: record.start, least: 30 + Buffer.byteLength(record.name) + record.packedSize });
    at = next;
  }
  if (at !== bytes.length) throw malformed("its directory is longer than its entries");
  checkPlaces(places, end.directoryStart);
  checkRatio([...entries.values()], source.size);
  return { entries, directoryStart: end.directoryStart, endStart: end.recordStart };
}

/** The files of an archive as a tree; its folders and links are no files. */
export async function zipTree(archive: ZipArchive): Promise<FileTree> {
  const files = [...archive.entries.values()].filter((entry) => !entry.isFolder);
  const links = new Map<string, string>();
  for (const link of files.filter((entry) => entry.isLink)) {
    const target = await link.open();
    if (target.size > 4096) throw malformed(`the link ${shown(link.name)} is too long`);
    links.set(link.name, new TextDecoder().decode(await readRange(target, 0, target.size)));
  }
  const sources = new Map<string, ZipEntry>(files.filter((e) => !e.isLink).map((entry) => [entry.name, entry]));
  return {
    paths: [...sources.keys()].sort(),
    links,
    open: (path) => {
      const entry = sources.get(path);
      return (
        entry && {
          size: entry.size,
          async *chunks(start, stop) {
            yield* (await entry.open()).chunks(start, stop);
          },
        }
      );
    },
  };
}

interface End {
  readonly count: number;
  readonly directoryStart: number;
  readonly directorySize: number;
  /** Where the first of the records at the end begins: nothing of the directory may lie behind it. */
  readonly endStart: number;
  /** Where the classic end record begins. */
  readonly recordStart: number;
}

/** 4.3.16; its comment is the only thing that may follow it, so that it is found from the end without ambiguity. */
async function findEnd(source: ByteSource): Promise<End> {
  const length = Math.min(source.size, 22 + 0xffff);
  const tail = Buffer.from(await readRange(source, source.size - length, length));
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature || at + 22 + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const recordStart = source.size - length + at;
    const [disk, directoryDisk, countHere, count] = [4, 6, 8, 10].map((offset) => tail.readUInt16LE(at + offset));
    const size = tail.readUInt32LE(at + 12);
    const start = tail.readUInt32LE(at + 16);
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      const large = await readEnd64(source, recordStart);
      if (large !== undefined) return { ...large, recordStart };
    }
    if (disk !== 0 || directoryDisk !== 0 || countHere !== count) throw unsupported("a ZIP archive in several volumes");
    return { count: count ?? 0, directorySize: size, directoryStart: start, endStart: recordStart, recordStart };
  }
  throw malformed("it has no end record, as ZIP archives have");
}

/** 4.3.14 and 4.3.15 */
async function readEnd64(source: ByteSource, recordStart: number): Promise<Omit<End, "recordStart"> | undefined> {
  if (recordStart < 20) return undefined;
  const locator = Buffer.from(await readRange(source, recordStart - 20, 20));
  if (locator.readUInt32LE(0) !== locator64Signature) return undefined;
  const at = safeNumber(locator.readBigUInt64LE(8));
  const record = Buffer.from(await readRange(source, at, 56));
  if (record.readUInt32LE(0) !== end64Signature) throw malformed("its ZIP64 end record is missing");
  return {
    count: safeNumber(record.readBigUInt64LE(32)),
    directorySize: safeNumber(record.readBigUInt64LE(40)),
    directoryStart: safeNumber(record.readBigUInt64LE(48)),
    endStart: at,
  };
}

interface DirectoryRecord {
  readonly name: string;
  readonly rawName: Buffer;
  readonly method: number;
  readonly size: number;
  readonly packedSize: number;
  readonly start: number;
  readonly isLink: boolean;
}

/** 4.3.12 */
function readRecord(bytes: Buffer, at: number): { readonly record: DirectoryRecord; readonly next: number } {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directorySignature)
    throw malformed("its directory is cut off");
  const madeBy = bytes.readUInt16LE(at + 4);
  const flags = bytes.readUInt16LE(at + 8);
  const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((o) => bytes.readUInt16LE(at + o));
  const next = at + 46 + nameLength + extraLength + commentLength;
  if (next > bytes.length) throw malformed("its directory is cut off");
  const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
  const name = nameOf(rawName);
  if ((flags & 0x2041) !== 0) throw unsupported("an encrypted ZIP archive");
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const sizes = widened(extra, [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]);
  const [size = 0, packedSize = 0, start = 0] = sizes;
  const mode = bytes.readUInt32LE(at + 38) >>> 16;
  const method = bytes.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8) throw unsupported(`a ZIP archive packed with method ${method}`);
  if (method === 0 && size !== packedSize) throw malformed(`the entry ${shown(name)} has two sizes`);
  return {
    // The upper byte says whose attributes these are: 3 is Unix, 19 macOS; S_IFLNK is 0120000 (4.4.2).
    record: {
      name,
      rawName,
      method,
      size,
      packedSize,
      start,
      isLink: [3, 19].includes(madeBy >> 8) && (mode & 0o170000) === 0o120000,
    },
    next,
  };
}

/** 4.5.3: what does not fit into 32 bits stands in an extra field, in this order. */
function widened(extra: Buffer, values: readonly number[]): readonly number[] {
  if (!values.includes(0xffffffff)) return values;
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1 && at + 4 + length <= extra.length) {
      const field = extra.subarray(at + 4, at + 4 + length);
      let used = 0;
      return values.map((value) => {
        if (value !== 0xffffffff) return value;
        if (used + 8 > field.length) throw malformed("its ZIP64 sizes are cut off");
        used += 8;
        return safeNumber(field.readBigUInt64LE(used - 8));
      });
    }
    at += 4 + length;
  }
  return values;
}

/** Refuses names that an unpacker would write elsewhere, or that two systems read differently. */
function nameOf(raw: Buffer): string {
  const name = raw.toString("utf8");
  const parts = name.replace(/\/$/, "").split("/");
  const leadsOut = parts.some((part) => part === "" || part === "." || part === "..");
  // oxlint-disable-next-line no-control-regex -- it is control characters that are refused
  if (leadsOut || /^[A-Za-z]:|[\\\u0000-\u001f\u007f]/.test(name))
    throw malformed(`it has an entry named ${shown(name)}`);
  return name;
}

function entryOf(
  record: DirectoryRecord,
  archive: { readonly source: ByteSource; readonly directoryStart: number },
): ZipEntry {
  const { name, size, packedSize } = record;
  if (size > maximumEntrySize) throw limit(`its entry ${shown(name)} has ${size} bytes unpacked`);
  return {
    name,
    size,
    packedSize,
    isFolder: name.endsWith("/"),
    isLink: record.isLink,
    open: async () => {
      const header = Buffer.from(await readRange(archive.source, record.start, 30));
      const nameLength = header.readUInt16LE(26);
      const rawName = Buffer.from(await readRange(archive.source, record.start + 30, nameLength));
      const isSame = header.readUInt32LE(0) === entrySignature && header.readUInt16LE(8) === record.method;
      if (!isSame || !rawName.equals(record.rawName))
        throw malformed(`the header of ${shown(name)} differs from the directory`);
      const start = record.start + 30 + nameLength + header.readUInt16LE(28);
      if (start + packedSize > archive.directoryStart)
        throw malformed(`the entry ${shown(name)} lies in the directory`);
      const packed = partOf(archive.source, start, start + packedSize);
      return record.method === 0 ? packed : inflatedSource(packed, size);
    },
  };
}

interface Place {
  readonly start: number;
  /** The fewest bytes that it takes. */
  readonly least: number;
}

/** Entries over one another are how a small archive unpacks to petabytes. */
function checkPlaces(places: readonly Place[], end: number): void {
  let free = 0;
  for (const { start, least } of [...places].sort((a, b) => a.start - b.start)) {
    if (start < free) throw malformed("its entries lie over one another");
    free = start + least;
  }
  if (free > end) throw malformed("an entry lies in its directory");
}

function checkRatio(entries: readonly ZipEntry[], archiveSize: number): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > harmlessSize && total > maximumRatio * archiveSize)
    throw limit(`it would unpack to ${Math.round(total / archiveSize)} times its size`);
}

function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed("a size in it is out of range");
  return Number(value);
}

/** A name for a message: bounded, and without what would steer a terminal. */
function shown(name: string): string {
  // oxlint-disable-next-line no-control-regex -- it is control characters that are replaced
  return `\`${name.slice(0, 200).replace(/[\u0000-\u001f\u007f-\u009f`]/g, "?")}\``;
}

function limit(reason: string): FormatError {
  return formatError("format/limit", { reason }, "make the artefact again with the usual tools");
}

function unsupported(what: string): FormatError {
  return formatError("format/unsupported", { what }, "make the artefact again with the usual tools");
}
