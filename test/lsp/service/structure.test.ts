import type { Position, SelectionRange } from "vscode-languageserver";
import { describe, expect, it } from "vitest";
import type { EditorDocument } from "../../../src/lsp/service/editor-document.ts";
import { foldingRanges } from "../../../src/lsp/service/folding.ts";
import { selectionRanges } from "../../../src/lsp/service/selection-range.ts";
import { semanticTokens, semanticTokensLegend } from "../../../src/lsp/service/semantic-tokens.ts";
import { markedDocument } from "../support/cursor.ts";

// Folding, selection and semantic tokens: what follows from the structure of the text.

describe("folding ranges", () => {
  const folds = (text: string): readonly string[] =>
    foldingRanges(markedDocument(text).document).map(
      ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? "" : ` ${kind}`}`,
    );

  it("are keys with what is below them, items, and comments", () => {
    expect(
      folds(`# one
# two

keys:
  acme:
    type: certificate

  # about the next
  # one
  b: { type: keystore }
devices:
  qa:
    - name: a
      udid: b
    - { name: c }
version: 1
`),
    ).toEqual(["0-1 comment", "3-9", "4-5", "7-8 comment", "10-14", "11-14", "12-13"]);
  });

  it("do not take the empty lines and comments after them", () => {
    expect(folds("a:\n  b: 1\n  c: 2\n\n# next\nd: 1\n")).toEqual(["0-2"]);
  });

  it.each(["", "a", "{", "[\n[\n", "a:\n  - b:\n c", "\r\n#\r\n#"])("of %j do not fail", (text) => {
    for (const fold of foldingRanges(markedDocument(text).document))
      expect(fold.endLine).toBeGreaterThan(fold.startLine);
  });
});

describe("selection ranges", () => {
  const texts = (document: EditorDocument, position: Position): readonly string[] => {
    const found: string[] = [];
    for (let each: SelectionRange | undefined = selectionRanges(document, [position])[0]; each; each = each.parent)
      found.push(document.text.slice(document.offsetAt(each.range.start), document.offsetAt(each.range.end)));
    return found;
  };

  it("grow from the word to the file", () => {
    const { document, position } = markedDocument('targets:\n  shop: { devices: ["q┆a", b] } # x\n');
    expect(texts(document, position)).toEqual([
      "qa",
      '"qa"',
      '["qa", b]',
      'devices: ["qa", b]',
      '{ devices: ["qa", b] }',
      'shop: { devices: ["qa", b] }',
      'shop: { devices: ["qa", b] } # x',
      'targets:\n  shop: { devices: ["qa", b] } # x',
      document.text,
    ]);
  });

  it.each(["┆", "a┆", "a: ┆", "{ a: [┆", '"┆', "a\nb┆\nc: 1", "- ┆\n- b"])(
    "of %j contain each other and the place",
    (text) => {
      const { document, position } = markedDocument(text);
      const offset = document.offsetAt(position);
      let inner: SelectionRange | undefined = selectionRanges(document, [position])[0];
      expect(inner).toBeDefined();
      while (inner) {
        expect(document.offsetAt(inner.range.start)).toBeLessThanOrEqual(offset);
        expect(document.offsetAt(inner.range.end)).toBeGreaterThanOrEqual(offset);
        if (inner.parent) {
          expect(document.offsetAt(inner.parent.range.start)).toBeLessThanOrEqual(document.offsetAt(inner.range.start));
          expect(document.offsetAt(inner.parent.range.end)).toBeGreaterThanOrEqual(document.offsetAt(inner.range.end));
        }
        inner = inner.parent;
      }
    },
  );
});

describe("semantic tokens", () => {
  const decoded = (document: EditorDocument, data: readonly number[]): readonly string[] => {
    const found: string[] = [];
    let line = 0;
    let character = 0;
    for (let at = 0; at < data.length; at += 5) {
      const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
      line += lines;
      character = lines === 0 ? character + characters : characters;
      const start = document.offsetAt({ line, character });
      const names = semanticTokensLegend.tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
      found.push(
        [document.text.slice(start, start + length), semanticTokensLegend.tokenTypes[type], ...names].join(" "),
      );
    }
    return found;
  };
  const text = `keys:
  acme: &base { type: app_store_connect, private_key: { env: ASC_KEY } }
  b: *base
devices: { qa: [] }
targets:
  shop: { key: acme, devices: [qa], key_password: { env: KEY_PASSWORD } }
`;

  it("are the names, what they are, and where they are defined", () => {
    const { document } = markedDocument(text);
    expect(decoded(document, semanticTokens(document).data)).toEqual([
      "acme variable declaration",
      "base label declaration",
      "ASC_KEY macro readonly",
      "b variable declaration",
      "base label",
      "qa enum declaration",
      "shop class declaration",
      "acme variable",
      "qa enum",
      "KEY_PASSWORD macro readonly",
    ]);
  });

  it("can be asked for a part", () => {
    const { document } = markedDocument(text);
    const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
    expect(decoded(document, semanticTokens(document, range).data)).toEqual(["qa enum declaration"]);
  });
});
