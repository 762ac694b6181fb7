import { createHash } from "node:crypto";
import { malformed } from "../format-error.ts";
import type { ByteSource } from "./byte-source.ts";

// The format is Apple's: `codedirectory.h` and `cscdefs.h` of its open source Security, `cs_blobs.h` of XNU.

/** The magic number of a code directory. */
export const codeDirectoryMagic = 0xfade0c02;

/** What a code signature covers: a digest for every page of code and for every other part. */
export interface CodeDirectory {
  /** The directory itself, which the CMS signature covers. */
  readonly bytes: Uint8Array;
  readonly identifier: string;
  /** `undefined` where the directory names none. */
  readonly teamId: string | undefined;
  readonly isAdHoc: boolean;
  readonly digest: CodeDigest;
  /** Bytes of a page; the last one is shorter. */
  readonly pageSize: number;
  /** Bytes that the pages cover, from the start of the code. */
  readonly codeLimit: number;
  readonly pageDigests: readonly Buffer[];
  /** Digest of a special slot; `undefined` where the directory covers none. */
  readonly specialDigest: (slot: number) => Buffer | undefined;
  readonly specialSlots: number;
}

/** How a directory makes its digests. */
export interface CodeDigest {
  /** Node's name. */
  readonly name: "sha1" | "sha256" | "sha384" | "sha512";
  /** Bytes that are kept. */
  readonly length: number;
}

const digestTypes: Readonly<Record<number, CodeDigest>> = {
  1: { name: "sha1", length: 20 },
  2: { name: "sha256", length: 32 },
  3: { name: "sha256", length: 20 },
  4: { name: "sha384", length: 48 },
  5: { name: "sha512", length: 64 },
};

const adHocFlag = 0x2;

/** Reads a code directory of any version. @throws FormatError `format/malformed` */
export function readCodeDirectory(blob: Uint8Array): CodeDirectory {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length);
  if (bytes.length < 44) throw cutOff();
  const version = bytes.readUInt32BE(8);
  const digestsAt = bytes.readUInt32BE(16);
  const [specialSlots, pages] = [bytes.readUInt32BE(24), bytes.readUInt32BE(28)];
  const digest = digestTypes[bytes.readUInt8(37)];
  if (digest === undefined || bytes.readUInt8(36) !== digest.length)
    throw malformed("its code is signed with an unknown digest");
  const first = digestsAt - specialSlots * digest.length;
  if (first < 44 || digestsAt + pages * digest.length > bytes.length) throw cutOff();
  if (version >= 0x20100 && bytes.length >= 48 && bytes.readUInt32BE(44) !== 0)
    throw malformed("its code is signed in scattered pieces, which nothing makes any more");
  const digestAt = (at: number): Buffer => bytes.subarray(at, at + digest.length);
  return {
    bytes: blob,
    identifier: textAt(bytes, bytes.readUInt32BE(20)),
    teamId:
      version >= 0x20200 && bytes.length >= 52 && bytes.readUInt32BE(48) !== 0
        ? textAt(bytes, bytes.readUInt32BE(48))
        : undefined,
    isAdHoc: (bytes.readUInt32BE(12) & adHocFlag) !== 0,
    digest,
    pageSize: pageSizeOf(bytes.readUInt8(39)),
    codeLimit: codeLimitOf(bytes, version),
    pageDigests: Array.from({ length: pages }, (_, i) => digestAt(digestsAt + i * digest.length)),
    specialSlots,
    specialDigest: (slot) => {
      if (slot < 1 || slot > specialSlots) return undefined;
      const found = digestAt(digestsAt - slot * digest.length);
      return found.every((byte) => byte === 0) ? undefined : found;
    },
  };
}

/** Larger code than 4 GiB has its limit in a field of its own. */
function codeLimitOf(bytes: Buffer, version: number): number {
  const wide = version >= 0x20300 && bytes.length >= 64 ? Number(bytes.readBigUInt64BE(56)) : 0;
  return wide === 0 ? bytes.readUInt32BE(32) : wide;
}

/** Zero stands for one page without end, as signatures of other files than code have. */
function pageSizeOf(power: number): number {
  if (power === 0) return Number.MAX_SAFE_INTEGER;
  if (power < 9 || power > 24) throw malformed("its code is signed in pages of an odd size");
  return 2 ** power;
}

function textAt(bytes: Buffer, start: number): string {
  const end = start > 0 ? bytes.indexOf(0, start) : -1;
  if (end < 0 || end - start > 4096) throw cutOff();
  return bytes.subarray(start, end).toString("utf8");
}

function cutOff(): Error {
  return malformed("the directory of its code signature is cut off");
}

/** The digest of a part under a directory's rules. */
export function codeDigestOf(digest: CodeDigest, bytes: Uint8Array): Buffer {
  return createHash(digest.name).update(bytes).digest().subarray(0, digest.length);
}

/** The numbers, from zero, of the pages whose content is not what a directory says; at most one for each directory. */
export async function firstChangedPages(
  content: ByteSource,
  directories: readonly CodeDirectory[],
): Promise<ReadonlyMap<CodeDirectory, number>> {
  const changed = new Map<CodeDirectory, number>();
  const checks = directories.map((directory) =>
    pageCheck(directory, (page) => changed.has(directory) || changed.set(directory, page)),
  );
  for await (const chunk of content.chunks(0, Math.max(0, ...directories.map((d) => d.codeLimit)))) {
    for (const check of checks) check.add(chunk);
  }
  for (const check of checks) check.end();
  return changed;
}

interface PageCheck {
  readonly add: (chunk: Uint8Array) => void;
  readonly end: () => void;
}

/** Digests pages as the bytes come, whatever the size of the pieces. */
function pageCheck(
  { digest, pageSize, codeLimit, pageDigests }: CodeDirectory,
  onChanged: (page: number) => void,
): PageCheck {
  let hash = createHash(digest.name);
  let [page, at] = [0, 0];
  const finishPage = (): void => {
    const expected = pageDigests[page];
    if (expected === undefined || !hash.digest().subarray(0, digest.length).equals(expected)) onChanged(page);
    hash = createHash(digest.name);
    page++;
  };
  return {
    add: (chunk) => {
      let used = 0;
      while (used < chunk.length && at < codeLimit) {
        const pageEnd = Math.min((page + 1) * pageSize, codeLimit);
        const take = Math.min(chunk.length - used, pageEnd - at);
        hash.update(chunk.subarray(used, used + take));
        used += take;
        at += take;
        if (at === pageEnd) finishPage();
      }
    },
    end: () => {
      if (at < codeLimit || page !== pageDigests.length) onChanged(Math.min(page, pageDigests.length));
    },
  };
}
