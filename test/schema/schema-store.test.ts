import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");

/** Keywords of draft-07 (json-schema.org/draft-07/schema). */
const draft07 =
  "$id $schema $ref $comment title description default readOnly examples multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern additionalItems items maxItems minItems uniqueItems contains maxProperties minProperties required additionalProperties definitions properties patternProperties dependencies propertyNames const enum type format contentMediaType contentEncoding if then else allOf anyOf oneOf not";
/** Keywords for editors that SchemaStore knows beside them. */
const forEditors =
  "markdownDescription enumDescriptions markdownEnumDescriptions defaultSnippets deprecationMessage doNotSuggest";

const text = readFileSync(join(root, "schema/signing.schema.json"), "utf8");
const schema = JSON.parse(text) as Readonly<Record<string, unknown>>;

function compiled(): ValidateFunction {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
  });
  for (const keyword of forEditors.split(" ")) ajv.addKeyword(keyword);
  return ajv.compile(schema);
}

/** Every keyword that a schema uses; the names of properties and definitions are none, and neither are values. */
function* keywordsOf(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const each of node) yield* keywordsOf(each);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  for (const [keyword, value] of Object.entries(node)) {
    yield keyword;
    if (["examples", "default", "const", "enum"].includes(keyword)) continue;
    if (["properties", "definitions", "patternProperties"].includes(keyword))
      yield* keywordsOf(Object.values(value as object));
    else yield* keywordsOf(value);
  }
}

function filesOf(folder: string): readonly (readonly [string, string])[] {
  const path = join(import.meta.dirname, folder);
  return readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")] as const);
}

describe("what SchemaStore asks of a schema", () => {
  it("has a name, a description and an address of its own", () => {
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: expect.stringMatching(/^https:\/\/.*\/schema\/signing\.schema\.json$/) as string,
      title: expect.stringMatching(/./) as string,
      description: expect.stringMatching(/\.$/) as string,
    });
  });

  it("uses only keywords of draft-07, and those for editors that SchemaStore knows", () => {
    const known = new Set(`${draft07} ${forEditors}`.split(" "));
    const used = new Set(keywordsOf(schema));
    expect(used.size).toBeGreaterThan(15);
    expect([...used].filter((keyword) => !known.has(keyword))).toEqual([]);
  });

  it("is small enough to be fetched, and has no byte order mark or carriage return", () => {
    expect(text.length).toBeLessThan(200_000);
    expect(text).not.toMatch(/[\uFEFF\r]/);
  });

  it.each([
    ...filesOf("valid"),
    ["acme.yaml", readFileSync(join(import.meta.dirname, "acme.yaml"), "utf8")] as const,
    ["examples/acme/signing.yaml", readFileSync(join(root, "examples/acme/signing.yaml"), "utf8")] as const,
  ])("takes %s", (_, yaml) => {
    const validate = compiled();
    validate(parse(yaml, { merge: true }));
    expect(validate.errors).toBeNull();
  });

  it.each(filesOf("invalid"))("refuses %s", (_, yaml) => {
    const validate = compiled();
    expect(validate(parse(yaml, { merge: true }))).toBe(false);
    const expected = /^# (.+)/.exec(yaml)?.[1] ?? "";
    expect(validate.errors?.map(({ message }) => message).join("\n")).toContain(expected);
  });

  it("has a catalogue entry in the docs that leads to it", () => {
    const docs = readFileSync(join(root, "docs/schema-versioning.md"), "utf8");
    const entry = JSON.parse(/```json\n([\s\S]+?)```/.exec(docs)?.[1] ?? "{}") as Readonly<Record<string, unknown>>;
    expect(entry).toMatchObject({ url: schema["$id"], fileMatch: ["signing.yaml", "signing.yml"] });
    expect(entry["name"]).toMatch(/./);
    expect(entry["description"]).toMatch(/./);
  });
});

describe.each(["plan", "store-manifest", "cache", "sandbox-scenario"])("the schema %s", (name) => {
  it("is a strict draft-07 schema with an address, a title and a description", () => {
    const other = JSON.parse(readFileSync(join(root, `schema/${name}.schema.json`), "utf8")) as Readonly<
      Record<string, unknown>
    >;
    expect(other).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: `https://raw.githubusercontent.com/signwright/signwright/main/schema/${name}.schema.json`,
      title: expect.stringMatching(/./) as string,
      description: expect.stringMatching(/\.$/) as string,
    });
    const ajv = new Ajv({
      strict: true,
      allowUnionTypes: true,
      strictTypes: false,
      strictRequired: false,
      discriminator: true,
    });
    ajv.addFormat("date-time", true);
    for (const keyword of forEditors.split(" ")) ajv.addKeyword(keyword);
    expect(typeof ajv.compile(other)).toBe("function");
  });
});
