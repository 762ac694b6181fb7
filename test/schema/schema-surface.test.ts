import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  surfaceChanges,
  surfaceFromText,
  surfaceOf,
  surfaceText,
  type SchemaNode,
  type WrittenBy,
} from "./schema-surface.ts";

const schemas: Readonly<Record<string, WrittenBy>> = {
  signing: "people",
  "sandbox-scenario": "people",
  plan: "signwright",
  "store-manifest": "signwright",
  cache: "signwright",
};

function read(name: string): SchemaNode {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../schema/${name}.schema.json`), "utf8")) as SchemaNode;
}

describe.each(Object.entries(schemas))("the schema %s", (name, writtenBy) => {
  it("is what was published, or says what it breaks (docs/schema-versioning.md)", async () => {
    const after = surfaceOf(read(name));
    const file = join(import.meta.dirname, `surface/${name}.txt`);
    let before = after;
    try {
      before = surfaceFromText(readFileSync(file, "utf8"));
    } catch {
      // A schema that is new breaks nothing; the next line writes its surface down.
    }
    const changes = surfaceChanges(before, after, writtenBy).map(
      ({ effect, path, what }) => `${effect}: ${path} ${what}`,
    );
    await expect(surfaceText(after), `\n${changes.join("\n")}\n`).toMatchFileSnapshot(file);
  });

  it("comes back from its text", () => {
    const surface = surfaceOf(read(name));
    expect(surface.size).toBeGreaterThan(10);
    expect(surfaceFromText(surfaceText(surface))).toEqual(surface);
  });
});

function edited(schema: SchemaNode, edits: Readonly<Record<string, unknown>>): SchemaNode {
  const copy = structuredClone(schema) as Record<string, unknown>;
  for (const [path, value] of Object.entries(edits)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let at = copy;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
  }
  return copy;
}

describe("a change of a schema", () => {
  const before: SchemaNode = {
    type: "object",
    required: ["a"],
    additionalProperties: false,
    properties: {
      a: { type: "string", enum: ["x", "y"] },
      b: { $ref: "#/definitions/B" },
      c: { type: "array", items: { type: "string", pattern: "^[a-z ]+$" } },
    },
    definitions: { B: { type: ["string", "object"], properties: { d: { type: "boolean" } } } },
  };
  /** What comes of other values at these paths of the schema; `undefined` removes. */
  const effects = (edits: Readonly<Record<string, unknown>>, writtenBy: WrittenBy = "people"): readonly string[] => {
    const after = edited(before, edits);
    return surfaceChanges(surfaceOf(before), surfaceOf(after), writtenBy).map(
      ({ effect, path }) => `${effect} ${path}`,
    );
  };

  it("is none where only words change", () => {
    expect(effects({ "properties.a.description": "Another word." })).toEqual([]);
  });

  it("is additive where more is allowed", () => {
    expect(effects({ "properties.a.enum": ["x", "y", "z"] })).toEqual(["additive .a"]);
    expect(effects({ "properties.e": { type: "string" } })).toEqual(["additive .e"]);
    expect(effects({ required: [] })).toEqual(["additive .a"]);
    expect(effects({ "properties.c.items.pattern": undefined })).toEqual(["additive .c.[]"]);
  });

  it("is breaking where a file that was right is refused", () => {
    expect(effects({ "properties.a.enum": ["x"] })).toEqual(["breaking .a"]);
    expect(effects({ "properties.c": undefined })).toEqual(["breaking .c", "breaking .c.[]"]);
    expect(effects({ required: ["a", "b"] })).toEqual(["breaking .b"]);
    expect(effects({ "definitions.B.type": "object" })).toEqual(["breaking .b"]);
    expect(effects({ "properties.c.items.pattern": "^[a-z]+$" })).toEqual(["breaking .c.[]"]);
    expect(effects({ required: ["a", "e"], "properties.e": { type: "string" } })).toEqual(["breaking .e"]);
  });

  it("is the other way round in what Signwright writes", () => {
    expect(effects({ required: [] }, "signwright")).toEqual(["breaking .a"]);
    expect(effects({ "properties.a.enum": ["x", "y", "z"] }, "signwright")).toEqual(["breaking .a"]);
    expect(effects({ "properties.a.enum": ["x"] }, "signwright")).toEqual(["additive .a"]);
    expect(effects({ "properties.c": undefined }, "signwright")).toEqual(["breaking .c", "breaking .c.[]"]);
  });
});
