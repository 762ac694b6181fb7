import type { Position, Range, WorkspaceEdit } from "vscode-languageserver";
import { parseDocument } from "yaml";
import { definition, isAllowedText } from "../../compiler/schema-diagnostics/schema-node.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { EditorDocument } from "./editor-document.ts";
import { definitionOfName, nameAt, occurrencesOf, type NameKind, type NameOccurrence } from "./names.ts";

/** The text that a rename replaces, and the name as it is without quotes. */
export interface RenamePlace {
  readonly range: Range;
  readonly placeholder: string;
}

/** A rename that is not possible, with the reason in words for the person. */
export interface RenameRefusal {
  readonly refusal: string;
}

/** What a rename at a position would replace; `undefined` where there is no name, or nothing in the file defines it. */
export function prepareRename(document: EditorDocument, position: Position): RenamePlace | undefined {
  const name = renameable(document, position);
  return name && { range: document.rangeOf(innerRange(document, name)), placeholder: name.name };
}

/** Gives a name another text in all of its places. `undefined` where there is nothing to rename. */
export function rename(
  document: EditorDocument,
  position: Position,
  newName: string,
): WorkspaceEdit | RenameRefusal | undefined {
  const name = renameable(document, position);
  if (!name) return undefined;
  if (!isPossible(name.kind, newName)) return { refusal: `\`${newName}\` cannot be the name of a ${name.kind}` };
  if (newName !== name.name && definitionOfName(document, { kind: name.kind, name: newName }))
    return { refusal: `there is a ${name.kind} named \`${newName}\` already` };
  const edits = occurrencesOf(document, name).map((place) => ({
    range: document.rangeOf(innerRange(document, place)),
    newText: isQuoted(document, place) ? newName : scalar(name.kind, newName),
  }));
  return { changes: { [document.uri]: edits } };
}

function renameable(document: EditorDocument, position: Position): NameOccurrence | undefined {
  const name = nameAt(document, document.offsetAt(position));
  return name && definitionOfName(document, name) ? name : undefined;
}

const NAME_RULES: Readonly<Record<Exclude<NameKind, "anchor">, string>> = {
  key: "key_name",
  "device group": "group_name",
  target: "target_name",
};

function isPossible(kind: NameKind, name: string): boolean {
  if (kind === "anchor") return /^[^\s,[\]{}]+$/.test(name);
  return isAllowedText(name, definition(NAME_RULES[kind]));
}

/** A name that YAML would read as a number, or as true, is written in quotes. */
function scalar(kind: NameKind, name: string): string {
  if (kind === "anchor") return name;
  return typeof parseDocument(name, { version: "1.2", schema: "core" }).toJS() === "string"
    ? name
    : JSON.stringify(name);
}

function isQuoted({ text }: EditorDocument, { range }: NameOccurrence): boolean {
  const quote = text.charAt(range.start);
  return (quote === '"' || quote === "'") && range.end - range.start > 1 && text.charAt(range.end - 1) === quote;
}

/** The range of a name without its quotes: what the person edits. */
function innerRange(document: EditorDocument, name: NameOccurrence): SourceRange {
  const { range } = name;
  return isQuoted(document, name) ? { ...range, start: range.start + 1, end: range.end - 1 } : range;
}
