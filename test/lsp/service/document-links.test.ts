import { describe, expect, it } from "vitest";
import { documentLinks } from "../../../src/lsp/service/document-links.ts";
import { markedDocument, surroundings, withRanges } from "../support/cursor.ts";

const text = `keys:
  dist: { type: certificate, file: ⟦signing/dist.p12⟧, password: { file: "⟦secrets/password⟧" } }
  pair: { type: certificate, certificate: ⟦signing/pair.cer⟧, private_key: { env: KEY } }
  console: { type: policy_console, url: ⟦https://console.acme.example/rest⟧, ca_file: ⟦ca.pem⟧ }
  odd: { type: app_store_connect, url: not an address }
devices:
  lab: { file: ⟦devices.txt⟧ }
  qa: [{ name: file }]
defaults:
  ios: { certificate: dist, profiles: [⟦shared.mobileprovision⟧] }
targets:
  shop:
    certificate: dist
    profiles:
      - ⟦signing/shop.mobileprovision⟧
      - '⟦signing/widget.mobileprovision⟧'
`;

describe("document links", () => {
  it("are the files and addresses that the text names, without quotes", () => {
    const { document } = markedDocument(text);
    const links = documentLinks(document, surroundings());
    expect(
      withRanges(
        document,
        links.map(({ range }) => range),
      ),
    ).toBe(text);
    expect(links.map(({ target }) => target)).toContain("file:///project/signing/dist.p12");
    expect(links.map(({ target }) => target)).toContain("https://console.acme.example/rest");
  });

  it("lead to no file outside of the folder", () => {
    const { document } = markedDocument("keys:\n  a: { file: ../../etc/passwd }\n  b: { file: /etc/passwd }\n");
    expect(documentLinks(document, surroundings({ uriOf: () => undefined }))).toEqual([]);
  });
});
