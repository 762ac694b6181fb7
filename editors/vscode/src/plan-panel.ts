import { posix } from "node:path";
import { Uri, ViewColumn, window, workspace, type Disposable, type TextDocument, type WebviewPanel } from "vscode";
import { readLastPlan } from "./last-plan.ts";
import { planPage, planPageCommands } from "./plan-page.ts";

/** The panel that shows the last plan of one signing file. */
export interface PlanPanel extends Disposable {
  /** Opens it, or brings it to the front, for a file and one of its targets. */
  readonly show: (document: TextDocument, target: string | undefined) => Promise<void>;
  /** Draws it anew where it shows this file; all there is when none is named. */
  readonly refresh: (uri?: Uri) => Promise<void>;
  /** The file that it shows. */
  readonly shown: () => Uri | undefined;
}

/** Makes the panel; it is not open yet. */
export function createPlanPanel(extensionUri: Uri): PlanPanel {
  let open: { readonly panel: WebviewPanel; uri: Uri; target: string | undefined } | undefined;
  const style = Uri.joinPath(extensionUri, "plan.css");

  const refresh = async (uri?: Uri): Promise<void> => {
    const drawn = open;
    if (!drawn || (uri && uri.toString() !== drawn.uri.toString())) return;
    const { panel, target } = drawn;
    const document = await workspace.openTextDocument(drawn.uri);
    const last = await readLastPlan(document);
    // Between the two it may have been closed, or shows another file.
    if (open !== drawn || document.uri.toString() !== drawn.uri.toString()) return;
    const fileName = posix.basename(drawn.uri.path);
    const html = planPage({
      ...last,
      now: new Date(),
      fileName,
      isTrusted: workspace.isTrusted,
      target,
      style: { source: panel.webview.cspSource, href: panel.webview.asWebviewUri(style).toString() },
      link: (command, ...args) =>
        `command:${command}?${encodeURIComponent(JSON.stringify([drawn.uri.toString(), ...args]))}`,
    });
    panel.title = `Plan of ${fileName}`;
    // The same page again would lose the reader's place for nothing.
    if (panel.webview.html !== html) panel.webview.html = html;
  };

  return {
    async show(document, target) {
      if (open) {
        open.uri = document.uri;
        open.target = target;
        open.panel.reveal(undefined, true);
      } else {
        const panel = window.createWebviewPanel(
          "signwright.plan",
          "Plan",
          { viewColumn: ViewColumn.Beside, preserveFocus: true },
          { enableScripts: false, enableCommandUris: [...planPageCommands], localResourceRoots: [extensionUri] },
        );
        panel.onDidDispose(() => {
          open = undefined;
        });
        panel.onDidChangeViewState(() => {
          if (panel.visible) void refresh();
        });
        open = { panel, uri: document.uri, target };
      }
      await refresh();
    },
    refresh,
    shown: () => open?.uri,
    dispose: () => {
      open?.panel.dispose();
    },
  };
}
