import { formatError, malformed } from "./format-error.ts";
import { checkSize, maximumDepth, maximumElements, maximumPropertyListSize } from "./format-limits.ts";
import { isoSeconds } from "./iso-seconds.ts";
import { decodeBase64 } from "./pem.ts";

/** A value of a property list in the form that JSON has: dates as ISO 8601 in UTC, data as base64. */
export type PropertyListJson =
  | string
  | number
  | boolean
  | readonly PropertyListJson[]
  | { readonly [key: string]: PropertyListJson };

/** A value of a property list. */
export type PropertyListValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | readonly PropertyListValue[]
  | PropertyListDictionary;

/** A dictionary of a property list. */
export interface PropertyListDictionary {
  readonly [key: string]: PropertyListValue;
}

/**
 * Reads an XML property list whose root is a dictionary (`man 5 plist`; the DTD is Apple's PropertyList-1.0).
 * It reads untrusted files, so it is a reader of its own: the `plist` package sits on an XML parser that has no bounds
 * and prints what it dislikes of the document on the console.
 * @throws FormatError `format/malformed`, `format/limit`, `format/unsupported` for the binary form
 */
export function readPropertyList(bytes: Uint8Array): PropertyListDictionary {
  checkSize(bytes, maximumPropertyListSize);
  const text = new TextDecoder().decode(bytes);
  if (text.startsWith("bplist")) {
    throw formatError(
      "format/unsupported",
      { what: "a binary property list" },
      "convert it: `plutil -convert xml1 <file>`",
    );
  }
  const reading: Reading = { text, at: 0, values: 0 };
  expectTag(reading, "plist", "open");
  const value = readValue(reading, nextTag(reading), 0);
  expectTag(reading, "plist", "close");
  skipMisc(reading);
  while (text.charCodeAt(reading.at) === 0) reading.at++;
  if (reading.at < text.length) throw malformed("something follows its property list");
  if (!isDictionary(value)) throw malformed("its property list is not a dictionary");
  return value;
}

interface Reading {
  readonly text: string;
  at: number;
  values: number;
}

interface Tag {
  readonly name: string;
  readonly form: "open" | "close" | "empty";
}

/** What may stand between tags: white space, comments, processing instructions, the document type without entities. */
const misc = /(?:[\s\ufeff]+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^<>[]*>)/y;
const tag = /<(\/?)([a-z]+)(?:\s[^<>/]*)?(\/?)>/y;
/** Text up to the closing tag: characters, references, CDATA sections and comments. */
const piece = /([^<&]+)|&([a-zA-Z]+|#\d{1,7}|#x[0-9a-fA-F]{1,6});|<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->/y;

function matchAt(pattern: RegExp, reading: Reading): RegExpExecArray | undefined {
  pattern.lastIndex = reading.at;
  const match = pattern.exec(reading.text);
  if (match === null) return undefined;
  reading.at = pattern.lastIndex;
  return match;
}

function skipMisc(reading: Reading): void {
  while (matchAt(misc, reading) !== undefined);
}

function nextTag(reading: Reading): Tag {
  skipMisc(reading);
  const match = matchAt(tag, reading);
  if (match === undefined) throw malformed("its property list is not well-formed");
  const [, slash, name = "", empty] = match;
  if (slash === "/" && empty === "/") throw malformed("its property list is not well-formed");
  return { name, form: slash === "/" ? "close" : empty === "/" ? "empty" : "open" };
}

function expectTag(reading: Reading, name: string, form: Tag["form"]): void {
  const found = nextTag(reading);
  if (found.name !== name || found.form !== form) throw malformed("its property list is not well-formed");
}

function readValue(reading: Reading, { name, form }: Tag, depth: number): PropertyListValue {
  if (depth > maximumDepth)
    throw formatError("format/limit", {
      reason: `its property list is nested more than ${maximumDepth} levels deep`,
    });
  if (++reading.values > maximumElements)
    throw formatError("format/limit", { reason: "its property list has too many values" });
  if (form === "close") throw malformed("its property list is not well-formed");
  const isEmpty = form === "empty";
  switch (name) {
    case "dict":
      return isEmpty ? {} : readDictionary(reading, depth);
    case "array":
      return isEmpty ? [] : readArray(reading, depth);
    case "true":
    case "false":
      if (!isEmpty) expectTag(reading, name, "close");
      return name === "true";
    default:
      return scalarOf(name, isEmpty ? "" : readText(reading, name));
  }
}

function readDictionary(reading: Reading, depth: number): PropertyListDictionary {
  const entries = new Map<string, PropertyListValue>();
  for (;;) {
    const found = nextTag(reading);
    if (found.form === "close" && found.name === "dict") return Object.fromEntries(entries);
    if (found.name !== "key" || found.form === "close")
      throw malformed("a dictionary of its property list lacks a key");
    const key = found.form === "empty" ? "" : readText(reading, "key");
    // Readers differ in which of two equal keys they take, so one file would mean two things.
    if (entries.has(key)) throw malformed("a dictionary of its property list has a key twice");
    entries.set(key, readValue(reading, nextTag(reading), depth + 1));
  }
}

function readArray(reading: Reading, depth: number): readonly PropertyListValue[] {
  const items: PropertyListValue[] = [];
  for (;;) {
    const found = nextTag(reading);
    if (found.form === "close" && found.name === "array") return items;
    items.push(readValue(reading, found, depth + 1));
  }
}

const namedCharacters = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function readText(reading: Reading, name: string): string {
  const parts: string[] = [];
  for (let match = matchAt(piece, reading); match !== undefined; match = matchAt(piece, reading)) {
    const [, characters, reference, section] = match;
    parts.push(characters ?? section ?? (reference === undefined ? "" : characterOf(reference)));
  }
  const match = matchAt(tag, reading);
  if (match?.[1] !== "/" || match[2] !== name) throw malformed("its property list is not well-formed");
  return parts.join("");
}

function characterOf(reference: string): string {
  if (!reference.startsWith("#")) {
    const character = namedCharacters.get(reference);
    if (character === undefined) throw malformed("its property list has an entity that property lists do not have");
    return character;
  }
  const point = reference.startsWith("#x") ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1));
  if (point > 0x10ffff) throw malformed("its property list has a character that does not exist");
  return String.fromCodePoint(point);
}

function scalarOf(name: string, text: string): PropertyListValue {
  switch (name) {
    case "string":
      return text;
    case "integer":
    case "real": {
      const value = Number(text.trim());
      if (text.trim() === "" || !Number.isFinite(value)) throw malformed("a number of its property list is none");
      return value;
    }
    case "date": {
      const value = new Date(/^\s*\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\s*$/.test(text) ? text.trim() : Number.NaN);
      if (Number.isNaN(value.getTime())) throw malformed("a date of its property list is none");
      return value;
    }
    case "data": {
      const value = text.trim() === "" ? new Uint8Array() : decodeBase64(text);
      if (value === undefined) throw malformed("data of its property list is not base64");
      return value;
    }
    default:
      throw malformed("its property list has an element that property lists do not have");
  }
}

/** Whether a value is a dictionary. */
export function isDictionary(value: unknown): value is PropertyListDictionary {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** A value in the form that JSON has. */
export function propertyListJson(value: PropertyListValue): PropertyListJson {
  if (value instanceof Date) return isoSeconds(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (isDictionary(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, propertyListJson(inner)]));
  if (typeof value === "object") return value.map(propertyListJson);
  return value;
}
