import { malformed } from "./format-error.ts";

/**
 * Decodes Java's Modified UTF-8 (Java SE, `DataInput`): NUL takes two bytes, and a character beyond the basic plane is
 * two surrogates of three bytes each, which an ordinary UTF-8 decoder refuses.
 * @throws FormatError `format/malformed`
 */
export function decodeModifiedUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const size = first < 0x80 ? 1 : first >> 5 === 0b110 ? 2 : first >> 4 === 0b1110 ? 3 : 0;
    const rest = [...bytes.subarray(at + 1, at + size)];
    if (size === 0 || rest.length !== size - 1 || rest.some((byte) => byte >> 6 !== 0b10))
      throw malformed("an alias is not valid text");
    const lead = size === 1 ? first : size === 2 ? first & 0x1f : first & 0x0f;
    text += String.fromCharCode(rest.reduce((unit, byte) => (unit << 6) | (byte & 0x3f), lead));
    at += size;
  }
  return text;
}
