import type { DocumentHighlight, DocumentHighlightKind, Position } from "vscode-languageserver";
import type { EditorDocument } from "./editor-document.ts";
import { nameAt, occurrencesOf, type NameOccurrence } from "./names.ts";

const KINDS: Readonly<Record<NameOccurrence["role"], DocumentHighlightKind>> = { reference: 2, definition: 3 };

/** Every place of the name at a position: a definition counts as written, a reference as read. */
export function findHighlights(document: EditorDocument, position: Position): readonly DocumentHighlight[] {
  const name = nameAt(document, document.offsetAt(position));
  if (!name) return [];
  return occurrencesOf(document, name).map(({ range, role }) => ({
    range: document.rangeOf(range),
    kind: KINDS[role],
  }));
}
