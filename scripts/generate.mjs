// Makes src/generated/ from schema/: of signing.schema.json types, validator and data, of sandbox-scenario.schema.json data.
// `--check` writes nothing and fails when a checked-in file is not what the schema gives.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import standaloneModule from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { compile } from "json-schema-to-typescript";
import { fastValidator } from "./fast-validator.mjs";
import { schemaReference } from "./schema-reference.mjs";

const standaloneCode = standaloneModule.default;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schemaPath = "schema/signing.schema.json";
const scenarioPath = "schema/sandbox-scenario.schema.json";
const header = `// Generated from ${schemaPath} by scripts/generate.mjs (npm run generate). Do not edit.\n`;

/** Types of places where the shape of the schema says less than TypeScript can. */
const handWrittenTypes = {
  SecretReference: `(
  | { env: string; encoding?: "base64" }
  | { file: string; encoding?: "base64" }
  | { exec: string[]; encoding?: "base64" }
  | { op: string; encoding?: "base64" }
  | { keychain: { service: string; account: string }; encoding?: "base64" }
)`,
  CapabilitySetting: "Record<string, string>",
};

/** The generated files by path, from the text of the schema alone: the same text always gives the same files. */
export async function generate(schemaText) {
  const published = JSON.parse(schemaText);
  const schema = withDiscriminators(published, published.definitions);
  return {
    "src/generated/signing-spec.ts": await specTypes(schema),
    "src/generated/find-violations.ts": await validator(schema),
    "src/generated/is-signing-spec.ts": specTest(schema),
    "src/generated/signing-schema.ts": schemaData(schema),
    "docs/reference/signing-yaml.md": schemaReference(published),
  };
}

/**
 * A copy of the schema that names the key which tells the branches of a union apart, so that a mistake is reported for the branch
 * that was meant. The published schema has no such keyword: it is none of draft-07, and SchemaStore takes only those that it knows.
 */
function withDiscriminators(node, definitions) {
  if (Array.isArray(node)) return node.map((each) => withDiscriminators(each, definitions));
  if (typeof node !== "object" || node === null) return node;
  const copy = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (keyword === "oneOf") {
      const propertyName = discriminatorOf(value, definitions);
      if (propertyName !== undefined) copy.discriminator = { propertyName };
    }
    copy[keyword] = withDiscriminators(value, definitions);
  }
  return copy;
}

/** The key that every branch requires with a value of its own; `undefined` where there is none. */
function discriminatorOf(branches, definitions) {
  const targets = branches.map(({ $ref }) => definitions[$ref?.replace("#/definitions/", "")]);
  const [first] = targets;
  return Object.keys(first?.properties ?? {}).find((key) => {
    const values = targets.map((target) => target?.required?.includes(key) && target.properties?.[key]?.const);
    return values.every((value) => typeof value === "string") && new Set(values).size === values.length;
  });
}

async function specTypes(schema) {
  const shape = typeShape(schema);
  const code = await compile({ ...shape, title: "SigningSpec" }, "SigningSpec", {
    bannerComment: "",
    additionalProperties: false,
    declareExternallyReferenced: true,
    format: false,
    ignoreMinAndMaxItems: true,
    strictIndexSignatures: false,
    unknownAny: true,
  });
  return `${header}\n${code.trim()}\n`;
}

/** A copy of the schema that keeps what the types need: unions instead of decisions, no names but those of definitions. */
function typeShape(schema) {
  const definitions = {};
  for (const [name, definition] of Object.entries(schema.definitions)) {
    const written = handWrittenTypes[name];
    definitions[name] =
      written === undefined ? shapeOf(definition) : { description: definition.description, tsType: written };
    if (name === "SecretReference") definitions[name].description = definition.description;
  }
  return { ...shapeOf({ ...schema, definitions: undefined }), definitions };
}

function shapeOf(node) {
  if (Array.isArray(node)) return node.map(shapeOf);
  if (typeof node !== "object" || node === null) return node;
  if (node.discriminator) return shapeOf({ description: node.description, oneOf: node.oneOf });
  if (node.if && node.then && node.else)
    return shapeOf({ description: node.description, anyOf: [node.then, node.else] });
  const dropped = new Set([
    "title",
    "markdownDescription",
    "examples",
    "default",
    "if",
    "else",
    "propertyNames",
    "$id",
    "$schema",
  ]);
  const shape = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (value === undefined || dropped.has(keyword)) continue;
    shape[keyword] = keyword === "properties" ? mapValues(value, shapeOf) : shapeOf(value);
  }
  return shape;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

async function validator(schema) {
  const ajv = new Ajv({
    allErrors: true,
    discriminator: true,
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  const validate = ajv.compile(withoutAnnotations(schema));
  const standalone = standaloneCode(ajv, validate);
  // Standalone code still requires ajv's run-time pieces, also as ESM: the bundle leaves no import behind.
  const bundle = await build({
    stdin: { contents: standalone, resolveDir: root, sourcefile: "validate.mjs", loader: "js" },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["main"],
    target: "es2023",
    minifySyntax: true,
    minifyWhitespace: false,
    legalComments: "none",
    logLevel: "silent",
  });
  const code = bundle.outputFiles[0].text
    .replace(/^\/\/ .*\n/gm, "")
    // ajv's own note of how to import a piece, which nothing reads here.
    .replace(/^\s*\w+\.code = .require\(.*\n/gm, "")
    // Collecting errors by concatenation is quadratic in a file with many mistakes.
    .replace(/vErrors\.concat\(/g, "appended(vErrors, ")
    .replace(/export \{[^}]*\};\s*$/, "");
  const exported = /export \{\s*(\w+) as default/.exec(bundle.outputFiles[0].text)?.[1];
  if (exported === undefined) throw new Error("generate: the validator's name is not where it was");
  if (/\brequire\(/.test(code)) throw new Error("generate: the validator still requires a module");
  return `${header}// @ts-nocheck
/* oxlint-disable */
${code.trim()}

function appended(errors, more) {
  for (const error of more) errors.push(error);
  return errors;
}

/** Every violation of schema/signing.schema.json in a value; empty when the value is a valid spec. */
export function findViolations(value: unknown): readonly SchemaViolation[] {
  return ${exported}(value) ? [] : ${exported}.errors;
}

/** One violation of the schema, as ajv reports it: data for messages, never a message itself. */
export interface SchemaViolation {
  /** JSON pointer of the value. */
  readonly instancePath: string;
  /** Where the keyword stands in the schema: \`#/definitions/BundleId/pattern\`. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the violation is about the name of a key and not about its value. */
  readonly propertyName?: string;
}
`;
}

function specTest(schema) {
  const { name, code } = fastValidator(schema);
  return `${header}/* oxlint-disable */
import type { SigningSpec } from "./signing-spec.ts";

/**
 * Whether a value fits schema/signing.schema.json: what \`findViolations\` says with an empty list, from a fraction of its code. Most
 * runs need no more than this.
 */
export function isSigningSpec(value: unknown): value is SigningSpec {
  return ${name}(value);
}

${code}
`;
}

/** A copy of the schema without what only people read: the validator carries parts of its schema along. */
function withoutAnnotations(node) {
  if (Array.isArray(node)) return node.map(withoutAnnotations);
  if (typeof node !== "object" || node === null) return node;
  const copy = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (["title", "description", "markdownDescription", "examples", "default"].includes(keyword)) continue;
    copy[keyword] = ["properties", "definitions"].includes(keyword)
      ? mapValues(value, withoutAnnotations)
      : withoutAnnotations(value);
  }
  return copy;
}

function schemaData(schema) {
  return `${header}/* oxlint-disable */
/** schema/signing.schema.json as data, for messages, completion and hover. */
export const signingSchema: Readonly<Record<string, unknown>> = ${JSON.stringify(schema, undefined, 2)};
`;
}

/** The generated file of the sandbox's scenarios, whose few keywords are checked without a generated validator. */
function generateScenario(schemaText) {
  return {
    "src/generated/scenario-schema.ts": `// Generated from ${scenarioPath} by scripts/generate.mjs (npm run generate). Do not edit.
/* oxlint-disable */
/** ${scenarioPath} as data, for checking a scenario. */
export const scenarioSchema: Readonly<Record<string, unknown>> = ${JSON.stringify(JSON.parse(schemaText), undefined, 2)};
`,
  };
}

async function main() {
  const check = process.argv.includes("--check");
  const files = {
    ...(await generate(readFileSync(join(root, schemaPath), "utf8"))),
    ...generateScenario(readFileSync(join(root, scenarioPath), "utf8")),
  };
  const stale = [];
  for (const [path, text] of Object.entries(files)) {
    if (sameButForLayout(text, readIfThere(join(root, path)))) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (check && stale.length > 0) {
    console.error(`Not what schema/ gives: ${stale.join(", ")}. Run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  } else {
    console.log(stale.length === 0 ? "Generated files are up to date." : `Written: ${stale.join(", ")}`);
  }
}

/** Whether two files differ in layout at most, so that a formatter may lay out the checked-in one in its own way. */
function sameButForLayout(a, b) {
  return a === b || (b !== undefined && withoutLayout(a) === withoutLayout(b));
}

function withoutLayout(text) {
  return text.replace(/[\s;,|()"'`]/g, "");
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
