import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";

/** A conflict that git left in a file. */
export interface MergeConflict {
  /** The line with `<<<<<<<`. */
  readonly marker: SourceRange;
  /** From there to the end of the last line with `>>>>>>>`. */
  readonly whole: SourceRange;
}

/** The conflicts that git left in a file; `undefined` when there is none. The text between the markers is two texts in one. */
export function findMergeConflict(file: SourceFile): MergeConflict | undefined {
  const { text } = file;
  if (!text.includes("<<<<<<< ")) return undefined;
  const start = /^<{7} .*$/m.exec(text);
  const last = [...text.matchAll(/^>{7}( .*)?$/gm)].at(-1);
  if (!start || !last || last.index < start.index) return undefined;
  const end = (match: RegExpExecArray): number => match.index + match[0].trimEnd().length;
  return {
    marker: { file, start: start.index, end: end(start) },
    whole: { file, start: start.index, end: end(last) },
  };
}
