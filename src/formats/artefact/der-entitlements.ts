import {
  contentBytes,
  expectSmallInteger,
  expectUniversal,
  isContext,
  isUniversal,
  readDer,
  sequenceOf,
  tags,
  type DerElement,
} from "../der-reader.ts";
import { malformed } from "../format-error.ts";
import type { PropertyListJson } from "../property-list.ts";

/**
 * Reads entitlements in the DER form that iOS takes since version 15 (`libCoreEntitlements` of Apple's open source):
 * `[APPLICATION 16] { INTEGER 1, dictionary }`, a dictionary being `[16] { SEQUENCE { UTF8String, value }, … }`. The first form
 * of that time, which zsign writes, is a bare dictionary as a SET.
 * @throws FormatError `format/malformed`, `format/limit`
 */
export function readDerEntitlements(bytes: Uint8Array): Readonly<Record<string, PropertyListJson>> {
  const root = readDer(bytes);
  if (isUniversal(root, tags.set)) return readDictionary(root);
  const [version, content] = root.children;
  if (
    root.class !== "application" ||
    root.tag !== 16 ||
    expectSmallInteger(version, "the version of the entitlements") !== 1
  )
    throw malformed("the DER form of its entitlements is of an unknown kind");
  return readDictionary(content);
}

function readDictionary(element: DerElement | undefined): Readonly<Record<string, PropertyListJson>> {
  if (!isContext(element, 16) && !isUniversal(element, tags.set))
    throw malformed("a dictionary of its entitlements is none");
  const entries = new Map<string, PropertyListJson>();
  for (const pair of element.children) {
    const [key, value] = sequenceOf(pair, "an entry of its entitlements");
    const name = textOf(expectUniversal(key, tags.utf8String, "a key of its entitlements"));
    if (entries.has(name)) throw malformed(`its entitlements have ${name.slice(0, 100)} twice`);
    entries.set(name, readValue(value));
  }
  return Object.fromEntries(entries);
}

function readValue(element: DerElement | undefined): PropertyListJson {
  if (isContext(element, 16) || isUniversal(element, tags.set)) return readDictionary(element);
  if (isUniversal(element, tags.utf8String)) return textOf(element);
  if (isUniversal(element, tags.boolean)) return (contentBytes(element)[0] ?? 0) !== 0;
  if (isUniversal(element, tags.integer)) return readInteger(contentBytes(element));
  if (isUniversal(element, tags.octetString)) return Buffer.from(contentBytes(element)).toString("base64");
  if (isUniversal(element, tags.sequence)) return element.children.map(readValue);
  throw malformed("its entitlements have a value of an unknown type");
}

function readInteger(bytes: Uint8Array): number {
  if (bytes.length === 0 || bytes.length > 8) throw malformed("a number of its entitlements is out of range");
  return Number(BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`)));
}

function textOf(element: DerElement): string {
  return new TextDecoder().decode(contentBytes(element));
}
