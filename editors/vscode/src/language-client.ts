import { join } from "node:path";
import { platform } from "node:process";
import { SnippetString, workspace, type CompletionItem } from "vscode";
import { LanguageClient, TransportKind, type ServerOptions } from "vscode-languageclient/node";
import { clientCommands, TRUST_NOTIFICATION } from "../../../src/lsp/service/commands.ts";

/** The language that this extension adds. */
export const languageId = "signing";

/** Documents of a disk, of nothing yet, and of a workspace that is somewhere else. Not those that git shows beside them. */
const schemes = ["file", "untitled", "vscode-vfs"];

/** The `signwright` that the person chose; `undefined` where none is, and in a folder whose settings are not to be trusted. */
export function chosenCommand(): string | undefined {
  const path = workspace.getConfiguration("signwright").get<string>("path")?.trim();
  return path === undefined || path === "" ? undefined : path;
}

/** A client of the language server, which is not started yet. */
export function createLanguageClient(extensionPath: string): LanguageClient {
  return new LanguageClient("signwright", "Signwright", serverOptions(extensionPath), {
    documentSelector: schemes.map((scheme) => ({ scheme, language: languageId })),
    initializationOptions: () => ({ trusted: workspace.isTrusted, commands: Object.values(clientCommands) }),
    middleware: {
      async provideCompletionItem(...[document, position, context, token, next]) {
        const found = await next(document, position, context, token);
        for (const item of Array.isArray(found) ? found : (found?.items ?? [])) suggestNext(item);
        return found;
      },
    },
  });
}

/** An item that ends where the next thing is to be written (`keys:` and a new line) asks what can be there. */
function suggestNext(item: CompletionItem): void {
  const { insertText } = item;
  if (insertText instanceof SnippetString && /\$\d$/.test(insertText.value))
    item.command = { title: "Suggest", command: "editor.action.triggerSuggest" };
}

/** Tells the server that the person trusts the folder now: VS Code never takes trust away without a new start. */
export async function tellTrust(client: LanguageClient): Promise<void> {
  await client.sendNotification(TRUST_NOTIFICATION, { trusted: workspace.isTrusted });
}

function serverOptions(extensionPath: string): ServerOptions {
  const command = chosenCommand();
  if (command === undefined) return { module: join(extensionPath, "server.mjs"), transport: TransportKind.stdio };
  // The executables of npm are command files on Windows, which only a shell can start.
  const shell = platform === "win32" && !command.toLowerCase().endsWith(".exe");
  return { command: shell ? `"${command}"` : command, args: ["lsp", "--stdio"], options: { shell } };
}
