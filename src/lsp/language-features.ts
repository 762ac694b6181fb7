import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  ErrorCodes,
  type CancellationToken,
  type DocumentDiagnosticReport,
  type DocumentSymbol,
  type SymbolInformation,
} from "vscode-languageserver";
import type { DiagnosticsReport } from "./diagnostics-report.ts";
import { codeActions } from "./service/code-actions.ts";
import { codeLenses } from "./service/code-lens.ts";
import { commandNames } from "./service/commands.ts";
import { complete, completionFolder } from "./service/completion.ts";
import { findDefinition } from "./service/definition.ts";
import { documentLinks } from "./service/document-links.ts";
import type { EditorDocument } from "./service/editor-document.ts";
import { foldingRanges } from "./service/folding.ts";
import { formattingEdits } from "./service/formatting.ts";
import { findHighlights } from "./service/highlight.ts";
import { hover } from "./service/hover.ts";
import { inlayHints } from "./service/inlay-hints.ts";
import { findReferences } from "./service/references.ts";
import { prepareRename, rename } from "./service/rename.ts";
import { selectionRanges } from "./service/selection-range.ts";
import { semanticTokens } from "./service/semantic-tokens.ts";
import { documentSymbols, workspaceSymbols } from "./service/symbols.ts";
import type { Session } from "./session.ts";

/** A request about one document. */
interface DocumentRequest {
  readonly textDocument: { readonly uri: string };
}

/** Answers the editor's requests about documents. */
export function answerLanguageRequests(session: Session, report: DiagnosticsReport): void {
  const { connection, documents, surroundings, client, settingsFor } = session;

  /**
   * A handler that looks at the document as it was when the request came, answers nothing for one that is not open, and nothing
   * but a log line when we fail: an editor shows errors of what it asks by itself as often as it asks.
   */
  const about =
    <P extends DocumentRequest, R>(method: string, answer: (document: EditorDocument, params: P) => R | Promise<R>) =>
    async (params: P, token: CancellationToken): Promise<R | null | ResponseError> => {
      const document = documents.get(params.textDocument.uri);
      await session.queue.drained();
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      if (!document) return null;
      try {
        return await answer(document, params);
      } catch (error) {
        session.logFailure(method, error);
        return null;
      }
    };
  const known = surroundings.known;

  connection.onCompletion(
    about("completion", async (d, { position }) => {
      const offset = d.offsetAt(position);
      const path = completionFolder(d, offset);
      const folder = path === undefined ? undefined : await surroundings.entriesOf(d.uri, path);
      const { world, keystores } = known(d);
      return complete(d, offset, { client: client().completion, world, keystores, folder });
    }),
  );
  connection.onDocumentFormatting(about("formatting", (d) => [...formattingEdits(d)]));
  connection.onHover(about("hover", (d, { position }) => hover(d, position, known(d)) ?? null));
  connection.onDefinition(about("definition", (d, { position }) => findDefinition(d, position) ?? null));
  connection.onReferences(about("references", (d, { position, context }) => [...findReferences(d, position, context)]));
  connection.onDocumentHighlight(about("documentHighlight", (d, { position }) => [...findHighlights(d, position)]));
  connection.onDocumentSymbol(
    about("documentSymbol", (d) => (client().hierarchicalSymbols ? [...documentSymbols(d)] : flatSymbols(d))),
  );
  connection.onDocumentLinks(about("documentLink", (d) => [...documentLinks(d, known(d))]));
  connection.onCodeAction(
    about("codeAction", (d, { range, context }) => [
      ...codeActions(d, { range, only: context.only, detail: client() }, known(d)),
    ]),
  );
  connection.onCodeLens(
    about("codeLens", (d) => (settingsFor(d.uri).codeLens ? [...codeLenses(d, known(d), client().commands)] : [])),
  );
  connection.onFoldingRanges(about("foldingRange", (d) => [...foldingRanges(d)]));
  connection.onSelectionRanges(about("selectionRange", (d, { positions }) => [...selectionRanges(d, positions)]));
  connection.languages.inlayHint.on(
    about("inlayHint", (d, { range }) => (settingsFor(d.uri).inlayHints ? [...inlayHints(d, range, known(d))] : [])),
  );
  const noTokens = { data: [] };
  const tokens = about("semanticTokens", (d: EditorDocument) => semanticTokens(d));
  connection.languages.semanticTokens.on(async (params, token) => (await tokens(params, token)) ?? noTokens);
  const tokensInRange = about(
    "semanticTokens/range",
    (d: EditorDocument, { range }: DocumentRequest & { range: Parameters<typeof semanticTokens>[1] }) =>
      semanticTokens(d, range),
  );
  connection.languages.semanticTokens.onRange(
    async (params, token) => (await tokensInRange(params, token)) ?? noTokens,
  );
  answerDiagnostics(session, report);
  answerRename(session);
  answerWorkspaceRequests(session, report);
}

/** Pull diagnostics; an editor that pulls is never answered with nothing, as it would keep what it has. */
function answerDiagnostics({ connection, documents, queue, logFailure }: Session, report: DiagnosticsReport): void {
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    const document = documents.get(textDocument.uri);
    await queue.drained();
    if (token.isCancellationRequested)
      return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled", { retriggerRequest: false });
    const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    if (!document) return nothing;
    try {
      const { resultId, items } = await report.pull(document);
      return resultId === previousResultId
        ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
        : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    } catch (error) {
      logFailure("diagnostic", error);
      return nothing;
    }
  });
}

/** A rename is asked for by a person: why it cannot be is said to them. */
function answerRename({ connection, documents, logFailure }: Session): void {
  connection.onPrepareRename(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    try {
      return (document && prepareRename(document, position)) ?? null;
    } catch (error) {
      logFailure("prepareRename", error);
      return null;
    }
  });
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const document = documents.get(textDocument.uri);
    try {
      const result = document && rename(document, position, newName);
      if (result && "refusal" in result) return new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
      return result ?? null;
    } catch (error) {
      logFailure("rename", error);
      return new ResponseError(ErrorCodes.InternalError, "the rename failed");
    }
  });
}

function answerWorkspaceRequests(
  { connection, documents, surroundings, logFailure }: Session,
  report: DiagnosticsReport,
): void {
  connection.onWorkspaceSymbol(({ query }) => {
    try {
      return [...workspaceSymbols(documents.all(), query)];
    } catch (error) {
      logFailure("workspace/symbol", error);
      return [];
    }
  });
  connection.onExecuteCommand(({ command }) => {
    if (!(commandNames as readonly string[]).includes(command))
      return new ResponseError(ErrorCodes.InvalidParams, "there is no such command");
    surroundings.reset();
    report.updateAll(documents.all().map(({ uri }) => uri));
    return null;
  });
}

/** For editors without a tree: the same symbols as one list. */
function flatSymbols(document: EditorDocument): SymbolInformation[] {
  const flat = (symbols: readonly DocumentSymbol[], containerName?: string): SymbolInformation[] =>
    symbols.flatMap(({ name, kind, range, children }) => [
      { name, kind, location: { uri: document.uri, range }, ...(containerName === undefined ? {} : { containerName }) },
      ...flat(children ?? [], name),
    ]);
  return flat(documentSymbols(document));
}
