import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MAXIMUM_DEPTH, MAXIMUM_SIZE, yamlDocumentOf } from "../../src/compiler/yaml-document.ts";
import { parse } from "../../src/compiler/parse.ts";
import { applyFix, checkDiagnostics, onlyFix } from "../support/check-diagnostics.ts";

const fixtures = join(import.meta.dirname, "parse-fixtures");

for (const name of readdirSync(fixtures)) {
  it(`says what is not YAML: ${name}`, () => {
    checkDiagnostics(readFileSync(join(fixtures, name), "utf8"), (file) => parse(file).diagnostics);
  });
}

const parsed = (text: string): ReturnType<typeof parse> => parse({ name: "signing.yaml", text });
const codes = (text: string): readonly string[] => parsed(text).diagnostics.map(({ code }) => code);

it("asks for a map when the file is empty", () => {
  for (const text of ["", "\n\n", "\ufeff", "---\n", "...\n"]) expect(codes(text)).toEqual(["yaml/not-a-map"]);
});

it("resolves aliases and merge keys, and lets a map's own keys win over merged ones wherever they stand", () => {
  const { document, diagnostics } = parsed(`
first: &first { a: 1, b: 1 }
second: &second { b: 2, c: 2 }
own-before: { b: 0, <<: *first }
own-after: { <<: *first, b: 0 }
earlier-wins: { <<: [*first, *second] }
twice: { <<: *first, <<: *second }
nested: &nested { <<: *first, d: 3 }
through: { <<: *nested }
alias: *second
`);
  expect(diagnostics).toEqual([]);
  expect(document.value).toEqual({
    first: { a: 1, b: 1 },
    second: { b: 2, c: 2 },
    "own-before": { a: 1, b: 0 },
    "own-after": { a: 1, b: 0 },
    "earlier-wins": { a: 1, b: 1, c: 2 },
    twice: { a: 1, b: 1, c: 2 },
    nested: { a: 1, b: 1, d: 3 },
    through: { a: 1, b: 1, d: 3 },
    alias: { b: 2, c: 2 },
  });
});

it("gives an alias the anchor that stands before it, also when the name is used again", () => {
  expect(parsed("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").document.value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
});

it("reads YAML 1.2 whatever version the file claims, and no dates, binaries or sets", () => {
  const { document } = parsed("%YAML 1.1\n---\na: yes\nb: 2026-01-01\nc: 0o17\nd: 1_000\ne: 12:30:45\n");
  expect(document.value).toEqual({ a: "yes", b: "2026-01-01", c: 15, d: "1_000", e: "12:30:45" });
});

it("takes every name as a name", () => {
  const { document, diagnostics } = parsed("__proto__: 1\nconstructor: 2\n1: 3\ntrue: 4\n~: 5\ntoString: 6\n");
  expect(diagnostics).toEqual([]);
  expect(Object.entries(document.value as object)).toEqual(
    expect.arrayContaining([
      ["__proto__", 1],
      ["constructor", 2],
      ["1", 3],
      ["true", 4],
      ["~", 5],
      ["toString", 6],
    ]),
  );
});

it("keeps the last of equal keys, like other readers of YAML, and says where the first one is", () => {
  const { document, diagnostics } = parsed("a: 1\nb: 2\na: 3\n");
  expect(document.value).toEqual({ a: 3, b: 2 });
  expect(diagnostics[0]?.notes).toMatchObject([{ range: { start: 0, end: 1 } }]);
  expect(document.rangeOf(["a"], "key")).toMatchObject({ start: 10, end: 11 });
});

it("reads on around a line that lacks its colon", () => {
  const { document } = parsed("shop:\n  platform: ios\n  bundleId com\n  method: automatic\n");
  expect(document.value).toEqual({ shop: { platform: "ios", method: "automatic" } });
});

it("offers spaces for a tab", () => {
  const text = "a:\n\t\tb: 1\n";
  expect(applyFix(text, onlyFix(parsed(text).diagnostics))).toBe("a:\n    b: 1\n");
});

it("uses only the first document of several", () => {
  expect(parsed("a: 1\n---\nb: 2\n---\nc: 3\n").document.value).toEqual({ a: 1 });
});

it("says of a file full of tabs only where they start", () => {
  expect(codes("version: 1\ntargets:\n\tshop:\n\t\tplatform: ios\n").length).toBeLessThanOrEqual(2);
});

it("refuses files beyond the size limit, and reads one right below it", () => {
  const filler = (size: number): string => `# ${"x".repeat(size - 3)}\n`;
  const { diagnostics, document } = parsed(`${filler(MAXIMUM_SIZE - 4)}a: 1\n`);
  expect(diagnostics.map(({ message }) => message)).toEqual(["the file has 16 MiB, more than the limit of 16 MiB"]);
  expect(document.value).toBeUndefined();
  expect(parsed(`${filler(MAXIMUM_SIZE - 5)}a: 1\n`).document.value).toEqual({ a: 1 });
});

it("counts bytes, not characters, against the size limit", () => {
  expect(codes(`a: "${"é".repeat(MAXIMUM_SIZE / 2)}"`)).toEqual(["yaml/too-large"]);
});

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

it("reads collections as deep as the limit, and refuses one more", () => {
  expect(codes(`  a: ${nested(MAXIMUM_DEPTH - 1)}`)).toEqual([]);
  expect(codes(`  a: ${nested(MAXIMUM_DEPTH)}`)).toEqual(["yaml/too-deep"]);
  expect(parsed(`  a: ${nested(MAXIMUM_DEPTH)}`).document.value).toBeUndefined();
  const indented = (depth: number): string => Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:\n`).join("");
  expect(codes(indented(MAXIMUM_DEPTH))).toEqual([]);
  expect(codes(indented(MAXIMUM_DEPTH + 1))).toEqual(["yaml/too-deep"]);
});

it("counts what aliases nest, too", () => {
  const half = nested(40);
  expect(codes(`a: &a ${half}\nb: [*a]\n`)).toEqual([]);
  expect(codes(`a: &a ${half}\nb: ${"[".repeat(30)}*a${"]".repeat(30)}\n`)).toEqual(["yaml/too-deep"]);
});

it.each([
  ["flow lists", "["],
  ["flow maps", "{a: "],
  ["unclosed pairs", "[a: "],
  ["explicit keys in flow", "[? "],
  ["list items on a line", "- "],
  ["explicit keys on a line", "? "],
  ["empty keys on a line", ": "],
  ["pairs on a line", "a: "],
  ["quoted pairs on a line", '"a": '],
  ["items in keys", "? - "],
  ["keys in items", "- ? "],
  ["lists in items", "- ["],
  ["anchors", "&a "],
  ["tags", "!a "],
  ["tagged items", "- !a "],
  ["alias keys", "*a : "],
  ["lines of closing brackets", "]\n"],
  ["documents", "---\n"],
  ["quotes", '"'],
])("survives 20,000 %s", (_, unit) => {
  const text = unit.repeat(20_000);
  const { document, diagnostics } = parsed(text);
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(() => JSON.stringify(document.value)).not.toThrow();
});

it("survives lines that are each indented deeper", () => {
  for (const line of ["a:", "-", "?", "- a:", "? a\n: b"]) {
    const text = Array.from({ length: 1_000 }, (_, i) => `${" ".repeat(i)}${line}\n`).join("");
    expect(codes(text).length).toBeGreaterThan(0);
  }
});

it("refuses aliases that expand to too much", () => {
  const bomb = [
    "a0: &a0 [x, x, x, x, x, x, x, x, x, x]",
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`),
  ];
  const { document, diagnostics } = parsed(bomb.join("\n"));
  expect(diagnostics.map(({ code }) => code)).toEqual(["yaml/alias-limit"]);
  expect(document.value).toBeUndefined();
});

it("lets many targets share their keys", () => {
  const shared = "base: &base { a: 1, b: 2, c: 3, d: 4, e: 5 }\n";
  const users = Array.from({ length: 5_000 }, (_, i) => `t${i}: { <<: *base, name: t${i} }\n`).join("");
  const { document, diagnostics } = parsed(shared + users);
  expect(diagnostics).toEqual([]);
  expect(document.value).toMatchObject({ t4999: { a: 1, name: "t4999" } });
});

it("takes 50,000 keys in one map, and finds the one that is there twice", () => {
  const keys = Array.from({ length: 50_000 }, (_, i) => `key${i}: ${i}\n`).join("");
  const { document, diagnostics } = parsed(`${keys}key25000: again\n`);
  expect(diagnostics.map(({ message }) => message)).toEqual(["`key25000` is given twice"]);
  const text = document.file.text;
  for (const i of [0, 24_999, 49_999]) {
    const { start, end } = document.rangeOf([`key${i}`], "value");
    expect(text.slice(start, end)).toBe(String(i));
  }
});

it("finds 20,000 duplicates without comparing each with each", () => {
  expect(parsed("a: 1\n".repeat(20_000)).diagnostics).toHaveLength(19_999);
});

it("gives editor features the library's document, and none for a text that was refused", () => {
  expect(yamlDocumentOf(parsed("a: 1").document)?.contents?.range).toEqual([0, 4, 4]);
  expect(yamlDocumentOf(parsed(nested(20_000)).document)).toBeUndefined();
});
