import { spawn, type ChildProcess } from "node:child_process";
import { PassThrough } from "node:stream";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver/node";
import { startLanguageServer } from "../../../src/lsp/server.ts";

/** A small editor: it speaks to a server over pipes and remembers what the server says. */
export interface LspClient {
  readonly connection: MessageConnection;
  readonly initializeResult: InitializeResult;
  readonly process: ChildProcess | undefined;
  /** Every `publishDiagnostics`, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  readonly registrations: readonly RegistrationParams[];
  readonly unregistered: readonly string[];
  /** Messages to the editor's log. */
  readonly log: readonly string[];
  /** Requests of the server that it sent to have the editor ask again. */
  readonly refreshes: readonly string[];
  readonly open: (uri: string, text: string) => void;
  readonly change: (uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]) => void;
  readonly close: (uri: string) => void;
  readonly request: <R>(method: string, params: object) => Promise<R>;
  /** The diagnostics of a document once `fits` is true of them; those that come first when it is left out. */
  readonly diagnostics: (
    uri: string,
    fits?: (published: PublishDiagnosticsParams) => boolean,
  ) => Promise<readonly Diagnostic[]>;
  /** Says goodbye; gives the exit code of the server. */
  readonly stop: () => Promise<number | null>;
}

/** What a client says of itself, where a test wants another than everything. */
export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** What the editor answers when it is asked for settings. */
  readonly settings?: () => unknown;
  readonly processId?: number | null;
  /** Time of the server, where it is in this process. */
  readonly clock?: () => Date;
}

/** The capabilities of an editor that takes what is sent to it. */
export const pushingClient: ClientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
      versionSupport: true,
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
      isPreferredSupport: true,
    },
    rename: { prepareSupport: true },
  },
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
};

/** The capabilities of an editor that asks for diagnostics. */
export const pullingClient: ClientCapabilities = {
  ...pushingClient,
  textDocument: { ...pushingClient.textDocument, diagnostic: { relatedDocumentSupport: false } },
  workspace: {
    ...pushingClient.workspace,
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
};

/** A server in this process, and a client that is initialized with it. */
export async function startInProcess(options: ClientOptions = {}): Promise<LspClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const ended = startLanguageServer({
    input: toServer,
    output: toClient,
    clock: options.clock ?? (() => new Date("2026-06-15T12:00:00Z")),
    version: "0.0.0-test",
    isAlive: () => true,
  });
  return initialized({ input: toClient, output: toServer, options, process: undefined, ended });
}

/** The real server as a process of its own, and a client that is initialized with it. */
export async function startProcess(
  command: readonly string[],
  options: ClientOptions & { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<LspClient> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "inherit"],
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });
  return initialized({ input: child.stdout, output: child.stdin, options, process: child, ended });
}

async function initialized(wire: {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly options: ClientOptions;
  readonly process: ChildProcess | undefined;
  readonly ended: Promise<number | null>;
}): Promise<LspClient> {
  const { options, ended } = wire;
  const connection = createMessageConnection(new StreamMessageReader(wire.input), new StreamMessageWriter(wire.output));
  const published: PublishDiagnosticsParams[] = [];
  const registrations: RegistrationParams[] = [];
  const unregistered: string[] = [];
  const log: string[] = [];
  const refreshes: string[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const look of waiting) look();
  });
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
    log.push(message);
  });
  connection.onRequest("client/registerCapability", (params: RegistrationParams) => {
    registrations.push(params);
    return null;
  });
  connection.onRequest("client/unregisterCapability", (params: { unregisterations: { id: string }[] }) => {
    unregistered.push(...params.unregisterations.map(({ id }) => id));
    return null;
  });
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
    items.map(() => options.settings?.() ?? null),
  );
  for (const method of ["diagnostic", "inlayHint", "codeLens", "semanticTokens"])
    connection.onRequest(`workspace/${method}/refresh`, () => {
      refreshes.push(method);
      return null;
    });
  connection.listen();
  const params: InitializeParams = {
    processId: options.processId === undefined ? process.pid : options.processId,
    rootUri: null,
    capabilities: options.capabilities ?? pushingClient,
    workspaceFolders: null,
    ...(options.initializationOptions ? { initializationOptions: options.initializationOptions } : {}),
  };
  const initializeResult = await Promise.race([
    connection.sendRequest<InitializeResult>("initialize", params),
    ended.then((code) => {
      throw new Error(`the server ended with ${String(code)} before it was initialized`);
    }),
  ]);
  await connection.sendNotification("initialized", {});
  const tell = (method: string, content: object): void => {
    void connection.sendNotification(`textDocument/${method}`, content);
  };
  return {
    connection,
    initializeResult,
    process: wire.process,
    published,
    registrations,
    unregistered,
    log,
    refreshes,
    open: (uri, text) => {
      tell("didOpen", { textDocument: { uri, languageId: "signing", version: 1, text } });
    },
    change: (uri, version, contentChanges) => {
      tell("didChange", { textDocument: { uri, version }, contentChanges });
    },
    close: (uri) => {
      tell("didClose", { textDocument: { uri } });
    },
    request: (method, content) => connection.sendRequest(method, content),
    diagnostics: (uri, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = published.findLast((each) => each.uri === uri);
          if (!found || !fits(found)) return;
          waiting.delete(look);
          resolve(found.diagnostics);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const code = await ended;
      connection.dispose();
      return code;
    },
  };
}
