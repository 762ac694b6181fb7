import { join } from "node:path";
import {
  commands,
  env,
  ShellExecution,
  ShellQuoting,
  Task,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  Uri,
  window,
  workspace,
  type TextDocument,
} from "vscode";
import { findCommand } from "./find-command.ts";

/** Where it is said how to install the command line. */
const INSTALL = "https://github.com/signwright/signwright#readme";

/** The type of the tasks that run the command line, as VS Code knows them. */
export const taskType = "signwright";

/** What is run of the command line. */
export interface CommandLine {
  readonly command: "plan" | "validate";
  /** The target that it is restricted to. */
  readonly target?: string | undefined;
}

/** Runs the command line on a signing file in a terminal of the person's own. The file is saved first: it is read from the disk. */
export async function runInTerminal(document: TextDocument, { command, target }: CommandLine): Promise<void> {
  // What the manifest enables is only what menus show: a click above a target comes here in any case.
  if (!workspace.isTrusted) {
    const manage = "Manage Workspace Trust";
    const answer = await window.showWarningMessage("Nothing is run in a folder that is not trusted.", manage);
    if (answer === manage) await commands.executeCommand("workbench.trust.manage");
    return;
  }
  if (document.isUntitled || document.uri.scheme !== "file") {
    void window.showWarningMessage("Save the signing file on a disk first: the command line reads it from there.");
    return;
  }
  if (document.isDirty && !(await document.save())) return;
  const program = await findCommand(document.uri);
  if (program === undefined) {
    const install = "How to install it";
    const answer = await window.showWarningMessage(
      `To run a ${command === "plan" ? "plan" : "check"}, install the command line: npm install --save-dev signwright`,
      install,
    );
    if (answer === install) await env.openExternal(Uri.parse(INSTALL));
    return;
  }
  const words = [command, ...(target === undefined ? [] : ["--target", target]), document.uri.fsPath];
  const task = new Task(
    { type: taskType, command },
    workspace.getWorkspaceFolder(document.uri) ?? TaskScope.Workspace,
    command,
    "Signwright",
    // VS Code quotes each word as the person's shell needs it: a name in a file is never a command.
    new ShellExecution(
      { value: program, quoting: ShellQuoting.Strong },
      words.map((value) => ({ value, quoting: ShellQuoting.Strong })),
      { cwd: join(document.uri.fsPath, "..") },
    ),
  );
  task.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Dedicated, clear: true };
  await tasks.executeTask(task);
}
