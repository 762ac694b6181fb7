import type { Fix } from "../../diagnostics/diagnostic.ts";
import { lineText, type SourceRange } from "../../diagnostics/source-range.ts";
import type { DocumentPath, SigningDocument } from "../document.ts";
import { lineOf, lineStartOf } from "../line-of.ts";

/** A key that a map lacks, and the map as it stands in the file. */
export interface MissingKey {
  /** The map's place. */
  readonly path: DocumentPath;
  readonly key: string;
  /** The value to insert: one line of YAML. */
  readonly placeholder: string;
  /** The keys that the map has, in any order. */
  readonly present: readonly string[];
  /** The keys that every such map has: the new key goes after those. */
  readonly required: readonly string[];
}

/** The fix that inserts a missing key with a placeholder; `undefined` where the map stands elsewhere (an alias) or has no text. */
export function missingKeyFix(document: SigningDocument, missing: MissingKey): Fix | undefined {
  const insertion = insertionOf(document, missing);
  return insertion && { title: `add \`${missing.key}\``, applicability: "has-placeholders", edits: [insertion] };
}

function insertionOf(
  document: SigningDocument,
  { path, key, placeholder, present, required }: MissingKey,
): Fix["edits"][number] | undefined {
  const { file } = document;
  if (path.length > 0 && document.definitionOf(path, "value")) return undefined;
  const entry = `${key}: ${placeholder}`;
  const map = document.rangeOf(path, "value");
  if (file.text.charAt(map.start) === "{") {
    const isEmpty = present.length === 0;
    return {
      range: { file, start: map.start + 1, end: map.start + 1 },
      newText: isEmpty ? ` ${entry} ` : ` ${entry},`,
    };
  }
  const own = present.filter((name) => !document.definitionOf([...path, name], "key"));
  const keys = own
    .map((name) => ({ name, range: document.rangeOf([...path, name], "key") }))
    .sort((a, b) => a.range.start - b.range.start);
  const first = keys[0];
  if (!first) return undefined;
  const lineStart = lineStartOf(file, first.range.start);
  const indentation = file.text.slice(lineStart, first.range.start).replace("\ufeff", "").replace(/\S/g, " ");
  const lineEnd = file.text.includes("\r\n") ? "\r\n" : "\n";
  const after = keys.filter(({ name }) => required.includes(name) && isOnOneLine(document, path, name)).at(-1);
  if (!after)
    return {
      range: { file, start: first.range.start, end: first.range.start },
      newText: `${entry}${lineEnd}${indentation}`,
    };
  const end = endOfLine(after.range);
  return { range: { file, start: end, end }, newText: `${lineEnd}${indentation}${entry}` };
}

function isOnOneLine(document: SigningDocument, path: DocumentPath, name: string): boolean {
  const key = document.rangeOf([...path, name], "key");
  const value = document.rangeOf([...path, name], "value");
  return lineOf(key.file, key.start) === lineOf(key.file, value.end);
}

function endOfLine({ file, start }: SourceRange): number {
  return lineStartOf(file, start) + lineText(file, lineOf(file, start)).length;
}
