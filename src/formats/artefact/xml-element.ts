import { formatError, malformed } from "../format-error.ts";
import { checkSize, maximumDepth, maximumElements } from "../format-limits.ts";

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in it, joined. */
  readonly text: string;
}

const maximumXmlSize = 16 * 1024 * 1024;
const skipped = /(?:<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^<>[]*>)/y;
const tag = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const characters = /[^<]+/y;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const cdata = /<!\[CDATA\[([\s\S]*?)\]\]>/y;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads an XML document as the tools of installer packages write it: elements, attributes and text, without namespaces and without
 * entities of its own. Size, depth and number are bounded.
 * @throws FormatError `format/malformed`, `format/limit`
 */
export function readXml(bytes: Uint8Array): XmlElement {
  checkSize(bytes, maximumXmlSize);
  const text = new TextDecoder().decode(bytes).replace(/^\ufeff/, "");
  const root: Open = { name: "", attributes: new Map(), children: [], text: "" };
  const open = [root];
  let at = 0;
  let count = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const current = open.at(-1) ?? root;
    if (match(skipped) !== null) continue;
    const plain = match(characters);
    if (plain !== null) {
      current.text += decoded(plain[0]);
      continue;
    }
    const verbatim = match(cdata);
    if (verbatim !== null) {
      current.text += verbatim[1] ?? "";
      continue;
    }
    const [, closing, name = "", attributes = "", empty] = match(tag) ?? [];
    if (name === "") throw malformed("its XML is not well-formed");
    if (++count > maximumElements * 2) throw formatError("format/limit", { reason: "its XML has too many elements" });
    if (closing === "/") {
      const closed = open.pop();
      if (closed === undefined || closed === root || closed.name !== name || attributes !== "")
        throw malformed("its XML is not well-formed");
      open.at(-1)?.children.push(closed);
      continue;
    }
    const element: Open = { name, attributes: readAttributes(attributes), children: [], text: "" };
    if (empty === "/") current.children.push(element);
    else open.push(element);
    if (open.length > maximumDepth) throw formatError("format/limit", { reason: "its XML is nested too deep" });
  }
  const [document, second] = root.children;
  if (open.length !== 1 || document === undefined || second !== undefined)
    throw malformed("its XML is not well-formed");
  return document;
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(attribute)].map(([, name = "", double, single]) => [name, decoded(double ?? single ?? "")]),
  );
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]+);/g, (whole, reference: string) => {
    if (!reference.startsWith("#")) return named[reference] ?? whole;
    const point = reference.startsWith("#x") ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1));
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of that name, trimmed. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.text.trim();
}

/** All elements below one, itself included, in the order of the document. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}
