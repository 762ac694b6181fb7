import { commands, Selection, TabInputText, ViewColumn, window, type DocumentSymbol, type TextDocument } from "vscode";

/** Shows where a target is defined; `shop:ad_hoc` is of the target `shop`. The file alone where it is not any more. */
export async function revealTarget(document: TextDocument, target: string): Promise<void> {
  const editor = await window.showTextDocument(document, { viewColumn: columnOf(document) });
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

/** Where the document is open already: beside the panel that was clicked, not over it. */
function columnOf(document: TextDocument): ViewColumn {
  const isIt = (input: unknown): boolean =>
    input instanceof TabInputText && input.uri.toString() === document.uri.toString();
  const group = window.tabGroups.all.find(({ tabs }) => tabs.some(({ input }) => isIt(input)));
  return group?.viewColumn ?? ViewColumn.One;
}
