import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyFix } from "../support/check-diagnostics.ts";

const example = readFileSync(join(import.meta.dirname, "rule-fixtures/sound.yaml.txt"), "utf8");
// That something is unused follows from the whole file, and is not said while some of it cannot be read.
const schema = readFileSync(join(import.meta.dirname, "../../schema/signing.schema.json"), "utf8");
const diagnose = (text: string): readonly Diagnostic[] =>
  compile({ name: "signing.yaml", text }).diagnostics.filter(({ code }) => code !== "resolve/unused");
const told = ({ code, message }: Diagnostic): string => `${code}: ${message}`;

/** Words of the example that a typing error can be in: its keys, and the values that are listed somewhere. */
const words = [...example.matchAll(/(?<=^\s*(?:- )?|[{,] )[a-z]+_?[a-z_]*(?=:)|(?<=: )[a-z]+_[a-z_]+/gm)]
  .map(({ index, 0: word }) => ({ index, word }))
  .filter(({ word }) => schema.includes(`"${word}": {`));

const typos: readonly ((word: string) => string)[] = [
  (word) => word.toUpperCase(),
  (word) => word.replaceAll("_", "-"),
  (word) => word.replaceAll("_", ""),
  (word) => word.slice(0, -1),
  (word) => `${word}s`,
  (word) => word.replace(/^(.)(.)/, "$2$1"),
];

const mistake = fc.record({ at: fc.constantFrom(...words), typo: fc.constantFrom(...typos) });

it("has words to get wrong", () => {
  expect(words.length).toBeGreaterThan(50);
});

it("removes its diagnostic and adds none, wherever in a file the mistake is", () => {
  let applied = 0;
  const property = fc.property(
    fc.uniqueArray(mistake, { minLength: 1, maxLength: 1, selector: ({ at }) => at.index }),
    (all) => {
      const text = [...all]
        .sort((a, b) => b.at.index - a.at.index)
        .reduce(
          (sofar, { at, typo }) => sofar.slice(0, at.index) + typo(at.word) + sofar.slice(at.index + at.word.length),
          example,
        );
      const before = diagnose(text);
      for (const diagnostic of before) {
        for (const fix of diagnostic.fixes.filter(({ applicability }) => applicability === "safe")) {
          applied++;
          const after = diagnose(applyFix(text, fix)).map(told);
          const left = before.filter((each) => each !== diagnostic).map(told);
          for (const each of after) {
            const index = left.indexOf(each);
            if (index < 0) throw new Error(`"${fix.title}" adds ${each}`);
            left.splice(index, 1);
          }
        }
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
  expect(applied).toBeGreaterThan(100);
}, 300_000);
