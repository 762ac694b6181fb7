import type { JsonObject, JsonValue } from "../json-value.ts";

/** One JSON:API resource, before a request's `fields` and `include` cut it down. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
  readonly relationships: Readonly<Record<string, Relationship>>;
}

/** A relationship of a resource; what it leads to is only computed when a request asks for it. */
export type Relationship =
  | { readonly kind: "to-one"; readonly linked: () => Resource | undefined }
  | { readonly kind: "to-many"; readonly linked: () => readonly Resource[] };

/** How one `filter[...]` of a list compares. */
export interface FilterRule {
  /** The values that Apple accepts; absent when any text goes. */
  readonly values?: readonly string[];
  readonly matches: (resource: Resource, wanted: string) => boolean;
}

/** What a resource type allows in the query of a request (SPEC's parameters of its paths). */
export interface ResourceRules {
  readonly type: string;
  /** Attributes and relationships that `fields[type]` may name. */
  readonly fields: readonly string[];
  readonly filters: Readonly<Record<string, FilterRule>>;
  /** Attributes (and `id`) that `sort` may name. */
  readonly sorts: readonly string[];
  /** Relationships that `include` may name, with the type that each leads to. */
  readonly includes: Readonly<Record<string, string>>;
}

/** The value of an attribute (or the id) as text for comparing and sorting; empty when it is null or absent. */
export function textOf(resource: Resource, name: string): string {
  const value: JsonValue | undefined = name === "id" ? resource.id : resource.attributes[name];
  return typeof value === "string" ? value : "";
}

/** A filter that wants the whole value. */
export function exactly(name: string, values?: readonly string[]): FilterRule {
  return {
    matches: (resource, wanted) => textOf(resource, name) === wanted,
    ...(values === undefined ? {} : { values }),
  };
}

/** A filter that any value holding the text passes, in any case: how Apple's name and identifier filters behave (bitrise profiles.go, fastlane runner.rb). */
export function containing(name: string): FilterRule {
  return {
    matches: (resource, wanted) => textOf(resource, name).toLowerCase().includes(wanted.toLowerCase()),
  };
}
