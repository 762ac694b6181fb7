/** DER tags that the sandbox writes or reads (ITU-T X.690). */
const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function encodeObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    bytes.push(...groups);
  }
  return Buffer.from(bytes);
}

function encodeTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  // RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050.
  if (date.getUTCFullYear() < 2050) return element(tags.utcTime, Buffer.from(`${digits.slice(2)}Z`, "ascii"));
  return element(tags.generalizedTime, Buffer.from(`${digits}Z`, "ascii"));
}

/** Writers of DER elements; each takes values or finished elements and returns the whole element. */
export const der = {
  sequence: (...elements: readonly Uint8Array[]): Buffer => element(tags.sequence, ...elements),
  /** A SET OF: DER wants its members sorted by their encoding. */
  setOf: (...elements: readonly Uint8Array[]): Buffer =>
    element(tags.set, ...elements.toSorted((left, right) => Buffer.compare(left, right))),
  /** The magnitude of a positive integer, most significant byte first; a leading zero is added where the sign needs it. */
  integer: (magnitude: Uint8Array): Buffer =>
    element(tags.integer, (magnitude[0] ?? 0x80) >= 0x80 ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude),
  boolean: (value: boolean): Buffer => element(tags.boolean, Buffer.from([value ? 0xff : 0])),
  null: (): Buffer => element(tags.null),
  objectIdentifier: (dotted: string): Buffer => element(tags.objectIdentifier, encodeObjectIdentifier(dotted)),
  octetString: (bytes: Uint8Array): Buffer => element(tags.octetString, bytes),
  bitString: (bytes: Uint8Array, unusedBits = 0): Buffer => element(tags.bitString, Buffer.from([unusedBits]), bytes),
  utf8String: (text: string): Buffer => element(tags.utf8String, Buffer.from(text, "utf8")),
  printableString: (text: string): Buffer => element(tags.printableString, Buffer.from(text, "ascii")),
  time: encodeTime,
  /** A context-specific element that holds other elements: `[number] { … }`. */
  constructed: (number: number, ...elements: readonly Uint8Array[]): Buffer => element(0xa0 | number, ...elements),
  /** A context-specific element that holds plain bytes: `[number] IMPLICIT OCTET STRING`. */
  primitive: (number: number, bytes: Uint8Array): Buffer => element(0x80 | number, bytes),
};

/** One element read from DER. */
export interface DerElement {
  readonly tag: number;
  /** What the element holds, without tag and length. */
  readonly content: Buffer;
  /** The element with tag and length. */
  readonly encoded: Buffer;
}

/**
 * Reads the elements that follow each other in `bytes`.
 * @throws RangeError when the bytes are not a whole number of DER elements.
 */
export function readDerElements(bytes: Uint8Array): DerElement[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: DerElement[] = [];
  for (let offset = 0; offset < buffer.length;) {
    const [length, contentOffset] = readLength(buffer, offset + 1);
    const end = contentOffset + length;
    if (end > buffer.length) throw new RangeError("a DER element is cut off");
    elements.push({
      tag: buffer.readUInt8(offset),
      content: buffer.subarray(contentOffset, end),
      encoded: buffer.subarray(offset, end),
    });
    offset = end;
  }
  return elements;
}

function readLength(buffer: Buffer, offset: number): [length: number, contentOffset: number] {
  const first = buffer.readUInt8(offset);
  if (first < 0x80) return [first, offset + 1];
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new RangeError("a DER length is not definite");
  return [buffer.readUIntBE(offset + 1, count), offset + 1 + count];
}

/** Reads an OBJECT IDENTIFIER's content into dotted form. */
export function readObjectIdentifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      arcs.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(Math.floor(first / 40), 2);
  return [top, first - top * 40, ...rest].join(".");
}
