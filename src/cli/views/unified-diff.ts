import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Paint } from "../../diagnostics/render-text.ts";
import { lineStarts, type SourceFile } from "../../diagnostics/source-range.ts";
import { lineOf } from "../../compiler/line-of.ts";

/** Lines around a change that show where it is. */
const CONTEXT = 3;

/** Whole lines, from one 0-based line up to another, and the lines that replace them. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * Edits of a file (in the order of the text, without overlaps) as a unified diff, which `git apply` and `patch -p1` take; empty for none.
 * On a terminal control characters of the file are shown as `?`, so that it cannot steer the terminal.
 */
export function unifiedDiff(
  file: SourceFile,
  edits: readonly TextEdit[],
  { paint, isTTY }: { readonly paint: Paint; readonly isTTY: boolean },
): string {
  if (edits.length === 0) return "";
  const old = linesOf(file.text);
  const show = (sign: string, line: string): string => {
    const text = line.endsWith("\n") ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`;
    return sign + (isTTY ? text.replace(/(?![\t\n])\p{Cc}/gu, (c) => (c === "\r" ? "" : "?")) : text);
  };
  const output = [paint("bold", `--- a/${file.name}`), paint("bold", `+++ b/${file.name}`)];
  let shift = 0;
  for (const hunk of hunksOf(changesOf(file, edits))) {
    const first = Math.max(0, (hunk[0]?.from ?? 0) - CONTEXT);
    const last = Math.min(old.length, (hunk.at(-1)?.to ?? 0) + CONTEXT);
    const body: string[] = [];
    let at = first;
    let added = 0;
    for (const { from, to, lines } of hunk) {
      for (; at < from; at++) body.push(show(" ", old[at] ?? ""));
      for (; at < to; at++) body.push(paint("red", show("-", old[at] ?? "")));
      for (const line of lines) body.push(paint("green", show("+", line)));
      added += lines.length - (to - from);
    }
    for (; at < last; at++) body.push(show(" ", old[at] ?? ""));
    const length = last - first;
    output.push(paint("cyan", `@@ -${range(first, length)} +${range(first + shift, length + added)} @@`), ...body);
    shift += added;
  }
  return `${output.join("\n")}\n`;
}

/** Start (1-based, or the line before an empty range) and length of a range of lines, as hunk headers have them. */
function range(first: number, length: number): string {
  return `${length === 0 ? first : first + 1},${length}`;
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Edits as changes of whole lines; several edits of a line are one change. */
function changesOf(file: SourceFile, edits: readonly TextEdit[]): readonly Change[] {
  const starts = lineStarts(file);
  const offsetOf = (line: number): number => starts[line] ?? file.text.length;
  const groups: { from: number; to: number; edits: TextEdit[] }[] = [];
  for (const edit of edits) {
    const from = lineOf(file, edit.range.start) - 1;
    const last = lineOf(file, edit.range.end) - 1;
    const endsBetweenLines = offsetOf(last) === edit.range.end && (edit.newText === "" || edit.newText.endsWith("\n"));
    const to = endsBetweenLines && edit.range.start === offsetOf(from) ? last : last + 1;
    const group = groups.at(-1);
    if (group && from < group.to) {
      group.to = Math.max(group.to, to);
      group.edits.push(edit);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.map((group) => {
    let text = "";
    let at = offsetOf(group.from);
    for (const { range: place, newText } of group.edits) {
      text += file.text.slice(at, place.start) + newText;
      at = place.end;
    }
    text += file.text.slice(at, Math.max(at, offsetOf(group.to)));
    return { from: group.from, to: group.to, lines: linesOf(text) };
  });
}

/** Changes that share lines of context belong together. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    if (hunk && change.from - (hunk.at(-1)?.to ?? 0) <= 2 * CONTEXT) hunk.push(change);
    else hunks.push([change]);
  }
  return hunks;
}
