import { malformed } from "../format-error.ts";
import { checkSize, maximumElements } from "../format-limits.ts";
import { LittleEndianCursor } from "./little-endian-cursor.ts";

const maximumManifestSize = 8 * 1024 * 1024;

/**
 * The package name in the binary `AndroidManifest.xml` of an APK (`ResourceTypes.h` of Android's open source).
 * @throws FormatError `format/malformed`
 */
export function packageOfBinaryManifest(bytes: Uint8Array): string {
  checkSize(bytes, maximumManifestSize);
  const document = new LittleEndianCursor(bytes);
  if (document.u16() !== chunkTypes.xml) throw malformed("its AndroidManifest.xml is not in the binary form of APKs");
  document.take(6);
  let strings: readonly string[] = [];
  while (document.remaining >= 8) {
    const type = document.u16();
    const headerSize = document.u16();
    const size = document.u32();
    if (size < 8 || headerSize < 8 || headerSize > size) throw malformed("its AndroidManifest.xml is damaged");
    const body = document.take(size - 8);
    if (type === chunkTypes.stringPool) strings = readStringPool(body);
    if (type === chunkTypes.startElement)
      return packageOfElement(new LittleEndianCursor(body), headerSize - 8, strings);
  }
  throw malformed("its AndroidManifest.xml has no element");
}

const chunkTypes = { stringPool: 0x0001, xml: 0x0003, startElement: 0x0102 } as const;

/** ResStringPool: the offsets count from the chunk's first byte, of which `body` lacks eight. */
function readStringPool(body: Buffer): readonly string[] {
  const header = new LittleEndianCursor(body);
  const count = header.u32();
  header.u32();
  const isUtf8 = (header.u32() & 0x100) !== 0;
  const start = header.u32() - 8;
  header.u32();
  if (count > maximumElements || count * 4 > header.remaining || start < 0)
    throw malformed("the texts of its AndroidManifest.xml are damaged");
  return Array.from({ length: count }, () => {
    const at = start + header.u32();
    if (at + 4 > body.length) throw malformed("a text of its AndroidManifest.xml is cut off");
    return isUtf8 ? readUtf8(body, at) : readUtf16(body, at);
  });
}

/** Two lengths, in characters and in bytes, each of one or two bytes. */
function readUtf8(body: Buffer, start: number): string {
  const characters = new LittleEndianCursor(body.subarray(start));
  const length = (): number => {
    const first = characters.take(1).readUInt8(0);
    return first < 0x80 ? first : ((first & 0x7f) << 8) | characters.take(1).readUInt8(0);
  };
  length();
  return characters.take(length()).toString("utf8");
}

function readUtf16(body: Buffer, start: number): string {
  const units = new LittleEndianCursor(body.subarray(start));
  const first = units.u16();
  const length = first < 0x8000 ? first : ((first & 0x7fff) << 16) | units.u16();
  return units.take(length * 2).toString("utf16le");
}

function packageOfElement(element: LittleEndianCursor, headerRest: number, strings: readonly string[]): string {
  element.take(headerRest + 4);
  const name = strings[element.u32()];
  if (name !== "manifest") throw malformed("its AndroidManifest.xml has no manifest in it");
  const [start, size, count] = [element.u16(), element.u16(), element.u16()];
  // Three more indices (ID, class, style) end the fixed part of 20 bytes, from which the attributes' start is counted.
  element.take(6);
  if (start < 20 || size < 20) throw malformed("the attributes of its manifest are damaged");
  element.take(start - 20);
  for (let i = 0; i < count; i++) {
    const attribute = new LittleEndianCursor(element.take(size));
    attribute.take(4);
    const key = strings[attribute.u32()];
    const value = strings[attribute.u32()];
    if (key === "package" && value !== undefined) return value;
  }
  throw malformed("its AndroidManifest.xml names no package");
}

/**
 * The package name in `base/manifest/AndroidManifest.xml` of an app bundle: a protocol buffer
 * (`Resources.proto` of Android's open source: XmlNode.element = 1, XmlElement.name = 3, .attribute = 4, XmlAttribute.name = 2, .value = 3).
 * @throws FormatError `format/malformed`
 */
export function packageOfProtoManifest(bytes: Uint8Array): string {
  checkSize(bytes, maximumManifestSize);
  const element = fieldsOf(bytes).find(({ number }) => number === 1)?.bytes;
  const fields = element === undefined ? [] : fieldsOf(element);
  if (textOf(fields, 3) !== "manifest") throw malformed("its AndroidManifest.xml is not in the form of app bundles");
  for (const { number, bytes: attribute } of fields) {
    if (number !== 4 || attribute === undefined) continue;
    const parts = fieldsOf(attribute);
    const value = textOf(parts, 3);
    if (textOf(parts, 2) === "package" && value !== undefined) return value;
  }
  throw malformed("its AndroidManifest.xml names no package");
}

interface ProtoField {
  readonly number: number;
  /** `undefined` for a number. */
  readonly bytes: Uint8Array | undefined;
}

/** The fields of one message (protobuf.dev, "Encoding"). */
function fieldsOf(bytes: Uint8Array): readonly ProtoField[] {
  const cursor = new LittleEndianCursor(bytes);
  const fields: ProtoField[] = [];
  while (cursor.remaining > 0) {
    if (fields.length > maximumElements) throw malformed("its AndroidManifest.xml has too many values");
    const key = readVarint(cursor);
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        readVarint(cursor);
        fields.push({ number, bytes: undefined });
        break;
      case 1:
        cursor.take(8);
        break;
      case 2:
        fields.push({ number, bytes: cursor.take(readVarint(cursor)) });
        break;
      case 5:
        cursor.take(4);
        break;
      default:
        throw malformed("its AndroidManifest.xml is damaged");
    }
  }
  return fields;
}

function readVarint(cursor: LittleEndianCursor): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = cursor.take(1).readUInt8(0);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw malformed("a number of its AndroidManifest.xml has no end");
}

function textOf(fields: readonly ProtoField[], number: number): string | undefined {
  const found = fields.find((field) => field.number === number)?.bytes;
  return found && new TextDecoder().decode(found);
}
