import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";

/** A place in a document's value: keys of maps and indices of lists, from the root down. */
export type DocumentPath = readonly (string | number)[];

/** Which half of a `key: value` pair is meant. A list item has no key: its first key stands for it, or else the item itself. */
export type PairPart = "key" | "value";

/**
 * A parsed `signing.yaml`: its value, and the way back from each part of the value to the text.
 * It exists for any text; the worse the text, the less its value says.
 */
export interface SigningDocument {
  readonly file: SourceFile;
  /**
   * The plain value, with aliases and merge keys resolved; maps are objects with string keys, and the last of equal keys wins.
   * `undefined` when the text was refused as a whole (size, nesting, alias expansion). Parts that aliases share are shared here: never change it.
   */
  readonly value: unknown;
  /** Where the text is not YAML: what is read from those lines, or missed because of them, says little. */
  readonly brokenRanges: readonly SourceRange[];
  /**
   * Where a path is written. What comes through an alias or a merge key is where it is *used*: the alias.
   * A path that is not in the document gives the key of the nearest ancestor that is; an empty value gives its key.
   */
  rangeOf(path: DocumentPath, part: PairPart): SourceRange;
  /** Where the text behind an alias or merge key stands; `undefined` when the path is written at its own place. */
  definitionOf(path: DocumentPath, part: PairPart): SourceRange | undefined;
  /** The innermost pair or item around a UTF-16 offset; `undefined` outside of the root collection. */
  pathAt(offset: number): { readonly path: DocumentPath; readonly part: PairPart } | undefined;
}
