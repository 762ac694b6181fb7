import { formatError, malformed } from "./format-error.ts";
import { checkSize, maximumDepth, maximumElements } from "./format-limits.ts";

/** The class bits of an ASN.1 identifier (ITU-T X.690, 8.1.2). */
export type DerClass = "universal" | "application" | "context" | "private";

/** One element of a DER or BER encoding. Offsets count from the start of `source`, which is never copied. */
export interface DerElement {
  readonly class: DerClass;
  readonly tag: number;
  readonly constructed: boolean;
  readonly source: Uint8Array;
  readonly start: number;
  readonly contentStart: number;
  /** Without the end-of-contents octets of an indefinite length. */
  readonly contentEnd: number;
  readonly end: number;
  /** Whether the length is of the indefinite form, which BER has and DER has not. */
  readonly indefinite: boolean;
  /** The elements inside; empty for a primitive element. */
  readonly children: readonly DerElement[];
}

/** Universal tag numbers that signing files use. */
export const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  universalString: 28,
  bmpString: 30,
} as const;

const classes = ["universal", "application", "context", "private"] as const;

interface Header {
  readonly class: DerClass;
  readonly constructed: boolean;
  readonly tag: number;
  readonly contentStart: number;
  /** `undefined` for the indefinite form. */
  readonly length: number | undefined;
}

/**
 * Reads one DER or BER element; bytes after it are left alone (some exporters pad, and some Apple certificates carry a
 * line end). Depth, element count and size are bounded, so that no input makes this slow or overflow the stack.
 * @throws FormatError `format/malformed` or `format/limit`
 */
export function readDer(bytes: Uint8Array): DerElement {
  checkSize(bytes);
  return readElement({ bytes, elements: 0 }, 0, bytes.length, 0);
}

interface Reading {
  readonly bytes: Uint8Array;
  elements: number;
}

function readElement(reading: Reading, start: number, limit: number, depth: number): DerElement {
  if (depth > maximumDepth)
    throw formatError("format/limit", {
      reason: `its ASN.1 is nested more than ${maximumDepth} levels deep`,
    });
  if (++reading.elements > maximumElements)
    throw formatError("format/limit", {
      reason: `it has more than ${maximumElements} ASN.1 elements`,
    });
  const header = readHeader(reading.bytes, start, limit);
  const { class: elementClass, tag, constructed, contentStart, length } = header;
  const indefinite = length === undefined;
  const contentLimit = indefinite ? limit : contentStart + length;
  if (contentLimit > limit) throw malformed("an ASN.1 element is longer than what holds it");
  const children: DerElement[] = [];
  let at = contentStart;
  if (constructed) {
    while (indefinite ? !isEndOfContents(reading.bytes, at, limit) : at < contentLimit) {
      const child = readElement(reading, at, contentLimit, depth + 1);
      children.push(child);
      at = child.end;
    }
  }
  const contentEnd = indefinite ? at : contentLimit;
  return {
    class: elementClass,
    tag,
    constructed,
    source: reading.bytes,
    start,
    contentStart,
    contentEnd,
    end: indefinite ? contentEnd + 2 : contentEnd,
    indefinite,
    children,
  };
}

function readHeader(bytes: Uint8Array, start: number, limit: number): Header {
  const byteAt = (offset: number): number => {
    const value = offset < limit ? bytes[offset] : undefined;
    if (value === undefined) throw malformed("it ends in the middle of an ASN.1 element");
    return value;
  };
  const first = byteAt(start);
  const constructed = (first & 0x20) !== 0;
  let at = start + 1;
  let tag = first & 0x1f;
  if (tag === 0x1f) {
    tag = 0;
    for (let octet = 0x80; (octet & 0x80) !== 0; at++) {
      octet = byteAt(at);
      tag = tag * 128 + (octet & 0x7f);
      if (tag > 0xffff) throw malformed("an ASN.1 tag is out of range");
    }
  }
  const lengthOctet = byteAt(at++);
  let length: number | undefined = lengthOctet;
  if (lengthOctet === 0x80) {
    if (!constructed) throw malformed("a primitive ASN.1 element has no length");
    length = undefined;
  } else if (lengthOctet > 0x80) {
    const count = lengthOctet & 0x7f;
    length = 0;
    for (let i = 0; i < count; i++) {
      length = length * 256 + byteAt(at++);
      if (length > limit) throw malformed("an ASN.1 element is longer than what holds it");
    }
  }
  return { class: classes[first >> 6] ?? "universal", constructed, tag, contentStart: at, length };
}

function isEndOfContents(bytes: Uint8Array, at: number, limit: number): boolean {
  if (at + 2 > limit) throw malformed("an ASN.1 element of indefinite length does not end");
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

/** The bytes of the whole element, header included. */
export function elementBytes(element: DerElement): Uint8Array {
  return element.source.subarray(element.start, element.end);
}

/** The bytes between header and end. */
export function contentBytes(element: DerElement): Uint8Array {
  return element.source.subarray(element.contentStart, element.contentEnd);
}

/** An element of one class; a type of its own so that a failed check says nothing about the element. */
interface ClassedElement<C extends DerClass> extends DerElement {
  readonly class: C;
}

/** Whether the element is a universal one with this tag. */
export function isUniversal(element: DerElement | undefined, tag: number): element is ClassedElement<"universal"> {
  return element !== undefined && element.class === "universal" && element.tag === tag;
}

/** Whether the element is `[tag]`. */
export function isContext(element: DerElement | undefined, tag: number): element is ClassedElement<"context"> {
  return element !== undefined && element.class === "context" && element.tag === tag;
}

/** Requires a universal element. @param what names it in the message, for example "the serial number" */
export function expectUniversal(element: DerElement | undefined, tag: number, what: string): DerElement {
  if (!isUniversal(element, tag)) throw malformed(`${what} is missing or of another ASN.1 type`);
  return element;
}

/** The elements of a SEQUENCE. */
export function sequenceOf(element: DerElement | undefined, what: string): readonly DerElement[] {
  const sequence = expectUniversal(element, tags.sequence, what);
  if (!sequence.constructed) throw malformed(`${what} is no ASN.1 sequence`);
  return sequence.children;
}

/** The bytes of an OCTET STRING, joined when BER cut it into pieces; also of an implicitly tagged one. */
export function octetsOf(element: DerElement): Uint8Array {
  if (!element.constructed) return contentBytes(element);
  const parts: Uint8Array[] = [];
  let length = 0;
  const collect = (parent: DerElement): void => {
    for (const child of parent.children) {
      if (!isUniversal(child, tags.octetString)) throw malformed("a piece of an octet string is of another ASN.1 type");
      if (child.constructed) collect(child);
      else {
        const part = contentBytes(child);
        parts.push(part);
        length += part.length;
      }
    }
  };
  collect(element);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Requires an OCTET STRING and gives its bytes. */
export function expectOctets(element: DerElement | undefined, what: string): Uint8Array {
  return octetsOf(expectUniversal(element, tags.octetString, what));
}

/** The value of an INTEGER of up to six bytes: counts, versions, sizes. */
export function expectSmallInteger(element: DerElement | undefined, what: string): number {
  const bytes = contentBytes(expectUniversal(element, tags.integer, what));
  if (bytes.length === 0) throw malformed(`${what} is an empty ASN.1 integer`);
  if (bytes.length > 6 || (bytes[0] ?? 0) >= 0x80)
    throw formatError("format/limit", { reason: `${what} is out of range` });
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** An OBJECT IDENTIFIER in dotted form, for example `1.2.840.113549.1.7.2`. */
export function expectObjectIdentifier(element: DerElement | undefined, what: string): string {
  const bytes = contentBytes(expectUniversal(element, tags.objectIdentifier, what));
  if (bytes.length === 0 || bytes.length > 64) throw malformed(`${what} is no object identifier`);
  const arcs: string[] = [];
  let arc = 0n;
  for (const byte of bytes) {
    arc = arc * 128n + BigInt(byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (arcs.length > 0) arcs.push(String(arc));
    else {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(String(root), String(arc - root * 40n));
    }
    arc = 0n;
  }
  if (((bytes.at(-1) ?? 0) & 0x80) !== 0) throw malformed(`${what} is an unfinished object identifier`);
  return arcs.join(".");
}

/** An AlgorithmIdentifier: the algorithm's object identifier and its parameters, where there are any. */
export function expectAlgorithm(
  element: DerElement | undefined,
  what: string,
): { readonly oid: string; readonly parameters: DerElement | undefined } {
  const [oid, parameters] = sequenceOf(element, what);
  return { oid: expectObjectIdentifier(oid, what), parameters };
}
