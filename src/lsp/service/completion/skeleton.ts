import type { DocumentPath } from "../../../compiler/document.ts";
import { neededKeys } from "../../../compiler/rules/references.ts";
import { allowedValues, dereferenced, type SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { exampleText, isSecretReference, scalarText } from "../../../compiler/schema-diagnostics/schema-wording.ts";
import { environmentName } from "../../../compiler/schema-diagnostics/value-diagnostics.ts";
import { fixedFields, requiredKeys, schemaOfKey, shapesOfSchema, usualShape, withFields } from "../schema-at.ts";
import { targetAround, type CompletionRequest } from "./completion-input.ts";
import type { TextPiece } from "./text-piece.ts";
import { valueCandidates } from "./value-candidates.ts";

/** A place that a skeleton is made for. */
export interface SkeletonPlace {
  readonly path: DocumentPath;
  readonly schema: SchemaNode;
  /** The column of the key or dash that it belongs to; `undefined` where everything stays on one line, in braces and brackets. */
  readonly column: number | undefined;
}

/** With more choices than these a list to search is better: completion offers it once the cursor is there. */
const MOST_CHOICES = 40;

/** Steps between a key and the keys below it. */
const STEP = 2;

/** The value of a key with its required parts, from behind the colon on: it begins with a space or a new line. */
export function valueSkeleton(request: CompletionRequest, place: SkeletonPlace): readonly TextPiece[] {
  const shape = usualShape(place.schema);
  if (isSecretReference(shape)) return [" ", ...secretSkeleton(place.path)];
  if (shape.type === "array") return listSkeleton(request, place, shape);
  if (shape.type !== "object") return [" ", scalarPiece(request, place)];
  const { column } = place;
  if (column === undefined) return [" ", ...inlineMap(request, place, shape)];
  return [{ column: column + STEP }, ...blockMap(request, { ...place, column: column + STEP }, shape)];
}

/** `{ env: NAME }`, which every reader of secrets has. */
export function secretSkeleton(path: DocumentPath): readonly TextPiece[] {
  return ["{ env: ", { choices: [environmentName(path)] }, " }"];
}

/** A map in braces with its required keys. */
export function inlineMap(request: CompletionRequest, place: SkeletonPlace, shape: SchemaNode): readonly TextPiece[] {
  const inside = shaped(request, place.path, shape);
  const entries = entriesOf(inside, place, shape).map(({ key, schema }, index) => [
    index === 0 ? " " : ", ",
    `${key}:`,
    ...valueSkeleton(inside, { path: [...place.path, key], schema, column: undefined }),
  ]);
  return entries.length === 0 ? ["{ ", { choices: [""] }, " }"] : ["{", ...entries.flat(), " }"];
}

/** The entries of a map on lines of their own, the first where the cursor is. */
export function blockMap(
  request: CompletionRequest,
  place: SkeletonPlace & { readonly column: number },
  shape: SchemaNode,
): readonly TextPiece[] {
  const { column, path } = place;
  const inside = shaped(request, path, shape);
  const entries = entriesOf(inside, place, shape).map(({ key, schema }, index) => [
    ...(index === 0 ? [] : [{ column }]),
    `${key}:`,
    ...valueSkeleton(inside, { path: [...path, key], schema, column }),
  ]);
  return entries.length === 0 ? [{ choices: [""] }] : entries.flat();
}

function listSkeleton(
  request: CompletionRequest,
  { path, column }: SkeletonPlace,
  shape: SchemaNode,
): readonly TextPiece[] {
  const item = dereferenced(shape.items ?? {});
  const usual = usualShape(item);
  const place: SkeletonPlace = { path: [...path, 0], schema: item, column: undefined };
  if (!item.examples && !usual.examples && usual.type === "string" && shape.examples)
    return [" ", { choices: [exampleText(shape)] }];
  if (
    column === undefined ||
    valueCandidates(request, place.path, shapesOfSchema(item)).some(({ closed }) => closed === true)
  )
    return usual.type === "object"
      ? [" [", ...inlineMap(request, place, usual), "]"]
      : [" [", scalarPiece(request, place), "]"];
  const dash = column + STEP;
  if (usual.type !== "object") return [{ column: dash }, "- ", scalarPiece(request, place)];
  return [{ column: dash }, "- ", ...blockMap(request, { ...place, column: dash + STEP }, usual)];
}

/** The gap for a value that is one word: with all choices where they are known, else with an example. */
function scalarPiece(request: CompletionRequest, { path, schema }: SkeletonPlace): TextPiece {
  const shapes = shapesOfSchema(schema).filter(({ type }) => type !== "array" && type !== "object");
  const found = valueCandidates(request, path, shapes).filter(
    ({ yaml, closed }) => yaml === undefined && closed === true,
  );
  // The schema's own example comes first, and otherwise what the candidates begin with.
  const usual = schema.examples && exampleText(schema);
  const choices = found.slice(0, MOST_CHOICES).map(({ text }) => written(schema, text));
  const [first, ...rest] = choices.toSorted((a, b) => Number(b === usual) - Number(a === usual));
  if (first !== undefined) return isFixed(schema, found.length) ? first : { choices: [first, ...rest] };
  return { choices: [example(request, path, schema)] };
}

/** An example of a value: for an extension one below the app's bundle ID. */
function example(request: CompletionRequest, path: DocumentPath, schema: SchemaNode): string {
  const app = path.includes("extensions") ? targetAround(request, path)?.fields["bundle_id"] : undefined;
  if (typeof app === "string" && /^[\w.-]+$/.test(app)) return `${app}.widget`;
  const text = exampleText(schema);
  // An address needs no quotes: its colon has no space after it.
  return /^"https?:\/\/[\w./:-]+"$/.test(text) ? text.slice(1, -1) : text;
}

/** The only value that there is needs no gap. */
function isFixed(schema: SchemaNode, count: number): boolean {
  return count === 1 && allowedValues(schema).length === 1;
}

/** A text as YAML that reads it back as the schema wants it: numbers and truth values stay plain. */
export function written(schema: SchemaNode, text: string): string {
  const isText = shapesOfSchema(schema).some(({ type, const: only }) => type === "string" || typeof only === "string");
  return isText ? scalarText(text) : text;
}

interface SkeletonEntry {
  readonly key: string;
  readonly schema: SchemaNode;
}

/** The keys that a map cannot do without, in the order of the schema. */
function entriesOf(request: CompletionRequest, place: SkeletonPlace, shape: SchemaNode): readonly SkeletonEntry[] {
  const wanted = new Set([...requiredKeys(shape), ...neededByRules(request, place.path)]);
  return Object.keys(shape.properties ?? {})
    .filter((key) => wanted.has(key))
    .flatMap((key) => {
      const schema = schemaOfKey([shape], key);
      return schema ? [{ key, schema }] : [];
    });
}

/** Keys that a target needs beside those of the schema: `defaults` could supply them, and do not. */
export function neededByRules(request: CompletionRequest, path: DocumentPath): readonly string[] {
  const target = path[0] === "targets" && path.length === 2 ? targetAround(request, path) : undefined;
  if (!target || target.fields["platform"] === undefined || target.fields["method"] === undefined) return [];
  // Without a profile type the usual one says what is needed.
  const fields = { profile_type: "app_store", ...target.fields } as Parameters<typeof neededKeys>[0]["fields"];
  return neededKeys({ fields }).filter((key) => !Object.hasOwn(target.fields, key));
}

/** The request as it is once a shape is written at a path: a profile type fits the platform of its own skeleton. */
function shaped(request: CompletionRequest, path: DocumentPath, shape: SchemaNode): CompletionRequest {
  return { ...request, value: withFields(request.value, path, fixedFields(shape)) };
}
