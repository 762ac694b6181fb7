import {
  commands,
  languages,
  tasks,
  Uri,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type TextDocument,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createLanguageClient, languageId, tellTrust } from "./language-client.ts";
import { lastPlanFiles, readLastPlan } from "./last-plan.ts";
import { explainCode, openPage } from "./pages.ts";
import { createPlanPanel, type PlanPanel } from "./plan-panel.ts";
import { revealTarget } from "./reveal-target.ts";
import { runInTerminal, taskType } from "./run-in-terminal.ts";
import { createStatusItem } from "./status-item.ts";

/** How often ages are told anew, in milliseconds. */
const MINUTE = 60_000;

let client: LanguageClient | undefined;

/** Called by VS Code when the first signing file is opened, or a command is used. */
export async function activate(context: ExtensionContext): Promise<void> {
  const { extensionUri, subscriptions } = context;
  const panel = createPlanPanel(extensionUri);
  const follower = followSigningFiles(panel);
  subscriptions.push(panel, follower, ...registerCommands(context, panel));
  subscriptions.push(
    workspace.onDidGrantWorkspaceTrust(() => {
      if (client) void tellTrust(client);
      void follower.update();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("signwright.path")) void restart(context);
    }),
  );
  await restart(context);
}

/** Called by VS Code before it ends. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}

/** Starts the language server; where one runs, that one ends first. */
async function restart({ extensionPath }: ExtensionContext): Promise<void> {
  await client?.dispose();
  client = createLanguageClient(extensionPath);
  await client.start();
}

/** The commands of the manifest. Each works on the file that is named, else on the one in front. */
function registerCommands(context: ExtensionContext, panel: PlanPanel): readonly Disposable[] {
  const { extensionUri } = context;
  const onFile = (work: (document: TextDocument, target: string | undefined) => Promise<void>) => {
    return async (uri?: unknown, target?: unknown): Promise<void> => {
      const document = await documentOf(uri, panel);
      if (document) await work(document, typeof target === "string" ? target : undefined);
      else void window.showInformationMessage("Open a signing file first.");
    };
  };
  const all: Readonly<Record<string, (...args: readonly unknown[]) => Promise<void>>> = {
    "signwright.runPlan": onFile((document, target) => runInTerminal(document, { command: "plan", target })),
    "signwright.validate": onFile((document) => runInTerminal(document, { command: "validate" })),
    "signwright.showPlan": onFile((document, target) => panel.show(document, target)),
    "signwright.revealTarget": onFile((document, target) => revealTarget(document, target ?? "")),
    "signwright.explainCode": (code) => explainCode(extensionUri, code),
    "signwright.openReference": () => openPage(extensionUri, "reference/signing-yaml.md"),
    "signwright.newFile": async () => {
      await window.showTextDocument(await workspace.openTextDocument({ language: languageId }));
    },
    "signwright.restartServer": () => restart(context),
  };
  return Object.entries(all).map(([name, run]) => commands.registerCommand(name, run));
}

/** The signing file that a command is about. */
async function documentOf(uri: unknown, panel: PlanPanel): Promise<TextDocument | undefined> {
  if (typeof uri === "string") return workspace.openTextDocument(Uri.parse(uri, true));
  if (uri instanceof Uri) return workspace.openTextDocument(uri);
  const inFront = signingDocumentInFront();
  const shown = panel.shown();
  return inFront ?? (shown ? workspace.openTextDocument(shown) : undefined);
}

function signingDocumentInFront(): TextDocument | undefined {
  const document = window.activeTextEditor?.document;
  return document?.languageId === languageId ? document : undefined;
}

/** Keeps the status bar and the panel true while the person works. */
function followSigningFiles(panel: PlanPanel): Disposable & { readonly update: () => Promise<void> } {
  const status = createStatusItem();
  const update = async (): Promise<void> => {
    await panel.refresh();
    const document = signingDocumentInFront();
    if (!document) {
      status.hide();
      return;
    }
    const last = await readLastPlan(document);
    if (document === signingDocumentInFront()) status.show(document, last);
  };
  const isSigning = ({ uri }: { readonly uri: Uri }): boolean =>
    workspace.textDocuments.some((each) => each.languageId === languageId && each.uri.toString() === uri.toString());
  const planWasRun = async (): Promise<void> => {
    await update();
    // The server watches only files that are named, and what is above targets is of the last plan too.
    if (client?.isRunning() && workspace.isTrusted) await commands.executeCommand("signwright.readFilesAgain");
  };
  const watchers = lastPlanFiles.map((pattern) => workspace.createFileSystemWatcher(pattern));
  const timer = setInterval(() => void update(), MINUTE);
  const listeners = [
    ...watchers,
    ...watchers
      .flatMap(({ onDidChange, onDidCreate, onDidDelete }) => [onDidChange, onDidCreate, onDidDelete])
      .map((event) => event(() => void planWasRun())),
    tasks.onDidEndTaskProcess(({ execution }) => {
      if (execution.task.definition.type === taskType) void planWasRun();
    }),
    // A file outside of the folders that are open is not watched: a plan may have run meanwhile.
    window.onDidChangeWindowState(() => void update()),
    window.onDidChangeActiveTextEditor(() => void update()),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (isSigning(document)) void update();
    }),
    languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((uri) => isSigning({ uri }))) void update();
    }),
  ];
  void update();
  return {
    update,
    dispose() {
      clearInterval(timer);
      for (const each of [...listeners, status]) each.dispose();
    },
  };
}
