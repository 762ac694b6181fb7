/** A node of a JSON Schema. */
export interface SchemaNode {
  readonly [keyword: string]: unknown;
}

/** What a schema says of each place of its documents, by path: `targets.*.ios.bundle_id` → `required type=string`. */
export type Surface = ReadonlyMap<string, string>;

/** Who writes the documents of a schema: people, for whom less must not be allowed, or Signwright, of whom less must not be promised. */
export type WrittenBy = "people" | "signwright";

/** One difference between two surfaces, and what it does to those who rely on the first. */
export interface SurfaceChange {
  readonly effect: "breaking" | "additive";
  readonly path: string;
  readonly what: string;
}

/** Keywords that narrow what a value may be. */
const constraints = [
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "format",
] as const;

/** The surface of a schema, with references followed. A definition inside of itself is shown once. */
export function surfaceOf(schema: SchemaNode): Surface {
  const surface = new Map<string, string>();
  const definitions = (schema["definitions"] ?? {}) as Readonly<Record<string, SchemaNode>>;

  function visit(
    node: SchemaNode,
    at: { readonly path: string; readonly required: boolean },
    within: readonly string[],
  ) {
    const reference = node["$ref"];
    if (typeof reference === "string") {
      const name = reference.replace("#/definitions/", "");
      const target = definitions[name];
      if (target && !within.includes(name)) visit(target, at, [...within, name]);
      return;
    }
    const { path, required } = at;
    const facts = factsOf(node, required);
    if (facts !== "") surface.set(path, surface.has(path) ? `${surface.get(path) ?? ""} ${facts}` : facts);
    const needed = (node["required"] ?? []) as readonly string[];
    for (const [key, inner] of Object.entries((node["properties"] ?? {}) as Readonly<Record<string, SchemaNode>>)) {
      visit(inner, { path: `${path}.${key}`, required: needed.includes(key) }, within);
    }
    for (const [keyword, name] of [
      ["additionalProperties", "*"],
      ["items", "[]"],
      ["propertyNames", "(name)"],
    ] as const) {
      const inner = node[keyword];
      if (typeof inner === "object" && inner !== null)
        visit(inner as SchemaNode, { path: `${path}.${name}`, required: false }, within);
    }
    for (const [index, inner] of branchesOf(node).entries()) {
      visit(
        inner,
        { path: node["allOf"] ? path : `${path}|${branchName(inner, index, definitions)}`, required },
        within,
      );
    }
  }

  visit(schema, { path: "", required: true }, []);
  return surface;
}

function branchesOf(node: SchemaNode): readonly SchemaNode[] {
  const lists = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => (node[keyword] ?? []) as readonly SchemaNode[]);
  return [...lists, ...["then", "else"].flatMap((keyword) => (node[keyword] ? [node[keyword] as SchemaNode] : []))];
}

/** Branches are known by their title where they have one, so that a new one between them changes nothing of the others. */
function branchName(node: SchemaNode, index: number, definitions: Readonly<Record<string, SchemaNode>>): string {
  const name = typeof node["$ref"] === "string" ? node["$ref"].replace("#/definitions/", "") : undefined;
  const title = node["title"] ?? (name === undefined ? undefined : (definitions[name]?.["title"] ?? name));
  return typeof title === "string" ? title : String(index);
}

function factsOf(node: SchemaNode, required: boolean): string {
  const facts: string[] = required ? ["required"] : ["optional"];
  const { type } = node;
  if (typeof type === "string") facts.push(`type=${type}`);
  if (Array.isArray(type)) facts.push(`type=${type.map(String).join("|")}`);
  if (node["const"] !== undefined) facts.push(`const=${JSON.stringify(node["const"])}`);
  if (Array.isArray(node["enum"])) facts.push(`enum=${node["enum"].map((value) => JSON.stringify(value)).join("|")}`);
  for (const keyword of constraints)
    if (node[keyword] !== undefined) facts.push(`${keyword}=${JSON.stringify(node[keyword])}`);
  if (node["additionalProperties"] === false) facts.push("closed");
  return facts.join(" ");
}

/** A surface as text, a line for each path, in the order of the schema. */
export function surfaceText(surface: Surface): string {
  return [...surface]
    .map(([path, facts]) => `${path === "" ? "(document)" : path.replace(/^\./, "")}: ${facts}\n`)
    .join("");
}

/** The surface that a text shows. */
export function surfaceFromText(text: string): Surface {
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const colon = line.indexOf(": ");
        const path = line.slice(0, colon);
        return [path === "(document)" ? "" : path.startsWith("|") ? path : `.${path}`, line.slice(colon + 2)] as const;
      }),
  );
}

/** What changed from one surface to the next, and whether it breaks what was written or built for the first. */
export function surfaceChanges(before: Surface, after: Surface, writtenBy: WrittenBy): readonly SurfaceChange[] {
  const removed = [...before.keys()].filter((path) => !after.has(path));
  const changes: SurfaceChange[] = removed.map((path) => ({ effect: "breaking", path, what: "is gone" }));
  for (const [path, facts] of after) {
    const earlier = before.get(path);
    if (earlier === facts) continue;
    if (earlier === undefined) {
      // A key that must now be written breaks every file without it; one that a program now always writes breaks nobody.
      const isNew = !before.has(path.slice(0, Math.max(0, path.lastIndexOf("."))));
      const asked = facts.startsWith("required") && writtenBy === "people" && !isNew;
      changes.push({ effect: asked ? "breaking" : "additive", path, what: `is new: ${facts}` });
    } else changes.push(...factChanges(path, { earlier, facts, writtenBy }));
  }
  return changes;
}

interface FactChange {
  readonly earlier: string;
  readonly facts: string;
  readonly writtenBy: WrittenBy;
}

function factChanges(path: string, { earlier, facts, writtenBy }: FactChange): readonly SurfaceChange[] {
  const narrower = isNarrower(earlier, facts);
  const wider = isNarrower(facts, earlier);
  // For people less allowed is breaking. For readers of what Signwright writes more possible is.
  const breaking = writtenBy === "people" ? narrower : wider;
  return [{ effect: breaking ? "breaking" : "additive", path, what: `was ${earlier}, is ${facts}` }];
}

/** Whether something that fits the first facts may not fit the second. */
function isNarrower(first: string, second: string): boolean {
  const [a, b] = [factMap(first), factMap(second)];
  if (b.has("required") && !a.has("required")) return true;
  if (b.has("closed") && !a.has("closed")) return true;
  for (const name of ["type", "enum", "const"]) {
    const [had, has] = [a.get(name), b.get(name)];
    if (has === undefined) continue;
    if (had === undefined || had.split("|").some((value) => !has.split("|").includes(value))) return true;
  }
  // Whether one pattern or limit allows what another does is not decided here: any other one may refuse something.
  return constraints.some((name) => b.has(name) && b.get(name) !== a.get(name));
}

function factMap(facts: string): ReadonlyMap<string, string> {
  const entries = facts.match(/\w+(?:=(?:"(?:[^"\\]|\\.)*"|[^ "])+)?/g) ?? [];
  return new Map(
    entries.map((entry) => {
      const equals = entry.indexOf("=");
      return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
