import type { DocumentSymbol } from "vscode-languageserver";
import { describe, expect, it } from "vitest";
import { documentSymbols, workspaceSymbols } from "../../../src/lsp/service/symbols.ts";
import { markedDocument, withRanges } from "../support/cursor.ts";

function tree(symbols: readonly DocumentSymbol[], indent = ""): string {
  return symbols
    .map(
      ({ name, detail, children }) =>
        `${indent}${name}${detail === undefined ? "" : ` (${detail})`}\n${tree(children ?? [], `${indent}  `)}`,
    )
    .join("");
}

const spec = `version: 1
keys:
  acme: { type: app_store_connect }
devices:
  qa: [{ name: a }, { name: b }]
targets:
  shop:
    platform: ios
    profile_type: [app_store, ad_hoc]
    bundle_id: com.acme.shop
  droid: { platform: android, package_name: com.acme.shop }
`;

describe("document symbols", () => {
  it("are named by keys, groups and targets, and say what each is", () => {
    expect(tree(documentSymbols(markedDocument(spec).document))).toBe(`version (1)
keys
  acme (app_store_connect)
devices
  qa (2 devices)
targets
  shop (ios app_store, ad_hoc com.acme.shop)
  droid (android com.acme.shop)
`);
  });

  it("span what they name, and contain the name", () => {
    const { document } = markedDocument(spec);
    const shop = documentSymbols(document).at(-1)?.children?.[0];
    expect(withRanges(document, shop ? [shop.range] : [])).toContain(
      "⟦shop:\n    platform: ios\n    profile_type: [app_store, ad_hoc]\n    bundle_id: com.acme.shop⟧\n",
    );
    expect(withRanges(document, shop ? [shop.selectionRange] : [])).toContain("  ⟦shop⟧:\n");
  });

  it("are there for what can be read of a broken text", () => {
    const { document } = markedDocument("targets:\n  shop:\n    platform: ios\n  de\n  other: { platform: ios\n");
    expect(tree(documentSymbols(document))).toContain("  shop (ios)");
  });

  it.each(["", "- a\n- b\n", "text", "\u0000", "a: &a [*a]\n"])("of %j do not fail", (text) => {
    expect(Array.isArray(documentSymbols(markedDocument(text).document))).toBe(true);
  });
});

describe("workspace symbols", () => {
  it("hold the letters of the query in their order, in any case", () => {
    const { document } = markedDocument(spec);
    const names = (query: string): readonly string[] => workspaceSymbols([document], query).map(({ name }) => name);
    expect(names("")).toEqual(["acme", "qa", "shop", "droid"]);
    expect(names("SP")).toEqual(["shop"]);
    expect(names("ps")).toEqual([]);
  });
});
