import { contentBytes, type DerElement } from "./der-reader.ts";

/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function encode(identifier: number, content: Uint8Array): Uint8Array {
  if (content.length < 0x80) return concatBytes(Uint8Array.of(identifier, content.length), content);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest & 0xff);
  return concatBytes(Uint8Array.of(identifier, 0x80 | length.length, ...length), content);
}

/** DER SEQUENCE. */
export function sequence(...elements: readonly Uint8Array[]): Uint8Array {
  return encode(0x30, concatBytes(...elements));
}

/** DER SET OF: the elements are sorted by their encoding, as DER demands. */
export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return encode(0x31, concatBytes(...[...elements].sort(compareBytes)));
}

/** DER INTEGER of a whole number that is not negative. */
export function integer(value: number | bigint): Uint8Array {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const bytes = Uint8Array.from(Buffer.from(even, "hex"));
  return encode(0x02, (bytes[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), bytes) : bytes);
}

/** DER BOOLEAN. */
export function boolean(value: boolean): Uint8Array {
  return encode(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** DER NULL. */
export function nullValue(): Uint8Array {
  return Uint8Array.of(0x05, 0x00);
}

/** DER OCTET STRING. */
export function octetString(bytes: Uint8Array): Uint8Array {
  return encode(0x04, bytes);
}

/** DER BIT STRING of whole bytes. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return encode(0x03, concatBytes(Uint8Array.of(0), bytes));
}

/** DER OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split(".").map(BigInt);
  const bytes = [root * 40n + second, ...rest].flatMap((arc) => {
    const groups = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.unshift(Number(left & 0x7fn) | 0x80);
    return groups;
  });
  return encode(0x06, Uint8Array.from(bytes));
}

/** DER UTF8String. */
export function utf8String(text: string): Uint8Array {
  return encode(0x0c, new TextEncoder().encode(text));
}

/** DER BMPString: UTF-16, big end first. */
export function bmpString(text: string): Uint8Array {
  return encode(0x1e, utf16BigEndian(text));
}

/** UTF-16 with the big end first, without a terminator. */
export function utf16BigEndian(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) >> 8;
    bytes[2 * i + 1] = text.charCodeAt(i) & 0xff;
  }
  return bytes;
}

/** The time of a certificate as RFC 5280 4.1.2.5 has it: UTCTime until 2049, GeneralizedTime after; whole seconds. */
export function certificateTime(date: Date): Uint8Array {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  const year = date.getUTCFullYear();
  const utc = year >= 1950 && year < 2050;
  return encode(utc ? 0x17 : 0x18, new TextEncoder().encode(utc ? digits.slice(2) : digits));
}

/** `[tag]` around whole elements. */
export function explicit(tag: number, ...elements: readonly Uint8Array[]): Uint8Array {
  return encode(0xa0 | tag, concatBytes(...elements));
}

/** `[tag]` in place of a primitive element's own tag. */
export function implicitPrimitive(tag: number, content: Uint8Array): Uint8Array {
  return encode(0x80 | tag, content);
}

/**
 * Writes an element that was read from BER with definite lengths.
 * CMS signs attributes in DER, also where the message around them is BER (RFC 5652, 5.4).
 */
export function reencode(element: DerElement): Uint8Array {
  const identifier = element.source[element.start] ?? 0;
  if (!element.constructed) return encode(identifier, contentBytes(element));
  return encode(identifier, concatBytes(...element.children.map(reencode)));
}

/** Orders byte strings as DER orders the elements of a SET OF. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
