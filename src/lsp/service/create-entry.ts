import { isMap } from "yaml";
import { yamlDocumentOf } from "../../compiler/yaml-document.ts";
import { lineOf, lineStartOf } from "../../compiler/line-of.ts";
import { keyRange, keyText, rangeOfNode } from "../../compiler/yaml-key.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { lineStarts } from "../../diagnostics/source-range.ts";
import type { KeyEntry } from "../../generated/signing-spec.ts";
import type { EditorDocument } from "./editor-document.ts";
import { keyReferenceTypes, nameAt, type NameOccurrence } from "./names.ts";

/** The lines of a new entry of `keys`; the secrets are references from the start. */
const ENTRIES: Readonly<Record<KeyEntry["type"], (variable: string) => readonly string[]>> = {
  app_store_connect: (variable) => [
    "type: app_store_connect",
    "issuer_id: 00000000-0000-0000-0000-000000000000",
    "key_id: XXXXXXXXXX",
    `private_key: { env: ${variable}_PRIVATE_KEY }`,
  ],
  certificate: (variable) => [
    "type: certificate",
    "file: signing/distribution.p12",
    `password: { env: ${variable}_PASSWORD }`,
  ],
  keystore: (variable) => ["type: keystore", "file: android/upload.jks", `password: { env: ${variable}_PASSWORD }`],
  policy_console: (variable) => [
    "type: policy_console",
    "url: https://console.example.com/mocana-app-control/rest",
    `username: { env: ${variable}_USERNAME }`,
    `password: { env: ${variable}_PASSWORD }`,
  ],
};

const DEVICES = ["- { name: Test device, udid: 00000000-0000000000000000, platform: ios }"];

/** For a name that nothing defines: the fix that adds what it should name, in the form of the entries that are there. */
export function missingEntryFixes(document: EditorDocument, { code, range }: Diagnostic): readonly Fix[] {
  const name = code === "resolve/unknown-reference" && range ? nameAt(document, range.start) : undefined;
  if (name?.role !== "reference" || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name.name)) return [];
  const section = name.kind === "key" ? "keys" : "devices";
  const lines = name.kind === "key" ? keyEntry(name) : DEVICES;
  const edit = lines && insertion(document, section, [`${name.name}:`, ...lines.map((line) => INDENT + line)]);
  if (!edit) return [];
  return [{ title: `add \`${name.name}\` to \`${section}\``, applicability: "has-placeholders", edits: [edit] }];
}

const INDENT = "  ";

function keyEntry({ name, path }: NameOccurrence): readonly string[] | undefined {
  const key = String(path?.at(-1));
  const type = path?.at(-2) === "policy_console" ? "policy_console" : keyReferenceTypes[key];
  const variable = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return type && ENTRIES[type](/^\d/.test(variable) ? `_${variable}` : variable);
}

/** Where a section takes a new entry: after its last one, or as a new section before `targets`. */
function insertion(
  document: EditorDocument,
  section: string,
  entry: readonly string[],
): Fix["edits"][number] | undefined {
  const { file, text } = document;
  const root = yamlDocumentOf(document.compilation.document)?.contents;
  if (!isMap(root) || root.flow === true) return undefined;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const indented = (indentation: string): string => entry.map((line) => indentation + line + lineEnd).join("");
  const at = (offset: number, newText: string): Fix["edits"][number] => ({
    range: { file, start: offset, end: offset },
    newText,
  });
  const own = root.items.find(({ key }) => keyText(key, file) === section);
  if (!own) {
    const targets = root.items.find(({ key }) => keyText(key, file) === "targets");
    const place = keyRange(targets?.key, file);
    return place && at(lineStartOf(file, place.start), `${section}:${lineEnd}${indented(INDENT)}${lineEnd}`);
  }
  const last = isMap(own.value) && own.value.flow !== true ? own.value.items.at(-1) : undefined;
  const lastKey = keyRange(last?.key, file);
  // An alias, or a map in braces, is no place to add lines to.
  if (!last || !lastKey) return undefined;
  const indentation = text.slice(lineStartOf(file, lastKey.start), lastKey.start).replace("\ufeff", "");
  if (indentation.trim() !== "") return undefined;
  const end = Math.max(lastKey.end, rangeOfNode(last.value, file).end);
  const next = lineStarts(file)[lineOf(file, end)];
  return next === undefined ? at(text.length, lineEnd + indented(indentation)) : at(next, indented(indentation));
}
