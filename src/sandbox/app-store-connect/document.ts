import type { JsonObject, JsonValue } from "../json-value.ts";
import type { AppStoreConnectQuirks } from "../sandbox-options.ts";
import { cursorAt, type Query } from "./query.ts";
import type { Relationship, Resource } from "./resource.ts";

/** The request that a document answers. */
export interface DocumentRequest {
  /** Origin of the sandbox, `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The whole URL of the request. */
  readonly url: URL;
  readonly query: Query;
  readonly quirks: AppStoreConnectQuirks;
}

/** The document of one resource: `data`, `included`, `links`. */
export function singleDocument(resource: Resource, request: DocumentRequest): JsonObject {
  return {
    data: renderResource(resource, request),
    ...includedOf([resource], request),
    links: { self: request.url.href },
  };
}

/** The document of a page of resources, after filters and sorting: `data`, `included`, `links`, `meta.paging`. */
export function listDocument(resources: readonly Resource[], request: DocumentRequest): JsonObject {
  const page = pageOf(request.query.select(resources), request);
  return {
    data: page.resources.map((resource) => renderResource(resource, request)),
    ...includedOf(page.resources, request),
    links: page.links,
    meta: page.meta,
  };
}

/** The document of a `/relationships/...` path: only types and ids. */
export function linkagesDocument(resources: readonly Resource[], request: DocumentRequest): JsonObject {
  const page = pageOf(resources, request);
  return { data: page.resources.map(linkage), links: page.links, meta: page.meta };
}

/** The document of a `/relationships/...` path that leads to one resource at most. */
export function linkageDocument(resource: Resource | undefined, request: DocumentRequest): JsonObject {
  return {
    data: resource === undefined ? null : linkage(resource),
    links: { self: request.url.href },
  };
}

function pageOf(
  resources: readonly Resource[],
  { url, query, quirks }: DocumentRequest,
): { resources: readonly Resource[]; links: JsonObject; meta: JsonObject } {
  const end = query.offset + query.limit;
  const isLast = end >= resources.length;
  const next =
    quirks.cursors === "repeated" && query.offset > 0 && !isLast
      ? query.offset
      : isLast && (quirks.cursors !== "past-end" || resources.length <= query.limit)
        ? undefined
        : end;
  const nextCursor = next === undefined ? undefined : cursorAt(next);
  return {
    resources: resources.slice(query.offset, end),
    links: {
      self: url.href,
      ...(nextCursor === undefined ? {} : { first: withCursor(url, undefined), next: withCursor(url, nextCursor) }),
    },
    meta: {
      paging: {
        total: resources.length,
        limit: query.limit,
        ...(nextCursor === undefined ? {} : { nextCursor }),
      },
    },
  };
}

function withCursor(url: URL, cursor: string | undefined): string {
  const page = new URL(url);
  page.searchParams.delete("cursor");
  if (cursor !== undefined) page.searchParams.set("cursor", cursor);
  return page.href;
}

function linkage(resource: Resource): JsonObject {
  return { type: resource.type, id: resource.id };
}

/** What no description has, as the live API sends it all the same (codemagic fixtures). */
const extraAttributes = { ownerType: "FUTURE", requesterFirstName: null, sandboxExtra: { nested: [1, null, "x"] } };
const extraRelationships = { sandboxExtra: { data: { type: "sandboxExtras", id: "1" }, meta: { paging: null } } };

function renderResource(resource: Resource, request: DocumentRequest, asIncluded = false): JsonObject {
  const { extraFields = false } = request.quirks;
  const fields = request.query.fieldsOf(resource.type);
  const isWanted = (name: string): boolean => fields === undefined || fields.includes(name);
  const self = `${request.origin}/v1/${resource.type}/${resource.id}`;
  const attributes = Object.fromEntries(Object.entries(resource.attributes).filter(([name]) => isWanted(name)));
  const relationships = Object.entries(resource.relationships)
    .filter(([name]) => isWanted(name))
    .map(([name, relationship]): [string, JsonValue] => {
      const links = { self: `${self}/relationships/${name}`, related: `${self}/${name}` };
      const isIncluded = !asIncluded && request.query.include.includes(name);
      return [name, isIncluded ? { ...linkedData(relationship, request.query.includedLimit(name)), links } : { links }];
    });
  return {
    type: resource.type,
    id: resource.id,
    attributes: { ...attributes, ...(extraFields ? extraAttributes : {}) },
    ...(relationships.length === 0 && !extraFields
      ? {}
      : { relationships: { ...Object.fromEntries(relationships), ...(extraFields ? extraRelationships : {}) } }),
    ...(extraFields ? { sandboxExtra: true } : {}),
    links: { self },
  };
}

function linkedData(relationship: Relationship, limit: number): JsonObject {
  if (relationship.kind === "to-one") {
    const linked = relationship.linked();
    return { data: linked === undefined ? null : linkage(linked) };
  }
  // Live answers carry this figure however many are linked (codemagic fixture profile.json): nobody may rely on it.
  return {
    meta: { paging: { total: 0, limit: 2_147_483_647 } },
    data: relationship.linked().slice(0, limit).map(linkage),
  };
}

function includedOf(resources: readonly Resource[], request: DocumentRequest): JsonObject {
  if (request.query.include.length === 0) return {};
  const included = new Map<string, JsonObject>();
  for (const resource of resources) {
    for (const name of request.query.include) {
      const relationship = resource.relationships[name];
      for (const linked of relationship === undefined
        ? []
        : linkedResources(relationship).slice(0, request.query.includedLimit(name))) {
        const key = `${linked.type}/${linked.id}`;
        if (!included.has(key)) included.set(key, renderResource(linked, request, true));
      }
    }
  }
  return { included: [...included.values()] };
}

/** The resources that a relationship leads to, as a list. */
export function linkedResources(relationship: Relationship): readonly Resource[] {
  if (relationship.kind === "to-many") return relationship.linked();
  const linked = relationship.linked();
  return linked === undefined ? [] : [linked];
}
