import { malformed } from "./format-error.ts";

/**
 * Decodes Java's Modified UTF-8 (Java SE, `DataInput`): NUL takes two bytes, and a character beyond the basic plane is
 * two surrogates of three bytes each, which an ordinary UTF-8 decoder refuses.
 * @throws FormatError `format/malformed`
 */
export function decodeModifiedUtf8(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const size = first < 0x80 ? 1 : first >> 5 === 0b110 ? 2 : first >> 4 === 0b1110 ? 3 : 0;
    if (size === 0) throw malformed("an alias is not valid text");
    let unit = size === 1 ? first : size === 2 ? first & 0x1f : first & 0x0f;
    for (let i = 1; i < size; i++) {
      const byte = bytes[at + i];
      if (byte === undefined || byte >> 6 !== 0b10) throw malformed("an alias is not valid text");
      unit = (unit << 6) | (byte & 0x3f);
    }
    units[length++] = unit;
    at += size;
  }
  return textOfUnits(units.subarray(0, length));
}

/** Text of UTF-16 units, lone surrogates included; in pieces, because an argument list has a limit. */
function textOfUnits(units: Uint16Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < units.length; at += 4096) pieces.push(String.fromCharCode(...units.subarray(at, at + 4096)));
  return pieces.join("");
}
