import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { parse } from "../../src/compiler/parse.ts";
import { validate } from "../../src/compiler/validate.ts";
import type { SigningSpec } from "../../src/generated/signing-spec.ts";
import { signingSchema } from "../../src/generated/signing-schema.ts";

const root = join(import.meta.dirname, "../..");
const schemaText = readFileSync(join(root, "schema/signing.schema.json"), "utf8");

interface Node {
  readonly [keyword: string]: unknown;
}

const schema: Node = JSON.parse(schemaText);

/** Every schema node in the file, with its place. */
function* nodes(node: unknown, place = "#"): Generator<readonly [string, Node]> {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) yield [place, node as Node];
  for (const [key, value] of Object.entries(node)) yield* nodes(value, `${place}/${key}`);
}

function dereferenced(node: Node): Node {
  const reference = node["$ref"];
  if (typeof reference !== "string") return node;
  const definitions = schema["definitions"] as Readonly<Record<string, Node>>;
  const target = definitions[reference.replace("#/definitions/", "")];
  if (!target) throw new Error(`${reference} leads nowhere`);
  return dereferenced(target);
}

const propertyNodes = [...nodes(schema)].flatMap(([place, node]) => {
  const properties = place.endsWith("/properties")
    ? {}
    : ((node["properties"] ?? {}) as Readonly<Record<string, Node>>);
  return place.includes("/if")
    ? []
    : Object.entries(properties).map(([key, property]) => [`${place}/${key}`, dereferenced(property)] as const);
});

it("takes a file with everything that the language has", () => {
  const { document, diagnostics } = parse({
    name: "signing.yaml",
    text: readFileSync(join(import.meta.dirname, "acme.yaml"), "utf8"),
  });
  const { spec, partial, diagnostics: more } = validate(document);
  expect([...diagnostics, ...more].map(({ message }) => message)).toEqual([]);
  expect(partial).toBe(false);
  expect(Object.keys(spec?.targets ?? {})).toHaveLength(16);
  expect(spec?.targets["shop-beta"]).toMatchObject({
    platform: "ios",
    profile_type: "ad_hoc",
    bundle_id: "com.acme.shop.beta",
  });
});

it("uses each key of the language in that file", () => {
  const text = readFileSync(join(import.meta.dirname, "acme.yaml"), "utf8");
  const keys = new Set(propertyNodes.map(([place]) => place.slice(place.lastIndexOf("/") + 1)));
  const limits = /^(IOS_|MAC_INSTALLER|MAC_APP_DEV|DEVELOPMENT$)/;
  expect(
    [...keys].filter((key) => !limits.test(key) && !new RegExp(`\\b${key}: `).test(text.replaceAll(/:\n/g, ": \n"))),
  ).toEqual([]);
});

it("is a valid draft-07 schema", () => {
  const ajv = new Ajv({ strict: false });
  expect(schema["$schema"]).toBe("http://json-schema.org/draft-07/schema#");
  expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
});

it("describes every property, and its whole text in plain sentences", () => {
  expect(propertyNodes.length).toBeGreaterThan(200);
  for (const [place, node] of propertyNodes) expect(node["description"], place).toMatch(/^[A-Za-z`].*[.)]$/s);
});

it("gives an example for every value that has a form, and each example has it", () => {
  const withForm = [...nodes(schema)].filter(([, node]) => typeof node["pattern"] === "string");
  expect(withForm.length).toBeGreaterThan(15);
  for (const [place, node] of withForm) {
    const examples = (node["examples"] ?? []) as readonly string[];
    expect(examples.length, place).toBeGreaterThan(0);
    expect(node["title"], place).toBeTruthy();
    for (const example of examples) expect(example, place).toMatch(new RegExp(String(node["pattern"]), "u"));
  }
});

it("lets defaults have every key of a platform's targets but those that each target has for itself", () => {
  const definitions = schema["definitions"] as Readonly<Record<string, Node>>;
  const keysOf = (name: string): readonly string[] => Object.keys(definitions[name]?.["properties"] ?? {});
  const ofTarget = new Set(["platform", "method", "profile_type", "bundle_id", "package_name", "profile_name"]);
  for (const platform of ["Ios", "Tvos", "Visionos", "Macos", "Android"]) {
    const keys = new Set([...keysOf(`${platform}AutomaticTarget`), ...keysOf(`${platform}ManualTarget`)]);
    expect([...keysOf(`${platform}Defaults`)].sort()).toEqual([...keys].filter((key) => !ofTarget.has(key)).sort());
  }
});

it("refuses unknown keys in every map that has known ones", () => {
  for (const [place, node] of nodes(schema)) {
    if (place.endsWith("/properties") || place.includes("/if") || node["type"] !== "object" || !node["properties"])
      continue;
    const isUnion = node["oneOf"] !== undefined || (node["then"] !== undefined && node["else"] !== undefined);
    if (!isUnion) expect(node["additionalProperties"], place).toBeDefined();
  }
});

it("is what the generated files were made from", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "scripts/generate.mjs"), "--check"]);
  expect(stdout).toContain("up to date");
  const withoutDiscriminators = JSON.parse(
    JSON.stringify(signingSchema, (key, value: unknown) => (key === "discriminator" ? undefined : value)),
  ) as unknown;
  expect(withoutDiscriminators).toEqual(schema);
  expect([...nodes(signingSchema)].filter(([, node]) => node["discriminator"] !== undefined)).toHaveLength(7);
});

it("generates the same files every time, and others from another schema", async () => {
  const { generate } = (await import(join(root, "scripts/generate.mjs"))) as {
    generate: (text: string) => Promise<Record<string, string>>;
  };
  const files = await generate(schemaText);
  expect(await generate(schemaText)).toEqual(files);
  expect(
    await generate(
      schemaText
        .replaceAll('"retire_after"', '"retired_after"')
        .replaceAll("definitions/retire_after", "definitions/retired_after"),
    ),
  ).not.toEqual(files);
  expect(files["src/generated/find-violations.ts"]).not.toMatch(/\brequire\(|^import /m);
});

it("gives types that tell the targets apart", () => {
  const spec: SigningSpec = {
    version: 1,
    targets: {
      shop: { platform: "android", method: "manual", package_name: "com.acme.shop", key_password: { env: "A" } },
    },
  };
  const target = spec.targets["shop"];
  if (target?.platform !== "android" || target.method !== "manual") throw new Error("the type and the value differ");
  expect(target.key_password).toEqual({ env: "A" });
  // @ts-expect-error an Android target has no bundle ID
  expect(target.bundle_id).toBeUndefined();
});
