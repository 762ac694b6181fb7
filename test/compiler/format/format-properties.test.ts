import fc from "fast-check";
import { Parser, type CST } from "yaml";
import { expect, it } from "vitest";
import { compile, type Compilation } from "../../../src/compiler/compile.ts";
import { canBePlain } from "../../../src/compiler/format/canonical-scalar.ts";
import { format, type Formatting } from "../../../src/compiler/format/format.ts";
import { printLayout } from "../../../src/compiler/format/print-layout.ts";
import { leavesOf, readLayout } from "../../../src/compiler/format/source-layout.ts";
import { parse } from "../../../src/compiler/parse.ts";
import { awkwardSpec } from "./awkward-yaml.ts";

const compiled = (text: string): Compilation => compile({ name: "signing.yaml", text });
const isYaml = ({ diagnostics }: Compilation): boolean => !diagnostics.some(({ code }) => code.startsWith("yaml/"));

const commentsOf = (text: string): readonly string[] => {
  const found: string[] = [];
  const see = (token: CST.Token): void => {
    if (token.type === "document") {
      token.start.forEach(see);
      if (token.value) see(token.value);
      token.end?.forEach(see);
    } else if (token.type === "doc-end") token.end?.forEach(see);
    else for (const leaf of leavesOf(token)) if (leaf.type === "comment") found.push(leaf.source.trimEnd());
  };
  for (const token of new Parser().parse(text)) see(token);
  return found.sort();
};

const applied = (text: string, { edits }: Formatting): string => {
  let result = "";
  let at = 0;
  for (const { range, newText } of edits) {
    if (range.start < at) throw new Error("edits overlap, or are not in the order of the text");
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
};

/** What must hold for any text that can be formatted. */
const checkFormatted = (before: Compilation, result: Formatting): void => {
  const { text } = before.file;
  const after = compiled(result.text);
  expect(after.document.value).toStrictEqual(before.document.value);
  expect(after.diagnostics.map(({ code }) => code).sort()).toStrictEqual(
    before.diagnostics.map(({ code }) => code).sort(),
  );
  expect(commentsOf(result.text)).toStrictEqual(commentsOf(text));
  expect(format(after).text).toBe(result.text);
  expect(format(after).edits).toStrictEqual([]);
  expect(applied(text, result)).toBe(result.text);
};

// A failing file says enough as it is, and making it smaller takes minutes.
const runs = { endOnFailure: true };

it("keeps the meaning and the comments of any file, and is done after the first time", () => {
  let formatted = 0;
  const property = fc.property(awkwardSpec, (text) => {
    const before = compiled(text);
    if (!isYaml(before)) return;
    formatted++;
    const result = format(before);
    checkFormatted(before, result);
    // It has its canonical form, and was not left alone because its meaning would have changed.
    const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
    const layout = readLayout(text.slice(mark.length).replaceAll("\r\n", "\n"));
    const lines = layout && printLayout(layout, { value: before.document.value, isFrozen: () => false });
    const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    expect(result.text).toBe(mark + (lines ?? []).map((line) => line.text + lineEnd).join(""));
  });
  fc.assert(property, { ...runs, numRuns: 200 });
  expect(formatted).toBeGreaterThan(150);
}, 300_000);

it("never throws on a damaged file, and leaves alone what is not YAML", () => {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 6 }),
    text: fc.constantFrom(
      "",
      " ",
      "\n",
      "\n  ",
      ": ",
      "- ",
      "#",
      " # x",
      "{",
      "]",
      "'",
      '"',
      "&a ",
      "*a ",
      "|+\n",
      "? ",
      "\t",
      "\r",
      "---\n",
      "...\n",
      "!t ",
      "<<: *a0\n",
    ),
  });
  const property = fc.property(awkwardSpec, fc.array(damage, { minLength: 1, maxLength: 4 }), (sound, damages) => {
    let text = sound;
    for (const { at, length, text: inserted } of damages) {
      const start = at % (text.length + 1);
      text = text.slice(0, start) + inserted + text.slice(start + length);
    }
    const before = compiled(text);
    const result = format(before);
    if (isYaml(before)) checkFormatted(before, result);
    else expect(result).toMatchObject({ text, edits: [] });
    expect(result.diagnostics.length > 0).toBe(!isYaml(before));
  });
  fc.assert(property, { ...runs, numRuns: 300 });
}, 300_000);

it("takes quotes away only where the text is read the same without them", () => {
  const word = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(fc.constantFrom(...Array.from("-?:,[]{}#&*!|>'\"%@` \tax0"), "\u00a0", "\ufeff", "📱", "\u0007"), {
          maxLength: 6,
        })
        .map((c) => c.join("")),
    },
    { weight: 2, arbitrary: fc.stringMatching(/^[-+]?[0-9._:exo]{0,6}$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "null",
        "~",
        "True",
        "no",
        "<<",
        "=",
        ".inf",
        "-.INF",
        ".NaN",
        "0x1F",
        "0o7",
        "2026-01-01",
        "---",
        "...",
        "1e3",
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  );
  const read = (text: string): unknown => parse({ name: "t", text }).document.value;
  const property = fc.property(word, (text) => {
    if (canBePlain(text, false)) {
      expect(read(`k: ${text}`)).toStrictEqual({ k: text });
      expect(read(`${text}: 1`)).toStrictEqual({ [text]: 1 });
      expect(read(`k:\n  - ${text} # c`)).toStrictEqual({ k: [text] });
    }
    if (canBePlain(text, true)) {
      expect(read(`k: [${text}, ${text}]`)).toStrictEqual({ k: [text, text] });
      expect(read(`k: { ${text}: ${text} }`)).toStrictEqual({ k: { [text]: text } });
    }
  });
  fc.assert(property, { ...runs, numRuns: 5_000 });
  expect(
    ["app_store", "com.acme.shop", "it's", "a:b", "x # y", "no", "12", ""].map((text) => canBePlain(text, false)),
  ).toEqual([true, true, true, true, false, false, false, false]);
});
