/** A JSON object of which nothing is known yet. */
export type UnknownObject = Readonly<Record<string, unknown>>;

/** Type and id of a resource, as relationships hold them. */
interface Linkage {
  readonly type: string;
  readonly id: string;
}

/** A relationship of a resource; `data` is undefined when the answer does not hold it. */
export interface Relationship {
  readonly data: readonly Linkage[] | undefined;
  /** How many there are in all. Apple often says 0 here although there are some (codemagic-cli-tools profile.json): trust only larger numbers. */
  readonly total: number | undefined;
}

/** A resource of an answer. Attributes stay unknown: every one can be absent, null or of a new value. */
export interface Resource extends Linkage {
  readonly attributes: UnknownObject;
  readonly relationships: Readonly<Record<string, Relationship>>;
}

/** A JSON:API document; a single resource comes as a list of one. */
export interface ApiDocument {
  readonly data: readonly Resource[];
  readonly included: readonly Resource[];
  /** `links.next`. */
  readonly next: string | undefined;
  /** `meta.paging.total`. */
  readonly total: number | undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is UnknownObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses bytes as JSON; `undefined` when they are not JSON. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** Reads a JSON:API document of resources; `undefined` when the value is not one. Rows without type or id are left out. */
export function readDocument(value: unknown): ApiDocument | undefined {
  if (!isObject(value) || !("data" in value)) return undefined;
  const { data } = value;
  if (!Array.isArray(data) && !isObject(data)) return undefined;
  const links = isObject(value["links"]) ? value["links"] : {};
  return {
    data: resourcesOf(Array.isArray(data) ? data : [data]),
    included: resourcesOf(Array.isArray(value["included"]) ? value["included"] : []),
    next: stringOf(links["next"]),
    total: pagingTotal(value),
  };
}

/** The attribute as text; `undefined` when it is absent, null or something else. */
export function textOf(resource: Resource, attribute: string): string | undefined {
  return stringOf(resource.attributes[attribute]);
}

function resourcesOf(values: readonly unknown[]): readonly Resource[] {
  return values.flatMap((value) => {
    const linkage = linkageOf(value);
    if (linkage === undefined || !isObject(value)) return [];
    const attributes = isObject(value["attributes"]) ? value["attributes"] : {};
    const relationships = isObject(value["relationships"]) ? value["relationships"] : {};
    return [
      {
        ...linkage,
        attributes,
        relationships: Object.fromEntries(
          Object.entries(relationships).map(([name, relation]) => [name, relationshipOf(relation)]),
        ),
      },
    ];
  });
}

function relationshipOf(value: unknown): Relationship {
  if (!isObject(value) || !("data" in value)) return { data: undefined, total: undefined };
  const { data } = value;
  const list = Array.isArray(data) ? data : data === null ? [] : [data];
  return { data: list.flatMap((item) => linkageOf(item) ?? []), total: pagingTotal(value) };
}

function linkageOf(value: unknown): Linkage | undefined {
  if (!isObject(value)) return undefined;
  const { type, id } = value;
  return typeof type === "string" && typeof id === "string" ? { type, id } : undefined;
}

function pagingTotal(value: UnknownObject): number | undefined {
  const meta = isObject(value["meta"]) ? value["meta"] : {};
  const paging = isObject(meta["paging"]) ? meta["paging"] : {};
  const total = paging["total"];
  return typeof total === "number" ? total : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
