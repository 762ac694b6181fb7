import { createInflateRaw, inflateRawSync, inflateSync } from "node:zlib";
import { malformed } from "../format-error.ts";
import { smallEntrySize } from "./archive-limits.ts";
import { readWhole, type ByteSource } from "./byte-source.ts";

const CHUNK = 256 * 1024;

/**
 * The unpacked bytes of a DEFLATE stream (RFC 1951) that says how large it becomes. It never gives more than that, whatever the
 * stream holds. A range is unpacked from the start each time.
 */
export function inflatedSource(packed: ByteSource, size: number): ByteSource {
  return {
    size,
    async *chunks(start, end) {
      let at = 0;
      for await (const chunk of size <= smallEntrySize ? inflateAtOnce(packed, size) : inflate(packed, size)) {
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, chunk.length);
        if (to > from) yield chunk.subarray(from, to);
        at += chunk.length;
        if (at >= end) return;
      }
    },
  };
}

/** The same for a small zlib stream (RFC 1950), which xar calls gzip. */
export function inflatedZlib(packed: ByteSource, size: number): ByteSource {
  if (!Number.isSafeInteger(size) || size < 0 || size > smallEntrySize)
    throw malformed("a packed part of it has no proper size");
  return {
    size,
    async *chunks(start, end) {
      for await (const chunk of inflateAtOnce(packed, size, inflateSync)) yield chunk.subarray(start, end);
    },
  };
}

async function* inflateAtOnce(
  packed: ByteSource,
  size: number,
  inflateBytes = inflateRawSync,
): AsyncGenerator<Uint8Array> {
  // A stream that does not compress grows by five bytes for every 16 KiB at most.
  const bytes = await readWhole(packed, 2 * size + 1024);
  let plain: Uint8Array;
  try {
    plain = inflateBytes(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw damaged();
  }
  if (plain.length !== size) throw damaged();
  yield plain;
}

async function* inflate(packed: ByteSource, size: number): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: CHUNK });
  const feeding = feed(inflater, packed).catch((error: unknown) => {
    inflater.destroy(error instanceof Error ? error : undefined);
  });
  let length = 0;
  try {
    for await (const chunk of inflater as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > size) throw damaged();
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? damaged() : error;
  } finally {
    inflater.destroy();
    await feeding;
  }
  if (length !== size) throw damaged();
}

async function feed(inflater: ReturnType<typeof createInflateRaw>, packed: ByteSource): Promise<void> {
  // After an error nobody calls back for what was written.
  const closed = new Promise<void>((resolve) => {
    inflater.once("close", resolve);
  });
  for await (const chunk of packed.chunks(0, packed.size)) {
    if (inflater.destroyed) return;
    // The callback comes when the bytes were taken, so that no more than one piece waits.
    const written = new Promise<void>((resolve) => {
      inflater.write(chunk, () => {
        resolve();
      });
    });
    await Promise.race([written, closed]);
  }
  inflater.end();
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^(Z_|ERR_)/.test(error.code);
}

function damaged(): Error {
  return malformed("a packed part of it is damaged");
}
