import { scenarioSchema } from "../generated/scenario-schema.ts";
import { isJsonObject } from "./json-value.ts";

/** A place in a scenario: keys and indices, from the root down. */
type ScenarioPath = readonly (string | number)[];

/** One mistake in a scenario. */
export type ScenarioProblem =
  | {
      readonly kind: "unknown-key";
      readonly path: ScenarioPath;
      readonly key: string;
      readonly known: readonly string[];
    }
  | { readonly kind: "missing-key"; readonly path: ScenarioPath; readonly key: string }
  | { readonly kind: "wrong-type"; readonly path: ScenarioPath; readonly expected: string; readonly found: string }
  | {
      readonly kind: "not-allowed";
      readonly path: ScenarioPath;
      readonly value: string;
      /** The values that are; empty when there are none to choose from. */
      readonly allowed: readonly string[];
    }
  | {
      readonly kind: "wrong-form";
      readonly path: ScenarioPath;
      readonly value: string;
      readonly what: string;
      readonly example: string;
    };

/** A JSON Schema as far as schema/sandbox-scenario.schema.json uses it. */
interface SchemaNode {
  readonly $ref?: string;
  /** What a text with a pattern is, as part of a sentence. */
  readonly title?: string;
  readonly examples?: readonly string[];
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | SchemaNode;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly anyOf?: readonly SchemaNode[];
  /** One shape per value of `kind`. */
  readonly oneOf?: readonly SchemaNode[];
}

const definitions = (scenarioSchema as { readonly definitions: Readonly<Record<string, SchemaNode>> }).definitions;

/** Everything that is wrong with a value by a part of the schema, in the order of the value. */
export function findScenarioProblems(
  value: unknown,
  schema: SchemaNode,
  path: ScenarioPath = [],
): readonly ScenarioProblem[] {
  const node = schema.$ref === undefined ? schema : (definitions[schema.$ref.slice("#/definitions/".length)] ?? {});
  if (node.anyOf !== undefined) return anyOfProblems(value, node, path);
  if (node.oneOf !== undefined) return kindProblems(value, node.oneOf, path);
  const found = typeOf(value);
  const isExpected = found === node.type || (node.type === "number" && found === "integer");
  if (node.type !== undefined && !isExpected)
    return [{ kind: "wrong-type", path, expected: withArticle(node.type), found }];
  if (Array.isArray(value) && node.items !== undefined) {
    const { items, minItems = 0 } = node;
    if (value.length < minItems)
      return [{ kind: "wrong-type", path, expected: "a list of at least one item", found: "an empty list" }];
    return value.flatMap((item, index) => findScenarioProblems(item, items, [...path, index]));
  }
  return isJsonObject(value) ? mapProblems(value, node, path) : valueProblems(value, node, path);
}

function anyOfProblems(value: unknown, node: SchemaNode, path: ScenarioPath): readonly ScenarioProblem[] {
  const branches = node.anyOf ?? [];
  if (branches.some((branch) => findScenarioProblems(value, branch).length === 0)) return [];
  const expected = branches.map((branch) =>
    branch.const === undefined
      ? `${withArticle(branch.type ?? "value")} from ${String(branch.minimum)}`
      : `\`${branch.const}\``,
  );
  return [{ kind: "wrong-type", path, expected: expected.join(" or "), found: shown(value) }];
}

function kindProblems(value: unknown, shapes: readonly SchemaNode[], path: ScenarioPath): readonly ScenarioProblem[] {
  if (!isJsonObject(value)) return [{ kind: "wrong-type", path, expected: "a map", found: typeOf(value) }];
  const kinds = shapes.map((shape) => shape.properties?.["kind"]?.const ?? "");
  const kind = value["kind"];
  if (kind === undefined) return [{ kind: "missing-key", path, key: "kind" }];
  const shape = shapes[kinds.indexOf(shown(kind))];
  return shape === undefined
    ? [{ kind: "not-allowed", path: [...path, "kind"], value: shown(kind), allowed: kinds }]
    : mapProblems(value, shape, path);
}

function mapProblems(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: SchemaNode,
  path: ScenarioPath,
): readonly ScenarioProblem[] {
  const missing = required.filter((key) => value[key] === undefined);
  return [
    ...missing.map((key): ScenarioProblem => ({ kind: "missing-key", path, key })),
    ...Object.entries(value).flatMap(([key, member]): readonly ScenarioProblem[] => {
      const node = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      if (node === false) return [{ kind: "unknown-key", path: [...path, key], key, known: Object.keys(properties) }];
      return node === undefined ? [] : findScenarioProblems(member, node, [...path, key]);
    }),
  ];
}

function valueProblems(value: unknown, node: SchemaNode, path: ScenarioPath): readonly ScenarioProblem[] {
  const allowed = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  if (allowed !== undefined && !allowed.some((one) => one === value))
    return [{ kind: "not-allowed", path, value: shown(value), allowed }];
  if (typeof value === "string" && node.pattern !== undefined && !new RegExp(node.pattern, "u").test(value))
    return [{ kind: "wrong-form", path, value, what: node.title ?? node.pattern, example: node.examples?.[0] ?? "" }];
  const { minimum = -Infinity, maximum = Infinity } = node;
  if (typeof value === "number" && (value < minimum || value > maximum)) {
    const range = maximum === Infinity ? `from ${String(minimum)}` : `from ${String(minimum)} to ${String(maximum)}`;
    return [{ kind: "wrong-form", path, value: shown(value), what: `a number ${range}`, example: String(minimum) }];
  }
  return [];
}

/** A problem in one line, with its place as `faults[0].action.kind`. */
export function describeScenarioProblem(problem: ScenarioProblem): string {
  const place = problem.path
    .map((step, index) => (typeof step === "number" ? `[${String(step)}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
  return `${place === "" ? "the whole" : place}: ${whatIsWrong(problem)}`;
}

function whatIsWrong(problem: ScenarioProblem): string {
  switch (problem.kind) {
    case "unknown-key":
      return `unknown key; known are ${problem.known.join(", ")}`;
    case "missing-key":
      return `has no ${problem.key}`;
    case "wrong-type":
      return `must be ${problem.expected}, but is ${problem.found}`;
    case "not-allowed":
      return `${problem.value} is none of ${problem.allowed.join(", ")}`;
    case "wrong-form":
      return `${problem.value} is not ${problem.what}`;
  }
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function withArticle(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: "a map",
    array: "a list",
    string: "text",
    boolean: "true or false",
  };
  return names[type] ?? "a whole number";
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
