import { Parser, type CST } from "yaml";

/** A collection of the concrete syntax whose entries stand on lines of their own. */
export type BlockCollection = CST.BlockMap | CST.BlockSequence;

/** An entry of a block collection, as the concrete syntax has it. */
export type BlockItem = BlockCollection["items"][number];

/** A comment or an empty line between entries. */
export interface TriviaLine {
  /** The comment from its `#` on; empty for an empty line. */
  readonly text: string;
  /** Its 0-based line in the source. */
  readonly line: number;
}

/** An anchor or an alias. */
export interface Mention {
  readonly offset: number;
  readonly name: string;
  readonly isAlias: boolean;
}

/**
 * The concrete syntax of a text, and to whom its comments and empty lines belong. Lines are 0-based; the text has `\n` as its only
 * line end and no byte order mark.
 */
export interface SourceLayout {
  readonly lines: readonly string[];
  readonly root: BlockCollection | CST.FlowCollection;
  /** The first line of the root collection, and the last one that holds a part of it. */
  readonly rootLines: readonly [first: number, last: number];
  /** How many comments the text has. */
  readonly commentCount: number;
  /** Every anchor and alias, in the order of the text. */
  readonly mentions: readonly Mention[];
  readonly lineAt: (offset: number) => number;
  readonly lineStart: (line: number) => number;
  /** The comment of a line; `undefined` when it has none. */
  readonly commentAt: (line: number) => string | undefined;
  /** Comments and empty lines right above a line that has content. */
  readonly leadOf: (line: number) => readonly TriviaLine[];
  /** Comments at the end of a collection, or below a key without a value: what stands deeper than the entry after them. */
  readonly tailOf: (owner: BlockCollection | BlockItem) => readonly TriviaLine[];
  /** The last line with content of a block collection. */
  readonly lastLineOf: (block: BlockCollection) => number;
}

/** Whether a token is only white space, a line end or a comment. */
export function isTrivia({ type }: CST.SourceToken): boolean {
  return type === "space" || type === "newline" || type === "comment" || type === "byte-order-mark";
}

/** The offset of the first token of an entry; `undefined` for one that holds only comments. */
export function startOf(item: BlockItem): number | undefined {
  return item.start.find((token) => !isTrivia(token))?.offset ?? item.key?.offset ?? item.sep?.[0]?.offset;
}

/** Every token without parts, in the order of the text. A block scalar is one token after the tokens of its first line. */
export function* leavesOf(token: CST.Token): Generator<CST.SourceToken | CST.FlowScalar | CST.BlockScalar> {
  switch (token.type) {
    case "block-map":
    case "block-seq":
      for (const item of token.items) yield* leavesOfItem(item);
      return;
    case "flow-collection":
      yield token.start;
      for (const item of token.items) yield* leavesOfItem(item);
      yield* token.end;
      return;
    case "block-scalar":
      for (const prop of token.props) yield* leavesOf(prop);
      yield token;
      return;
    case "alias":
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      yield token;
      yield* token.end ?? [];
      return;
    case "document":
    case "doc-end":
    case "directive":
    case "error":
      return;
    default:
      yield token;
  }
}

function* leavesOfItem(item: CST.CollectionItem): ReturnType<typeof leavesOf> {
  yield* item.start;
  if (item.key) yield* leavesOf(item.key);
  yield* item.sep ?? [];
  if (item.value) yield* leavesOf(item.value);
}

/** The lines of a block scalar below its first. */
export interface BlockScalarBody {
  readonly firstLine: number;
  /** With their indentation; empty ones are empty. */
  readonly lines: readonly string[];
  /** The columns of indentation that are no part of the text. */
  readonly indent: number;
  /** Whether the header says how deep the text is indented: `|2`. */
  readonly isFixed: boolean;
  /** Whether empty lines at the end are part of the value: `|+`. */
  readonly isKept: boolean;
}

/** Reads the lines of a block scalar. What only ends it, such as empty lines before the next key, is not among them. */
export function blockScalarBody(token: CST.BlockScalar, layout: Pick<SourceLayout, "lineAt">): BlockScalarBody {
  const last = token.props.at(-1);
  const header = token.props.find(({ type }) => type === "block-scalar-header");
  const headerText = header && "source" in header ? header.source : "|";
  const firstLine = layout.lineAt(last ? last.offset : token.offset) + 1;
  const lines = token.source.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const digit = /[1-9]/.exec(headerText)?.[0];
  const first = lines.find((line) => /[^ ]/.test(line)) ?? "";
  // Where every line is empty, none says how deep the text would be.
  const found = first === "" ? Math.max(0, ...lines.map(({ length }) => length)) : first.search(/[^ ]/);
  const indent = digit === undefined ? found : token.indent + Number(digit);
  const isEmpty = (line: string): boolean => line.length <= indent && !/[^ ]/.test(line);
  // What ends it is not part of the value, unless all of it is kept.
  const isKept = headerText.includes("+");
  if (!isKept) while (isEmpty(lines.at(-1) ?? "x")) lines.pop();
  return {
    firstLine,
    lines: lines.map((line) => (isEmpty(line) ? "" : line)),
    indent,
    isFixed: digit !== undefined,
    isKept,
  };
}

/** Reads the layout of a text that holds one document without syntax errors; `undefined` where its root is no plain collection. */
export function readLayout(text: string): SourceLayout | undefined {
  const lines = text.split("\n");
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const documents = [...new Parser().parse(text)];
  const document = documents.find((token): token is CST.Document => token.type === "document");
  const root = document?.value;
  if (!document || !root || (root.type !== "block-map" && root.type !== "block-seq" && root.type !== "flow-collection"))
    return undefined;
  const reading = new Reading(lines, starts);
  for (const token of documents) reading.see(token === document ? { ...document, value: root } : token);
  return reading.finish(root);
}

/** An owner of comments at its end. */
interface Ending {
  readonly owner: BlockCollection | BlockItem;
  readonly column: number;
}

/** What is gathered on the way through the tokens; it is complete only when all of them were seen. */
class Reading {
  readonly lines: readonly string[];
  readonly starts: readonly number[];
  readonly hasContent: Uint8Array;
  readonly comments = new Map<number, string>();
  readonly mentions: Mention[] = [];
  readonly leads = new Map<number, readonly TriviaLine[]>();
  readonly tails = new Map<unknown, TriviaLine[]>();
  readonly lastLines = new Map<BlockCollection, number>();
  /** Those that end on a line, outermost first. */
  readonly endings = new Map<number, Ending[]>();
  lastLine = 0;

  constructor(lines: readonly string[], starts: readonly number[]) {
    this.lines = lines;
    this.starts = starts;
    this.hasContent = new Uint8Array(lines.length);
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  columnOf(offset: number): number {
    return offset - (this.starts[this.lineAt(offset)] ?? 0);
  }

  see(token: CST.Token): void {
    if (token.type === "document") {
      for (const leaf of token.start) this.seeLeaf(leaf);
      if (token.value) this.see(token.value);
      for (const leaf of token.end ?? []) this.seeLeaf(leaf);
    } else if (token.type === "doc-end") {
      this.fill(token.offset, token.offset + token.source.length);
      for (const leaf of token.end ?? []) this.seeLeaf(leaf);
    } else if (token.type === "directive") this.fill(token.offset, token.offset + token.source.length);
    else if (token.type === "block-map" || token.type === "block-seq") this.seeBlock(token);
    else {
      for (const leaf of leavesOf(token)) this.seeLeaf(leaf);
      // A comment inside of braces stands between two of their lines, and belongs to nobody else.
      if (token.type === "flow-collection") {
        const close = token.end[0] ?? token.start;
        this.fill(token.start.offset, close.offset + close.source.length);
      }
    }
  }

  seeBlock(block: BlockCollection): void {
    const first = block.items.map(startOf).find((start) => start !== undefined) ?? block.offset;
    const endings: Ending[] = [{ owner: block, column: this.columnOf(first) }];
    for (const item of block.items) {
      for (const leaf of item.start) this.seeLeaf(leaf);
      if (item.key) this.see(item.key);
      for (const leaf of item.sep ?? []) this.seeLeaf(leaf);
      const start = startOf(item);
      if (item.value) this.see(item.value);
      else if (start !== undefined) this.endsHere(this.lastLine, { owner: item, column: this.columnOf(start) + 1 });
    }
    this.lastLines.set(block, this.lastLine);
    for (const ending of endings) this.endsHere(this.lastLine, ending);
  }

  /** Inner ones are complete before outer ones. */
  endsHere(line: number, ending: Ending): void {
    const known = this.endings.get(line);
    if (known) known.unshift(ending);
    else this.endings.set(line, [ending]);
  }

  seeLeaf(leaf: CST.SourceToken | CST.FlowScalar | CST.BlockScalar): void {
    if (leaf.type === "comment") this.comments.set(this.lineAt(leaf.offset), leaf.source.replace(/[ \t]+$/, ""));
    else if (leaf.type === "block-scalar") {
      const body = blockScalarBody(leaf, this);
      for (const [index] of body.lines.entries()) this.hasContent[body.firstLine + index] = 1;
      if (body.lines.length > 0) this.lastLine = body.firstLine + body.lines.length - 1;
    } else if (leaf.type !== "space" && leaf.type !== "newline" && leaf.type !== "byte-order-mark") {
      this.fill(leaf.offset, leaf.offset + leaf.source.length);
      if (leaf.type === "anchor" || leaf.type === "alias")
        this.mentions.push({ offset: leaf.offset, name: leaf.source.slice(1), isAlias: leaf.type === "alias" });
    }
  }

  fill(start: number, end: number): void {
    const last = this.lineAt(Math.max(start, end - 1));
    this.hasContent.fill(1, this.lineAt(start), last + 1);
    this.lastLine = last;
  }

  finish(root: SourceLayout["root"]): SourceLayout {
    const start = root.type === "flow-collection" ? root.start.offset : (startOf(root.items[0] ?? { start: [] }) ?? 0);
    const close = root.type === "flow-collection" ? (root.end[0] ?? root.start).offset : undefined;
    const rootEnd = root.type === "flow-collection" ? this.lineAt(close ?? 0) : (this.lastLines.get(root) ?? 0);
    for (let line = 0; line < this.lines.length; line++) {
      if (this.hasContent[line] === 1) continue;
      let next = line;
      while (next < this.lines.length && this.hasContent[next] !== 1) next++;
      this.divide(line, next, rootEnd);
      line = next;
    }
    const none: readonly TriviaLine[] = [];
    return {
      lines: this.lines,
      root,
      rootLines: [this.lineAt(start), rootEnd],
      commentCount: this.comments.size,
      mentions: this.mentions,
      lineAt: (offset) => this.lineAt(offset),
      lineStart: (line) => this.starts[line] ?? 0,
      commentAt: (line) => this.comments.get(line),
      leadOf: (line) => this.leads.get(line) ?? none,
      tailOf: (owner) => this.tails.get(owner) ?? none,
      lastLineOf: (block) => this.lastLines.get(block) ?? 0,
    };
  }

  /** Gives the lines from `first` up to `next`, which has content or is the end, to the collections that end before and the entry after. */
  divide(first: number, next: number, rootEnd: number): void {
    const endings = this.endings.get(first - 1) ?? [];
    const nextLine = this.lines[next] ?? "";
    const column = next > rootEnd ? -1 : nextLine.length - nextLine.trimStart().length;
    let lastOfTail = first - 1;
    if (endings.length > 0) {
      for (let line = next - 1; line >= first && lastOfTail < first; line--)
        if (this.comments.has(line) && this.commentColumn(line) > column) lastOfTail = line;
    }
    let depth = endings.length - 1;
    let waiting: TriviaLine[] = [];
    for (let line = first; line <= lastOfTail; line++) {
      waiting.push({ text: this.comments.get(line) ?? "", line });
      if (!this.comments.has(line)) continue;
      depth = this.ownerDepth(endings, depth, this.commentColumn(line));
      const owner = endings[depth]?.owner;
      const tail = this.tails.get(owner);
      if (tail) for (const each of waiting) tail.push(each);
      else this.tails.set(owner, waiting);
      waiting = [];
    }
    const lead: TriviaLine[] = [];
    for (let line = lastOfTail + 1; line < next; line++) lead.push({ text: this.comments.get(line) ?? "", line });
    this.leads.set(next, lead);
  }

  /** The deepest that does not start right of a comment; of those in one column the outermost; never deeper than before. */
  ownerDepth(endings: readonly Ending[], from: number, column: number): number {
    let depth = from;
    while (depth > 0 && (endings[depth]?.column ?? 0) > column) depth--;
    while (depth > 0 && endings[depth - 1]?.column === endings[depth]?.column) depth--;
    return depth;
  }

  commentColumn(line: number): number {
    return (this.lines[line] ?? "").indexOf("#");
  }
}
