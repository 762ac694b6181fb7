import {
  CodeActionKind,
  InsertTextMode,
  MarkupKind,
  type ClientCapabilities,
  type InitializeParams,
} from "vscode-languageserver";
import type { CompletionClient } from "../service/completion.ts";
import type { PositionEncoding } from "../service/editor-document.ts";

/** What the editor at the other end can do, as far as the server acts on it. */
export interface ClientFeatures {
  /** How characters are counted within a line. */
  readonly encoding: PositionEncoding;
  /** Whether the editor asks for diagnostics; else they are sent to it. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
  /** Whether diagnostics may name other places. */
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  readonly diagnosticTags: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly codeActionLiterals: boolean;
  readonly preparesRename: boolean;
  readonly completion: CompletionClient;
  readonly watchesFiles: boolean;
  readonly watchesRelativePatterns: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  /** Names of commands that the editor carries out by itself, for code lenses: `signwright.runPlan`. */
  readonly commands: ReadonlySet<string>;
  /** Whether the files that a signing file names may be read. */
  readonly trusted: boolean;
}

/** Reads what the editor says of itself. Whatever is missing or not of the right form counts as not there. */
export function clientFeaturesOf({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { textDocument, workspace } = capabilities;
  const diagnostics = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const own: InitializationOptions = isRecord(initializationOptions) ? initializationOptions : {};
  return {
    encoding: encodingOf(capabilities),
    pullsDiagnostics: pulled !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    relatedInformation: (pulled?.relatedInformation ?? diagnostics?.relatedInformation) === true,
    codeDescription: (pulled?.codeDescriptionSupport ?? diagnostics?.codeDescriptionSupport) === true,
    diagnosticData: (pulled?.dataSupport ?? diagnostics?.dataSupport) === true,
    diagnosticTags: (pulled?.tagSupport ?? diagnostics?.tagSupport) !== undefined,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    completion: completionClientOf(textDocument?.completion?.completionItem),
    preparesRename: textDocument?.rename?.prepareSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesRelativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    commands: new Set(Array.isArray(own.commands) ? own.commands.filter((name) => typeof name === "string") : []),
    trusted: own.trusted !== false,
  };
}

/** The kinds of code actions that the server offers. */
export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] as const;

/** What Signwright's own clients say beside the protocol. */
interface InitializationOptions {
  readonly trusted?: unknown;
  readonly commands?: unknown;
}

function completionClientOf(item: CompletionItemCapabilities | undefined): CompletionClient {
  return {
    snippets: item?.snippetSupport === true,
    insertReplace: item?.insertReplaceSupport === true,
    markdown: item?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    keepsIndentation: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
  };
}

type CompletionItemCapabilities = NonNullable<
  NonNullable<NonNullable<ClientCapabilities["textDocument"]>["completion"]>["completionItem"]
>;

/** UTF-16 is what every editor speaks and what we count in; UTF-8 is for those that offer only that. */
function encodingOf({ general }: ClientCapabilities): PositionEncoding {
  const offered = general?.positionEncodings ?? ["utf-16"];
  return !offered.includes("utf-16") && offered.includes("utf-8") ? "utf-8" : "utf-16";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
