import {
  createConnection,
  DidChangeConfigurationNotification,
  type Connection,
  type InitializeParams,
} from "vscode-languageserver";
import { createDiagnosticsReport, type DiagnosticsReport } from "./diagnostics-report.ts";
import { createFileWatching, type FileWatching } from "./file-watching.ts";
import { answerLanguageRequests } from "./language-features.ts";
import { clientFeaturesOf, type ClientFeatures } from "./protocol/client-features.ts";
import { createMessageQueue, type Wire } from "./protocol/message-queue.ts";
import { createOpenDocuments } from "./protocol/open-documents.ts";
import { serverCapabilities } from "./protocol/server-capabilities.ts";
import { TRUST_NOTIFICATION } from "./service/commands.ts";
import { defaultSettings, settingsOf, type Settings } from "./protocol/settings.ts";
import { createSurroundingsReader } from "./read-surroundings.ts";
import type { Session } from "./session.ts";

/** What a language server is given: the wire to the editor, and what it may know of the machine. */
export interface LanguageServerOptions extends Wire {
  readonly clock: () => Date;
  /** Shown in the editor's log. */
  readonly version: string;
  /** Whether a process with this id still runs: a server ends with its editor. */
  readonly isAlive: (pid: number) => boolean;
  /** Tells of failures that nothing caught. One of ours must not end what somebody works with. */
  readonly onUncaught?: (listener: (error: unknown) => void) => void;
}

/** How often is looked whether the editor still runs, in milliseconds. */
const WATCH_EDITOR = 3_000;

/**
 * Serves one editor over a wire until it says `exit`, closes the wire, or ends. Gives the exit code: 0 when the editor
 * took its leave, else 1. It opens no connection, and reads no file but those that the open signing files name.
 */
export function startLanguageServer(options: LanguageServerOptions): Promise<number> {
  return new Promise((resolve) => {
    const queue = createMessageQueue(options);
    let timer: NodeJS.Timeout | undefined;
    const end = (code: number): void => {
      clearInterval(timer);
      resolve(code);
    };
    const watchDog = {
      shutdownReceived: false,
      initialize({ processId }: InitializeParams): void {
        if (processId === null) return;
        timer ??= setInterval(() => {
          if (!options.isAlive(processId)) end(1);
        }, WATCH_EDITOR);
        timer.unref();
      },
      exit: end,
    };
    queue.onClose(() => {
      end(watchDog.shutdownReceived ? 0 : 1);
    });
    const connection: Connection = createConnection(queue.connect, watchDog);
    serve(connection, { ...options, queue });
    connection.listen();
  });
}

function serve(connection: Connection, options: LanguageServerOptions & { readonly queue: Session["queue"] }): void {
  let client: ClientFeatures = clientFeaturesOf({ processId: null, rootUri: null, capabilities: {} });
  let trusted = false;
  const settings = new Map<string, Settings>();
  const settingsFor = (uri: string): Settings => settings.get(uri) ?? settings.get("") ?? defaultSettings;
  // An editor that has settings is asked for them before a file is read.
  const areSettingsKnown = (uri: string): boolean => !client.configuration || settings.has(uri);
  const mayRead = (uri: string): boolean => trusted && areSettingsKnown(uri) && settingsFor(uri).readFiles;
  const session: Session = {
    connection,
    queue: options.queue,
    client: () => client,
    documents: createOpenDocuments(() => client.encoding),
    surroundings: createSurroundingsReader({ clock: options.clock, mayRead }),
    settingsFor,
    mayRead,
    logFailure(what, error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : "unknown failure";
      connection.console.error(`${what} failed: ${text}`);
    },
  };
  options.onUncaught?.((error) => {
    session.logFailure("the server", error);
  });
  const watching = createFileWatching(session);
  const report = createDiagnosticsReport(session, watching);
  const updateAll = (): void => {
    session.surroundings.reset();
    report.updateAll(session.documents.all().map(({ uri }) => uri));
  };

  connection.onInitialize((params) => {
    client = clientFeaturesOf(params);
    trusted = client.trusted;
    return {
      capabilities: serverCapabilities(client),
      serverInfo: { name: "signwright", version: options.version },
    };
  });
  connection.onNotification(TRUST_NOTIFICATION, (params: unknown) => {
    trusted = typeof params === "object" && params !== null && "trusted" in params && params.trusted === true;
    updateAll();
  });
  connection.onShutdown(() => undefined);
  followDocuments(session, { report, settings, watching });
  followSettings(session, { settings, updateAll });
  answerLanguageRequests(session, report);
}

/** Opening, changing and closing documents, and the files around them. */
function followDocuments(
  session: Session,
  options: {
    readonly report: DiagnosticsReport;
    readonly settings: Map<string, Settings>;
    readonly watching: FileWatching;
  },
): void {
  const { connection, documents, surroundings } = session;
  const { report, settings, watching } = options;
  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { uri } = documents.open(textDocument);
    report.update(uri);
    if (!session.client().configuration) return;
    void fetchSettings(session, settings, uri).finally(() => {
      report.updateAll([uri]);
    });
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    if (documents.change(uri, version, contentChanges)) report.update(uri);
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    // An editor that watches no files at least says when it wrote one.
    if (session.client().watchesFiles) return;
    surroundings.reset();
    report.updateAll([uri]);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    surroundings.forget(uri);
    watching.close(uri);
    settings.delete(uri);
    report.close(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    report.updateAll(surroundings.filesChanged(changes.map((change) => change.uri)));
  });
}

function followSettings(
  session: Session,
  options: { readonly settings: Map<string, Settings>; readonly updateAll: () => void },
): void {
  const { connection, documents, client } = session;
  const { settings, updateAll } = options;
  connection.onInitialized(() => {
    if (client().registersConfiguration)
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: "signwright" })
        .catch((error: unknown) => {
          session.logFailure("client/registerCapability", error);
        });
  });
  connection.onDidChangeConfiguration(({ settings: sent }: { readonly settings: unknown }) => {
    if (!client().configuration && typeof sent === "object" && sent !== null && "signwright" in sent)
      settings.set("", settingsOf(sent.signwright));
    void Promise.all(documents.all().map(({ uri }) => fetchSettings(session, settings, uri))).finally(updateAll);
  });
}

/** Asks the editor for the settings of a document's folder. What cannot be asked for is as nothing was set. */
async function fetchSettings(session: Session, settings: Map<string, Settings>, uri: string): Promise<void> {
  if (!session.client().configuration) return;
  try {
    const given: unknown = await session.connection.workspace.getConfiguration({
      scopeUri: uri,
      section: "signwright",
    });
    if (session.documents.get(uri)) settings.set(uri, settingsOf(given));
  } catch (error) {
    session.logFailure("workspace/configuration", error);
  }
}
