import { parse } from "plist";
import { formatError, malformed } from "./format-error.ts";
import {
  checkSize,
  maximumDepth,
  maximumElements,
  maximumPropertyListSize,
} from "./format-limits.ts";

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
 * Reads an XML property list whose root is a dictionary.
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
  checkShape(text);
  const value = parseXml(text);
  if (!isDictionary(value)) throw malformed("its property list is not a dictionary");
  return value;
}

/** The parser descends by recursion and has no bounds of its own, so the tags are counted first. */
function checkShape(text: string): void {
  let depth = 0;
  let count = 0;
  for (const [tag] of text.matchAll(/<\/?[a-zA-Z][^\s/>]*(?:[^>]*\/(?=>))?/g)) {
    if (++count > 2 * maximumElements)
      throw formatError("format/limit", { reason: "its property list has too many values" });
    if (tag.startsWith("</")) depth--;
    else if (!tag.endsWith("/") && ++depth > maximumDepth) {
      throw formatError("format/limit", {
        reason: `its property list is nested more than ${maximumDepth} levels deep`,
      });
    }
  }
}

function parseXml(text: string): unknown {
  try {
    return parse(text.replace(/^\ufeff/, "").trim());
  } catch {
    // The parser's own words quote the document, which may hold what is none of the reader's business.
    throw malformed("its property list is not valid XML");
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
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "" : value.toISOString().replace(/\.000Z$/, "Z");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(propertyListJson);
  if (!isDictionary(value)) return value as string | number | boolean;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, propertyListJson(inner)]),
  );
}
