import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath, SigningDocument } from "../document.ts";
import { nearestName } from "../nearest-name.ts";
import {
  allowedValues,
  dereferenced,
  isAllowedText,
  schemaAt,
  tagValues,
  typeOfValue,
  unionAt,
  valueAt,
  type SchemaNode,
} from "./schema-node.ts";
import {
  alternatives,
  correctedForm,
  exampleText,
  expectedOf,
  flowText,
  foundOf,
  isSecretReference,
  scalarText,
  withArticle,
} from "./schema-wording.ts";
import { diagnosticAt, type Place } from "./diagnostic-at.ts";

/** What is wrong with the value at a place as a whole; `undefined` when only its keys are wrong. */
export function valueDiagnostic(place: Place): Diagnostic | undefined {
  const { document, path, violations } = place;
  const value = valueAt(document.value, path);
  const union = unionAt(document.value, path) ?? {};
  const schema = schemaAt(document.value, path) ?? union;
  const has = (...keywords: string[]): boolean => violations.some(({ keyword }) => keywords.includes(keyword));
  if (has("type")) return isLiteralSecret(value, schema) ? literalSecret(place) : wrongType(place, value, union);
  if (has("enum", "const")) return notAllowed({ document, path, value, values: allowedValues(schema), union });
  // A pattern reported at a map is about the name of a key.
  if (typeof value === "string" && has("pattern")) return wrongForm(place, value, schema);
  if (has("minLength", "minItems", "minProperties", "maxProperties", "minimum"))
    return outOfBounds(place, value, schema);
  if (has("uniqueItems")) return duplicateItem(place, value);
  return undefined;
}

/** The diagnostic for a value that is none of those listed, the nearest first. `path` is the value's own. */
export function notAllowed(at: {
  readonly document: SigningDocument;
  readonly path: DocumentPath;
  readonly value: unknown;
  readonly values: readonly unknown[];
  readonly union: SchemaNode;
  /** Whether the rest of the map is read by this value: a right one may show mistakes that could not be seen before. */
  readonly decides?: boolean;
}): Diagnostic {
  const { document, path, value, values, union, decides = false } = at;
  const names = values.map(String);
  const nearest = typeof value === "string" ? nearestName(value, names) : undefined;
  const inOrder = nearest === undefined ? names : [nearest, ...names.filter((name) => name !== nearest)];
  const list = listForm(value, union);
  const help = `write ${alternatives(inOrder)}${list === undefined ? "" : `, or a list: \`${keyOf(path)}: ${list}\``}`;
  const newText = nearest === undefined ? list : scalarText(nearest);
  const text = isInSecretReference(document, path) ? "…" : shown(value);
  const isSpelling = nearest !== undefined && lettersOf(nearest) === lettersOf(String(value));
  const fixes =
    newText === undefined
      ? []
      : replaceValue(document, path, newText, { applicability: isSpelling && !decides ? "safe" : "maybe-incorrect" });
  return diagnosticAt(
    { document, path, part: "value" },
    "schema/not-allowed",
    { value: text, key: keyOf(path) },
    { help, fixes },
  );
}

/** A name without letter case and separators, in which its writers differ without meaning anything by it. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

/** The diagnostic for a value of a wrong type. */
export function wrongType(
  { document, path }: Omit<Place, "violations">,
  value: unknown,
  union: SchemaNode,
): Diagnostic {
  const expected = path.length === 0 ? "a map" : expectedOf(union);
  const help = exampleHelp(path, union);
  const parameters = { subject: subjectOf(path), expected, found: foundOf(value) };
  return diagnosticAt({ document, path, part: "value" }, "schema/wrong-type", parameters, {
    help,
    fixes: typeFixes(document, path, value, union),
  });
}

function exampleHelp(path: DocumentPath, schema: SchemaNode): string {
  const marker = typeof path.at(-1) === "number" ? "-" : `${keyOf(path)}:`;
  return path.length === 0
    ? "start the file with `version: 1` and `targets:`"
    : `write it like \`${marker} ${exampleText(schema)}\``;
}

function typeFixes(document: SigningDocument, path: DocumentPath, value: unknown, union: SchemaNode): readonly Fix[] {
  if (typeof value === "string") {
    const list = listForm(value, union);
    return list === undefined ? [] : replaceValue(document, path, list, { applicability: "safe" });
  }
  if (typeof value !== "number" && typeof value !== "boolean") return [];
  const { file, start, end } = document.rangeOf(path, "value");
  const source = file.text.slice(start, end);
  if (isAllowedText(`${source}d`, union) && !isAllowedText(source, union))
    return replaceValue(document, path, `${source}d`, { applicability: "safe" });
  return isAllowedText(source, union)
    ? replaceValue(document, path, JSON.stringify(source), { applicability: "safe" })
    : [];
}

/** A single text as a list of one, where the schema takes lists of such texts. */
function listForm(value: unknown, union: SchemaNode): string | undefined {
  const list = union.else === undefined ? union : dereferenced(union.else);
  if (typeof value !== "string" || list.type !== "array" || !list.items || !isAllowedText(value, list.items))
    return undefined;
  return flowText([value]);
}

function wrongForm({ document, path }: Place, value: string, schema: SchemaNode): Diagnostic {
  const what = withArticle(schema.title ?? "value");
  const known = (schema.examples ?? []).map(String);
  const corrected = correctedForm(value, schema);
  const isSecret = isInSecretReference(document, path);
  const near = corrected ?? (known.length > 1 ? nearestName(value, known) : undefined);
  // What stands inside of a secret reference might be the secret itself: it is never repeated.
  const fixes =
    near === undefined || isSecret
      ? []
      : replaceValue(document, path, scalarText(near), { applicability: "maybe-incorrect" });
  const text = isSecret ? keyOf(path) : shown(value);
  const notes = schema.description === undefined ? [] : [{ message: schema.description }];
  return diagnosticAt(
    { document, path, part: "value" },
    "schema/wrong-form",
    { value: text, what, example: known[0] ?? "…" },
    { notes, fixes },
  );
}

function isInSecretReference(document: SigningDocument, path: DocumentPath): boolean {
  return path.some((_, index) => isSecretReference(schemaAt(document.value, path.slice(0, index)) ?? {}));
}

function outOfBounds({ document, path }: Place, value: unknown, schema: SchemaNode): Diagnostic {
  const expected =
    typeof value === "string"
      ? expectedOf(schema)
      : typeof value === "number"
        ? "0 or more"
        : Array.isArray(value)
          ? "a list of at least one item"
          : "a map of exactly one entry";
  const count = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  const found = typeof value === "number" ? "less" : count > 1 ? `a map of ${count} entries` : foundOf(value);
  const help = exampleHelp(path, schema);
  return diagnosticAt(
    { document, path, part: "value" },
    "schema/wrong-type",
    { subject: subjectOf(path), expected, found },
    { help },
  );
}

function duplicateItem({ document, path }: Place, value: unknown): Diagnostic | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const second = items.findIndex((item, index) => items.indexOf(item) < index);
  if (second < 0) return undefined;
  const first = items.indexOf(items[second]);
  const notes = [{ message: "the first one is here", range: document.rangeOf([...path, first], "value") }];
  return diagnosticAt(
    { document, path: [...path, second], part: "value" },
    "schema/duplicate-item",
    { value: shown(items[second]), key: keyOf(path) },
    { notes },
  );
}

function isLiteralSecret(value: unknown, schema: SchemaNode): boolean {
  return isSecretReference(schema) && ["string", "number", "boolean"].includes(typeOfValue(value));
}

function literalSecret({ document, path }: Place): Diagnostic {
  const name = environmentName(path);
  const title = `read it from the environment variable ${name}`;
  const fixes = replaceValue(document, path, `{ env: ${name} }`, { applicability: "maybe-incorrect", title });
  return diagnosticAt({ document, path, part: "value" }, "rule/literal-secret", { key: keyOf(path) }, { fixes });
}

/** The environment variable that a secret would be in: named after the entry and the key. */
export function environmentName(path: DocumentPath): string {
  const words = path[0] === "store" ? ["signwright", String(path[1] ?? "identity")] : path.slice(1).map(String);
  const name = words
    .join("_")
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}

/** A fix that replaces a value; none where the value came through an alias that other places share. */
function replaceValue(
  document: SigningDocument,
  path: DocumentPath,
  newText: string,
  fix: { readonly applicability: Fix["applicability"]; readonly title?: string },
): readonly Fix[] {
  if (document.definitionOf(path, "value")) return [];
  return [{ title: `write \`${newText}\``, ...fix, edits: [{ range: document.rangeOf(path, "value"), newText }] }];
}

/** What a message calls a value: its key, or an item of its list. */
export function subjectOf(path: DocumentPath): string {
  if (path.length === 0) return "the file";
  return typeof path.at(-1) === "number" ? `an item of \`${keyOf(path)}\`` : `\`${keyOf(path)}\``;
}

/** The last key of a path: list items are known by the key of their list. */
export function keyOf(path: DocumentPath): string {
  return path.findLast((segment) => typeof segment === "string") ?? "";
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value.replace(/\s+/g, " ") : flowText(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The diagnostic for the deciding key of a union, when its value decides nothing. */
export function tagDiagnostic(
  document: SigningDocument,
  path: DocumentPath,
  union: SchemaNode,
): Diagnostic | undefined {
  const tag = union.discriminator?.propertyName;
  if (tag === undefined) return undefined;
  const tagPath = [...path, tag];
  const value = valueAt(document.value, tagPath);
  const values = tagValues(union);
  if (typeof value === "string")
    return notAllowed({ document, path: tagPath, value, values, union: {}, decides: true });
  return wrongType({ document, path: tagPath }, value, { type: "string", enum: values });
}
