import type { OutlineEntry, OutlineItem, OutlineNode, OutlineScalar, TextSpan } from "./outline.ts";

/** What reading leaves behind: comments, and nodes with an anchor. */
export interface OutlineReading {
  readonly text: string;
  readonly comments: TextSpan[];
  readonly anchors: Map<string, OutlineNode>;
}

/** A node and where reading goes on. */
export interface ReadNode {
  readonly node: OutlineNode;
  readonly next: number;
}

/** How far into the other lines a value may go. */
export interface InlineLimits {
  /** The column of the block that the value belongs to: a line that starts there, or further left, ends the value. */
  readonly indent: number;
  /** Where the text that is read ends. */
  readonly end: number;
}

/** How many brackets may be open at once; what is deeper is read as text. */
const MAXIMUM_DEPTH = 32;

/** Skips spaces and tabs. */
export function skipBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === " " || text[next] === "\t") next++;
  return next;
}

/** The offset at which the line of an offset ends, before its line end. */
export function lineEndAt(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

/** The offset at which the next line starts; the end of the text after the last. */
export function nextLineAt(text: string, at: number): number {
  const end = lineEndAt(text, at);
  if (text[end] === "\r" && text[end + 1] === "\n") return end + 2;
  return Math.min(end + 1, text.length);
}

/** Whether nothing but a comment, or nothing at all, comes between an offset and its line end. */
export function isAtLineEnd(text: string, at: number): boolean {
  const unit = text[at];
  if (unit === undefined || unit === "\n" || unit === "\r") return true;
  return unit === "#" && (at === 0 || /\s/.test(text.charAt(at - 1)));
}

/** Remembers the comment at an offset, if there is one. */
export function noteComment({ text, comments }: OutlineReading, at: number): void {
  if (text[at] === "#" && isAtLineEnd(text, at)) comments.push({ start: at, end: lineEndAt(text, at) });
}

/** Reads what starts at an offset and may end on the same line: quoted text, brackets, an alias, or plain text. */
export function readInline(reading: OutlineReading, at: number, limits: InlineLimits, depth = 0): ReadNode {
  const { text } = reading;
  const unit = text[at];
  if ((unit === "{" || unit === "[") && depth < MAXIMUM_DEPTH) return readFlow(reading, at, limits, depth);
  if (unit === '"' || unit === "'") return readQuoted(text, at, limits);
  const alias = depth < MAXIMUM_DEPTH && unit === "*" ? /^\*([^\s,[\]{}]+)/.exec(text.slice(at, at + 80)) : null;
  if (alias) {
    const end = at + alias[0].length;
    return { node: { kind: "alias", name: alias[1] ?? "", start: at, end }, next: end };
  }
  const node = readPlain(text, at, depth > 0);
  return { node, next: node.end };
}

/** Skips `&anchor` and `!tag` in front of a node; says which anchor it was. */
export function readProperties(
  text: string,
  at: number,
): { readonly anchor: string | undefined; readonly next: number } {
  let next = at;
  let anchor: string | undefined;
  for (;;) {
    const property = /^(?:&([^\s,[\]{}]+)|![^\s,[\]{}]*)(?=\s|$)/.exec(text.slice(next, next + 120));
    if (!property) return { anchor, next };
    anchor = property[1] ?? anchor;
    next = skipBlanks(text, next + property[0].length);
  }
}

/** The offset of the colon that makes a text the key of an entry; `undefined` when the line has none. */
export function colonAfterKey(
  text: string,
  at: number,
): { readonly key: OutlineScalar; readonly colon: number } | undefined {
  const unit = text[at];
  const key = unit === '"' || unit === "'" ? quotedOnLine(text, at) : plainKey(text, at);
  if (!key) return undefined;
  const colon = skipBlanks(text, key.end);
  if (text[colon] !== ":") return undefined;
  return /[\s]/.test(text.charAt(colon + 1)) || colon + 1 >= text.length ? { key, colon } : undefined;
}

function plainKey(text: string, at: number): OutlineScalar | undefined {
  const lineEnd = lineEndAt(text, at);
  for (let i = at; i < lineEnd; i++) {
    const after = text[i + 1];
    if (text[i] === ":" && (i + 1 >= lineEnd || after === " " || after === "\t")) return plain(text, at, i);
    if (text[i] === "#" && i > at && /\s/.test(text.charAt(i - 1))) return undefined;
    if (i === at && /[{[]/.test(text.charAt(i))) return undefined;
  }
  return undefined;
}

function quotedOnLine(text: string, at: number): OutlineScalar | undefined {
  const { node } = readQuoted(text, at, { indent: Number.MAX_SAFE_INTEGER, end: lineEndAt(text, at) });
  return node.kind === "scalar" && node.closed ? node : undefined;
}

function readPlain(text: string, at: number, inFlow: boolean): OutlineScalar {
  const lineEnd = lineEndAt(text, at);
  let end = at;
  while (end < lineEnd) {
    const unit = text.charAt(end);
    if (unit === "#" && end > at && /\s/.test(text.charAt(end - 1))) break;
    if (inFlow && /[,[\]{}]/.test(unit)) break;
    if (inFlow && unit === ":" && (end + 1 >= lineEnd || /[\s,[\]{}]/.test(text.charAt(end + 1)))) break;
    end++;
  }
  return plain(text, at, end);
}

function plain(text: string, start: number, end: number): OutlineScalar {
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return { kind: "scalar", start, end: last, text: text.slice(start, last), style: "plain", closed: true };
}

/**
 * Quoted text goes on over lines only as far as they stand further in than the block around it. Without a closing quote there it
 * ends with its first line: so a forgotten quote does not swallow the file.
 */
function readQuoted(text: string, at: number, { indent, end: limit }: InlineLimits): ReadNode {
  const quote = text[at];
  const style = quote === '"' ? "double" : "single";
  const scalar = (end: number, closed: boolean): ReadNode => ({
    node: { kind: "scalar", start: at, end, text: text.slice(at + 1, closed ? end - 1 : end), style, closed },
    next: end,
  });
  for (let i = at + 1; i < limit; i++) {
    const unit = text[i];
    if (unit === "\\" && style === "double") i++;
    else if (unit === quote && style === "single" && text[i + 1] === quote) i++;
    else if (unit === quote) return scalar(i + 1, true);
    else if ((unit === "\n" || unit === "\r") && !goesOn(text, i, indent, limit)) break;
  }
  return scalar(Math.min(lineEndAt(text, at), limit), false);
}

/** Whether the next line that is not empty belongs to the value before it: it stands further in, and is no entry of its own. */
function goesOn(text: string, at: number, indent: number, limit: number): boolean {
  for (let line = nextLineAt(text, at); line < limit; line = nextLineAt(text, line)) {
    const content = skipBlanks(text, line);
    if (content >= limit) return false;
    if (text[content] === "\n" || text[content] === "\r") continue;
    return content - line > indent && !colonAfterKey(text, content);
  }
  return false;
}

function readFlow(reading: OutlineReading, at: number, limits: InlineLimits, depth: number): ReadNode {
  const { text } = reading;
  const isMap = text[at] === "{";
  const close = isMap ? "}" : "]";
  const entries: OutlineEntry[] = [];
  const items: OutlineItem[] = [];
  let next = at + 1;
  let closed = false;
  // What could not be read is stepped over, so that every turn moves on.
  while (next < limits.end) {
    const from = skipSeparators(reading, next, limits);
    if (from === undefined) break;
    next = from;
    if (text[next] === close) {
      closed = true;
      next++;
      break;
    }
    if (/[\]}]/.test(text.charAt(next))) break;
    const read = isMap ? readFlowEntry(reading, next, limits, depth) : readFlowItem(reading, next, limits, depth);
    if ("key" in read.part) entries.push(read.part);
    else items.push(read.part);
    next = Math.max(read.next, next + 1);
  }
  const end = closed ? next : lineEndAt(text, Math.min(next, limits.end));
  const shared = { flow: true, indent: limits.indent, start: at, end, closed } as const;
  return { node: isMap ? { kind: "map", entries, ...shared } : { kind: "list", items, ...shared }, next: end };
}

/** Goes on to the next entry, over commas, comments and line ends; `undefined` where the brackets must have been left open. */
function skipSeparators(reading: OutlineReading, at: number, limits: InlineLimits): number | undefined {
  const { text } = reading;
  let next = at;
  for (;;) {
    while (text[next] === " " || text[next] === "\t" || text[next] === ",") next++;
    if (next >= limits.end) return undefined;
    if (!isAtLineEnd(text, next)) return next;
    noteComment(reading, next);
    const line = nextLineAt(text, next);
    const content = skipBlanks(text, line);
    if (content >= limits.end) return undefined;
    const isEmpty = text[content] === "\n" || text[content] === "\r" || text[content] === "#";
    if (!isEmpty && !staysInside(text, { at, line, content }, limits)) return undefined;
    next = content;
  }
}

interface FlowLine {
  /** Where the last entry before the line end was. */
  readonly at: number;
  readonly line: number;
  readonly content: number;
}

/** A line inside of brackets stands further in than the block around them, and starts no entry unless a comma came before. */
function staysInside(text: string, { at, line, content }: FlowLine, { indent }: InlineLimits): boolean {
  if (/[\]}]/.test(text.charAt(content))) return content - line >= indent;
  if (content - line <= indent || /^-\s/.test(text.slice(content, content + 2))) return false;
  const before = text.slice(0, lineEndAt(text, at)).replace(/\s+#[^\n\r]*$/, "");
  return /[,{[:]\s*$/.test(before.slice(-80)) || !colonAfterKey(text, content);
}

interface ReadPart<T> {
  readonly part: T;
  readonly next: number;
}

function readFlowEntry(
  reading: OutlineReading,
  at: number,
  limits: InlineLimits,
  depth: number,
): ReadPart<OutlineEntry> {
  const { text } = reading;
  const read = readInline(reading, at, limits, depth + 1);
  const isKey = read.node.kind === "scalar";
  const key: OutlineScalar = read.node.kind === "scalar" ? read.node : { ...plain(text, at, at), end: at };
  const colon = skipBlanks(text, read.next);
  if (!isKey || text[colon] !== ":") return { part: { key, colon: undefined, value: undefined }, next: read.next };
  const value = readFlowValue(reading, colon + 1, limits, depth);
  return { part: { key, colon, value: value?.node }, next: value?.next ?? colon + 1 };
}

function readFlowValue(reading: OutlineReading, at: number, limits: InlineLimits, depth: number): ReadNode | undefined {
  const { text } = reading;
  const { anchor, next: start } = readProperties(text, skipBlanks(text, at));
  if (isAtLineEnd(text, start) || /[,\]}]/.test(text.charAt(start))) return undefined;
  const read = readInline(reading, start, limits, depth + 1);
  if (anchor !== undefined) reading.anchors.set(anchor, read.node);
  return read;
}

function readFlowItem(reading: OutlineReading, at: number, limits: InlineLimits, depth: number): ReadPart<OutlineItem> {
  const { anchor, next: start } = readProperties(reading.text, at);
  const read = readInline(reading, start, limits, depth + 1);
  if (anchor !== undefined) reading.anchors.set(anchor, read.node);
  return { part: { start: at, value: read.node }, next: read.next };
}
