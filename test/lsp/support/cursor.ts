import type { Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { placeFindings, findingsIn, type Surroundings } from "../../../src/lsp/service/surroundings.ts";
import { openEditorDocument, type EditorDocument } from "../../../src/lsp/service/editor-document.ts";
import type { FileFindings } from "../../../src/compiler/check-file-facts.ts";

/** A document, and the places that are marked in its text: `┆` for a cursor, `⟦…⟧` for ranges. */
export interface MarkedDocument {
  readonly document: EditorDocument;
  readonly position: Position;
  readonly ranges: readonly Range[];
}

/** Opens a text with marks as the document without them. */
export function markedDocument(text: string): MarkedDocument {
  let plain = "";
  let cursor = 0;
  const open: number[] = [];
  const spans: { start: number; end: number }[] = [];
  for (const character of text) {
    if (character === "┆") cursor = plain.length;
    else if (character === "⟦") open.push(plain.length);
    else if (character === "⟧") spans.push({ start: open.pop() ?? 0, end: plain.length });
    else plain += character;
  }
  const document = openEditorDocument({ uri: "file:///project/signing.yaml", version: 1, text: plain });
  const ranges = spans.sort((a, b) => a.start - b.start).map((span) => document.rangeOf(span));
  return { document, position: document.positionAt(cursor), ranges };
}

/** A document whose text has marks around the given ranges: what a test compares with the text that it wants. */
export function withRanges(document: EditorDocument, ranges: readonly Range[]): string {
  const edits = ranges.flatMap(({ start, end }) => [
    { at: document.offsetAt(start), mark: "⟦" },
    { at: document.offsetAt(end), mark: "⟧" },
  ]);
  return edits
    .sort((a, b) => b.at - a.at || (a.mark < b.mark ? 1 : -1))
    .reduce((text, { at, mark }) => text.slice(0, at) + mark + text.slice(at), document.text);
}

/** The text after edits; they must not overlap. */
export function applyEdits(document: EditorDocument, edits: readonly TextEdit[]): string {
  const placed = edits.map(({ range, newText }) => ({
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    newText,
  }));
  return placed
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), document.text);
}

/** The text after an edit of the workspace that is about one document. */
export function applyWorkspaceEdit(document: EditorDocument, edit: WorkspaceEdit): string {
  return applyEdits(document, edit.changes?.[document.uri] ?? []);
}

/** Surroundings in which nothing is known, but what a test says. */
export function surroundings(
  known: Partial<Omit<Surroundings, "files">> & { readonly files?: FileFindings; readonly of?: EditorDocument } = {},
): Surroundings {
  const { files, of: document, ...rest } = known;
  return {
    now: new Date("2026-06-15T12:00:00Z"),
    keystores: files?.facts.keystores,
    plan: undefined,
    planIsCurrent: false,
    world: undefined,
    uriOf: (path) => `file:///project/${path}`,
    ...rest,
    files: files && document ? findingsIn(placeFindings(files, document.compilation), document.compilation) : files,
  };
}
