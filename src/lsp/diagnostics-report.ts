import type { Diagnostic } from "vscode-languageserver";
import { findDiagnostics, lspDiagnostic } from "./service/diagnostics.ts";
import type { EditorDocument } from "./service/editor-document.ts";
import type { FileWatching } from "./file-watching.ts";
import type { Session } from "./session.ts";

/** Keeps the editor's diagnostics true: sends them to it, or lets it ask. */
export interface DiagnosticsReport {
  /** A document was opened or changed: says what is wrong with it, once nothing newer waits. */
  readonly update: (uri: string) => void;
  /** Something around documents changed: the same for all of them, or the editor is told to ask again. */
  readonly updateAll: (uris: readonly string[]) => void;
  /** What is wrong with a document now, its files included, and a mark that is the same for the same findings. */
  readonly pull: (document: EditorDocument) => Promise<{ readonly resultId: string; readonly items: Diagnostic[] }>;
  /** A document was closed: nothing is wrong with it any more. */
  readonly close: (uri: string) => void;
}

/** What was last told of a document. */
interface Told {
  readonly text: string;
  readonly resultId: string;
}

/** How far behind a change an editor's requests about it arrive, in milliseconds: much less than anybody sees. */
const BEHIND_A_CHANGE = 8;

/** Makes the report of a session. Whatever it looks at, the files that it names are watched from then on. */
export function createDiagnosticsReport(session: Session, watching: FileWatching): DiagnosticsReport {
  const { connection, documents, surroundings, queue, client } = session;
  const due = new Set<string>();
  const pushed = new Map<string, string>();
  const pulled = new Map<string, Told>();
  let counter = 0;

  const compute = (document: EditorDocument): Diagnostic[] =>
    findDiagnostics(document, surroundings.known(document)).map((each) => lspDiagnostic(document, each, client()));

  const push = async (uri: string): Promise<void> => {
    const document = documents.get(uri);
    if (!document) return;
    const send = async (): Promise<void> => {
      const diagnostics = compute(document);
      const told = JSON.stringify([document.version, diagnostics]);
      if (pushed.get(uri) === told) return;
      pushed.set(uri, told);
      await connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    };
    await send();
    // The text is told of at once; what its files hold follows, if they had to be read.
    if (!(await readAround(document))) return;
    if (documents.get(uri) === document) await send();
    refreshHints();
  };

  const readAround = async (document: EditorDocument): Promise<boolean> => {
    const hasNews = await surroundings.refresh(document);
    if (documents.get(document.uri) === document) watching.update(document);
    return hasNews;
  };

  const refreshHints = (): void => {
    if (client().refreshesInlayHints) void connection.languages.inlayHint.refresh().catch(() => undefined);
    if (client().refreshesCodeLenses) void connection.sendRequest("workspace/codeLens/refresh").catch(() => undefined);
  };

  const update = (uri: string): void => {
    if (client().pullsDiagnostics || due.has(uri)) return;
    due.add(uri);
    void (async () => {
      // Requests about the same text go first: somebody looks at the list that completion opens. They come just behind the change.
      await queue.drained();
      await new Promise((resolve) => setTimeout(resolve, BEHIND_A_CHANGE));
      await queue.drained();
      due.delete(uri);
      await push(uri);
    })().catch((error: unknown) => {
      session.logFailure("diagnostics", error);
    });
  };

  return {
    update,
    updateAll(uris) {
      for (const uri of uris) update(uri);
      if (pulled.size > 0 && client().refreshesDiagnostics)
        connection.languages.diagnostics.refresh().catch(() => undefined);
    },
    async pull(document) {
      const { uri } = document;
      if (await readAround(document)) refreshHints();
      const items = compute(document);
      const text = JSON.stringify(items);
      const before = pulled.get(uri);
      const resultId = before?.text === text ? before.resultId : String(++counter);
      if (documents.get(uri)) pulled.set(uri, { text, resultId });
      return { resultId, items };
    },
    close(uri) {
      pushed.delete(uri);
      pulled.delete(uri);
      // An editor that is gone meanwhile needs no word.
      if (!client().pullsDiagnostics) connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
    },
  };
}
