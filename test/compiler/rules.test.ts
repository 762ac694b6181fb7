import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/diagnostics/source-range.ts";
import { applyFix, checkDiagnostics } from "../support/check-diagnostics.ts";

const fixtures = join(import.meta.dirname, "rule-fixtures");

const diagnose = (file: SourceFile): readonly Diagnostic[] => compile(file).diagnostics;

const read = (name: string): SourceFile => ({
  name: "signing.yaml",
  text: readFileSync(join(fixtures, `${name}.yaml.txt`), "utf8"),
});

describe.each(readdirSync(fixtures).map((file) => file.replace(".yaml.txt", "")))("%s", (name) => {
  it("says each mistake once, at its place", () => {
    checkDiagnostics(read(name).text, diagnose);
  });

  it("says of each what to do, and of which target", () => {
    for (const { help, fixes, message, code, address } of diagnose(read(name))) {
      expect(help ?? fixes[0]?.title, message).toBeTruthy();
      if (code === "rule/conflicting-targets") expect(address, message).toMatch(/^targets\./);
    }
  });

  // What is unused follows from where names lead, and so changes with every one that is corrected.
  it("takes a finding of a rule away with its fix, and adds none", () => {
    const { text } = read(name);
    const found = (file: SourceFile): readonly Diagnostic[] =>
      diagnose(file).filter(({ code }) => code !== "resolve/unused");
    const told = (diagnostics: readonly Diagnostic[]): readonly string[] =>
      diagnostics.map(({ code, message }) => `${code}: ${message}`);
    const before = found({ name: "signing.yaml", text });
    for (const diagnostic of before.filter(({ code }) => /^(resolve|rule)\//.test(code))) {
      for (const fix of diagnostic.fixes) {
        const after = told(found({ name: "signing.yaml", text: applyFix(text, fix) }));
        expect(after.length, fix.title).toBeLessThan(before.length);
        expect(told(before), fix.title).toEqual(expect.arrayContaining([...after]));
      }
    }
  });
});

it("has no fix for what stands elsewhere and is wrong only where an alias brings it", () => {
  const key =
    "type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY }";
  const text = `version: 1
keys:
  acme: { ${key} }
defaults:
  tvos: &shared { key: amce }
targets:
  shop: { <<: *shared, platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop }
`;
  const [found, ...more] = diagnose({ name: "signing.yaml", text }).filter(({ severity }) => severity === "error");
  expect(more).toEqual([]);
  expect(found?.range && text.slice(found.range.start, found.range.end)).toBe("*shared");
  expect(found?.fixes).toEqual([]);
  expect(found?.notes.map(({ message, range }) => [message, range && text.slice(range.start, range.end)])).toEqual([
    ["it is written here", "amce"],
  ]);
});
