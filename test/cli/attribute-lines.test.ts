import { expect, it } from "vitest";
import { attributeLines } from "../../src/cli/views/attribute-lines.ts";
import type { Change } from "../../src/plan/plan.ts";

it("shows an attribute of a saved plan that is named like a method of every object", () => {
  const change = { before: { name: "a" }, after: { name: "a", constructor: "b" }, after_unknown: [] };
  const lines = attributeLines(change as unknown as Change, (_style, text) => text);
  expect(lines).toEqual(["constructor = b", "(1 unchanged attribute hidden)"]);
});
