import type { CST } from "yaml";
import type { BlockEntry } from "./block-entry.ts";
import { flowLines, scalarLines, type ValueLine } from "./flow-lines.ts";
import {
  blockScalarBody,
  startOf,
  type BlockCollection,
  type BlockItem,
  type SourceLayout,
  type TriviaLine,
} from "./source-layout.ts";

/** A line without its end, and the line of the source that it was made from (0-based; negative for none). */
export interface PrintedLine {
  readonly text: string;
  readonly from: number;
}

/** What is printed so far. */
export interface Page {
  readonly layout: SourceLayout;
  readonly lines: PrintedLine[];
  /** How many comments were printed: none may be lost. */
  comments: number;
  /** The first so many lines stay, also when the last of them are empty: they are part of a value. */
  keptLines: number;
}

/** A value that follows its key, or stands alone on the lines below. */
export type InlineValue = CST.FlowScalar | CST.FlowCollection;

/** Adds the last or only line that is made from a line of the source, with the comment of that line. */
export function emitLine(page: Page, text: string, from: number): void {
  const comment = page.layout.commentAt(from);
  if (comment !== undefined) page.comments++;
  page.lines.push({ text: comment === undefined ? text : `${text} ${comment}`, from });
}

/** Adds a comment on a line of its own, or an empty line where there is none yet. */
export function emitTrivia(page: Page, { text, line }: TriviaLine, indent: number): void {
  const { lines } = page;
  if (text !== "") {
    page.comments++;
    lines.push({ text: " ".repeat(indent) + text, from: line });
  } else if (lines.length > page.keptLines && lines.at(-1)?.text !== "") lines.push({ text: "", from: line });
}

/** Prints the key or dash of an entry, and its value behind it: or below, where it stood there and does not simply fit behind it. */
export function printInline(
  page: Page,
  head: string,
  {
    value,
    entry,
    indent,
  }: {
    readonly value: InlineValue;
    readonly entry: BlockEntry;
    readonly indent: number;
  },
): void {
  const { layout } = page;
  const line = layout.lineAt(value.type === "flow-collection" ? value.start.offset : value.offset);
  const comments = line === entry.headLine ? [] : layout.leadOf(line).filter(({ text }) => text !== "");
  const isSimple = value.type !== "flow-collection" && !value.source.includes("\n");
  const fits = isSimple && comments.length === 0 && layout.commentAt(entry.headLine) === undefined;
  const place = { value, line, indent, isTagged: entry.isTagged };
  if (line === entry.headLine || fits) {
    printInlineLines(page, `${head} `, place);
    return;
  }
  emitLine(page, head, entry.headLine);
  for (const comment of comments) emitTrivia(page, comment, indent + 2);
  printInlineLines(page, " ".repeat(indent + 2), place);
}

/** Prints the lines of a value; `before` begins the first. `indent` is that of the entry which has the value. */
export function printInlineLines(
  page: Page,
  before: string,
  {
    value,
    line,
    indent,
    isTagged,
  }: {
    readonly value: InlineValue;
    readonly line: number;
    readonly indent: number;
    readonly isTagged: boolean;
  },
): void {
  let printed: readonly ValueLine[];
  if (value.type === "flow-collection") {
    const flow = flowLines(value, indent);
    printed = flow.lines;
    page.comments += flow.comments;
  } else {
    printed = scalarLines(value, { inFlow: false, isTagged, indent: indent + 2 }).map((text, below) => ({
      text,
      below,
    }));
  }
  for (const [index, { text, below }] of printed.entries()) {
    const whole = index === 0 ? before + text : text;
    if (index === printed.length - 1) emitLine(page, whole, line + below);
    else page.lines.push({ text: whole, from: line + below });
  }
}

/** Prints a text after `|` or `>`: its lines keep their words and their indentation among each other. */
export function printBlockScalar(
  page: Page,
  head: string,
  {
    value,
    entry,
    indent,
  }: {
    readonly value: CST.BlockScalar;
    readonly entry: BlockEntry;
    readonly indent: number;
  },
): void {
  const body = blockScalarBody(value, page.layout);
  const header = value.props.find(({ type }) => type === "block-scalar-header");
  emitLine(page, `${head} ${header && "source" in header ? header.source : "|"}`, body.firstLine - 1);
  // A header such as `|2` counts from the key.
  const margin = " ".repeat(body.isFixed ? Math.max(0, body.indent + indent - entry.column) : indent + 2);
  for (const [index, line] of body.lines.entries())
    page.lines.push({ text: line === "" ? "" : margin + line.slice(body.indent), from: body.firstLine + index });
  if (body.isKept) page.keptLines = page.lines.length;
}

/** Prints an entry as it stands, with the comments at its end, only shifted to another indentation. */
export function printShifted(page: Page, entry: BlockEntry, indent: number): void {
  const { layout } = page;
  const shift = (line: string): string => {
    if (line === "" || indent >= entry.column) return line === "" ? "" : " ".repeat(indent - entry.column) + line;
    const spaces = line.length - line.replace(/^ +/, "").length;
    return line.slice(Math.min(spaces, entry.column - indent));
  };
  for (let line = entry.firstLine; line <= lastLineOf(entry, layout); line++) {
    if (layout.commentAt(line) !== undefined) page.comments++;
    page.lines.push({ text: shift(layout.lines[line] ?? ""), from: line });
  }
  page.keptLines = page.lines.length;
  for (const owner of endingsOf(entry.item)) {
    for (const trivia of layout.tailOf(owner))
      emitTrivia(page, trivia, trivia.text === "" ? 0 : shift(layout.lines[trivia.line] ?? "").indexOf("#"));
  }
}

function lastLineOf({ item: { value }, headLine }: BlockEntry, layout: SourceLayout): number {
  switch (value?.type) {
    case "block-map":
    case "block-seq":
      return layout.lastLineOf(value);
    case "flow-collection":
      return layout.lineAt(value.end[0]?.offset ?? value.start.offset);
    case "block-scalar": {
      const body = blockScalarBody(value, layout);
      return body.firstLine + body.lines.length - 1;
    }
    case "alias":
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return layout.lineAt(value.offset + value.source.length - 1);
    default:
      return headLine;
  }
}

/** What may have comments at its end within an entry, innermost first. */
function endingsOf(item: BlockItem): readonly (BlockCollection | BlockItem)[] {
  const { value } = item;
  if (!value) return [item];
  if (value.type !== "block-map" && value.type !== "block-seq") return [];
  const last = value.items.findLast((each) => startOf(each) !== undefined);
  return [...(last ? endingsOf(last) : []), value];
}
