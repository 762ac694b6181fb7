import type { Location, Position } from "vscode-languageserver";
import type { EditorDocument } from "./editor-document.ts";
import { nameAt, occurrencesOf } from "./names.ts";

/** Every use of the name at a position; with its definition when that is asked for. */
export function findReferences(
  document: EditorDocument,
  position: Position,
  options: { readonly includeDeclaration: boolean },
): readonly Location[] {
  const name = nameAt(document, document.offsetAt(position));
  if (!name) return [];
  return occurrencesOf(document, name)
    .filter(({ role }) => role === "reference" || options.includeDeclaration)
    .map(({ range }) => ({ uri: document.uri, range: document.rangeOf(range) }));
}
