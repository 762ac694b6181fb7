import type {
  Outline,
  OutlineEntry,
  OutlineItem,
  OutlineList,
  OutlineMap,
  OutlineNode,
  OutlineScalar,
  TextSpan,
} from "./outline.ts";
import {
  colonAfterKey,
  isAtLineEnd,
  lineEndAt,
  nextLineAt,
  noteComment,
  readInline,
  readProperties,
  skipBlanks,
  type OutlineReading,
} from "./outline-inline.ts";

/** An open block collection. */
interface Frame {
  readonly node: OutlineMap | OutlineList;
}

interface BlockReading extends OutlineReading {
  /** From the outside in. The first is a list of one item, which is the root. */
  readonly frames: Frame[];
  /** Where the text that is read ends. */
  end: number;
}

/**
 * Reads the outline of the lines in spans of a text, in their order; the whole text without spans. Takes time in proportion to the
 * spans, and cannot fail.
 */
export function readOutline(text: string, spans: readonly TextSpan[] = [{ start: 0, end: text.length }]): Outline {
  const root: OutlineItem = { start: 0, value: undefined };
  const reading: BlockReading = {
    text,
    comments: [],
    anchors: new Map(),
    frames: [{ node: { ...emptyList(0, -1), items: [root] } }],
    end: text.length,
  };
  for (const { start, end } of spans) {
    reading.end = end;
    for (let line = start; line < end;) line = Math.max(readLine(reading, line), line + 1);
  }
  return { root: root.value, comments: reading.comments, anchors: reading.anchors };
}

/** Reads the line that starts at an offset, with all that its last value takes of later lines; gives the next line's start. */
function readLine(reading: BlockReading, line: number): number {
  const { text } = reading;
  const start = skipBlanks(text, text[line] === "\ufeff" ? line + 1 : line);
  const isMarker = start === line && /^(---|\.\.\.)(\s|$)|^%/.test(text.slice(line, line + 4));
  if (isAtLineEnd(text, start) || isMarker) {
    noteComment(reading, start);
    return nextLineAt(text, start);
  }
  return readContent(reading, line, start);
}

function readContent(reading: BlockReading, line: number, at: number): number {
  const { text } = reading;
  const column = at - line;
  const properties = readProperties(text, at);
  if (text[at] === "-" && (isAtLineEnd(text, at + 1) || /\s/.test(text.charAt(at + 1))))
    return readItem(reading, line, at);
  const found = colonAfterKey(text, at);
  if (found) {
    const map = blockAt(reading, column, { kind: "map", start: at });
    const entry: OutlineEntry = { key: found.key, colon: found.colon, value: undefined };
    map.entries.push(entry);
    return readValue(reading, entry, { at: found.colon + 1, indent: column });
  }
  if (properties.next > at && !isAtLineEnd(text, properties.next)) return readContent(reading, line, properties.next);
  return readLoose(reading, column, at);
}

function readItem(reading: BlockReading, line: number, dash: number): number {
  const { text } = reading;
  const list = blockAt(reading, dash - line, { kind: "list", start: dash });
  const item: OutlineItem = { start: dash, value: undefined };
  list.items.push(item);
  const content = skipBlanks(text, dash + 1);
  list.end = content;
  if (!isAtLineEnd(text, content)) return readContent(reading, line, content);
  noteComment(reading, content);
  return nextLineAt(text, content);
}

/** What follows a colon. */
function readValue(
  reading: BlockReading,
  owner: OutlineEntry | OutlineItem,
  { at, indent }: { readonly at: number; readonly indent: number },
): number {
  const { text } = reading;
  const { anchor, next: start } = readProperties(text, skipBlanks(text, at));
  if (anchor !== undefined) lateAnchors.set(owner, anchor);
  if (isAtLineEnd(text, start)) {
    noteComment(reading, start);
    close(reading, start);
    return nextLineAt(text, start);
  }
  if (/^[|>][-+0-9]*\s*(\s#[^\n\r]*)?$/.test(text.slice(start, Math.min(lineEndAt(text, start), start + 200)))) {
    const end = blockScalarEnd(reading, start, indent);
    owner.value = { kind: "scalar", start, end, text: "", style: "block", closed: true };
    close(reading, end);
    return nextLineAt(text, end);
  }
  const { node, next } = readInline(reading, start, { indent, end: reading.end });
  setValue(reading, owner, node);
  close(reading, next);
  noteComment(reading, skipBlanks(text, next));
  return nextLineAt(text, next);
}

/** Anchors that were read before their node. */
const lateAnchors = new WeakMap<OutlineEntry | OutlineItem, string>();

function setValue(reading: OutlineReading, owner: OutlineEntry | OutlineItem, node: OutlineNode): void {
  owner.value = node;
  const anchor = lateAnchors.get(owner);
  if (anchor !== undefined) reading.anchors.set(anchor, node);
}

/** The end of the last line of a block scalar: empty lines, and those further in than the key. */
function blockScalarEnd({ text, end: limit }: BlockReading, start: number, indent: number): number {
  let end = lineEndAt(text, start);
  for (let line = nextLineAt(text, start); line < limit && line > end; line = nextLineAt(text, line)) {
    const content = skipBlanks(text, line);
    const isEmpty = content >= limit || text[content] === "\n" || text[content] === "\r";
    if (!isEmpty && content - line <= indent) break;
    if (!isEmpty) end = lineEndAt(text, line);
  }
  return end;
}

/** A line that is neither an item nor has a colon: a value on a line of its own, or an entry that is being typed. */
function readLoose(reading: BlockReading, column: number, at: number): number {
  const { text } = reading;
  const top = frameFor(reading, column);
  const owner = lastOf(top);
  const { node, next } = readInline(reading, at, { indent: Math.max(top.indent, -1), end: reading.end });
  const isSibling = top.kind === "map" && top.indent >= column && node.kind === "scalar";
  if (isSibling) top.entries.push({ key: node, colon: undefined, value: undefined });
  else if (owner && owner.value === undefined) setValue(reading, owner, node);
  else if (owner && node.kind === "scalar" && isHalfTyped(owner.value)) {
    // A second loose line below the same key: both are entries that lack their colons.
    blockAt(reading, column, { kind: "map", start: at }).entries.push({
      key: node,
      colon: undefined,
      value: undefined,
    });
  }
  close(reading, next);
  noteComment(reading, skipBlanks(text, next));
  return nextLineAt(text, next);
}

function isHalfTyped(node: OutlineNode | undefined): boolean {
  return node?.kind === "map" && !node.flow;
}

/** Closes the blocks that a column is left of, and gives the innermost that stays open. */
function frameFor({ frames }: BlockReading, column: number): OutlineMap | OutlineList {
  while (frames.length > 1 && (frames.at(-1)?.node.indent ?? -1) > column) frames.pop();
  const top = frames.at(-1)?.node;
  return top ?? emptyList(0, -1);
}

interface Wanted<K> {
  readonly kind: K;
  readonly start: number;
}

function blockAt(reading: BlockReading, column: number, wanted: Wanted<"map">): OutlineMap;
function blockAt(reading: BlockReading, column: number, wanted: Wanted<"list">): OutlineList;
/** The block collection at a column: the one that is open there, or a new one below the last entry. */
function blockAt(
  reading: BlockReading,
  column: number,
  { kind, start }: Wanted<"map" | "list">,
): OutlineMap | OutlineList {
  const { frames } = reading;
  let top = frameFor(reading, column);
  if (top.indent === column && top.kind !== kind && top.kind === "list" && frames.length > 1) {
    // A key in the column of the dashes above it ends their list.
    frames.pop();
    top = frameFor(reading, column);
  }
  if (top.indent === column && top.kind === kind) return top;
  const owner = lastOf(top);
  const child = owner?.value;
  const isOpenBlock = (child?.kind === "map" || child?.kind === "list") && !child.flow && child.kind === kind;
  // A line between two columns is one of the inner block that lost its place.
  if (isOpenBlock && top.indent < column) {
    frames.push({ node: child });
    return child;
  }
  const halfTyped = owner && halfTypedKey(reading, owner);
  if (owner && halfTyped) {
    // What looked like a value is a key that lacks its colon, now that there is more below it.
    const map = emptyMap(halfTyped.start, columnOf(reading, halfTyped.start));
    map.entries.push({ key: halfTyped, colon: undefined, value: undefined });
    setValue(reading, owner, map);
    frames.push({ node: map });
    if (map.indent === column && kind === "map") return map;
    if (map.indent < column) return newBlock(reading, map.entries[0] ?? owner, { kind, start, column });
  }
  return newBlock(reading, owner, { kind, start, column });
}

function newBlock(
  reading: BlockReading,
  owner: OutlineEntry | OutlineItem | undefined,
  { kind, start, column }: Wanted<"map" | "list"> & { readonly column: number },
): OutlineMap | OutlineList {
  const node = kind === "map" ? emptyMap(start, column) : emptyList(start, column);
  if (owner) setValue(reading, owner, node);
  reading.frames.push({ node });
  return node;
}

/** The text below a key or dash, on a line of its own; `undefined` where a value stands beside it. */
function halfTypedKey({ text }: BlockReading, owner: OutlineEntry | OutlineItem): OutlineScalar | undefined {
  const { value } = owner;
  if (value?.kind !== "scalar" || value.style === "block") return undefined;
  const start = "key" in owner ? owner.key.start : owner.start;
  return value.start > lineEndAt(text, start) ? value : undefined;
}

function columnOf({ text }: BlockReading, at: number): number {
  let line = at;
  while (line > 0 && text[line - 1] !== "\n" && text[line - 1] !== "\r") line--;
  return at - line;
}

function lastOf(node: OutlineMap | OutlineList): OutlineEntry | OutlineItem | undefined {
  return node.kind === "map" ? node.entries.at(-1) : node.items.at(-1);
}

/** The open blocks reach at least as far as what was just read. */
function close({ frames }: BlockReading, end: number): void {
  for (const { node } of frames) node.end = Math.max(node.end, end);
}

function emptyMap(start: number, indent: number): OutlineMap {
  return { kind: "map", flow: false, indent, entries: [], start, end: start, closed: true };
}

function emptyList(start: number, indent: number): OutlineList {
  return { kind: "list", flow: false, indent, items: [], start, end: start, closed: true };
}
