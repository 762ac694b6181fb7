import type { DocumentPath } from "../../compiler/document.ts";
import { lineOf } from "../../compiler/line-of.ts";
import { lineStarts } from "../../diagnostics/source-range.ts";
import type { EditorDocument } from "./editor-document.ts";
import {
  keyTextOf,
  type Outline,
  type OutlineEntry,
  type OutlineItem,
  type OutlineList,
  type OutlineMap,
  type OutlineNode,
  type OutlineScalar,
  type TextSpan,
} from "./outline.ts";
import { isAtLineEnd, nextLineAt, skipBlanks } from "./outline-inline.ts";
import { outlineAround } from "./outline-around.ts";

/** The word that a cursor is in or behind; empty in a hole. */
export interface CursorToken extends TextSpan {
  /** What stands before the cursor, without an opening quote. */
  readonly prefix: string;
  /** The whole word, without its quotes. */
  readonly text: string;
  readonly quote: "" | '"' | "'";
}

/** What a cursor is at, beside the outline that says so. */
export type CursorPlace =
  /** A comment, the inside of a text of several lines, or between two words where nothing can be written. */
  | { readonly at: "nothing" }
  /** The key of an entry of a map, which may not exist yet. */
  | {
      readonly at: "key";
      /** The path of the map. */
      readonly path: DocumentPath;
      readonly map: OutlineMap | undefined;
      /** The entry whose key it is; `undefined` in a hole. */
      readonly entry: OutlineEntry | undefined;
    }
  /** The value of an entry, on its line. */
  | {
      readonly at: "value";
      /** The path of the value. */
      readonly path: DocumentPath;
      /** Whether a space is missing in front of it: `platform:`. */
      readonly tight: boolean;
    }
  /** An item of a list. */
  | {
      readonly at: "item";
      /** The path of the list. */
      readonly path: DocumentPath;
      readonly list: OutlineList;
      /** Which item it is; in a hole, one after the last. */
      readonly index: number;
      /** Whether a space is missing after the dash, or the dash itself. */
      readonly missing: "nothing" | "space" | "dash";
    }
  /** A line below a key or a dash that has no value yet: whatever its value can start with. */
  | { readonly at: "below"; readonly path: DocumentPath };

/** Where a cursor is, in terms of the signing file. */
export type Cursor = CursorPlace & {
  readonly offset: number;
  readonly outline: Outline;
  readonly token: CursorToken;
  /** Whether it is between braces or brackets. */
  readonly flow: boolean;
  /** The column at which entries of this place start. */
  readonly column: number;
  /** How many spaces the line of the cursor has too few; negative when it has too many. */
  readonly shift: number;
};

/**
 * Says where an offset is. Works on any text: only the outline of the lines around is read, so that no mistake elsewhere matters.
 * On an empty line the column of the cursor says which map it belongs to.
 */
export function cursorAt(document: EditorDocument, offset: number): Cursor {
  const outline = outlineAround(document, offset);
  const { text, file } = document;
  const line = lineStarts(file)[lineOf(file, offset) - 1] ?? 0;
  const base: Base = { text, outline, offset, line };
  if (outline.comments.some(({ start, end }) => start < offset && offset <= end)) return nothing(base);
  const chain = chainTo(outline.root, offset);
  const last = chain.at(-1);
  if (last && isInside(last.node, offset)) return inFlow(base, last);
  const value = last?.part ? last.part.value : outline.root;
  if (value?.kind === "scalar" && value.start < line && offset < value.end) return nothing(base);
  if (value?.kind === "scalar" && value.style === "block" && value.start < offset && offset <= value.end)
    return nothing(base);
  const isBlank = skipBlanks(text, line) >= offset && isAtLineEnd(text, skipBlanks(text, offset));
  if (isBlank) return onBlankLine(base);
  return last ? onLine(base, last) : onFirstWord(base);
}

interface Base {
  readonly text: string;
  readonly outline: Outline;
  readonly offset: number;
  /** Where the line of the cursor starts. */
  readonly line: number;
}

/** One step from the root to the cursor: a collection, and its last part that starts at or before the cursor. */
interface Link {
  readonly node: OutlineMap | OutlineList;
  readonly path: DocumentPath;
  readonly index: number;
  readonly part: OutlineEntry | OutlineItem | undefined;
}

function startOf(part: OutlineEntry | OutlineItem): number {
  return "key" in part ? part.key.start : part.start;
}

function linkIn(node: OutlineMap | OutlineList, path: DocumentPath, offset: number): Link {
  const parts: readonly (OutlineEntry | OutlineItem)[] = node.kind === "map" ? node.entries : node.items;
  const index = parts.findLastIndex((part) => startOf(part) <= offset);
  return { node, path, index, part: parts[index] };
}

function pathOfPart({ path, part, index }: Link): DocumentPath {
  return part ? [...path, "key" in part ? keyTextOf(part) : index] : path;
}

function chainTo(root: OutlineNode | undefined, offset: number): readonly Link[] {
  const chain: Link[] = [];
  let node = root;
  let path: DocumentPath = [];
  while ((node?.kind === "map" || node?.kind === "list") && node.start <= offset) {
    if (node.flow && !isInside(node, offset)) break;
    const link = linkIn(node, path, offset);
    chain.push(link);
    if (!link.part) break;
    path = pathOfPart(link);
    node = link.part.value;
  }
  return chain;
}

/** Whether an offset is between the braces or brackets of a node. */
function isInside(node: OutlineMap | OutlineList, offset: number): boolean {
  return node.flow && node.start < offset && (node.closed ? offset < node.end : offset <= node.end);
}

function emptyToken(offset: number): CursorToken {
  return { start: offset, end: offset, prefix: "", text: "", quote: "" };
}

function nothing({ outline, offset }: Base): Cursor {
  return { at: "nothing", outline, offset, token: emptyToken(offset), flow: false, column: 0, shift: 0 };
}

type Shape = Partial<Pick<Cursor, "token" | "flow" | "column" | "shift">>;

function cursor({ outline, offset }: Base, place: CursorPlace, shape: Shape = {}): Cursor {
  return { ...place, outline, offset, token: emptyToken(offset), flow: false, column: 0, shift: 0, ...shape };
}

/** The word of a scalar that holds the cursor; `undefined` outside of it, at its start, and behind a closing quote. */
function tokenOf(base: Base, scalar: OutlineScalar, to = scalar.end): CursorToken | undefined {
  const { offset } = base;
  if (scalar.style === "block" || offset <= scalar.start || offset > to) return undefined;
  if (scalar.style === "plain") {
    const { start } = scalar;
    const text = base.text.slice(start, to);
    return { start, end: to, prefix: base.text.slice(start, offset), text, quote: "" };
  }
  if (scalar.closed && offset === scalar.end) return undefined;
  const quote = scalar.style === "double" ? '"' : "'";
  // A quote that nobody closed must not take what follows in the same list.
  const rest = scalar.closed ? scalar.end : offset + base.text.slice(offset, scalar.end).search(/[,\]}]|\s#|$/);
  const prefix = base.text.slice(scalar.start + 1, offset);
  const end = scalar.closed && /[,[\]{}\n\r]/.test(scalar.text.slice(prefix.length)) ? offset : rest;
  return { start: scalar.start, end, prefix, text: scalar.closed ? scalar.text : prefix, quote };
}

function inFlow(base: Base, link: Link): Cursor {
  const { node, path, index, part } = link;
  const shape: Shape = { flow: true, column: node.indent };
  const token = part && tokenIn(base, part);
  if (node.kind === "map") {
    const entry = part && "key" in part ? part : undefined;
    const found = entry && inEntry(base, { entry, link, shape });
    if (found) return found;
    if (isHole(base, node.start)) return cursor(base, { at: "key", path, map: node, entry: undefined }, shape);
    return nothing(base);
  }
  const item = { at: "item", path, list: node, missing: "nothing" } as const;
  if (token) return cursor(base, { ...item, index }, { ...shape, token });
  return isHole(base, node.start) ? cursor(base, { ...item, index: node.items.length }, shape) : nothing(base);
}

function tokenIn(base: Base, part: OutlineEntry | OutlineItem): CursorToken | undefined {
  return part.value?.kind === "scalar" ? tokenOf(base, part.value) : undefined;
}

/** Whether nothing stands between the cursor and the opening bracket, or the comma, before it. */
function isHole({ text, outline, offset }: Base, start: number): boolean {
  for (let at = offset - 1; at >= start; at--) {
    const comment = outline.comments.find((span) => span.start <= at && at < span.end);
    if (comment) at = comment.start;
    else if (!/\s/.test(text.charAt(at))) return at === start || text[at] === ",";
  }
  return false;
}

/** A cursor in the key of an entry or behind its colon, on the same line; `undefined` anywhere else. */
function inEntry(
  base: Base,
  { entry, link, shape }: { readonly entry: OutlineEntry; readonly link: Link; readonly shape: Shape },
): Cursor | undefined {
  const { text, offset } = base;
  const { key, colon, value } = entry;
  if (link.node.kind !== "map") return undefined;
  if (offset <= key.end) return inKey(base, { entry, link, shape });
  if (colon === undefined || offset <= colon) return undefined;
  const path = pathOfPart(link);
  if (value?.kind === "scalar" && value.start <= offset) {
    const token = tokenOf(base, value);
    return token && cursor(base, { at: "value", path, tight: false }, { ...shape, token });
  }
  if (value || !/^[ \t]*$/.test(text.slice(colon + 1, offset))) return undefined;
  return cursor(base, { at: "value", path, tight: offset === colon + 1 }, shape);
}

function inKey(
  base: Base,
  { entry, link, shape }: { readonly entry: OutlineEntry; readonly link: Link; readonly shape: Shape },
): Cursor | undefined {
  const { key, colon } = entry;
  const { node, path } = link;
  if (node.kind !== "map") return undefined;
  const tightColon =
    colon === undefined && key.style === "plain" ? /^[\w.-]+(?=:[^/])/.exec(key.text)?.[0].length : undefined;
  if (tightColon !== undefined && base.offset > key.start + tightColon) {
    // `platform:io` is one word for YAML; the person has only left out the space.
    const token = tokenOf(base, { ...key, start: key.start + tightColon + 1 });
    const place = { at: "value", path: [...path, key.text.slice(0, tightColon)], tight: true } as const;
    return token && cursor(base, place, { ...shape, token });
  }
  // A key that was taken away leaves a hole in front of its colon.
  if (key.text === "" && key.style === "plain" && base.offset === key.start)
    return cursor(base, { at: "key", path, map: node, entry }, shape);
  const word = colon === undefined && key.style === "plain" ? key.start + keyTextOf(entry).length : key.end;
  const token = tokenOf(base, key, word);
  return token && cursor(base, { at: "key", path, map: node, entry }, { ...shape, token });
}

/** A line with something on it, outside of brackets. */
function onLine(base: Base, link: Link): Cursor {
  const { node, path, index, part } = link;
  const shape: Shape = { column: node.indent };
  if (!part) return nothing(base);
  const ownLine = part.value?.kind === "scalar" && part.value.start >= base.line && startOf(part) < base.line;
  if (ownLine && part.value?.kind === "scalar") {
    const token = tokenOf(base, part.value);
    const column = part.value.start - base.line;
    return token ? cursor(base, { at: "below", path: pathOfPart(link) }, { column, token }) : nothing(base);
  }
  if ("key" in part) return inEntry(base, { entry: part, link, shape }) ?? nothing(base);
  if (node.kind !== "list") return nothing(base);
  const item = { at: "item", path, list: node, index } as const;
  const token = tokenIn(base, part);
  if (token) return cursor(base, { ...item, missing: "nothing" }, { ...shape, token });
  const isEmpty = !part.value && /^-[ \t]*$/.test(base.text.slice(part.start, base.offset));
  if (!isEmpty) return nothing(base);
  return cursor(base, { ...item, missing: base.offset === part.start + 1 ? "space" : "nothing" }, shape);
}

/** The first word of a file, which is not a map yet. */
function onFirstWord(base: Base): Cursor {
  const { root } = base.outline;
  const token = root?.kind === "scalar" ? tokenOf(base, root) : undefined;
  if (!token) return nothing(base);
  const shape = { token, column: 0, shift: base.line - token.start };
  return cursor(base, { at: "key", path: [], map: undefined, entry: undefined }, shape);
}

/** An empty line: its column says which of the open blocks it goes on with, as long as the lines below stay where they belong. */
function onBlankLine(base: Base): Cursor {
  const own = base.offset - base.line;
  const column = Math.max(own, indentBelow(base.text, base.offset));
  let node = base.outline.root;
  let path: DocumentPath = [];
  for (;;) {
    if (node?.kind !== "map" && node?.kind !== "list")
      return node
        ? nothing(base)
        : cursor(base, { at: "key", path, map: undefined, entry: undefined }, { column: own });
    const link = linkIn(node, path, base.offset);
    const child = link.part?.value;
    if (column <= node.indent || !link.part) return inBlock(base, link, own);
    const childPath = pathOfPart(link);
    if (!child) return cursor(base, { at: "below", path: childPath }, { column, shift: column - own });
    if (child.kind === "scalar" || child.kind === "alias" || child.flow) return nothing(base);
    // Entries further down belong to the same block.
    node = child;
    path = childPath;
  }
}

/** The indentation of the next line that is neither empty nor a comment; 0 at the end of the text. */
function indentBelow(text: string, offset: number): number {
  for (let line = nextLineAt(text, offset); line < text.length; line = nextLineAt(text, line)) {
    const content = skipBlanks(text, line);
    if (!isAtLineEnd(text, content)) return /[\]}]/.test(text.charAt(content)) ? 0 : content - line;
  }
  return 0;
}

function inBlock(base: Base, { node, path }: Link, column: number): Cursor {
  if (node.flow) return nothing(base);
  const shape = { column: node.indent, shift: node.indent - column };
  if (node.kind === "map") return cursor(base, { at: "key", path, map: node, entry: undefined }, shape);
  return cursor(base, { at: "item", path, list: node, index: node.items.length, missing: "dash" }, shape);
}
