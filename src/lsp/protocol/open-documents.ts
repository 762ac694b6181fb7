import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver";
import { openEditorDocument, type EditorDocument, type PositionEncoding } from "../service/editor-document.ts";

/** The documents that the editor has open, each in its newest version. */
export interface OpenDocuments {
  readonly get: (uri: string) => EditorDocument | undefined;
  readonly all: () => readonly EditorDocument[];
  readonly open: (item: TextDocumentItem) => EditorDocument;
  /** The next version; `undefined` for a document that is not open. */
  readonly change: (
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ) => EditorDocument | undefined;
  readonly close: (uri: string) => void;
}

/** Keeps the open documents of a session. A change makes a new document; one that a request still works on stays as it is. */
export function createOpenDocuments(encoding: () => PositionEncoding): OpenDocuments {
  const documents = new Map<string, EditorDocument>();
  const put = (uri: string, version: number, text: string): EditorDocument => {
    const document = openEditorDocument({ uri, version, text, encoding: encoding() });
    documents.set(uri, document);
    return document;
  };
  return {
    get: (uri) => documents.get(uri),
    all: () => [...documents.values()],
    open: ({ uri, version, text }) => put(uri, version, text),
    change(uri, version, changes) {
      const before = documents.get(uri);
      return (
        before &&
        put(
          uri,
          version,
          changes.reduce((text, change) => applied(before, text, change), before.text),
        )
      );
    },
    close: (uri) => {
      documents.delete(uri);
    },
  };
}

function applied(before: EditorDocument, text: string, change: TextDocumentContentChangeEvent): string {
  if (!("range" in change)) return change.text;
  // Each change counts from what the one before it left.
  const { uri, version, encoding } = before;
  const current = text === before.text ? before : openEditorDocument({ uri, version, text, encoding });
  const start = current.offsetAt(change.range.start);
  const end = current.offsetAt(change.range.end);
  return text.slice(0, Math.min(start, end)) + change.text + text.slice(Math.max(start, end));
}
