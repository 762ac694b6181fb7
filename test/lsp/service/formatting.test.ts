import { expect, it } from "vitest";
import { formattingEdits } from "../../../src/lsp/service/formatting.ts";
import { applyEdits, markedDocument } from "../support/cursor.ts";

it("formatting changes only what differs, and keeps comments and line ends", () => {
  const { document } = markedDocument(
    "version:   1 # one\r\ntargets:\r\n      shop:\r\n            platform:  ios\r\n",
  );
  const edits = formattingEdits(document);
  expect(applyEdits(document, edits)).toBe("version: 1 # one\r\ntargets:\r\n  shop:\r\n    platform: ios\r\n");
  const after = markedDocument(applyEdits(document, edits)).document;
  expect(formattingEdits(after)).toEqual([]);
});

it("a text that is not YAML stays as it is", () => {
  expect(formattingEdits(markedDocument('version:   1\ntargets: "\n').document)).toEqual([]);
});
