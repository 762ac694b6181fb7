import { contentBytes, expectObjectIdentifier, isUniversal, sequenceOf, tags, type DerElement } from "./der-reader.ts";
import { malformed } from "./format-error.ts";
import { checkNameSize } from "./format-limits.ts";

/** One attribute of a name, for example `{ type: "OU", value: "A1B2C3D4E5" }`. */
export interface NameAttribute {
  /** The short name of RFC 4514 and OpenSSL, or the dotted object identifier where there is none. */
  readonly type: string;
  readonly value: string;
}

/** Short names: RFC 4514 section 3, RFC 4519, RFC 5280 appendix A and OpenSSL's for the rest. */
const shortNames: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.13": "description",
  "2.5.4.42": "GN",
  "2.5.4.46": "dnQualifier",
  "2.5.4.97": "organizationIdentifier",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};

/** The attributes of a Name in the order of the encoding. @throws FormatError `format/malformed`, `format/limit` */
export function readName(element: DerElement | undefined, what: string): readonly NameAttribute[] {
  if (element !== undefined) checkNameSize(element.end - element.start, what);
  return sequenceOf(element, what).flatMap((relative) => {
    if (!isUniversal(relative, tags.set)) throw malformed(`${what} is no name`);
    return relative.children.map((attribute) => {
      const [type, value] = sequenceOf(attribute, what);
      const oid = expectObjectIdentifier(type, what);
      if (value === undefined) throw malformed(`${what} has an attribute without a value`);
      return { type: shortNames[oid] ?? oid, value: readDirectoryString(value) };
    });
  });
}

/**
 * A name as text: `CN=Apple Distribution: Acme, OU=A1B2C3D4E5, O=Acme, C=US`, escaped as in RFC 4514 but in the order
 * of the certificate, which is how Keychain Access and the developer portal show it.
 */
export function formatName(attributes: readonly NameAttribute[]): string {
  return attributes.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(", ");
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\,+"<>;]/g, "\\$&")
    .replace(/\p{Cc}/gu, escapeControl)
    .replace(/^[ #]/, "\\$&")
    .replace(/ $/, "\\ ");
}

/** The bytes of UTF-8, each as two digits of hex after a backslash; beyond U+007F there are two of them. */
function escapeControl(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x80 ? escapeByte(code) : `\\c2${escapeByte(code)}`;
}

function escapeByte(byte: number): string {
  return `\\${byte < 16 ? "0" : ""}${byte.toString(16)}`;
}

/** The text of any of the string types that names and friendly names use; other types as hex after `#`. */
export function readDirectoryString(element: DerElement): string {
  const bytes = contentBytes(element);
  if (element.class !== "universal") return hexForm(element);
  switch (element.tag) {
    case tags.bmpString:
      return new TextDecoder("utf-16be").decode(bytes);
    case tags.universalString:
      return readUtf32(bytes);
    case tags.utf8String:
      return new TextDecoder().decode(bytes);
    case tags.teletexString:
    case tags.printableString:
    case tags.ia5String:
      return readEightBit(bytes);
    default:
      return hexForm(element);
  }
}

/** T61String and PrintableString carry UTF-8 in some certificates and ISO 8859-1 in others. */
function readEightBit(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

function readUtf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const characters: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at);
    characters.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd");
  }
  return characters.join("");
}

function hexForm(element: DerElement): string {
  return `#${Buffer.from(element.source.subarray(element.start, element.end)).toString("hex")}`;
}
