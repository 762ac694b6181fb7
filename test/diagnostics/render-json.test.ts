import { expect, it } from "vitest";
import { createDiagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../src/diagnostics/render-json.ts";
import { lineText, positionAt } from "../../src/diagnostics/source-range.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

it("has the names and the order that programs read", () => {
  const file = { name: "apps/signing.yaml", text: "\ufeffversion: 1\r\ntargets:\r\n  🍏é: x\r\n" };
  const start = file.text.indexOf("🍏");
  const range = { file, start, end: start + 3 };
  const diagnostic = createDiagnostic(
    "schema/unknown-key",
    { key: "🍏é" },
    {
      range,
      address: "targets.shop",
      notes: [{ message: "first" }, { message: "second", range: { file, start: 1, end: 8 } }],
      help: "remove it",
      fixes: [{ title: "rename it to `shop`", applicability: "safe", edits: [{ range, newText: "shop" }] }],
    },
  );
  // Lines and columns are 1-based, columns count UTF-16 units; bytes are UTF-8 and 0-based, the byte order mark included.
  const place = {
    filename: "apps/signing.yaml",
    start: { line: 3, column: 3, byte: 27 },
    end: { line: 3, column: 6, byte: 33 },
  };
  expect(JSON.stringify(diagnosticToJson(diagnostic), null, 2)).toBe(
    JSON.stringify(
      {
        severity: "error",
        code: "schema/unknown-key",
        summary: "unknown key `🍏é`",
        detail: "first\nsecond",
        help: "remove it",
        address: "targets.shop",
        range: place,
        notes: [
          { message: "first" },
          {
            message: "second",
            range: {
              filename: "apps/signing.yaml",
              start: { line: 1, column: 2, byte: 3 },
              end: { line: 1, column: 9, byte: 10 },
            },
          },
        ],
        fixes: [{ title: "rename it to `shop`", applicability: "safe", edits: [{ range: place, new_text: "shop" }] }],
      },
      null,
      2,
    ),
  );
});

it("leaves out what there is none of, and has a help that is null rather than missing", () => {
  const { help: _, ...diagnostic } = createDiagnostic("file/not-checked", {
    path: "a.p12",
    what: "password",
  });
  expect(diagnosticToJson(diagnostic)).toEqual({
    severity: "info",
    code: "file/not-checked",
    summary: "`a.p12` was checked but for its password",
    detail: "",
    help: null,
    notes: [],
    fixes: [],
  });
});

it("counts bytes as an encoder does, wherever in a long text", () => {
  const alphabet = ["a", "é", "日", "🍏", "\n", "\ud800", "\udc00"];
  let text = "";
  // A fixed sequence that mixes all kinds, over several times the distance of the kept offsets.
  for (let i = 0, at = 1; i < 3000; i++, at = (at * 75) % 65_537) text += alphabet[at % alphabet.length] ?? "";
  const file = { name: "signing.yaml", text };
  for (let offset = 0; offset <= text.length; offset++) {
    expect(positionAt(file, offset).byte, `offset ${offset}`).toBe(
      new TextEncoder().encode(text.slice(0, offset)).length,
    );
  }
});

it("finds the position of many places of a long file without counting each from its start", async () => {
  const file = { name: "signing.yaml", text: "key: é value\n".repeat(200_000) };
  const seconds = await processorSeconds(() => {
    for (let line = 0; line < 200_000; line += 4) positionAt(file, line * 13 + 5);
  });
  // Counted from the start each time this takes minutes.
  expect(seconds).toBeLessThan(5);
  expect(positionAt(file, 13 * 199_999)).toEqual({ line: 200_000, column: 1, byte: 14 * 199_999 });
});

it("takes offsets beyond the text for its end, and lines that are not there for empty", () => {
  const file = { name: "signing.yaml", text: "a\nb" };
  expect(positionAt(file, 99)).toEqual({ line: 2, column: 2, byte: 3 });
  expect(positionAt(file, -1)).toEqual({ line: 1, column: 1, byte: 0 });
  expect(lineText(file, 3)).toBe("");
});
