import { findViolations, type SchemaViolation } from "../../generated/find-violations.ts";
import type { SigningSpec } from "../../generated/signing-spec.ts";
import type { DocumentPath } from "../document.ts";
import { pathOfPointer } from "./json-pointer.ts";
import { schemaAt, valueAt } from "./schema-node.ts";

/** Leaving something out can make its surroundings wrong (an empty list): so often is the rest looked at again. */
const ROUNDS = 6;

/** A spec without what is wrong, and the paths that were left out. */
export interface BestEffortSpec {
  readonly spec: SigningSpec | undefined;
  readonly dropped: readonly DocumentPath[];
}

/** Leaves out of a value the smallest parts that make it a valid spec; the value itself stays as it is. */
export function bestEffortSpec(value: object, violations: readonly SchemaViolation[]): BestEffortSpec {
  if (isSpec(value, violations)) return { spec: value, dropped: [] };
  const dropped: DocumentPath[] = [];
  let rest: unknown = { version: 1, targets: {}, ...value };
  for (let round = 0; round < ROUNDS; round++) {
    const found = findViolations(rest);
    if (isSpec(rest, found)) return { spec: rest, dropped: outermost(dropped) };
    const paths = found.flatMap((violation) => wrongPart(rest, violation));
    if (round === 0) dropped.push(...paths);
    const fallbacks = { version: 1, targets: {} };
    rest = { ...fallbacks, ...objectWithout(rest, paths) };
  }
  return { spec: undefined, dropped: outermost(dropped) };
}

/** Each path once, and none inside of another. */
function outermost(paths: readonly DocumentPath[]): readonly DocumentPath[] {
  const wholes = new Set(paths.map((path) => JSON.stringify(path)));
  const isInside = (path: DocumentPath): boolean =>
    path.some((_, length) => wholes.has(JSON.stringify(path.slice(0, length))));
  const seen = new Set<string>();
  return paths.filter((path) => !isInside(path) && seen.size < seen.add(JSON.stringify(path)).size);
}

function isSpec(_value: unknown, violations: readonly SchemaViolation[]): _value is SigningSpec {
  return violations.length === 0;
}

/** The part to leave out because of a violation; none for those that only repeat what others say. */
function wrongPart(value: unknown, { instancePath, keyword, params }: SchemaViolation): readonly DocumentPath[] {
  const path = pathOfPointer(instancePath, value);
  switch (keyword) {
    case "if":
      return [];
    case "additionalProperties":
      return [[...path, String(params["additionalProperty"])]];
    case "propertyNames":
      return [[...path, String(params["propertyName"])]];
    case "pattern":
      // A pattern reported at a map is about the name of a key, which `propertyNames` reports too.
      return typeof valueAt(value, path) === "object" ? [] : [optionalPart(value, path)];
    default:
      return [optionalPart(value, path)];
  }
}

/** The innermost part around a path that its surroundings can do without. */
function optionalPart(value: unknown, path: DocumentPath): DocumentPath {
  const last = path.at(-1);
  if (path.length <= 1 || typeof last === "number") return path;
  const parent = path.slice(0, -1);
  const required = schemaAt(value, parent)?.required ?? [];
  return last !== undefined && required.includes(last) ? optionalPart(value, parent) : path;
}

interface Removal {
  whole: boolean;
  readonly inside: Map<string | number, Removal>;
}

function objectWithout(value: unknown, paths: readonly DocumentPath[]): object {
  const removal: Removal = { whole: false, inside: new Map() };
  for (const path of paths) {
    let at = removal;
    for (const segment of path) {
      const next = at.inside.get(segment) ?? { whole: false, inside: new Map<string | number, Removal>() };
      at.inside.set(segment, next);
      at = next;
    }
    at.whole = true;
  }
  const rest = without(value, removal);
  return typeof rest === "object" && rest !== null ? rest : {};
}

/** A copy along the removed paths; untouched parts are shared. */
function without(value: unknown, removal: Removal): unknown {
  if (removal.inside.size === 0 || typeof value !== "object" || value === null) return value;
  const keep = (key: string | number): boolean => removal.inside.get(key)?.whole !== true;
  const copy = (key: string | number, item: unknown): unknown => {
    const inside = removal.inside.get(key);
    return inside ? without(item, inside) : item;
  };
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) => (keep(index) ? [copy(index, item)] : []));
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (keep(key) ? [[key, copy(key, item)]] : [])),
  );
}
