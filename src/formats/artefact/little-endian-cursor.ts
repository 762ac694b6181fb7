import { malformed } from "../format-error.ts";

/** Reads little-endian values one after the other, as Android writes them, and never beyond the end. */
export class LittleEndianCursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next bytes, not copied. @throws FormatError `format/malformed` when there are not as many */
  take(length: number): Buffer {
    if (length > this.remaining) throw malformed("it ends in the middle of a value");
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  u16(): number {
    return this.take(2).readUInt16LE(0);
  }

  u32(): number {
    return this.take(4).readUInt32LE(0);
  }

  /** Bytes after their own four-byte length. */
  block(): LittleEndianCursor {
    return new LittleEndianCursor(this.take(this.u32()));
  }

  /** Blocks until the end. */
  blocks(limit: number): readonly LittleEndianCursor[] {
    const found: LittleEndianCursor[] = [];
    while (this.remaining > 0) {
      if (found.length >= limit) throw malformed("it holds too many values");
      found.push(this.block());
    }
    return found;
  }

  /** Everything that is left. */
  rest(): Buffer {
    return this.take(this.remaining);
  }
}
