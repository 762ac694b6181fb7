import { parameterInvalid, parameterNotAllowed } from "./api-error.ts";
import { textOf, type Resource, type ResourceRules } from "./resource.ts";

/** Apple's largest page (SPEC: `limit` maximum). */
const maximumPage = 200;
/** Apple's largest number of included resources per relationship (SPEC: `limit[...]` maximum). */
const maximumIncluded = 50;
/** How many linked resources come per relationship when the request does not say. */
const defaultIncluded = 10;

/** What a GET request asks for, checked. */
export interface Query {
  readonly include: readonly string[];
  /** `limit[relationship]`, or the default. */
  readonly includedLimit: (relationship: string) => number;
  /** `fields[type]`; undefined when all fields are wanted. */
  readonly fieldsOf: (type: string) => readonly string[] | undefined;
  /** Page size, and where the page starts. */
  readonly limit: number;
  readonly offset: number;
  /** Applies `filter[...]` and `sort`. */
  readonly select: (resources: readonly Resource[]) => readonly Resource[];
}

/** What a path allows in its query. */
export interface QueryRules {
  /** The rules of the resources that come back. */
  readonly resource: ResourceRules;
  /** The rules of all types, for `fields[...]`. */
  readonly types: Readonly<Record<string, ResourceRules>>;
  /** `list`: filters, sort, include and paging. `related`: paging only. `one`: include only. `linkages`: paging without fields. */
  readonly shape: "list" | "related" | "one" | "related-one" | "linkages" | "linkage";
  readonly defaultLimit: number;
  /** Whether `limit` is refused even though the description has it. */
  readonly refusesLimit?: boolean;
  /** Whether every cursor is refused, good ones too. */
  readonly refusesCursors?: boolean;
}

/**
 * Reads and checks the query of a GET request.
 * @throws ApiError 400 for a parameter or value that Apple does not take.
 */
export function readQuery(parameters: URLSearchParams, rules: QueryRules): Query {
  const read: MutableQuery = {
    include: [],
    includedLimits: new Map(),
    fields: new Map(),
    filters: [],
    sort: [],
    limit: rules.defaultLimit,
    offset: 0,
  };
  for (const [name, value] of parameters) readParameter(read, rules, { name, value });
  for (const [relationship] of read.includedLimits) {
    if (!read.include.includes(relationship)) throw parameterNotAllowed(`limit[${relationship}]`);
  }
  return {
    include: read.include,
    includedLimit: (relationship) => read.includedLimits.get(relationship) ?? defaultIncluded,
    fieldsOf: (type) => read.fields.get(type),
    limit: read.limit,
    offset: read.offset,
    select: (resources) => selectResources(resources, read, rules.resource),
  };
}

interface MutableQuery {
  include: readonly string[];
  readonly includedLimits: Map<string, number>;
  readonly fields: Map<string, readonly string[]>;
  readonly filters: { readonly name: string; readonly wanted: readonly string[] }[];
  sort: readonly string[];
  limit: number;
  offset: number;
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

function readParameter(query: MutableQuery, rules: QueryRules, parameter: Parameter): void {
  const { name, value } = parameter;
  const [, family, member] = /^(filter|fields|limit)\[([^\]]+)\]$/.exec(name) ?? [];
  const isCollection = rules.shape === "list";
  const hasIncludes = isCollection || rules.shape === "one";
  const isPaged = isCollection || rules.shape === "related" || rules.shape === "linkages";
  const hasFields = rules.shape !== "linkages" && rules.shape !== "linkage";
  if (family === "filter" && member !== undefined && isCollection)
    query.filters.push(readFilter(rules.resource, { name: member, value }));
  else if (family === "fields" && member !== undefined && hasFields)
    query.fields.set(member, readFields(rules, { name: member, value }));
  else if (family === "limit" && member !== undefined && hasIncludes)
    query.includedLimits.set(member, readIncludedLimit(rules.resource, { name: member, value }));
  else if (name === "include" && hasIncludes) query.include = readInclude(rules.resource, value);
  else if (name === "sort" && isCollection) query.sort = readSort(rules.resource, value);
  else if (name === "limit" && isPaged && rules.refusesLimit !== true) query.limit = readLimit(parameter, maximumPage);
  else if (name === "cursor" && isPaged) query.offset = readCursor(value, rules);
  else throw parameterNotAllowed(name);
}

function readFilter(rules: ResourceRules, { name, value }: Parameter): { name: string; wanted: readonly string[] } {
  const rule = rules.filters[name];
  if (rule === undefined) throw parameterNotAllowed(`filter[${name}]`);
  const wanted = value.split(",");
  for (const one of wanted) {
    if (rule.values !== undefined && !rule.values.includes(one))
      throw parameterInvalid(`filter[${name}]`, `'${one}' is not a valid filter value for the attribute '${name}'`);
  }
  return { name, wanted };
}

function readFields(rules: QueryRules, { name, value }: Parameter): readonly string[] {
  const hasIncludes = rules.shape === "list" || rules.shape === "one";
  const reachable = [rules.resource.type, ...(hasIncludes ? Object.values(rules.resource.includes) : [])];
  const fields = rules.types[name]?.fields;
  if (fields === undefined || !reachable.includes(name)) throw parameterNotAllowed(`fields[${name}]`);
  const wanted = value.split(",").filter((field) => field !== "");
  for (const field of wanted) {
    if (!fields.includes(field)) throw parameterInvalid(`fields[${name}]`, `'${field}' is not a valid field name`);
  }
  return wanted;
}

function readInclude(rules: ResourceRules, value: string): readonly string[] {
  const relationships = value.split(",").filter((relationship) => relationship !== "");
  for (const relationship of relationships) {
    if (rules.includes[relationship] === undefined)
      throw parameterInvalid("include", `'${relationship}' is not a valid relationship name`);
  }
  return relationships;
}

function readIncludedLimit(rules: ResourceRules, { name, value }: Parameter): number {
  if (rules.includes[name] === undefined) throw parameterNotAllowed(`limit[${name}]`);
  return readLimit({ name: `limit[${name}]`, value }, maximumIncluded);
}

function readLimit({ name, value }: Parameter, maximum: number): number {
  const limit = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit < 1) throw parameterInvalid(name, `'${value}' is not a valid limit`);
  if (limit > maximum)
    throw parameterInvalid(
      name,
      `The limit parameter '${value}' exceeds the maximum allowed value of ${String(maximum)}`,
    );
  return limit;
}

function readSort(rules: ResourceRules, value: string): readonly string[] {
  const keys = value.split(",");
  for (const key of keys) {
    if (!rules.sorts.includes(key.replace(/^-/, "")))
      throw parameterInvalid("sort", `'${key}' is not a valid sort value`);
  }
  return keys;
}

/** The opaque mark of a page's end: a client follows it and never looks inside. */
export function cursorAt(offset: number): string {
  return Buffer.from(JSON.stringify({ offset: String(offset) })).toString("base64url");
}

function readCursor(cursor: string, { refusesCursors = false }: QueryRules): number {
  const [, offset] = /^\{"offset":"(\d{1,9})"\}$/.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (offset === undefined || refusesCursors)
    throw parameterInvalid("cursor", `'${cursor}' is not a valid cursor for this request`);
  return Number(offset);
}

function selectResources(
  resources: readonly Resource[],
  query: MutableQuery,
  rules: ResourceRules,
): readonly Resource[] {
  const kept = resources.filter((resource) =>
    query.filters.every(({ name, wanted }) =>
      wanted.some((value) => rules.filters[name]?.matches(resource, value) === true),
    ),
  );
  return query.sort.length === 0 ? kept : kept.toSorted((left, right) => compareBy(query.sort, left, right));
}

function compareBy(keys: readonly string[], left: Resource, right: Resource): number {
  for (const key of keys) {
    const name = key.replace(/^-/, "");
    const [first, second] = key.startsWith("-")
      ? [textOf(right, name), textOf(left, name)]
      : [textOf(left, name), textOf(right, name)];
    if (first !== second) return first < second ? -1 : 1;
  }
  return 0;
}
