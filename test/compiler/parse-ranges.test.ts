import { expect, it } from "vitest";
import type { DocumentPath, PairPart, SigningDocument } from "../../src/compiler/document.ts";
import { parse } from "../../src/compiler/parse.ts";

const documentOf = (text: string): SigningDocument => parse({ name: "signing.yaml", text }).document;

const textAt = (document: SigningDocument, path: DocumentPath, part: PairPart): string => {
  const { start, end } = document.rangeOf(path, part);
  return document.file.text.slice(start, end);
};

it("finds keys and values, in block and flow style", () => {
  const document = documentOf(
    "targets:\n  shop: # comment\n    \"platform\": 'ios' # comment\n    profile_type: [ad_hoc, app_store]\n",
  );
  expect(textAt(document, ["targets"], "key")).toBe("targets");
  expect(textAt(document, ["targets", "shop", "platform"], "key")).toBe('"platform"');
  expect(textAt(document, ["targets", "shop", "platform"], "value")).toBe("'ios'");
  expect(textAt(document, ["targets", "shop", "profile_type"], "value")).toBe("[ad_hoc, app_store]");
  expect(textAt(document, ["targets", "shop", "profile_type", 1], "value")).toBe("app_store");
});

it("counts UTF-16 units from the start of the file, a byte order mark and carriage returns included", () => {
  const document = documentOf('\ufeff"📱🛍️": x\r\nb: "ü"\r\n');
  expect(document.rangeOf(["b"], "key").start).toBe(document.file.text.indexOf("b:"));
  expect(textAt(document, ["📱🛍️"], "value")).toBe("x");
  expect(textAt(document, ["b"], "value")).toBe('"ü"');
});

it("gives the key of the nearest ancestor for what is not there, never the start of the file", () => {
  const document = documentOf("version: 1\ntargets:\n  shop:\n    platform: ios\n");
  expect(textAt(document, ["targets", "shop", "bundle_id"], "value")).toBe("shop");
  expect(textAt(document, ["targets", "shop", "policy_console", "key"], "key")).toBe("shop");
  expect(textAt(document, ["targets", "web", "platform"], "value")).toBe("targets");
  expect(textAt(document, ["targets", "shop", "platform", "deeper", 3], "value")).toBe("platform");
});

it("gives the first key where the path has none: the file, and items of lists", () => {
  const document = documentOf(
    "# comment\nversion: 1\ndevices:\n  qa:\n    - name: QA iPhone\n      udid: 1\n    - { platform: ios }\n    - x\n",
  );
  expect(textAt(document, [], "key")).toBe("version");
  expect(textAt(document, ["devices", "qa", 0], "key")).toBe("name");
  expect(textAt(document, ["devices", "qa", 0, "platform"], "value")).toBe("name");
  expect(textAt(document, ["devices", "qa", 1], "key")).toBe("platform");
  expect(textAt(document, ["devices", "qa", 2], "key")).toBe("x");
  expect(textAt(document, ["devices", "qa", 9], "key")).toBe("qa");
});

it("gives the key of an empty value", () => {
  const document = documentOf("targets:\n  shop:\n  web: \n");
  expect(textAt(document, ["targets", "shop"], "value")).toBe("shop");
  expect(textAt(document, ["targets", "web"], "value")).toBe("web");
});

it("leaves the line end after a block scalar out", () => {
  expect(textAt(documentOf("a: |\n  text\n\nb: 1\n"), ["a"], "value")).toBe("|\n  text");
});

it("shows what comes through an alias or merge key where it is used, and knows where it is written", () => {
  const document = documentOf(
    "base: &base { platform: ios, list: [one] }\nshop: *base\nmerged: { <<: *base, own: 1 }\n",
  );
  const { text } = document.file;
  const uses = [text.indexOf("*base"), text.lastIndexOf("*base")];
  const definitionText = (path: DocumentPath, part: PairPart): string | undefined => {
    const range = document.definitionOf(path, part);
    return range && text.slice(range.start, range.end);
  };
  expect(document.rangeOf(["shop"], "value").start).toBe(uses[0]);
  expect(document.rangeOf(["shop", "platform"], "value").start).toBe(uses[0]);
  expect(document.rangeOf(["merged", "platform"], "key").start).toBe(uses[1]);
  expect(document.rangeOf(["merged", "list", 0], "value").start).toBe(uses[1]);
  expect(definitionText(["shop", "platform"], "value")).toBe("ios");
  expect(definitionText(["merged", "list", 0], "value")).toBe("one");
  expect(definitionText(["merged", "own"], "value")).toBeUndefined();
  expect(definitionText(["base", "platform"], "value")).toBeUndefined();
  expect(textAt(document, ["merged", "own"], "value")).toBe("1");
});

it("finds the path at a place in the text", () => {
  const text = "targets:\n  shop:\n    platform: ios\n    devices: [qa, lab]\n";
  const document = documentOf(text);
  const at = (needle: string): unknown => document.pathAt(text.indexOf(needle) + 1);
  expect(at("platform")).toEqual({ path: ["targets", "shop", "platform"], part: "key" });
  expect(at("ios")).toEqual({ path: ["targets", "shop", "platform"], part: "value" });
  expect(at("lab")).toEqual({ path: ["targets", "shop", "devices", 1], part: "value" });
  expect(documentOf("").pathAt(0)).toBeUndefined();
});
