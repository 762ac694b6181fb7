import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SigningDocument } from "../../src/compiler/document.ts";
import { parseFully } from "../../src/compiler/parse.ts";
import { plainDocument } from "../../src/compiler/plain-document.ts";
import type { SourceRange } from "../../src/diagnostics/source-range.ts";
import { specOfSize } from "../bench/spec-of-size.ts";

// Two readers of one language: whatever text the quick one takes, the full one must read in the same way, without a word about it.

const root = join(import.meta.dirname, "../..");
const example = readFileSync(join(root, "examples/acme/signing.yaml"), "utf8");

/** Every path of a value, and some that lead nowhere. */
function* pathsOf(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  yield path;
  yield [...path, "missing"];
  yield [...path, 99];
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value))
    yield* pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

const shown = (range: SourceRange | undefined): string => (range ? `${range.start}-${range.end}` : "none");

/** All that the two documents say, as text that can be compared. */
function sayings(document: SigningDocument, text: string, value: unknown): readonly string[] {
  const said = [JSON.stringify(document.value), `broken ${document.brokenRanges.map(shown).join()}`];
  for (const path of pathsOf(value)) {
    for (const part of ["key", "value"] as const) {
      said.push(`${JSON.stringify(path)} ${part}: ${shown(document.rangeOf(path, part))}`);
      said.push(`defined ${shown(document.definitionOf(path, part))}`);
    }
  }
  for (let offset = 0; offset <= text.length; offset++)
    said.push(`${offset} ${JSON.stringify(document.pathAt(offset))}`);
  return said;
}

/** Compares both readers; gives whether the quick one took the text. */
function compare(text: string): boolean {
  const file = { name: "signing.yaml", text };
  const plain = plainDocument(file);
  if (!plain) return false;
  const { document, diagnostics } = parseFully(file);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  expect(sayings(plain, text, document.value)).toEqual(sayings(document, text, document.value));
  return true;
}

describe("takes what nearly all files are", () => {
  it.each([
    ["the example", example],
    ["ten targets", specOfSize(10)],
    ["no line end at the end", "version: 1\ntargets:\n  a: { b: c }"],
    ["a list at the level of its key", "a:\n- b\n- c: d\n  e: [f]\ng: h\n"],
    ["comments between", "# x\na: # y\n  # z\n  b: 1 # u\n# v\n  c: 'w' # x\n\n# end\n"],
    ["punctuation", 'a: https://x.y/z#k?a=b&c\nb: x#y\nc: "# not: a comment"\nd: it\'s\ne: 9F:86:d0\nf: 30d\n'],
    ["numbers and constants", "a: 007\nb: 12\nc: true\nd: ~\ne: null\nf: 1.2.3\ng: 00-1\nh: TRUE\n1: x\n"],
    ["commas", "a: [ b , c, ]\nd: { e: f , g: [], h: {}, }\n"],
  ])("%s", (_, text) => {
    expect(compare(text)).toBe(true);
  });
});

describe("leaves to the full reader what has more rules", () => {
  it.each([
    ["an anchor", "a: &b c\n"],
    ["an alias", "a: 1\nb: *a\n"],
    ["a merge key", "a:\n  <<: { b: c }\n"],
    ["a tag", "a: !!str 1\n"],
    ["a text over several lines", "a: b\n  c\n"],
    ["a block scalar", "a: |\n  b\n"],
    ["a flow map over several lines", "a: {\n  b: c }\n"],
    ["a key without a value", "a:\nb: 1\n"],
    ["equal keys", "a: 1\na: 2\n"],
    ["an escape", 'a: "\\n"\n'],
    ["a doubled quote", "a: 'b''c'\n"],
    ["a second document", "a: 1\n---\nb: 2\n"],
    ["a document end", "a: 1\n...\n"],
    ["a tab", "a:\tb\n"],
    ["a carriage return", "a: b\r\n"],
    ["a byte order mark", "\ufeffa: b\n"],
    ["no map", "- a\n"],
    ["nothing", ""],
    ["only a comment", "# a\n"],
    ["a float", "a: 1.5\n"],
    ["a hexadecimal number", "a: 0x1f\n"],
    ["`__proto__`", "__proto__: 1\n"],
    ["a complex key", "? a\n: b\n"],
    ["a colon in a value", "a: b: c\n"],
    ["a comment that belongs to the level before it", "a:\n  b: 1\n  # c\nd: 2\n"],
    ["wrong indentation", "a:\n    b: 1\n  c: 2\n"],
    ["what is nested deep", `a: ${"[".repeat(40)}${"]".repeat(40)}\n`],
  ])("%s", (_, text) => {
    expect(plainDocument({ name: "signing.yaml", text })).toBeUndefined();
  });
});

it("reads every fixture of the schema as the full reader does", () => {
  const folder = join(root, "test/schema");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  const taken = names.filter((name) => compare(readFileSync(join(folder, name), "utf8")));
  expect(taken.length).toBeGreaterThan(names.length / 2);
});

const RUNS = Number(process.env["PLAIN_YAML_RUNS"] ?? 400);

/** Lines of every shape, at every indentation, so that right and wrong texts come of them. */
const words = [
  "a",
  "b-1",
  "true",
  "12",
  "1e3",
  "-",
  "- x",
  "x y",
  '"q"',
  "'r'",
  "[a, b]",
  "{ a: b }",
  "[",
  "{",
  "a:b",
  "a#b",
  "# c",
  "&a",
  "*a",
  "|",
  "",
  "~",
  "é",
  "[a: b]",
  "{a}",
  "[[], {}]",
  "x]",
  "{ c: [d, { e: f }] }",
  ": ",
  "?",
  "-1",
  ".5",
  "0o7",
  "x: y",
  "@",
  "%",
  "a\u2028b",
  "😀",
];
/** Lines that are seldom what the quick reader leaves to the full one, since one such line is enough for a whole text. */
const line = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 2, 2, 2, 4, 4, 6, 1),
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.constantFrom("a: ", "b: ", "c: ", "d: ", "e: ", "a:", "b:", "- ", "- a: ", "#", "'k': "),
      },
      { weight: 1, arbitrary: fc.constantFrom("", "c:", "- b:", "a :", "-", "1:", "? ") },
    ),
    fc.constantFrom("", "", " "),
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom("", "x", "30d", "'q'", '"q"', "[a, b]", "{ a: b }", "true", "x # y") },
      { weight: 1, arbitrary: fc.constantFrom(...words) },
    ),
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom("", "", " # e", " ") },
      { weight: 1, arbitrary: fc.constantFrom("#", ",", ":") },
    ),
  )
  .map(([indent, start, gap, word, end]) => `${" ".repeat(indent)}${start}${gap}${word}${end}`);

it("agrees with the full reader on random lines", () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 7 }), fc.boolean(), (lines, ends) => {
      if (compare(`${lines.join("\n")}${ends ? "\n" : ""}`)) taken++;
    }),
    { numRuns: RUNS * 5 },
  );
  expect(taken).toBeGreaterThan(RUNS / 50);
});

it("agrees with the full reader on nested texts with one change", () => {
  let taken = 0;
  const ten = specOfSize(10);
  const source = `targets:
${ten.slice(ten.indexOf("  app0-three:"))}`;
  const change = fc.tuple(
    fc.nat(source.length),
    fc.nat(3),
    fc.constantFrom(
      "",
      " ",
      "\n",
      "  ",
      "#",
      ": ",
      "- ",
      "\n# c\n",
      "\n    # c\n",
      "\n  # c\n",
      "{",
      "]",
      ",",
      "'",
      '"',
      "x",
      "\n\n",
      "1",
      "&",
      "a: b\n",
    ),
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 0, maxLength: 2 }), (changes) => {
      let text = source;
      for (const [at, length, put] of changes) text = `${text.slice(0, at)}${put}${text.slice(at + length)}`;
      if (compare(text)) taken++;
    }),
    { numRuns: RUNS / 4 },
  );
  expect(taken).toBeGreaterThan(RUNS / 40);
});
