import type { Hover, Position } from "vscode-languageserver";
import type { DocumentPath, PairPart } from "../../compiler/document.ts";
import {
  allowedValues,
  dereferenced,
  schemaAt,
  unionAt,
  valueAt,
  type SchemaNode,
} from "../../compiler/schema-diagnostics/schema-node.ts";
import { documentationUrl } from "../../diagnostics/codes.ts";
import { managedEntitlement } from "../../plan/assigned-entitlements.ts";
import { describeKey, describeKeyFile, describeManaged, describeProfile, describeTarget } from "./descriptions.ts";
import { findDiagnostics } from "./diagnostics.ts";
import type { EditorDocument } from "./editor-document.ts";
import { nameAt, occurrencesOf, type NameOccurrence } from "./names.ts";
import { planSummary } from "./plan-summary.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is known of the place under the pointer, as Markdown; `undefined` where there is nothing to say. */
export function hover(document: EditorDocument, position: Position, surroundings: Surroundings): Hover | undefined {
  const offset = document.offsetAt(position);
  const source = document.compilation.document;
  const found = source.pathAt(offset);
  if (!found) return undefined;
  const range = source.rangeOf(found.path, found.part);
  // Behind a value, in a comment or between items, the pointer is on nothing.
  if (offset < range.start || offset > range.end) return undefined;
  const name = nameAt(document, offset);
  const parts = [
    ...(name ? describeName(document, name, surroundings) : []),
    ...describeFile(document, found.path, surroundings),
    ...describeCapability(document, found.path),
    ...describeSchema(document, found),
    ...describeRules(document, offset, surroundings),
  ];
  if (parts.length === 0) return undefined;
  return { contents: { kind: "markdown", value: parts.join("\n\n") }, range: document.rangeOf(range) };
}

/** What a reference resolves to, or what a definition stands for. */
function describeName(document: EditorDocument, name: NameOccurrence, surroundings: Surroundings): readonly string[] {
  const { spec } = document.compilation;
  switch (name.kind) {
    case "key": {
      const key = spec?.keys.get(name.name);
      if (!key) return [];
      const uses = occurrencesOf(document, name).filter(({ role }) => role === "reference").length;
      const used = name.role === "definition" ? [usedText(uses)] : [];
      return [[describeKey(key), ...describeKeyFile(key, surroundings), ...used].join("\n\n")];
    }
    case "device group": {
      const devices = valueAt(document.compilation.document.value, ["devices", name.name]);
      return Array.isArray(devices) ? [deviceList(devices)] : [];
    }
    case "target": {
      const targets = spec?.targets.filter((target) => target.name === name.name) ?? [];
      const plan = planSummary(name.name, surroundings);
      return [...targets.map(describeTarget), ...(plan === undefined ? [] : [plan])];
    }
    case "anchor":
      return [];
  }
}

function usedText(uses: number): string {
  return uses === 0 ? "Not used." : `Used in ${uses} place${uses === 1 ? "" : "s"}.`;
}

/** Devices by name; many are counted. */
function deviceList(devices: readonly unknown[]): string {
  const lines = devices.slice(0, 10).map((device) => {
    const name = valueAt(device, ["name"]);
    return `- ${typeof name === "string" ? name : "device"}`;
  });
  return [...lines, ...(devices.length > 10 ? [`- and ${devices.length - 10} more`] : [])].join("\n");
}

/** What the file holds that a value names. */
function describeFile(document: EditorDocument, path: DocumentPath, surroundings: Surroundings): readonly string[] {
  const { files, now } = surroundings;
  const { value } = document.compilation.document;
  const text = valueAt(value, path);
  if (typeof text !== "string" || !files) return [];
  const profile = path.at(-2) === "profiles" ? files.facts.profiles.get(text) : undefined;
  if (profile) return [describeProfile(profile, now).join("\n")];
  const isKeyFile = path[0] === "keys" && path.length === 3 && ["file", "certificate"].includes(String(path[2]));
  const key = isKeyFile ? document.compilation.spec?.keys.get(String(path[1])) : undefined;
  const lines = key ? describeKeyFile(key, surroundings) : [];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** What a managed capability needs beyond the file. */
function describeCapability(document: EditorDocument, path: DocumentPath): readonly string[] {
  const text = path.at(-2) === "capabilities" ? valueAt(document.compilation.document.value, path) : undefined;
  const managed = typeof text === "string" ? managedEntitlement(text.toUpperCase()) : undefined;
  return managed ? [describeManaged(managed)] : [];
}

/** What the schema says of a key, or of one of its values. */
function describeSchema(
  document: EditorDocument,
  { path, part }: { readonly path: DocumentPath; readonly part: PairPart },
): readonly string[] {
  const { value } = document.compilation.document;
  const union = unionAt(value, path);
  const node = part === "key" ? union : (schemaAt(value, path) ?? union);
  const text = (node && textOf(node)) ?? (union && textOf(union));
  if (text === undefined || !union) return [];
  const facts = [...allowedText(node ?? union), ...defaultText(union)];
  return [text, ...(facts.length > 0 ? [facts.join("  \n")] : [])];
}

function textOf(node: SchemaNode): string | undefined {
  const { markdownDescription, description } = dereferenced(node);
  return markdownDescription ?? description;
}

function allowedText(node: SchemaNode): readonly string[] {
  const allowed = allowedValues(dereferenced(node));
  return allowed.length > 1 ? [`Values: ${allowed.map((value) => `\`${String(value)}\``).join(", ")}`] : [];
}

function defaultText(node: SchemaNode): readonly string[] {
  const { default: value } = dereferenced(node);
  return value === undefined ? [] : [`Default: \`${typeof value === "string" ? value : JSON.stringify(value)}\``];
}

/** Editors show what is wrong, but not every one shows what the rule wants. */
function describeRules(document: EditorDocument, offset: number, surroundings: Surroundings): readonly string[] {
  return findDiagnostics(document, surroundings)
    .filter(({ range }) => range && range.start <= offset && offset <= range.end)
    .map(({ code, help }) => `[\`${code}\`](${documentationUrl(code)})${help === undefined ? "" : `: ${help}`}`);
}
