import { lineStarts, type SourceFile } from "../diagnostics/source-range.ts";

/**
 * The 1-based line of a UTF-16 offset; the last line for offsets beyond the text.
 * `positionAt` says more, and reads the text before the offset for it: too much for every diagnostic of a large file.
 */
export function lineOf(file: SourceFile, offset: number): number {
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The offset at which the line of an offset starts. */
export function lineStartOf(file: SourceFile, offset: number): number {
  return lineStarts(file)[lineOf(file, offset) - 1] ?? 0;
}
