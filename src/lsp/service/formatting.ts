import type { TextEdit } from "vscode-languageserver";
import { format } from "../../compiler/format/format.ts";
import type { EditorDocument } from "./editor-document.ts";

/** The edits that give a document its canonical form; none for a text that is not YAML, which is told by its diagnostics. */
export function formattingEdits(document: EditorDocument): readonly TextEdit[] {
  return format(document.compilation).edits.map(({ range, newText }) => ({ range: document.rangeOf(range), newText }));
}
