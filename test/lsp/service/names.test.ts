import { describe, expect, it } from "vitest";
import { findDefinition } from "../../../src/lsp/service/definition.ts";
import { findHighlights } from "../../../src/lsp/service/highlight.ts";
import { findReferences } from "../../../src/lsp/service/references.ts";
import { prepareRename, rename } from "../../../src/lsp/service/rename.ts";
import { applyWorkspaceEdit, markedDocument, withRanges } from "../support/cursor.ts";

// Definition, references, highlights and rename of names. The cursor is `┆`; what is found stands in `⟦…⟧`.

const plain = (text: string): string => text.replace(/[┆⟦⟧]/g, "");

function checkDefinition(text: string): void {
  const { document, position } = markedDocument(text);
  const found = findDefinition(document, position);
  const expected = text.replace("┆", "");
  expect(withRanges(document, found ? [found.range] : [])).toBe(expected);
}

function checkReferences(text: string, includeDeclaration = true): void {
  const { document, position } = markedDocument(text);
  const found = findReferences(document, position, { includeDeclaration }).map(({ range }) => range);
  expect(withRanges(document, found)).toBe(text.replace("┆", ""));
  if (includeDeclaration) expect(findHighlights(document, position).map(({ range }) => range)).toEqual(found);
}

function checkRename(text: string, newName: string, after: string): void {
  const { document, position } = markedDocument(text);
  const edit = rename(document, position, newName);
  if (!edit || "refusal" in edit) throw new Error(edit?.refusal ?? "nothing to rename");
  expect(applyWorkspaceEdit(document, edit)).toBe(after);
}

describe("definition", () => {
  it("of a key that a target names", () => {
    checkDefinition(`keys:
  ⟦acme⟧: { type: app_store_connect }
targets:
  shop: { platform: ios, key: ac┆me }
`);
  });

  it("of a device group in a list, also while the rest of the target is missing", () => {
    checkDefinition(`devices:
  ⟦qa⟧: []
targets:
  shop:
    devices: [q┆a, other]
`);
  });

  it("of a console key below policy_console, from the defaults", () => {
    checkDefinition(`keys:
  ⟦console⟧: { type: policy_console }
defaults:
  android:
    policy_console:
      key: ┆console
`);
  });

  it("of an anchor", () => {
    checkDefinition("keys:\n  acme: &⟦base⟧ { type: certificate }\n  other: *ba┆se\n");
  });

  it("of a definition is itself", () => {
    checkDefinition("targets:\n  ⟦sh┆op⟧: {}\n");
  });

  it("of what nothing defines is nowhere", () => {
    checkDefinition("targets:\n  shop: { platform: ios, key: ac┆me }\n");
  });

  it("is nowhere on other text", () => {
    checkDefinition("keys:\n  acme: {}\ntargets:\n  shop: { bundle_id: ac┆me }\n");
  });

  it("looks at the value that an alias gives", () => {
    checkDefinition(`keys:
  ⟦acme⟧: {}
targets:
  a: &a { key: ac┆me }
  b: { <<: *a }
`);
  });
});

describe("references and highlights", () => {
  it("of a key, from its definition", () => {
    checkReferences(`keys:
  ⟦acm┆e⟧: { type: app_store_connect }
  other: { type: certificate }
defaults:
  ios: { key: ⟦acme⟧ }
targets:
  acme: { platform: macos, key: ⟦"acme"⟧ }
  desk: { platform: macos, key: other, certificate: ⟦acme⟧ }
`);
  });

  it("without the definition when that is not asked for", () => {
    checkReferences("devices:\n  qa: []\ntargets:\n  shop: { devices: [⟦q┆a⟧], disable_devices: [⟦qa⟧] }\n", false);
  });

  it("of a key and a target of one name are not mixed up", () => {
    checkReferences("keys:\n  shop: {}\ntargets:\n  ⟦sh┆op⟧: { key: shop }\n");
  });

  it("say which is written and which is read", () => {
    const { document, position } = markedDocument("keys:\n  acme: {}\ntargets:\n  a: { key: acm┆e }\n");
    expect(findHighlights(document, position).map(({ kind }) => kind)).toEqual([3, 2]);
  });

  it("hold in a text that is broken elsewhere", () => {
    checkReferences(`keys:
  ⟦acme⟧: { type: app_store_connect }
targets:
  shop:
    platfo
    key: ⟦ac┆me⟧
  desk: { key: ⟦acme⟧ }
`);
  });
});

describe("rename", () => {
  it("changes the definition and every use, with their quotes", () => {
    checkRename(
      `keys:\r\n  acme: {}\r\n  "other": {}\r\ntargets:\r\n  a: { key: ac┆me } # acme\r\n  b: { key: 'acme' }\r\n`,
      "team",
      `keys:\r\n  team: {}\r\n  "other": {}\r\ntargets:\r\n  a: { key: team } # acme\r\n  b: { key: 'team' }\r\n`,
    );
  });

  it("puts quotes around a name that YAML would read as a number", () => {
    checkRename(
      "keys:\n  ac┆me: {}\ntargets:\n  a: { key: acme }\n",
      "123",
      'keys:\n  "123": {}\ntargets:\n  a: { key: "123" }\n',
    );
  });

  it("of an anchor changes its aliases", () => {
    checkRename(
      "keys:\n  a: &o┆ne { type: certificate }\n  b: *one\n  c: { <<: *one }\n",
      "two",
      "keys:\n  a: &two { type: certificate }\n  b: *two\n  c: { <<: *two }\n",
    );
  });

  it.each([
    ["store", "`store` cannot be the name of a key"],
    ["a b", "`a b` cannot be the name of a key"],
    ["", "`` cannot be the name of a key"],
    ["other", "there is a key named `other` already"],
  ])("refuses %j", (name, refusal) => {
    const { document, position } = markedDocument("keys:\n  ac┆me: {}\n  other: {}\n");
    expect(rename(document, position, name)).toEqual({ refusal });
  });

  it("is prepared with the name without its quotes", () => {
    const { document, position } = markedDocument('keys:\n  acme: {}\ntargets:\n  a: { key: "ac┆me" }\n');
    const place = prepareRename(document, position);
    expect(place?.placeholder).toBe("acme");
    expect(withRanges(document, place ? [place.range] : [])).toBe(
      'keys:\n  acme: {}\ntargets:\n  a: { key: "⟦acme⟧" }\n',
    );
  });

  it.each(["ver┆sion: 1\n", "targets:\n  a: { key: mis┆sing }\n", "┆"])("is not possible on %j", (text) => {
    const { document, position } = markedDocument(text);
    expect(prepareRename(document, position)).toBeUndefined();
    expect(rename(document, position, "other")).toBeUndefined();
    expect(document.text).toBe(plain(text));
  });

  it("of a name leaves its diagnostics as they were", () => {
    const { document, position } = markedDocument(`version: 1
keys:
  ac┆me: { type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: KEY } }
targets:
  shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, key: acme }
`);
    const edit = rename(document, position, "team");
    if (!edit || "refusal" in edit) throw new Error("no edit");
    expect(document.compilation.diagnostics).toEqual([]);
    const after = markedDocument(applyWorkspaceEdit(document, edit)).document;
    expect(after.compilation.diagnostics).toEqual([]);
  });
});
