import { delimiter, join } from "node:path";
import { env, platform } from "node:process";
import { Uri, workspace } from "vscode";
import { chosenCommand } from "./language-client.ts";

const extensions = platform === "win32" ? [".cmd", ".exe"] : [""];

/**
 * The `signwright` that plans a signing file: the one that the person chose, else the one of the project around the file, else the
 * one in PATH. `undefined` where there is none.
 */
export async function findCommand(file: Uri): Promise<string | undefined> {
  const chosen = chosenCommand();
  if (chosen !== undefined) return chosen;
  const folders = [
    ...foldersAround(file).map((folder) => join(folder, "node_modules/.bin")),
    ...(env["PATH"] ?? "").split(delimiter),
  ];
  for (const folder of folders.filter((each) => each !== ""))
    for (const extension of extensions) {
      const command = join(folder, `signwright${extension}`);
      if (await exists(Uri.file(command))) return command;
    }
  return undefined;
}

/** The folders from the file's own up to that of the workspace: what lies further out is not the project's. */
function foldersAround(file: Uri): readonly string[] {
  const top = workspace.getWorkspaceFolder(file)?.uri.fsPath;
  const folders: string[] = [];
  for (let folder = join(file.fsPath, ".."); ; folder = join(folder, "..")) {
    folders.push(folder);
    if (top === undefined || folder === top || folder === join(folder, "..")) return folders;
  }
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
