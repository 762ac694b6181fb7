import { commands, languages, Uri, window, type Diagnostic, type TextEditor } from "vscode";
import { registry } from "../../../src/diagnostics/codes.ts";

/** Opens a page of the documentation that comes with the extension: the one of this version, without a network. */
export async function openPage(extensionUri: Uri, path: string): Promise<void> {
  await commands.executeCommand("markdown.showPreview", Uri.joinPath(extensionUri, "docs", path));
}

/** Asks which diagnostic to explain, those at the cursor first, and opens its page. */
export async function explainCode(extensionUri: Uri, asked: unknown): Promise<void> {
  const code = typeof asked === "string" ? asked : await askForCode(window.activeTextEditor);
  if (code !== undefined && Object.hasOwn(registry, code)) await openPage(extensionUri, `diagnostics/${code}.md`);
}

async function askForCode(editor: TextEditor | undefined): Promise<string | undefined> {
  const found = editor ? languages.getDiagnostics(editor.document.uri) : [];
  const line = editor?.selection.active.line;
  const isHere = ({ range }: Diagnostic): boolean =>
    line !== undefined && range.start.line <= line && line <= range.end.line;
  const inFile = [...found.filter(isHere), ...found.filter((each) => !isHere(each))].map(codeOf);
  const codes = [...new Set([...inFile, ...Object.keys(registry).sort()])].filter((code) =>
    Object.hasOwn(registry, code),
  );
  const items = codes.map((label) => ({
    label,
    description: inFile.includes(label) ? "in this file" : "",
    detail: registry[label as keyof typeof registry].message,
  }));
  const picked = await window.showQuickPick(items, { placeHolder: "A diagnostic to explain", matchOnDetail: true });
  return picked?.label;
}

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}
