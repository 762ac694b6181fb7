import type { DocumentPath, SigningDocument } from "./document.ts";
import { lineOf } from "./line-of.ts";

type IsBroken = (first: number, last: number) => boolean;

const known = new WeakMap<SigningDocument, IsBroken>();

/** Tells whether any of the lines from one to another is not YAML. There may be as many broken ranges as findings. */
export function brokenLinesOf(document: SigningDocument): IsBroken {
  const isBroken = known.get(document) ?? makeBrokenLines(document);
  known.set(document, isBroken);
  return isBroken;
}

/** Whether some of what stands at a path is not YAML: what is missing there may be in those lines. */
export function isPartlyBroken(document: SigningDocument, path: DocumentPath): boolean {
  if (document.brokenRanges.length === 0) return false;
  const key = document.rangeOf(path, "key");
  const value = document.rangeOf(path, "value");
  return brokenLinesOf(document)(lineOf(key.file, key.start), lineOf(value.file, value.end));
}

function makeBrokenLines({ brokenRanges }: SigningDocument): (first: number, last: number) => boolean {
  const ranges = brokenRanges
    .map(({ file, start, end }) => ({ first: lineOf(file, start), last: lineOf(file, end) }))
    .sort((a, b) => a.first - b.first);
  // The furthest line that any of the ranges up to each one reaches.
  let reach = -1;
  const furthest = ranges.map(({ last }) => (reach = Math.max(reach, last)));
  return (first, last) => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.first ?? 0) <= last) low = middle + 1;
      else high = middle;
    }
    return (furthest[low - 1] ?? -1) >= first;
  };
}
