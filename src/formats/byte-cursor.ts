import { malformed } from "./format-error.ts";

/** Reads big-endian values one after the other, as Java's `DataInputStream` does, and never beyond the end. */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#at;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next bytes, not copied. @throws FormatError `format/malformed` when there are not as many */
  take(length: number): Uint8Array {
    if (length > this.remaining) throw malformed("it ends in the middle of an entry");
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** An unsigned number of one, two, four or six bytes. */
  number(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** Bytes after their own four-byte length. */
  block(): Uint8Array {
    return this.take(this.number(4));
  }

  /** Bytes of a text after their own two-byte length. */
  text(): Uint8Array {
    return this.take(this.number(2));
  }
}
