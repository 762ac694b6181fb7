import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { SourceFile } from "../../diagnostics/source-range.ts";

/** A line of a new text, with its line end, and the line of the old text that it was made from (0-based; negative for none). */
export interface NewLine {
  readonly text: string;
  readonly from: number;
}

/**
 * The edits that turn a file's text into new lines, in the order of the text and without overlaps. As many lines as possible stay
 * where they are, and of those only what differs is replaced: cursors and marks of an editor keep their places.
 */
export function lineEdits(file: SourceFile, lines: readonly NewLine[]): readonly TextEdit[] {
  const old = file.text.split(/(?<=\n)/);
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, newText: string): void => {
    if (start < end || newText !== "") edits.push({ range: { file, start, end }, newText });
  };
  let offset = 0;
  let oldAt = 0;
  let newAt = 0;
  /** Replaces what stands between two lines that stay. */
  const catchUp = (oldEnd: number, newEnd: number): void => {
    const start = offset;
    for (; oldAt < oldEnd; oldAt++) offset += old[oldAt]?.length ?? 0;
    const newText = lines.slice(newAt, newEnd).map(({ text }) => text);
    newAt = newEnd;
    replace(start, offset, newText.join(""));
  };
  for (const index of stayingLines(lines, old.length)) {
    const line = lines[index];
    if (!line) continue;
    catchUp(line.from, index);
    const before = old[line.from] ?? "";
    const [start, end, text] = changedPart(before, line.text);
    replace(offset + start, offset + end, text);
    offset += before.length;
    oldAt++;
    newAt++;
  }
  catchUp(old.length, lines.length);
  return edits;
}

/** Indices of the new lines that keep their order: a longest increasing subsequence of where they come from. */
function stayingLines(lines: readonly NewLine[], oldCount: number): readonly number[] {
  // `ends[n]` is the index that ends the best sequence of n + 1 lines so far; `previous` leads back through it.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, { from }] of lines.entries()) {
    if (from < 0 || from >= oldCount) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[ends[middle] ?? 0]?.from ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = index;
  }
  const staying: number[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) staying.push(index);
  return staying.toReversed();
}

/** The part of `before` that differs, and what it becomes. Never cuts a surrogate pair or a `\r\n` in two. */
function changedPart(before: string, after: string): readonly [start: number, end: number, text: string] {
  if (before === after) return [0, 0, ""];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (isInside(before, start) || isInside(after, start)) start--;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (isInside(before, before.length - tail) || isInside(after, after.length - tail)) tail--;
  return [start, before.length - tail, after.slice(start, after.length - tail)];
}

/** Whether an offset lies between two units that belong together. */
function isInside(text: string, offset: number): boolean {
  const pair = text.slice(Math.max(0, offset - 1), offset + 1);
  return offset > 0 && (pair === "\r\n" || /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair));
}
