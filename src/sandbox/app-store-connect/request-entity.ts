import { isJsonObject, type JsonObject, type JsonValue } from "../json-value.ts";
import { entityError, entityInvalid } from "./api-error.ts";

/** What the entity of a POST or PATCH may and must hold (SPEC's ...CreateRequest and ...UpdateRequest). */
export interface EntityRules {
  readonly type: string;
  /** Attribute → its JSON type; `?` at the end marks an optional one, which may also be null. */
  readonly attributes: Readonly<Record<string, "string" | "string?" | "array?" | "boolean?">>;
  /** Relationship → how many it links; `?` marks an optional one. */
  readonly relationships: Readonly<Record<string, "one" | "many" | "one?" | "many?">>;
  /** The id that a PATCH must repeat. */
  readonly id?: string;
}

/** A checked entity. */
export interface RequestEntity {
  /** A string attribute; undefined when it was left out or null. */
  readonly text: (name: string) => string | undefined;
  /** A required string attribute. */
  readonly requiredText: (name: string) => string;
  /** Any attribute as it was sent; undefined when it was left out. */
  readonly value: (name: string) => JsonValue | undefined;
  /** The ids that a relationship links; undefined when it was left out. */
  readonly linkedIds: (name: string) => readonly string[] | undefined;
}

/** The types that the relationships of requests link to. */
const linkedTypes: Readonly<Record<string, string>> = {
  bundleId: "bundleIds",
  certificates: "certificates",
  devices: "devices",
  merchantId: "merchantIds",
  passTypeId: "passTypeIds",
};

/**
 * Reads the body of a POST or PATCH and checks it against its rules.
 * @throws ApiError 400 when it is not a JSON:API document, 409 when the entity lacks something or holds too much.
 */
export function readEntity(body: string, rules: EntityRules): RequestEntity {
  const data = readData(body);
  if (data["type"] !== rules.type)
    throw entityError("ENTITY_ERROR.TYPE.INVALID", `The type of this resource is '${rules.type}'`, "/data/type");
  if (rules.id !== undefined && data["id"] !== rules.id)
    throw entityError("ENTITY_ERROR", "The id of the entity differs from the id in the URL", "/data/id");
  const attributes = isJsonObject(data["attributes"]) ? data["attributes"] : {};
  const relationships = isJsonObject(data["relationships"]) ? data["relationships"] : {};
  checkAttributes(attributes, rules);
  const linked = readRelationships(relationships, rules);
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    text,
    requiredText: (name) => text(name) ?? "",
    value: (name) => attributes[name],
    linkedIds: (name) => linked.get(name),
  };
}

function readData(body: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    throw entityInvalid("The body of the request is not valid JSON.");
  }
  const data = isJsonObject(document) ? document["data"] : undefined;
  if (!isJsonObject(data)) throw entityInvalid("The body of the request has no 'data' object.");
  return data;
}

function checkAttributes(attributes: JsonObject, rules: EntityRules): void {
  for (const [name, value] of Object.entries(attributes)) {
    const expected = rules.attributes[name];
    const pointer = `/data/attributes/${name}`;
    if (expected === undefined)
      throw entityError(
        "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
        `'${name}' is not an attribute on the resource '${rules.type}'`,
        pointer,
      );
    if (value === null && expected.endsWith("?")) continue;
    const found = Array.isArray(value) ? "array" : typeof value;
    if (found !== expected.replace("?", ""))
      throw entityError(
        "ENTITY_ERROR.ATTRIBUTE.TYPE",
        `'${name}' is of the wrong type: expected ${expected.replace("?", "").toUpperCase()}`,
        pointer,
      );
  }
  for (const [name, expected] of Object.entries(rules.attributes)) {
    const value = attributes[name];
    if (!expected.endsWith("?") && (value === undefined || value === "")) {
      throw entityError(
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
        `You must provide a value for the attribute '${name}' with this request`,
        `/data/attributes/${name}`,
      );
    }
  }
}

function readRelationships(relationships: JsonObject, rules: EntityRules): ReadonlyMap<string, readonly string[]> {
  const linked = new Map<string, readonly string[]>();
  for (const [name, relationship] of Object.entries(relationships)) {
    const pointer = `/data/relationships/${name}`;
    const expected = rules.relationships[name];
    if (expected === undefined)
      throw entityError(
        "ENTITY_ERROR.RELATIONSHIP.UNKNOWN",
        `'${name}' is not a relationship on the resource '${rules.type}'`,
        pointer,
      );
    const data = isJsonObject(relationship) ? relationship["data"] : undefined;
    const links: readonly JsonValue[] = Array.isArray(data) ? data : data === undefined || data === null ? [] : [data];
    if (Array.isArray(data) !== expected.startsWith("many") && links.length > 0)
      throw entityError(
        "ENTITY_ERROR.RELATIONSHIP.INVALID",
        `The relationship '${name}' has the wrong number of links`,
        `${pointer}/data`,
      );
    linked.set(
      name,
      links.map((link) => linkedId(name, link)),
    );
  }
  for (const [name, expected] of Object.entries(rules.relationships)) {
    if (!expected.endsWith("?") && (linked.get(name)?.length ?? 0) === 0) {
      throw entityError(
        "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
        `You must provide a value for the relationship '${name}' with this request`,
        `/data/relationships/${name}`,
      );
    }
  }
  return linked;
}

function linkedId(relationship: string, link: JsonValue): string {
  const id = isJsonObject(link) && link["type"] === linkedTypes[relationship] ? link["id"] : undefined;
  if (typeof id !== "string")
    throw entityError(
      "ENTITY_ERROR.RELATIONSHIP.INVALID",
      `The relationship '${relationship}' links something that is not of type '${linkedTypes[relationship] ?? relationship}'`,
      `/data/relationships/${relationship}/data`,
    );
  return id;
}
