import type { CodeLens } from "vscode-languageserver";
import { clientCommands } from "./commands.ts";
import type { EditorDocument } from "./editor-document.ts";
import { namesOf } from "./names.ts";
import { planSummary } from "./plan-summary.ts";
import type { Surroundings } from "./surroundings.ts";

/** What stands above a target: what the last plan says of it, and a way to run one where the editor offers that. */
export function codeLenses(
  document: EditorDocument,
  surroundings: Surroundings,
  editorCommands: ReadonlySet<string>,
): readonly CodeLens[] {
  const canRun = editorCommands.has(clientCommands.runPlan);
  const canShow = editorCommands.has(clientCommands.showPlan);
  return namesOf(document)
    .filter(({ kind, role }) => kind === "target" && role === "definition")
    .flatMap(({ name, range }): readonly CodeLens[] => {
      const place = document.rangeOf(range);
      const summary = planSummary(name, surroundings);
      const lens = (title: string, command: string): CodeLens => ({
        range: place,
        // Without a command of the editor's a lens is text only.
        command: { title, command, ...(command === "" ? {} : { arguments: [document.uri, name] }) },
      });
      return [
        ...(summary === undefined ? [] : [lens(summary, canShow ? clientCommands.showPlan : "")]),
        ...(canRun ? [lens("Run plan", clientCommands.runPlan)] : []),
      ];
    });
}
