import { commands, Selection, window, type DocumentSymbol, type TextDocument } from "vscode";

/** Shows where a target is defined; `shop:ad_hoc` is of the target `shop`. The file alone where it is not any more. */
export async function revealTarget(document: TextDocument, target: string): Promise<void> {
  const editor = await window.showTextDocument(document, { preserveFocus: false });
  const symbols = await commands.executeCommand<readonly DocumentSymbol[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  const targets = symbols?.find(({ name }) => name === "targets")?.children ?? [];
  const found =
    targets.find(({ name }) => name === target) ?? targets.find(({ name }) => name === target.split(":")[0]);
  if (!found) return;
  editor.selection = new Selection(found.selectionRange.start, found.selectionRange.start);
  editor.revealRange(found.range);
}
