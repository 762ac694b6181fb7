import { isAllowedText, type SchemaNode, allowedValues, dereferenced, typeOfValue } from "./schema-node.ts";

/** The title that marks the schema of a secret reference. */
const SECRET_REFERENCE = "secret reference";

/** Whether a schema asks for a reference to a secret. */
export function isSecretReference(node: SchemaNode): boolean {
  return node.title === SECRET_REFERENCE;
}

/** A noun phrase with its article: `an App Store Connect key`, `a UDID`. */
export function withArticle(phrase: string): string {
  return `${/^[aeio]/i.test(phrase) || /^un(?!i)/i.test(phrase) ? "an" : "a"} ${phrase}`;
}

/** Words as a list in a sentence: `a`, `b` or `c`, each in backticks. */
export function alternatives(values: readonly unknown[]): string {
  return joined(values.map((value) => `\`${String(value)}\``));
}

/** Phrases as a list in a sentence: one, two or three. */
export function joined(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? "";
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(", ")} or ${last}`;
}

/** Names as a list, the most useful first and at most a dozen. */
export function listing(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `\`${name}\``);
  return shown.join(", ") + (names.length > shown.length ? ", …" : "");
}

/** What a place of the schema wants, as a noun phrase: `own`, `all` or a list. */
export function expectedOf(schema: SchemaNode): string {
  return joined(expectations(schema));
}

function expectations(schema: SchemaNode): readonly string[] {
  const node = dereferenced(schema);
  if (node.if && node.then && node.else) return [...expectations(node.then), ...expectations(node.else)];
  const allowed = allowedValues(node);
  if (allowed.length > 0 && (allowed.length <= 3 || node.title === undefined))
    return allowed.map((value) => `\`${String(value)}\``);
  if (isSecretReference(node)) return ["a secret reference"];
  switch (node.type) {
    case "string":
      return [node.title === undefined ? "a text" : withArticle(node.title)];
    case "integer":
      return ["a whole number"];
    case "boolean":
      return ["`true`", "`false`"];
    case "array":
      return ["a list"];
    default:
      return ["a map"];
  }
}

/** What stands in the file, as a noun phrase that gives no text away. */
export function foundOf(value: unknown): string {
  switch (typeOfValue(value)) {
    case "null":
      return "empty";
    case "boolean":
      return `\`${String(value)}\``;
    case "number":
      return Number.isInteger(value) ? "a number" : "a number with a fraction";
    case "string":
      return value === "" ? "an empty text" : "a text";
    case "array":
      return isEmpty(value) ? "an empty list" : "a list";
    case "object":
      return isEmpty(value) ? "an empty map" : "a map";
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** A value of a schema that can stand in a file as an example, as one line of YAML. */
export function exampleText(schema: SchemaNode): string {
  const node = dereferenced(schema);
  const examples = [...(node.examples ?? []), ...allowedValues(node)];
  if (examples.length > 0) return flowText(examples[0]);
  if ("default" in node) return flowText(node.default);
  if (node.then) return exampleText(node.then);
  switch (node.type) {
    case "boolean":
      return "true";
    case "array":
      return "[]";
    case "object":
      return requiredMap(node);
    default:
      return "…";
  }
}

function requiredMap(node: SchemaNode): string {
  const entries = (node.required ?? []).map((key) => `${key}: ${exampleText(node.properties?.[key] ?? {})}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A value as one line of YAML. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${flowText(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return typeof value === "string" ? scalarText(value) : String(value);
}

/** A text as YAML writes it: plain where YAML 1.2 reads it back as the same text, else in double quotes. */
export function scalarText(text: string): string {
  const isPlain = /^[\w./][\w./@+-]*( [\w./@+-]+)*$/.test(text);
  return isPlain && !isOtherScalar(text) ? text : JSON.stringify(text);
}

/** Whether YAML reads a plain text as a number, a truth value or nothing (core schema; and the words of YAML 1.1, for the reader's sake). */
function isOtherScalar(text: string): boolean {
  const isNumber = /^[-+]?(0x[\da-f]+|0o[0-7]+|(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?|\.inf|\.nan)$/i.test(text);
  return isNumber || /^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
}

/** The way of writing that a text probably meant, where only letter case, hyphens or spaces around it are wrong. */
export function correctedForm(text: string, schema: SchemaNode): string | undefined {
  const candidates = [
    text.trim(),
    text.trim().toUpperCase(),
    text.trim().toLowerCase(),
    text.trim().toLowerCase().replace(/[-\s]/g, "_"),
  ];
  return candidates.find((candidate) => candidate !== text && isAllowedText(candidate, schema));
}
