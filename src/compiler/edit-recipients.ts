import { isAlias, isMap, isScalar, type Pair, type YAMLMap } from "yaml";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";
import { yamlDocumentOf } from "./yaml-document.ts";
import { lineStartOf } from "./line-of.ts";
import { parse } from "./parse.ts";

/** What is changed about `store.recipients`. */
export type RecipientsEdit =
  | { readonly kind: "add"; readonly name: string; readonly recipient: string }
  | { readonly kind: "remove"; readonly name: string };

/** The whole new text, or why no program should write it here. */
export type EditedText = { readonly text: string } | { readonly reason: string };

/**
 * Changes `store.recipients` in the text of a signing file and leaves everything else as it stands: comments, order, quotes, line ends.
 * The new text is read again, and given only when it says exactly what was asked for and nothing else differs.
 */
export function editRecipients(document: SigningDocument, edit: RecipientsEdit): EditedText {
  const edits = editsFor(document, edit);
  if (typeof edits === "string") return { reason: edits };
  const text = applyEdits(document.file.text, edits);
  const again = parse({ name: document.file.name, text });
  const isRight =
    again.diagnostics.length === 0 && sameValue(again.document.value, expectedValue(document.value, edit));
  return isRight ? { text } : { reason: "its place in the text is an unusual one" };
}

/** The edits; a text says why there are none. */
function editsFor(document: SigningDocument, edit: RecipientsEdit): readonly TextEdit[] | string {
  const root = yamlDocumentOf(document)?.contents;
  if (!isMap(root) || !root.range) return "the file is no map";
  const { file } = document;
  const store = pairOf(root, "store");
  if (!store) return edit.kind === "add" ? addStore(root, file, edit) : "`store` comes from elsewhere";
  if (isAlias(store.value)) return "`store` is an alias";
  if (isScalar(store.value))
    return edit.kind === "add" ? spellOutStore(store.value, file, edit) : "`store` has no recipients";
  if (!isMap(store.value)) return "`store` is no map";
  const recipients = pairOf(store.value, "recipients");
  if (edit.kind === "remove") {
    if (!isMap(recipients?.value)) return "`recipients` is an alias, or comes from elsewhere";
    return removeEntry(recipients.value, file, edit.name);
  }
  if (!recipients) return addEntry(store.value, file, { key: "recipients", value: `{ ${entryText(edit)} }` });
  if (isMap(recipients.value))
    return addEntry(recipients.value, file, { key: keyText(edit.name), value: edit.recipient });
  return "`recipients` is an alias, or empty";
}

interface Addition {
  readonly name: string;
  readonly recipient: string;
}

/** A signing file without `store`: the block goes after the first line of the file's map, which is `version`. */
function addStore(root: YAMLMap, file: SourceFile, edit: Addition): readonly TextEdit[] | string {
  const first = root.items[0];
  const range = first && rangeOf(first.value);
  if (root.flow === true || !range) return "the file is written in braces";
  const end = endOfLine(file, range[1]);
  const lines = ["", "store:", "  url: .signwright/store", "  recipients:", `    ${entryText(edit)}`];
  return [{ range: { file, start: end, end }, newText: lines.join(lineEnd(file)) }];
}

/** `store: signing-store` becomes a map on the same line, so that a comment behind it stays where it is. */
function spellOutStore(value: unknown, file: SourceFile, edit: Addition): readonly TextEdit[] | string {
  const range = rangeOf(value);
  if (!range) return "`store` has no text";
  const url = file.text.slice(range[0], range[1]);
  // Plain text may hold characters that end it inside of braces.
  const safe = /^["']/.test(url) || /^[\w./-]+$/.test(url) ? url : JSON.stringify(url);
  const newText = `{ url: ${safe}, recipients: { ${entryText(edit)} } }`;
  return [{ range: { file, start: range[0], end: range[1] }, newText }];
}

/** A new last entry of a map, in braces or on a line of its own. */
function addEntry(
  map: YAMLMap,
  file: SourceFile,
  { key, value }: { readonly key: string; readonly value: string },
): readonly TextEdit[] | string {
  const last = map.items.at(-1);
  if (!last) {
    const range = map.range;
    if (!range || !/^\{\s*\}$/.test(file.text.slice(range[0], range[1])))
      return "the map is empty, with a comment in it";
    return [{ range: { file, start: range[0], end: range[1] }, newText: `{ ${key}: ${value} }` }];
  }
  const keyRange = rangeOf(last.key);
  const valueRange = rangeOf(last.value);
  if (!keyRange || !valueRange) return "the entry before it has no value";
  if (map.flow === true) {
    return [{ range: { file, start: valueRange[1], end: valueRange[1] }, newText: `, ${key}: ${value}` }];
  }
  const indentation = file.text.slice(lineStartOf(file, keyRange[0]), keyRange[0]);
  if (/[^ ]/.test(indentation)) return "the entry before it does not start its line";
  // The end of a block value is the start of the line after it; of others it is behind the value, and a comment may follow.
  const end = endOfLine(
    file,
    isMap(last.value) && last.value.flow !== true ? lastOffset(file, valueRange[1]) : valueRange[1],
  );
  return [{ range: { file, start: end, end }, newText: `${lineEnd(file)}${indentation}${key}: ${value}` }];
}

function removeEntry(map: YAMLMap, file: SourceFile, name: string): readonly TextEdit[] | string {
  const index = map.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === name);
  const pair = map.items[index];
  const key = rangeOf(pair?.key);
  const value = rangeOf(pair?.value);
  if (!pair || !key || !value) return "the entry comes from elsewhere";
  const start = lineStartOf(file, key[0]);
  const end = endOfLine(file, value[1]);
  const before = file.text.slice(start, key[0]);
  const behind = file.text.slice(value[1], end);
  // An entry with lines of its own goes with them, and with the comment behind it; one in braces may leave its comma behind.
  if (before.trim() === "" && /^\s*,?\s*(?:#.*)?$/.test(behind)) {
    const next = end + (/^(?:\r\n|\n|\r)/.exec(file.text.slice(end))?.[0].length ?? 0);
    return [{ range: { file, start, end: next }, newText: "" }];
  }
  if (map.flow !== true) return "the entry shares its line with something else";
  const following = rangeOf(map.items[index + 1]?.key);
  const preceding = rangeOf(map.items[index - 1]?.value);
  const cut = following
    ? ([key[0], following[0]] as const)
    : preceding
      ? ([preceding[1], value[1]] as const)
      : undefined;
  if (!cut) return "it is the only entry";
  if (/[#\n\r]/.test(file.text.slice(cut[0], cut[1]))) return "its line breaks, or has a comment";
  return [{ range: { file, start: cut[0], end: cut[1] }, newText: "" }];
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === name);
}

/** Start and end of the text of a node. */
function rangeOf(node: unknown): readonly [number, number] | undefined {
  return (isScalar(node) || isMap(node) || isAlias(node)) && node.range ? [node.range[0], node.range[1]] : undefined;
}

function endOfLine({ text }: SourceFile, offset: number): number {
  const found = /[\r\n]/.exec(text.slice(offset));
  return found ? offset + found.index : text.length;
}

/** The offset of the last character that is no white space before `end`. */
function lastOffset({ text }: SourceFile, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

function lineEnd({ text }: SourceFile): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function entryText({ name, recipient }: Addition): string {
  return `${keyText(name)}: ${recipient}`;
}

/** A name as a key: quoted where YAML would take it for something else than text. */
function keyText(name: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9._-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((done, { range, newText }) => done.slice(0, range.start) + newText + done.slice(range.end), text);
}

/** What the file must say afterwards; `undefined` when that cannot be told. */
function expectedValue(value: unknown, edit: RecipientsEdit): unknown {
  if (!isObject(value)) return undefined;
  const held = value["store"] ?? ".signwright/store";
  const store = isObject(held) ? held : { url: held };
  const recipients = isObject(store["recipients"]) ? store["recipients"] : {};
  const changed =
    edit.kind === "add"
      ? { ...recipients, [edit.name]: edit.recipient }
      : Object.fromEntries(Object.entries(recipients).filter(([name]) => name !== edit.name));
  return { ...value, store: { ...store, recipients: changed } };
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Compares two values of documents; the order of keys does not count. A value that contains itself is like nothing. */
function sameValue(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(a, sortKeys) === JSON.stringify(b, sortKeys);
  } catch {
    return false;
  }
}

function sortKeys(_: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)));
}
