import { formatError } from "./format-error.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes. A larger file is refused unread: whoever reads files for this folder need not read further than one byte beyond it. */
export const maximumFileSize = 64 * MEBIBYTE;

/** Bytes. The largest file that is parsed; real keystores and profiles stay below one mebibyte. */
export const maximumParseSize = 16 * MEBIBYTE;

/** Bytes. The largest property list that is parsed; a profile with the 1,000 devices that Apple allows has about 100 KiB. */
export const maximumPropertyListSize = 4 * MEBIBYTE;

/** The deepest nesting of ASN.1 elements and of property list containers. */
export const maximumDepth = 64;

/** The most ASN.1 elements, property list values or keystore entries of one file. */
export const maximumElements = 100_000;

/** Refuses bytes beyond a size. @throws FormatError `format/limit` */
export function checkSize(bytes: Uint8Array, limit: number = maximumParseSize): void {
  if (bytes.length > limit) {
    throw formatError("format/limit", {
      reason: `it has ${bytes.length} bytes, and at most ${limit} are read`,
    });
  }
}
