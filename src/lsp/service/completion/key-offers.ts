import type { DocumentPath } from "../../../compiler/document.ts";
import { profileTypesOfKeys } from "../../../compiler/rules/keys-for-profile-type.ts";
import { dereferenced, isAllowedText, type SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import {
  expectedOf,
  flowText,
  isSecretReference,
  scalarText,
} from "../../../compiler/schema-diagnostics/schema-wording.ts";
import {
  exclusiveKeys,
  fitsSchema,
  requiredKeys,
  schemaOfKey,
  shapesAt,
  usualShape,
  shapesOfSchema,
} from "../schema-at.ts";
import { itemKinds } from "./candidate.ts";
import type { Offer } from "./completion-item.ts";
import { profileTypesOfTarget, targetAround, type CompletionRequest } from "./completion-input.ts";
import { blockMap, inlineMap, neededByRules, valueSkeleton } from "./skeleton.ts";
import type { TextPiece } from "./text-piece.ts";

/** A map whose next key is wanted. */
export interface KeyPlace {
  /** The path of the map. */
  readonly path: DocumentPath;
  /** The keys that it has already. */
  readonly present: ReadonlySet<string>;
  /** Where an entry starts; `undefined` inside of braces. */
  readonly column: number | undefined;
  /** The value that a new key is to get, where only the key is wanted because the colon is there. */
  readonly given: { readonly value: unknown } | undefined;
}

/** Keys that the map can take, the required ones first; for maps of named entries, new entries. */
export function keyOffers(request: CompletionRequest, place: KeyPlace): readonly Offer[] {
  const shapes = shapesAt(request.value, place.path).filter(({ type }) => type === "object");
  return [...namedKeyOffers(request, place, shapes), ...entryOffers(request, place, shapes)];
}

function namedKeyOffers(request: CompletionRequest, place: KeyPlace, shapes: readonly SchemaNode[]): readonly Offer[] {
  const { path, present, given } = place;
  const keys = [...new Set(shapes.flatMap(({ properties = {} }) => Object.keys(properties)))];
  const exclusive = new Set(shapes.flatMap(exclusiveKeys));
  const isDecided = [...present].some((key) => exclusive.has(key));
  const isFull = shapes.length > 0 && shapes.every(({ maxProperties = Infinity }) => present.size >= maxProperties);
  const needed = neededByRules(request, path);
  if (isFull) return [];
  return keys
    .filter((key) => !present.has(key) && !(isDecided && exclusive.has(key)) && saysSomething(request, path, key))
    .flatMap((key) => {
      const schema = schemaOfKey(shapes, key);
      if (!schema || (given && !fitsSchema(schema, given.value))) return [];
      const isRequired = shapes.every((shape) => requiredKeys(shape).includes(key)) || needed.includes(key);
      return [keyOffer(request, place, { key, schema, isRequired, isExclusive: exclusive.has(key) })];
    });
}

interface WantedKey {
  readonly key: string;
  readonly schema: SchemaNode;
  readonly isRequired: boolean;
  readonly isExclusive: boolean;
}

function keyOffer(request: CompletionRequest, place: KeyPlace, wanted: WantedKey): Offer {
  const { key, schema, isRequired, isExclusive } = wanted;
  const { path, column, given } = place;
  const value = (): readonly TextPiece[] =>
    request.input.client.snippets
      ? valueSkeleton(request, { path: [...path, key], schema, column })
      : plainValue(request, place, wanted);
  return {
    label: key,
    kind: itemKinds.property,
    rank: isRequired ? 0 : isExclusive ? 1 : 2,
    pieces: given ? [key] : [`${key}:`, ...value()],
    detail: isRequired ? `required · ${expectedOf(schema)}` : expectedOf(schema),
    documentation: documentationOf(schema),
  };
}

/** What can be said of a value without gaps: the only one there is, or where its secret is. The rest is for the person. */
function plainValue(
  request: CompletionRequest,
  { path, column }: KeyPlace,
  { key, schema }: WantedKey,
): readonly TextPiece[] {
  const pieces = valueSkeleton(request, { path: [...path, key], schema, column: undefined });
  const isSaid = pieces.every((piece) => typeof piece === "string") || isSecretReference(usualShape(schema));
  if (isSaid) return pieces;
  const isMap = usualShape(schema).type === "object";
  return isMap ? (column === undefined ? [" { }"] : [""]) : [" "];
}

/** What a schema says of itself, its default and its form. */
export function documentationOf(schema: SchemaNode): string | undefined {
  const text = schema.markdownDescription ?? schema.description;
  const notes = [
    ...(schema.default === undefined ? [] : [`Default: \`${flowText(schema.default)}\``]),
    ...(schema.examples === undefined || schema.enum || schema.type === "boolean" || text?.includes("```")
      ? []
      : [`Example: \`${flowText(schema.examples[0])}\``]),
  ];
  return text === undefined ? undefined : [text, ...notes].join("\n\n");
}

/** Whether a key of a target says something for one of its profile types; a rule refuses it otherwise. */
function saysSomething(request: CompletionRequest, path: DocumentPath, key: string): boolean {
  const target = path.length === 2 && path[0] === "targets" ? targetAround(request, path) : undefined;
  const types = target ? profileTypesOfTarget(target) : [];
  const fitting: Readonly<Record<string, readonly string[]>> = profileTypesOfKeys;
  return types.length === 0 || !Object.hasOwn(fitting, key) || types.some((type) => fitting[key]?.includes(type));
}

/** New entries of a map whose keys are names: a target of each platform and method, a key of each type. */
function entryOffers(request: CompletionRequest, place: KeyPlace, shapes: readonly SchemaNode[]): readonly Offer[] {
  const { path, present, column, given } = place;
  if (given) return [];
  return shapes.flatMap(({ additionalProperties, propertyNames, properties }) => {
    if (typeof additionalProperties !== "object" || properties) return [];
    const typed = request.cursor.token.text;
    const name = typed === "" ? freeName(propertyNames, present) : typed;
    if (propertyNames && !isAllowedText(name, propertyNames)) return [];
    const at = [...path, name];
    return shapesOfSchema(additionalProperties).map((shape, index): Offer => {
      const label = shape.title === undefined ? name : `new ${shape.title.replaceAll("`", "")}`;
      const key = typed === "" ? { choices: [name] as const } : scalarText(name);
      return {
        label,
        kind: itemKinds.snippet,
        rank: 3 + index / 100,
        pieces: [key, ":", ...entrySkeleton(request, { path: at, shape, column })],
        // While the name is typed it is the name that has to fit.
        ...(typed === "" ? {} : { filter: typed }),
        documentation: documentationOf(shape),
      };
    });
  });
}

function entrySkeleton(
  request: CompletionRequest,
  {
    path,
    shape,
    column,
  }: { readonly path: DocumentPath; readonly shape: SchemaNode; readonly column: number | undefined },
): readonly TextPiece[] {
  const isInline = column === undefined || !request.input.client.snippets;
  if (shape.type !== "object")
    return valueSkeleton(request, { path, schema: shape, column: isInline ? undefined : column });
  if (isInline) return [" ", ...inlineMap(request, { path, schema: shape, column: undefined }, shape)];
  return [{ column: column + 2 }, ...blockMap(request, { path, schema: shape, column: column + 2 }, shape)];
}

function freeName(names: SchemaNode | undefined, present: ReadonlySet<string>): string {
  const [first] = names ? (dereferenced(names).examples ?? []) : [];
  const example = typeof first === "string" ? first : "name";
  let name = example;
  for (let count = 2; present.has(name); count++) name = `${example}-${count}`;
  return name;
}
