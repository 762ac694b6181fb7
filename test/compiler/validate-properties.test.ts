import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "../../src/compiler/parse.ts";
import { validate } from "../../src/compiler/validate.ts";

const example = readFileSync(join(import.meta.dirname, "../schema/acme.yaml"), "utf8");

/** Parses and validates, and checks what must hold for any text. */
const checkAnyText = (text: string): void => {
  const { document, diagnostics } = parse({ name: "signing.yaml", text });
  const result = validate(document);
  for (const { range, fixes, message, help, notes } of [...diagnostics, ...result.diagnostics]) {
    const ranges = [
      range,
      ...notes.flatMap((note) => note.range ?? []),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.range)),
    ];
    // Plain conditions: `expect` would take longer than the compiler.
    const isInside = ranges.every(
      (each) => each && 0 <= each.start && each.start <= each.end && each.end <= text.length,
    );
    if (!isInside) throw new Error(`a range lies outside of the text: ${message}`);
    if (/undefined|\{\w+\}$/.test(message)) throw new Error(`a text was not filled in: ${message}`);
    if (!(help ?? fixes[0]?.title)) throw new Error(`nothing says what to do: ${message}`);
  }
  if (!result.partial) expect(result).toMatchObject({ spec: document.value, dropped: [], diagnostics: [] });
  if (document.value !== undefined && result.spec === undefined) expect(diagnostics.length).toBeGreaterThan(0);
  for (let offset = 0; offset <= text.length; offset += Math.max(1, Math.floor(text.length / 20)))
    document.pathAt(offset);
};

const yamlish = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          " ",
          "  ",
          "\n",
          "\n  ",
          "\n    ",
          ": ",
          ":",
          "- ",
          "? ",
          ", ",
          "{",
          "}",
          "[",
          "]",
          '"',
          "'",
          "#",
          " #",
          "|\n",
          ">\n",
          "\t",
          "\r\n",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
        ),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          "&a ",
          "*a",
          "*b ",
          "<<: *a",
          "!!str ",
          "!x ",
          "\ufeff",
          "\u0000",
          "📱",
          "\ud83d",
          "~",
          "1e3",
          "0x1f",
          "@",
          "`",
        ),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          "version: 1\n",
          "targets:\n",
          "keys:\n",
          "platform: ios",
          "method: automatic",
          "type: keystore",
          "private_key",
          "env",
          "devices",
          "bundle_id",
          "profile_type: ",
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 5 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

it("never throws on any text", () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), yamlish), checkAnyText), { numRuns: 1_000 });
});

const mutation = fc.record({
  at: fc.nat(),
  length: fc.nat({ max: 12 }),
  text: fc.oneof(fc.constant(""), yamlish, fc.string({ maxLength: 4 })),
});

it("never throws on a right file that was damaged", () => {
  const property = fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
    const damaged = mutations.reduce((text, { at, length, text: inserted }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted + text.slice(start + length);
    }, example);
    checkAnyText(damaged);
  });
  fc.assert(property, { numRuns: 150 });
});

it("never throws on any value in the place of a right one", () => {
  const junk = fc.jsonValue({ maxDepth: 2 });
  const lines = example.split("\n");
  const property = fc.property(fc.nat({ max: lines.length - 1 }), junk, (index, value) => {
    const changed = lines.map((line, i) =>
      i === index ? line.replace(/: .*|:$/, `: ${JSON.stringify(value)}`) : line,
    );
    checkAnyText(changed.join("\n"));
  });
  fc.assert(property, { numRuns: 150 });
});

it("never throws when a file is still being typed", () => {
  for (let end = 0; end <= example.length; end += 23) checkAnyText(example.slice(0, end));
});
