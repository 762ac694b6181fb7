import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../document.ts";
import { nearestName } from "../nearest-name.ts";
import { missingKeyFix } from "./missing-key-fix.ts";
import {
  allowedValues,
  definition,
  dereferenced,
  isAllowedText,
  schemaAt,
  tagValues,
  unionAt,
  valueAt,
  variantsOf,
  type SchemaNode,
} from "./schema-node.ts";
import { alternatives, exampleText, isSecretReference, joined, listing, withArticle } from "./schema-wording.ts";
import { environmentName, keyOf, tagDiagnostic, wrongType } from "./value-diagnostics.ts";
import { diagnosticAt, type FoundDiagnostic, type Place } from "./diagnostic-at.ts";

/** A map with wrong keys, and what the schema knows of it. */
interface MapPlace extends Place {
  /** The union before a choice was made: its variants have the keys that apply elsewhere. */
  readonly union: SchemaNode;
  readonly schema: SchemaNode;
  readonly present: ReadonlySet<string>;
  /** The keys that are right here; in an undecided union, those of every variant. */
  readonly known: readonly string[];
  readonly missing: readonly string[];
}

/** What is wrong with the keys of the map at a place: unknown, out of place, misnamed or missing ones. */
export function keyDiagnostics(place: Place): readonly FoundDiagnostic[] {
  const map = mapPlace(place);
  const unknown = unknownKeys(map);
  const list = listOfSuch(map, unknown);
  if (list) {
    const value = valueAt(place.document.value, place.path);
    return [{ path: place.path, diagnostic: wrongType(place, value, list) }];
  }
  const misspelt = new Set<string>();
  const found: FoundDiagnostic[] = [];
  for (const key of unknown) {
    const near = nearKey(map, key, misspelt);
    if (near !== undefined) misspelt.add(near);
    found.push({ path: [...place.path, key], diagnostic: unknownKey(map, key, near) });
  }
  for (const key of map.missing) {
    if (!misspelt.has(key)) found.push({ path: place.path, diagnostic: missingKey(map, key) });
  }
  found.push(...wrongNames(map));
  const undecided = place.violations.some(({ keyword }) => keyword === "discriminator") && map.missing.length === 0;
  const ofTag = undecided ? tagDiagnostic(place.document, place.path, map.schema) : undefined;
  if (ofTag) found.push({ path: [...place.path, map.schema.discriminator?.propertyName ?? ""], diagnostic: ofTag });
  found.push(...secretReferenceKeys(map));
  return found;
}

/** The list that was meant, where a map has only keys of the items of a list that could stand there: its dash is missing. */
function listOfSuch({ union, present }: MapPlace, unknown: readonly string[]): SchemaNode | undefined {
  const list = union.then && dereferenced(union.then);
  if (list?.type !== "array" || unknown.length === 0 || unknown.length < present.size) return undefined;
  const keys = Object.keys(dereferenced(list.items ?? {}).properties ?? {});
  return unknown.every((key) => keys.includes(key)) ? list : undefined;
}

function mapPlace(place: Place): MapPlace {
  const { document, path, violations } = place;
  const value = valueAt(document.value, path);
  const present = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const missing = violations
    // A secret reference says with `oneOf` that it needs one of several keys: that is one mistake, said elsewhere.
    .filter(({ keyword, schemaPath }) => keyword === "required" && !schemaPath.includes("/oneOf/"))
    .map(({ params }) => String(params["missingProperty"]));
  const union = unionAt(document.value, path) ?? {};
  const schema = schemaAt(document.value, path) ?? union;
  const variants = schema.discriminator ? variantsOf(schema) : [schema];
  const known = [...new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})))];
  return { ...place, union, schema, present: new Set(present), known, missing };
}

/** The keys that the schema refuses, and in an undecided union those that no variant has. */
function unknownKeys({ schema, violations, present, known }: MapPlace): readonly string[] {
  if (!schema.discriminator) {
    return violations
      .filter(({ keyword }) => keyword === "additionalProperties")
      .map(({ params }) => String(params["additionalProperty"]));
  }
  return [...present].filter((key) => !known.includes(key));
}

/** The key that an unknown one is a misspelling of: a missing one first, never one that is there or taken already. */
function nearKey(map: MapPlace, key: string, taken: ReadonlySet<string>): string | undefined {
  if (variantsWith(map, key).length > 0) return undefined;
  const free = (name: string): boolean => !map.present.has(name) && !taken.has(name);
  return nearestName(key, map.missing.filter(free)) ?? nearestName(key, map.known.filter(free));
}

function unknownKey(map: MapPlace, key: string, near: string | undefined): Diagnostic {
  const { document, path } = map;
  const where = { document, path: [...path, key], part: "key" } as const;
  const elsewhere = variantsWith(map, key);
  if (elsewhere.length > 0) {
    return diagnosticAt(
      where,
      "schema/not-applicable",
      { key, context: contextOf(map) },
      { help: `remove \`${key}\`: ${belongingOf(map, key, elsewhere)}` },
    );
  }
  if (near !== undefined) {
    return diagnosticAt(
      where,
      "schema/unknown-key",
      { key },
      { help: `there is a key with a similar name: \`${near}\``, fixes: renameKey(map, key, near) },
    );
  }
  const unused = map.known.filter((name) => !map.present.has(name));
  const twin = nearestName(
    key,
    map.known.filter((name) => map.present.has(name)),
  );
  const help =
    twin === undefined
      ? unused.length === 0
        ? "remove it"
        : `the keys that fit here are ${listing(unused)}`
      : `remove it: \`${twin}\` is there already`;
  return diagnosticAt(where, "schema/unknown-key", { key }, { help });
}

function renameKey(map: MapPlace, key: string, newText: string): readonly Fix[] {
  const { document } = map;
  const path = [...map.path, key];
  if (document.definitionOf(path, "key")) return [];
  return [
    {
      title: `rename it to \`${newText}\``,
      applicability: isSafeUnder(map, key, newText) ? "safe" : "maybe-incorrect",
      edits: [{ range: document.rangeOf(path, "key"), newText }],
    },
  ];
}

/**
 * Whether a value stays right under another key. Renaming a key brings its value into play: one that does not fit, or a deciding key,
 * by which the rest of the map is read anew, would show further mistakes.
 */
function isSafeUnder({ document, path, schema, union }: MapPlace, key: string, name: string): boolean {
  if ([schema, union].some(({ discriminator }) => discriminator?.propertyName === name)) return false;
  const property = schema.properties?.[name];
  return property !== undefined && fits(valueAt(document.value, [...path, key]), property, document.value);
}

/** Whether a simple value, or a list of such, is right where a schema holds. Of maps it is not known. */
function fits(value: unknown, property: SchemaNode, root: unknown): boolean {
  const union = dereferenced(property);
  const isList = Array.isArray(value);
  const node = union.then && union.else ? dereferenced(isList ? union.else : union.then) : union;
  if (isList) return node.items !== undefined && value.every((item) => fits(item, node.items ?? {}, root));
  if (typeof value === "string" && node.title === "key name") return typeof valueAt(root, ["keys", value]) === "object";
  if (typeof value === "string" && node.title === "device group name")
    return typeof valueAt(root, ["devices", value]) === "object";
  if (typeof value === "string") return isAllowedText(value, node);
  const allowed = allowedValues(node);
  return typeof value === "boolean" ? node.type === "boolean" : allowed.includes(value);
}

/** The shapes of the file in which a key would be right, although it is not where it stands. */
function variantsWith({ path, union, schema }: MapPlace, key: string): readonly SchemaNode[] {
  const has = (variant: SchemaNode): boolean => Object.hasOwn(variant.properties ?? {}, key);
  if (has(schema)) return [];
  return alternativesOf(path, union).filter(has);
}

function alternativesOf(path: DocumentPath, union: SchemaNode): readonly SchemaNode[] {
  if (path.at(-1) === "policy_console") return [definition("AndroidPolicyConsole"), definition("IosPolicyConsole")];
  if (path[0] === "defaults" && path.length === 2) return variantsOf(definition("Target"));
  return variantsOf(union);
}

function contextOf({ path, schema }: MapPlace): string {
  return path[0] === "defaults" ? `\`defaults.${path.slice(1).join(".")}\`` : withArticle(schema.title ?? keyOf(path));
}

/** Where a key is right: in what the map could become by another method first, since its platform is rarely the mistake. */
function belongingOf({ document, path }: MapPlace, key: string, variants: readonly SchemaNode[]): string {
  if (path[0] === "defaults") {
    const sections = Object.entries(definition("Defaults").properties ?? {});
    const having = sections.filter(([, section]) => Object.hasOwn(dereferenced(section).properties ?? {}, key));
    return having.length === 0
      ? "each target has its own"
      : `it belongs to ${alternatives(having.map(([platform]) => `defaults.${platform}`))}`;
  }
  const platform = valueAt(document.value, [...path, "platform"]);
  const isSame = ({ properties }: SchemaNode): boolean =>
    allowedValues(properties?.["platform"] ?? {}).includes(platform);
  const near = variants.some(isSame) ? variants.filter(isSame) : variants;
  const titles = near.map(({ title = "" }) => title).filter((title) => title !== "");
  const shown = [...new Set(titles)].map((title) => withArticle(title));
  return `it belongs to ${joined(shown)}`;
}

function missingKey(map: MapPlace, key: string): Diagnostic {
  const { document, path, schema, present } = map;
  const isTag = schema.discriminator?.propertyName === key;
  const property = schema.properties?.[key] ?? {};
  const values = isTag ? tagValues(schema) : [];
  const placeholder = isTag ? (likelyTag(map) ?? values[0] ?? "…") : placeholderOf(property, [...path, key]);
  const fix = missingKeyFix(document, { path, key, placeholder, present: [...present], required: requiredKeys(map) });
  const help = isTag
    ? `add \`${key}\`, which is ${alternatives(values)}`
    : `add it, for example \`${key}: ${placeholder}\``;
  const parameters = { subject: itemName(map), key };
  return diagnosticAt({ document, path, part: "key" }, "schema/missing-key", parameters, {
    help,
    fixes: fix ? [fix] : [],
  });
}

/** The value of the deciding key under which the most of the map's keys are right; of equals the first. */
function likelyTag({ schema, present }: MapPlace): string | undefined {
  const tag = schema.discriminator?.propertyName;
  const fitting = (schema.oneOf ?? []).flatMap((branch) => {
    const known = new Set(variantsOf(branch).flatMap(({ properties = {} }) => Object.keys(properties)));
    const count = [...present].filter((key) => known.has(key)).length;
    const values = tag === undefined ? [] : allowedValues(dereferenced(branch).properties?.[tag] ?? {});
    return values.map((value) => ({ value: String(value), count }));
  });
  const most = Math.max(...fitting.map(({ count }) => count));
  return fitting.find(({ count }) => count === most)?.value;
}

function placeholderOf(property: SchemaNode, path: DocumentPath): string {
  return isSecretReference(dereferenced(property)) ? `{ env: ${environmentName(path)} }` : exampleText(property);
}

function requiredKeys({ schema, union }: MapPlace): readonly string[] {
  return [...(schema.required ?? []), ...(union.required ?? [])];
}

/** What a message calls the map: the file, target `shop`, device `QA iPhone`. */
function itemName({ document, path, schema }: MapPlace): string {
  const [first, name] = path;
  if (first === undefined) return "the file";
  if (path.length === 2 && first === "targets") return `target \`${String(name)}\``;
  if (path.length === 2 && first === "keys") return `key \`${String(name)}\``;
  if (typeof path.at(-1) === "string") return `\`${keyOf(path)}\``;
  const own = valueAt(document.value, [...path, "name"]);
  const title = schema.title ?? "item";
  return typeof own === "string" && own !== "" ? `${title} \`${own}\`` : `a ${title} of \`${keyOf(path)}\``;
}

/** Names of entries that do not have the form of a name. */
function wrongNames({ document, path, schema, violations }: MapPlace): readonly FoundDiagnostic[] {
  const names = violations
    .filter(({ keyword }) => keyword === "propertyNames")
    .map(({ params }) => String(params["propertyName"]));
  const form = dereferenced(schema.propertyNames ?? {});
  return names.map((name) => {
    const parameters = { value: name, what: withArticle(form.title ?? "name"), example: exampleText(form) };
    const notes = form.description === undefined ? [] : [{ message: form.description }];
    const ownPath = [...path, name];
    return {
      path: ownPath,
      diagnostic: diagnosticAt({ document, path: ownPath, part: "key" }, "schema/wrong-form", parameters, { notes }),
    };
  });
}

/** A secret reference needs exactly one way to the secret. */
function secretReferenceKeys(map: MapPlace): readonly FoundDiagnostic[] {
  const { document, path, schema, violations, present } = map;
  if (!isSecretReference(schema) || !violations.some(({ keyword }) => keyword === "oneOf")) return [];
  const ways = (schema.oneOf ?? []).flatMap(({ required = [] }) => required);
  const given = [...present].filter((key) => ways.includes(key));
  const help = `give exactly one of ${alternatives(ways)}`;
  const [kept, second] = given;
  if (kept !== undefined && second !== undefined) {
    const context = `a secret reference that has \`${kept}\``;
    return [
      {
        path: [...path, second],
        diagnostic: diagnosticAt(
          { document, path: [...path, second], part: "key" },
          "schema/not-applicable",
          { key: second, context },
          { help },
        ),
      },
    ];
  }
  // A misspelt way to the secret is said once, as the unknown key that it is.
  if (unknownKeys(map).length > 0) return [];
  const fix = missingKeyFix(document, {
    path,
    key: "env",
    placeholder: environmentName(path),
    present: [...present],
    required: [],
  });
  const parameters = { subject: `the secret reference \`${keyOf(path)}\``, key: "env" };
  return [
    {
      path,
      diagnostic: diagnosticAt({ document, path, part: "key" }, "schema/missing-key", parameters, {
        help,
        fixes: fix ? [fix] : [],
      }),
    },
  ];
}
