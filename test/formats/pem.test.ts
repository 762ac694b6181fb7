import { describe, expect, it } from "vitest";
import { readPem, writePem } from "../../src/formats/pem.ts";
import { FormatError } from "../../src/formats/format-error.ts";

const content = Uint8Array.from({ length: 150 }, (_, i) => i);
const block = writePem("PRIVATE KEY", content);
const [begin = "", ...body] = block.split("\n");
const read = (text: string) => readPem(new TextEncoder().encode(text));

describe("a PEM block", () => {
  it("reads back as it was written, with other line ends, indented and with text around it", () => {
    for (const text of [
      block,
      block.replaceAll("\n", "\r\n"),
      block.replaceAll("\n", "\n  "),
      `Bag Attributes\n${block}bye`,
    ])
      expect(read(text).map(({ label, bytes, headers }) => ({ label, bytes, headers }))).toEqual([
        { label: "PRIVATE KEY", bytes: content, headers: {} },
      ]);
  });

  it("has headers before its base64, with or without a blank line after them", () => {
    const headers = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00"];
    for (const gap of [[""], []]) {
      const [first] = read([begin, ...headers, ...gap, ...body].join("\n"));
      expect(first?.headers).toEqual({ "Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00" });
      expect(first?.bytes).toEqual(content);
    }
  });

  it("with a header line amid its base64 is damaged", () => {
    const [line = "", ...rest] = body;
    expect(() => read([begin, line, "Proc-Type: 4,ENCRYPTED", ...rest].join("\n"))).toThrow(FormatError);
  });
});
