import { TextDocumentSyncKind, type ServerCapabilities } from "vscode-languageserver";
import { commandNames } from "../service/commands.ts";
import { completionTriggers } from "../service/completion.ts";
import { semanticTokensLegend } from "../service/semantic-tokens.ts";
import { codeActionKinds, type ClientFeatures } from "./client-features.ts";

/** What the server offers to this editor. */
export function serverCapabilities(client: ClientFeatures): ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: false },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: { resolveProvider: false },
    codeActionProvider: client.codeActionLiterals
      ? { codeActionKinds: [...codeActionKinds], resolveProvider: false }
      : false,
    codeLensProvider: { resolveProvider: false },
    inlayHintProvider: { resolveProvider: false },
    documentFormattingProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: { legend: semanticTokensLegend, full: true, range: true },
    executeCommandProvider: { commands: [...commandNames] },
    ...(client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: "signwright", interFileDependencies: false, workspaceDiagnostics: false } }
      : {}),
    // Everything is found from the folder of the signing file itself: which folders are open makes no difference.
    workspace: { workspaceFolders: { supported: true } },
  };
}
