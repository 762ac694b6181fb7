import { expect, it } from "vitest";
import { createDiagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/diagnostics/source-range.ts";
import { applyFix, checkDiagnostics } from "./check-diagnostics.ts";

/** Finds every `bad`, wherever it stands outside of a comment. */
const findBad = (file: SourceFile): readonly Diagnostic[] =>
  [...file.text.matchAll(/(?<!#.*)bad/g)].map(({ index }) =>
    createDiagnostic("schema/unknown-key", { key: "bad" }, { range: { file, start: index, end: index + 3 } }),
  );

const said = "error schema/unknown-key: unknown key `bad`";

it("accepts a text whose marks are right", () => {
  checkDiagnostics(`a: bad\n#  ^^^ ${said}\n`, findBad);
  checkDiagnostics(`bad: bad\n#^^ ${said}\n#    ^^^ ${said}\nend: 1\n`, findBad);
  checkDiagnostics(` bad: 1\n#^^^ (from the second column) ${said}\n`, findBad);
  checkDiagnostics(`a: bad\r\n#  ^^^ ${said}\r\nb: 1`, findBad);
  checkDiagnostics("a: good\n", findBad);
});

it.each([
  ["a missing mark", "a: bad\n"],
  ["a stale mark", `a: good\n#  ^^^ ${said}\n`],
  ["a mark one column off", `a: bad\n# ^^^ ${said}\n`],
  ["a mark that is too long", `a: bad\n#  ^^^^ ${said}\n`],
  ["another message", "a: bad\n#  ^^^ error schema/unknown-key: unknown key `worse`\n"],
  ["another severity", "a: bad\n#  ^^^ warning schema/unknown-key: unknown key `bad`\n"],
])("refuses %s", (_, text) => {
  expect(() => checkDiagnostics(text, findBad)).toThrow();
});

it("applies several edits of a fix", () => {
  const file = { name: "signing.yaml", text: "a b c" };
  const edit = (start: number, end: number, newText: string) => ({ range: { file, start, end }, newText });
  expect(applyFix(file.text, { title: "", applicability: "safe", edits: [edit(0, 1, "xx"), edit(4, 5, "")] })).toBe(
    "xx b ",
  );
});
