import { formatError } from "./format-error.ts";

const MEBIBYTE = 1024 * 1024;

/** Bytes. A larger file is refused unread: whoever reads files for this folder need not read further than one byte beyond it. */
export const maximumFileSize = 64 * MEBIBYTE;

/**
 * Bytes. The largest file that is parsed; real keystores and profiles stay below one mebibyte. Whatever the costliest
 * byte of a format costs, this many of them take less than the five seconds that a reader may take.
 */
export const maximumParseSize = 4 * MEBIBYTE;

/** Bytes. The largest property list that is parsed; a profile with the 1,000 devices that Apple allows has about 100 KiB. */
export const maximumPropertyListSize = 4 * MEBIBYTE;

/** The deepest nesting of ASN.1 elements and of property list containers. */
export const maximumDepth = 64;

/** The most ASN.1 elements or property list values of one file. */
export const maximumElements = 100_000;

/** The most certificates and keystore entries of one file; the truststores of operating systems have some 150. */
export const maximumCertificates = 10_000;

/** The most private keys of one file. Reading one takes up to 5 ms, by the curve that the file chooses. */
export const maximumKeys = 250;

/**
 * Bytes. The largest name of a certificate. RFC 5280, appendix A.1, allows a common name 64 characters, and the longest
 * attribute 32,768. What is shown of a name has several times its size, so a name of megabytes costs hundreds of them.
 */
export const maximumNameSize = 64 * 1024;

/** Refuses bytes beyond a size. @throws FormatError `format/limit` */
export function checkSize(bytes: Uint8Array, limit: number = maximumParseSize): void {
  if (bytes.length > limit) {
    throw formatError("format/limit", {
      reason: `it has ${bytes.length} bytes, and at most ${limit} are read`,
    });
  }
}

/** Refuses a certificate with a name too large. `what` says whose name it is. @throws FormatError `format/limit` */
export function checkNameSize(size: number, what: string): void {
  if (size > maximumNameSize)
    throw formatError("format/limit", { reason: `${what} has ${size} bytes, and at most ${maximumNameSize} are read` });
}

/** Refuses a file with too many certificates. @throws FormatError `format/limit` */
export function checkCertificateCount(count: number): void {
  if (count > maximumCertificates)
    throw formatError("format/limit", { reason: `it has more than ${maximumCertificates} certificates` });
}

/** Refuses a file with too many private keys. @throws FormatError `format/limit` */
export function checkKeyCount(count: number): void {
  if (count > maximumKeys)
    throw formatError("format/limit", { reason: `it has more than ${maximumKeys} private keys` });
}
