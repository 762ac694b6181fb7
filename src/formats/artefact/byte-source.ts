import { formatError, malformed } from "../format-error.ts";

/**
 * Bytes that are read piece by piece, wherever they lie: a file, an entry of an archive, memory. Apps are larger than what
 * should be in memory at once.
 */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, in order. A range beyond the end gives fewer. */
  chunks(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** Files below one folder, by their path with `/`. */
export interface FileTree {
  /** Paths of all regular files, sorted by code unit. */
  readonly paths: readonly string[];
  /** Path of a symbolic link → what it points to, as written. */
  readonly links: ReadonlyMap<string, string>;
  /** The content of a file; `undefined` when there is none of that path. */
  open(path: string): ByteSource | undefined;
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    // oxlint-disable-next-line require-await -- the contract is asynchronous, memory is not
    async *chunks(start, end) {
      if (end > start) yield bytes.subarray(start, end);
    },
  };
}

/** A part of a source as a source of its own. @throws FormatError `format/malformed` when it does not lie inside */
export function partOf(source: ByteSource, start: number, end: number): ByteSource {
  if (start < 0 || end < start || end > source.size) throw malformed("a part of it lies outside of it");
  return {
    size: end - start,
    chunks: (from, to) => source.chunks(start + from, Math.min(start + to, end)),
  };
}

/** Exactly these bytes. @throws FormatError `format/malformed` when the source ends before */
export async function readRange(source: ByteSource, start: number, length: number): Promise<Uint8Array> {
  if (start < 0 || length < 0 || start + length > source.size) throw malformed("it ends too early");
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of source.chunks(start, start + length)) {
    if (at + chunk.length > length) throw malformed("it gives more bytes than it has");
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < length) throw malformed("it ends too early");
  return bytes;
}

/** All bytes of a source. @throws FormatError `format/limit` when there are more than `limit` */
export async function readWhole(source: ByteSource, limit: number): Promise<Uint8Array> {
  if (source.size > limit)
    throw formatError("format/limit", {
      reason: `a part of it has ${source.size} bytes, and at most ${limit} are read`,
    });
  return readRange(source, 0, source.size);
}
