import type { CompletionItem, TextEdit } from "vscode-languageserver";
import { complete, type CompletionClient, type CompletionInput } from "../../src/lsp/service/completion.ts";
import { openEditorDocument, type EditorDocument } from "../../src/lsp/service/editor-document.ts";

/** An editor as most are today: VS Code, Neovim, Helix. */
export const snippetClient: CompletionClient = {
  snippets: true,
  insertReplace: true,
  markdown: true,
  keepsIndentation: true,
};

/** An editor that inserts words and nothing else: Neovim 0.7. */
export const plainClient: CompletionClient = {
  snippets: false,
  insertReplace: false,
  markdown: false,
  keepsIndentation: false,
};

export const nothingKnown: CompletionInput = {
  client: snippetClient,
  world: undefined,
  keystores: undefined,
  folder: undefined,
};

/** What is offered where `┆` stands in a text. */
export interface Completions {
  readonly document: EditorDocument;
  readonly offset: number;
  readonly items: readonly CompletionItem[];
  readonly labels: readonly string[];
  readonly isIncomplete: boolean;
}

export function completionsAt(marked: string, input: Partial<CompletionInput> = {}): Completions {
  const offset = marked.indexOf("┆");
  const text = marked.replace("┆", "");
  return completionsIn(text, offset, input);
}

export function completionsIn(text: string, offset: number, input: Partial<CompletionInput> = {}): Completions {
  const document = openEditorDocument({ uri: "file:///acme/signing.yaml", version: 1, text });
  const { items, isIncomplete } = complete(document, offset, { ...nothingKnown, ...input });
  return { document, offset, items, labels: items.map(({ label }) => label), isIncomplete };
}

/** The items that an editor shows for what is typed so far: those whose filter text has the typed letters in order. */
export function shown({ document, offset, items }: Completions): readonly CompletionItem[] {
  return items
    .filter((item) => {
      const typed = document.text.slice(document.offsetAt(editOf(item).range.start), offset).trimStart();
      return isSubsequence(typed.toLowerCase(), (item.filterText ?? item.label).toLowerCase());
    })
    .toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at++;
  return at >= letters.length;
}

/** The text after an item is accepted, its gaps filled with what stands in them; the editor's own part of LSP, done here. */
export function accepted({ document }: Completions, item: CompletionItem): string {
  const main = editOf(item);
  const edits: readonly TextEdit[] = [
    ...(item.additionalTextEdits ?? []),
    { ...main, newText: item.insertTextFormat === 2 ? filled(main.newText) : main.newText },
  ];
  const { text } = document;
  return edits
    .map(({ range, newText }) => ({
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
      newText,
    }))
    .toSorted((a, b) => b.start - a.start)
    .reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}

/** The text after the item with a label is accepted. */
export function accept(marked: string, label: string, input: Partial<CompletionInput> = {}): string {
  const completions = completionsAt(marked, input);
  const item = completions.items.find((candidate) => candidate.label === label);
  if (!item) throw new Error(`${label} is not offered, but ${completions.labels.join(", ") || "nothing"}`);
  return accepted(completions, item);
}

function editOf(item: CompletionItem): TextEdit {
  const { textEdit } = item;
  if (!textEdit) throw new Error(`${item.label} has no edit`);
  return "range" in textEdit ? textEdit : { range: textEdit.replace, newText: textEdit.newText };
}

/** A snippet with its gaps filled: `${1:text}` by the text, `${1|a,b|}` by the first choice, `$1` by nothing. */
export function filled(snippet: string): string {
  return snippet.replace(
    /\\([\\$},|])|\$\{\d+\|((?:\\.|[^,|\\])*)(?:,(?:\\.|[^|\\])*)?\|\}|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g,
    (_, escaped?: string, choice?: string, placeholder?: string) =>
      escaped ?? (choice ?? placeholder ?? "").replace(/\\(.)/g, "$1"),
  );
}
