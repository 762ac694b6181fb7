import { signingSchema } from "../../generated/signing-schema.ts";
import type { DocumentPath } from "../document.ts";

/** A JSON Schema (draft-07) as far as schema/signing.schema.json uses it. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly maxProperties?: number;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly discriminator?: { readonly propertyName: string };
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly if?: SchemaNode;
  readonly then?: SchemaNode;
  readonly else?: SchemaNode;
  readonly definitions?: Readonly<Record<string, SchemaNode>>;
}

const root: SchemaNode = signingSchema;

/** A definition of the schema by its name; an empty schema when there is none. */
export function definition(name: string): SchemaNode {
  return root.definitions?.[name] ?? {};
}

/**
 * The schema that holds for the value at a path, with every choice made that the values on the way decide.
 * Where a choice cannot be made (a target without `platform`), it is the union itself; `undefined` where the schema knows no such place.
 */
export function schemaAt(value: unknown, path: DocumentPath): SchemaNode | undefined {
  const union = unionAt(value, path);
  return union && chosen(union, valueAt(value, path));
}

/** Like {@link schemaAt}, but before the choice for the last step: the union of what the place can hold. */
export function unionAt(value: unknown, path: DocumentPath): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  let current = value;
  for (const segment of path) {
    node = node && child(chosen(node, current), segment);
    current = childValue(current, segment);
  }
  return node && dereferenced(node);
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce(childValue, value);
}

/** Every shape that a union of maps can take: one node for a target of each platform and method. */
export function variantsOf(union: SchemaNode): readonly SchemaNode[] {
  const known = variantsOfUnions.get(union);
  if (known) return known;
  const node = dereferenced(union);
  const branches = node.discriminator
    ? (node.oneOf ?? [])
    : node.if && node.then && node.else
      ? [node.then, node.else]
      : [];
  const variants = branches.length === 0 ? [node] : branches.flatMap(variantsOf);
  variantsOfUnions.set(union, variants);
  return variants;
}

/** The schema never changes; a file may have thousands of mistakes. */
const variantsOfUnions = new WeakMap<SchemaNode, readonly SchemaNode[]>();

/** The values that the deciding key of a union can have: the platforms of a target. */
export function tagValues(union: SchemaNode): readonly string[] {
  const tag = union.discriminator?.propertyName;
  if (tag === undefined) return [];
  return (union.oneOf ?? [])
    .flatMap((branch) => allowedValues(dereferenced(branch).properties?.[tag] ?? {}))
    .map(String);
}

/** The values that a schema lists, by `enum` or `const`. */
export function allowedValues(node: SchemaNode): readonly unknown[] {
  return node.enum ?? ("const" in node ? [node.const] : []);
}

/** Follows references. What stands beside an `allOf` with one reference describes that one use of it. */
export function dereferenced(node: SchemaNode): SchemaNode {
  if (node.$ref !== undefined) return dereferenced(definition(node.$ref.slice("#/definitions/".length)));
  const only = node.allOf?.length === 1 ? node.allOf[0] : undefined;
  if (!only) return node;
  const { allOf: _, ...own } = node;
  return { ...dereferenced(only), ...own };
}

function chosen(node: SchemaNode, value: unknown): SchemaNode {
  const union = dereferenced(node);
  const tag = union.discriminator?.propertyName;
  if (tag !== undefined) {
    const tagValue = childValue(value, tag);
    const branch = (union.oneOf ?? []).find((candidate) =>
      allowedValues(dereferenced(candidate).properties?.[tag] ?? {}).includes(tagValue),
    );
    return branch ? chosen(branch, value) : union;
  }
  if (!union.if || !union.then || !union.else) return union;
  return chosen(holds(union.if, value) ? union.then : union.else, value);
}

/** Whether a condition of the schema holds: they ask for a type, or for the presence of a key. */
function holds(condition: SchemaNode, value: unknown): boolean {
  if (condition.type !== undefined) return typeOfValue(value) === condition.type;
  return (condition.anyOf ?? []).some(({ required = [] }) =>
    required.every((key) => childValue(value, key) !== undefined),
  );
}

/** The JSON Schema type of a value, with whole numbers as `number`. */
export function typeOfValue(value: unknown): "null" | "boolean" | "number" | "string" | "array" | "object" {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" ? type : "object";
}

function child(node: SchemaNode, segment: string | number): SchemaNode | undefined {
  if (typeof segment === "number") return node.items;
  const property = node.properties && Object.hasOwn(node.properties, segment) ? node.properties[segment] : undefined;
  return property ?? (typeof node.additionalProperties === "object" ? node.additionalProperties : undefined);
}

function childValue(value: unknown, segment: string | number): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[segment];
}

/** Whether a text fits what a schema says of texts: type, listed values, form, and not being empty. */
export function isAllowedText(text: string, schema: SchemaNode): boolean {
  const node = dereferenced(schema);
  if (node.if && node.then && node.else) return isAllowedText(text, node.then);
  if (node.type !== "string") return false;
  const allowed = allowedValues(node);
  if (allowed.length > 0 && !allowed.includes(text)) return false;
  if (node.pattern !== undefined && !new RegExp(node.pattern, "u").test(text)) return false;
  return text.length >= (node.minLength ?? 0);
}
