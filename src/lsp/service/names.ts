import { isAlias, isNode, visit } from "yaml";
import type { DocumentPath } from "../../compiler/document.ts";
import { yamlDocumentOf } from "../../compiler/yaml-document.ts";
import { valueAt } from "../../compiler/schema-diagnostics/schema-node.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { KeyEntry } from "../../generated/signing-spec.ts";
import type { EditorDocument } from "./editor-document.ts";

/** What can have a name in a signing file. An anchor is YAML's own: `&name`, used as `*name`. */
export type NameKind = "key" | "device group" | "target" | "anchor";

/** One place where a name is written. */
export interface NameOccurrence {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: "definition" | "reference";
  /** The text of the name, quotes included. */
  readonly range: SourceRange;
  /** The place in the document's value; `undefined` for anchors. */
  readonly path: DocumentPath | undefined;
}

/** The sections whose keys are names. */
const SECTIONS = [
  ["keys", "key"],
  ["devices", "device group"],
  ["targets", "target"],
] as const satisfies readonly (readonly [string, NameKind])[];

/** The keys of a target, or of defaults, that name an entry of `keys`, and the type that each needs. */
export const keyReferenceTypes: Readonly<Record<string, KeyEntry["type"]>> = {
  key: "app_store_connect",
  certificate: "certificate",
  installer_certificate: "certificate",
  keystore: "keystore",
};

/** The keys whose items name device groups. */
const GROUP_LISTS = ["devices", "disable_devices"] as const;

const indices = new WeakMap<EditorDocument, readonly NameOccurrence[]>();

/**
 * Every place of a document where a name is written, in the order of the text. It is read from the value and not from the resolved
 * spec: a target that lacks a key still refers to things.
 */
export function namesOf(document: EditorDocument): readonly NameOccurrence[] {
  const known = indices.get(document);
  if (known) return known;
  const found = [...definitions(document), ...references(document), ...anchors(document)];
  const places = new Set<string>();
  const occurrences = found
    .filter(({ range, kind }) => places.size < places.add(`${kind} ${range.start}`).size)
    .sort((a, b) => a.range.start - b.range.start);
  indices.set(document, occurrences);
  return occurrences;
}

/** The name at an offset, its end included; `undefined` where there is none. */
export function nameAt(document: EditorDocument, offset: number): NameOccurrence | undefined {
  return namesOf(document).findLast(({ range }) => range.start <= offset && offset <= range.end);
}

/** All places of the same name, its definition first. */
export function occurrencesOf(document: EditorDocument, { kind, name }: NameOccurrence): readonly NameOccurrence[] {
  const same = namesOf(document).filter((other) => other.kind === kind && other.name === name);
  return same.sort((a, b) => Number(a.role === "reference") - Number(b.role === "reference"));
}

/** Where a name is defined; `undefined` for one that nothing defines. */
export function definitionOfName(
  document: EditorDocument,
  name: Pick<NameOccurrence, "kind" | "name">,
): NameOccurrence | undefined {
  return namesOf(document).find(
    (other) => other.role === "definition" && other.kind === name.kind && other.name === name.name,
  );
}

function definitions(document: EditorDocument): readonly NameOccurrence[] {
  const { value } = document.compilation.document;
  return SECTIONS.flatMap(([section, kind]) =>
    membersOf(valueAt(value, [section])).map((name) =>
      occurrence(document, { kind, name, role: "definition", path: [section, name] }),
    ),
  );
}

function references(document: EditorDocument): readonly NameOccurrence[] {
  const { value } = document.compilation.document;
  return ["targets", "defaults"].flatMap((section) =>
    membersOf(valueAt(value, [section])).flatMap((name) => referencesIn(document, [section, name])),
  );
}

function referencesIn(document: EditorDocument, at: DocumentPath): readonly NameOccurrence[] {
  const { value } = document.compilation.document;
  const found: NameOccurrence[] = [];
  const add = (kind: NameKind, path: DocumentPath): void => {
    const name = valueAt(value, path);
    if (typeof name === "string" && name !== "")
      found.push(occurrence(document, { kind, name, role: "reference", path }));
  };
  for (const key of Object.keys(keyReferenceTypes)) add("key", [...at, key]);
  add("key", [...at, "policy_console", "key"]);
  for (const key of GROUP_LISTS) {
    const groups = valueAt(value, [...at, key]);
    if (Array.isArray(groups))
      groups.forEach((_, index) => {
        add("device group", [...at, key, index]);
      });
  }
  return found;
}

function occurrence(
  document: EditorDocument,
  name: {
    readonly kind: NameKind;
    readonly name: string;
    readonly role: NameOccurrence["role"];
    readonly path: DocumentPath;
  },
): NameOccurrence {
  const source = document.compilation.document;
  const part = name.role === "definition" ? "key" : "value";
  // What comes through an alias is written elsewhere: that is the place to go to, and to rename.
  return { ...name, range: source.definitionOf(name.path, part) ?? source.rangeOf(name.path, part) };
}

function anchors({ compilation, text, file }: EditorDocument): readonly NameOccurrence[] {
  // Few files have any, and looking through all nodes takes a while.
  const yaml = text.includes("&") ? yamlDocumentOf(compilation.document) : undefined;
  if (!yaml) return [];
  const found: NameOccurrence[] = [];
  visit(yaml, (_, node) => {
    if (!isNode(node) || !node.range) return;
    const [start, end] = node.range;
    if (isAlias(node)) {
      found.push({
        kind: "anchor",
        name: node.source,
        role: "reference",
        range: { file, start: start + 1, end },
        path: undefined,
      });
    } else if (node.anchor !== undefined) {
      const at = text.lastIndexOf(`&${node.anchor}`, start) + 1;
      if (at > 0)
        found.push({
          kind: "anchor",
          name: node.anchor,
          role: "definition",
          range: { file, start: at, end: at + node.anchor.length },
          path: undefined,
        });
    }
  });
  return found;
}

function membersOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
