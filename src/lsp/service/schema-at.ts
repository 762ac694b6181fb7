import type { DocumentPath } from "../../compiler/document.ts";
import {
  allowedValues,
  definition,
  dereferenced,
  isAllowedText,
  typeOfValue,
  valueAt,
  variantsOf,
  type SchemaNode,
} from "../../compiler/schema-diagnostics/schema-node.ts";
import { signingSchema } from "../../generated/signing-schema.ts";

/**
 * Every shape that the schema allows at a path, as far as what is written around it leaves a choice: for a target with
 * `platform: ios` and nothing else, the automatic and the manual one. Empty where the schema knows no such place.
 */
export function shapesAt(value: unknown, path: DocumentPath): readonly SchemaNode[] {
  let shapes = fitting(shapesOfSchema(signingSchema), value);
  path.forEach((segment, index) => {
    const inside = valueAt(value, path.slice(0, index + 1));
    shapes = fitting(unique(shapes.flatMap((shape) => childrenOf(shape, segment))), inside);
  });
  return shapes;
}

/**
 * The schema of a key in shapes of a map, references followed, unions as they are. Where shapes list values of their own, it lists
 * all of them: `platform` of a target that has none yet. `undefined` where no shape has the key.
 */
export function schemaOfKey(shapes: readonly SchemaNode[], key: string): SchemaNode | undefined {
  const schemas = unique(
    shapes.flatMap((shape) => {
      const schema = ownChild(shape, key);
      return schema ? [resolved(schema)] : [];
    }),
  );
  const [first] = schemas;
  if (!first || schemas.length === 1 || schemas.some((schema) => allowedValues(schema).length === 0)) return first;
  const { const: _, ...rest } = first;
  return { ...rest, enum: [...new Set(schemas.flatMap(allowedValues))] };
}

/** The shape of a union that its first example has: people write a list of extensions, though a text is allowed. */
export function usualShape(schema: SchemaNode): SchemaNode {
  const shapes = shapesOfSchema(schema);
  const type = schema.examples && typeOfValue(schema.examples[0]);
  return shapes.find((shape) => shape.type === type) ?? shapes[0] ?? schema;
}

/** Keys that a shape of a map cannot do without; those that only one setting makes superfluous count too. */
export function requiredKeys(shape: SchemaNode): readonly string[] {
  return [...(shape.required ?? []), ...(shape.if && !shape.then ? (shape.else?.required ?? []) : [])];
}

/** Keys of which a shape takes exactly one: the kinds of secret references. */
export function exclusiveKeys(shape: SchemaNode): readonly string[] {
  return shape.discriminator ? [] : (shape.oneOf ?? []).flatMap(({ required = [] }) => required);
}

/** All shapes of a definition of the schema, by its name. */
export function shapesOf(name: string): readonly SchemaNode[] {
  return shapesOfSchema(definition(name));
}

const resolvedSchemas = new WeakMap<SchemaNode, SchemaNode>();
const schemaShapes = new WeakMap<SchemaNode, readonly SchemaNode[]>();

/** A schema with its references followed; the same object each time, so that equal schemas are the same. */
function resolved(schema: SchemaNode): SchemaNode {
  if (schema.$ref !== undefined) return resolved(definition(schema.$ref.slice("#/definitions/".length)));
  const known = resolvedSchemas.get(schema) ?? dereferenced(schema);
  resolvedSchemas.set(schema, known);
  return known;
}

/** All shapes of a schema; the same objects each time. */
export function shapesOfSchema(schema: SchemaNode): readonly SchemaNode[] {
  const node = resolved(schema);
  const known = schemaShapes.get(node) ?? variantsOf(node).map(resolved);
  schemaShapes.set(node, known);
  return known;
}

/** Whether a value is of a form that a schema has: type, words, keys. What is not written yet is of any form. */
export function fitsSchema(schema: SchemaNode, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return shapesOfSchema(schema).some((shape) => {
    const allowed = allowedValues(shape);
    if (allowed.length > 0) return allowed.includes(value);
    if (typeof value === "string") return isAllowedText(value, shape);
    if (Array.isArray(value)) {
      const { items } = shape;
      return isOfType(shape.type, "array") && (!items || value.every((item) => fitsSchema(items, item)));
    }
    if (typeof value !== "object") return isOfType(shape.type, typeof value === "number" ? "integer" : typeof value);
    return (
      isOfType(shape.type, "object") &&
      Object.entries(value).every(([key, item]) => {
        const child = ownChild(shape, key);
        return child !== undefined && fitsSchema(child, item);
      })
    );
  });
}

/** A value without the part at a path: what is being written must not decide what may be written. */
export function withoutPath(value: unknown, path: DocumentPath): unknown {
  const [segment, ...rest] = path;
  if (typeof value !== "object" || value === null || segment === undefined) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item, index) => (index === segment ? (rest.length > 0 ? withoutPath(item, rest) : null) : item));
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key !== segment) return [[key, item]];
      return rest.length > 0 ? [[key, withoutPath(item, rest)]] : [];
    }),
  );
}

/** A value with fields put into the map at a path, which is made where it is missing. */
export function withFields(value: unknown, path: DocumentPath, fields: Readonly<Record<string, unknown>>): unknown {
  const [segment, ...rest] = path;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((item, index) => (index === segment ? withFields(item, rest, fields) : item));
  }
  const map = typeof value === "object" && value !== null ? value : {};
  if (segment === undefined) return { ...map, ...fields };
  return { ...map, [segment]: withFields(valueAt(map, [segment]), rest, fields) };
}

/** The fields that a shape has only one value for: `platform` and `method` of a target's shape. */
export function fixedFields(shape: SchemaNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(shape.properties ?? {}).flatMap((key) => {
      const only = constOf(shape, key);
      return only === undefined ? [] : [[key, only]];
    }),
  );
}

function childrenOf(shape: SchemaNode, segment: string | number): readonly SchemaNode[] {
  const child = typeof segment === "number" ? shape.items : ownChild(shape, segment);
  return child ? shapesOfSchema(child) : [];
}

function ownChild({ properties, additionalProperties }: SchemaNode, key: string): SchemaNode | undefined {
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** The shapes that what is written does not contradict; where it contradicts all of them, those that agree with its tags, or all. */
function fitting(shapes: readonly SchemaNode[], value: unknown): readonly SchemaNode[] {
  if (typeof value !== "object" || value === null) return shapes;
  const ofType = keepSome(shapes, ({ type }) => isOfType(type, Array.isArray(value) ? "array" : "object"));
  if (Array.isArray(value)) return ofType;
  const entries = Object.entries(value);
  const agreeing = keepSome(ofType, (shape) =>
    entries.every(([key, item]) => {
      const allowed = allowedValues(resolved(shape.properties?.[key] ?? {}));
      // Only a value that some other shape allows says which shape is meant.
      const tells = ofType.some((other) => constOf(other, key) === item);
      return allowed.length !== 1 || !tells || allowed[0] === item;
    }),
  );
  return keepSome(agreeing, ({ properties = {}, additionalProperties }) =>
    entries.every(([key]) => additionalProperties !== false || Object.hasOwn(properties, key)),
  );
}

function constOf(shape: SchemaNode, key: string): unknown {
  const allowed = allowedValues(resolved(shape.properties?.[key] ?? {}));
  return allowed.length === 1 ? allowed[0] : undefined;
}

function isOfType(type: SchemaNode["type"], wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted));
}

function keepSome(shapes: readonly SchemaNode[], fits: (shape: SchemaNode) => boolean): readonly SchemaNode[] {
  const kept = shapes.filter(fits);
  return kept.length > 0 ? kept : shapes;
}

function unique(shapes: readonly SchemaNode[]): readonly SchemaNode[] {
  return [...new Set(shapes)];
}
