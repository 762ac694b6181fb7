import type { DocumentPath } from "../document.ts";
import { entriesOf, type BlockEntry } from "./block-entry.ts";
import { inCanonicalOrder, keyRank } from "./key-order.ts";
import {
  emitLine,
  emitTrivia,
  printBlockScalar,
  printInline,
  printInlineLines,
  printShifted,
  type Page,
  type PrintedLine,
} from "./print-value.ts";
import type { BlockCollection, SourceLayout, TriviaLine } from "./source-layout.ts";

/** What decides how a layout is printed. */
export interface PrintOptions {
  /** The value of the document: which keys a map has decides what their order is. */
  readonly value: unknown;
  /** Whether the entry at a path is left as it stands, only shifted. */
  readonly isFrozen: (path: DocumentPath) => boolean;
}

/** The canonical lines of a layout; `undefined` where the text has no canonical form here, or a comment would be lost. */
export function printLayout(layout: SourceLayout, options: PrintOptions): readonly PrintedLine[] | undefined {
  const page: Printing = { ...options, layout, lines: [], comments: 0, keptLines: 0 };
  const { root, lines, rootLines } = layout;
  const [first, last] = rootLines;
  const rootStart = root.type === "flow-collection" ? root.start.offset : layout.lineStart(first);
  // After `--- ` a value in braces shares the line.
  const before = (lines[first] ?? "").slice(0, rootStart - layout.lineStart(first));
  if (before.trim() !== "") return undefined;
  const header = headerEnd(layout);
  printAsItIs(page, 0, header);
  let next = last + 1;
  if (root.type === "flow-collection") {
    for (const trivia of layout.leadOf(first)) if (trivia.line >= header) emitTrivia(page, trivia, 0);
    printInlineLines(page, "", { value: root, line: first, indent: -2, isTagged: false });
  } else {
    printEntries(page, root, arranged(page, root, []), { indent: 0, path: [], header });
    // The comments that follow are the root's own, up to the end or a `...`.
    while (next < lines.length && /^[ \t]*(?:#|$)/.test(lines[next] ?? "")) next++;
  }
  printAsItIs(page, next, lines.length);
  while (page.lines.length > page.keptLines && page.lines.at(-1)?.text === "") page.lines.pop();
  return page.comments === layout.commentCount ? page.lines : undefined;
}

interface Printing extends Page, PrintOptions {}

/** An entry, and the comments and empty lines above it. */
interface Arranged {
  readonly entry: BlockEntry;
  readonly lead: readonly TriviaLine[];
  readonly rank: number;
  readonly offset: number;
}

interface Place {
  readonly indent: number;
  readonly path: DocumentPath;
  /** Begins the first line instead of its indentation: the dash of a list item that shares its line with the first entry. */
  readonly dash?: string;
  /** The line before which everything is printed already. */
  readonly header?: number;
}

/** The line behind what stays on top of the file: directives, the modeline, and comments with an empty line below them. */
function headerEnd(layout: SourceLayout): number {
  const [first] = layout.rootLines;
  const lead = layout.leadOf(first);
  const lastEmpty = lead.findLast(({ text }) => text === "");
  if (lastEmpty) return lastEmpty.line + 1;
  const isModeline = /^#\s*(?:yaml-language-server:|\$schema:|-\*-|vim:)/.test(layout.lines[0] ?? "");
  return lead[0]?.line === 0 && isModeline ? 1 : first - lead.length;
}

/** Lines outside of the root: comments, directives, `---` and `...`. */
function printAsItIs(page: Page, from: number, to: number): void {
  const { layout } = page;
  for (let line = from; line < to; line++) {
    const text = (layout.lines[line] ?? "").replace(/[ \t]+$/, "").replace(/^[ \t]+(?=#)/, "");
    if (text === "" && page.lines.length === 0) continue;
    if (text === "") emitTrivia(page, { text, line }, 0);
    else {
      if (layout.commentAt(line) !== undefined) page.comments++;
      page.lines.push({ text, from: line });
    }
  }
}

/** The entries of a collection in canonical order, with what stands above each. */
function arranged(page: Printing, block: BlockCollection, path: DocumentPath): readonly Arranged[] {
  const { layout, value } = page;
  const rank = block.type === "block-map" ? keyRank(value, path) : undefined;
  const entries = entriesOf(block, layout).map((entry): Arranged => {
    const lead = entry.startsLine ? layout.leadOf(entry.firstLine) : [];
    return { entry, lead, rank: rank && entry.key !== undefined ? rank(entry.key) : 0, offset: entry.offset };
  });
  if (!rank || entries.some(({ entry }) => entry.isOdd)) return entries;
  const lastLine = layout.lastLineOf(block);
  const end = layout.lineStart(lastLine) + (layout.lines[lastLine] ?? "").length;
  const ordered = inCanonicalOrder(entries, end, layout.mentions);
  const [first] = entries;
  const [newFirst] = ordered;
  if (!first || first === newFirst || newFirst?.lead[0]?.text !== "") return ordered;
  // The empty line that set the new first one off sets the old first one off now.
  const setOff: Arranged = { ...first, lead: [{ text: "", line: -1 }, ...first.lead] };
  return ordered.map((each) => (each === first ? setOff : each));
}

function printEntries(
  page: Printing,
  block: BlockCollection,
  entries: readonly Arranged[],
  { indent, path, dash, header = 0 }: Place,
): void {
  for (const [index, { entry, lead }] of entries.entries()) {
    let isTop = index === 0;
    for (const trivia of lead) {
      // A collection does not begin with an empty line.
      if ((trivia.line >= 0 && trivia.line < header) || (isTop && trivia.text === "")) continue;
      isTop = false;
      emitTrivia(page, trivia, indent);
    }
    const inner = [...path, entry.key ?? index];
    if (entry.isOdd || page.isFrozen(inner)) printShifted(page, entry, indent);
    else
      printEntry(page, entry, {
        before: index === 0 && dash !== undefined ? dash : " ".repeat(indent),
        indent,
        path: inner,
      });
  }
  for (const trivia of page.layout.tailOf(block)) emitTrivia(page, trivia, indent);
}

function printEntry(
  page: Printing,
  entry: BlockEntry,
  { before, indent, path }: { readonly before: string; readonly indent: number; readonly path: DocumentPath },
): void {
  const { item, headLine } = entry;
  const { value } = item;
  const head = before + entry.head;
  switch (value?.type) {
    case "block-map":
    case "block-seq":
      printCollection(page, entry, { value, head, indent: indent + 2, path });
      return;
    case "block-scalar":
      printBlockScalar(page, head, { value, entry, indent });
      return;
    case "flow-collection":
    case "alias":
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      printInline(page, head, { value, entry, indent });
      return;
    default:
      // No value: a comment below stands where the value would be.
      emitLine(page, head, headLine);
      for (const trivia of page.layout.tailOf(item)) emitTrivia(page, trivia, indent + 2);
  }
}

function printCollection(
  page: Printing,
  entry: BlockEntry,
  { value, head, indent, path }: Place & { readonly value: BlockCollection; readonly head: string },
): void {
  const { layout } = page;
  const entries = arranged(page, value, path);
  const sharesLine = entries.some((each) => each.entry.firstLine === entry.headLine);
  const isCompact =
    entry.key === undefined &&
    !entry.hasProperties &&
    entries.every((each, index) => !each.entry.isOdd && (index > 0 || each.lead.every(({ text }) => text === ""))) &&
    (sharesLine || layout.commentAt(entry.headLine) === undefined);
  if (isCompact) {
    printEntries(page, value, entries, { indent, path, dash: `${head} ` });
    return;
  }
  if (sharesLine) page.lines.push({ text: head, from: entry.headLine });
  else emitLine(page, head, entry.headLine);
  printEntries(page, value, entries, { indent, path });
}
