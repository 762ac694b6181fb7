import { expect, test } from "vitest";
import { compile } from "../../src/compiler/compile.ts";

const ana = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

function codes(store: string): readonly string[] {
  const text = `version: 1\nstore: ${store}\ntargets: {}\n`;
  return compile({ name: "signing.yaml", text }).diagnostics.map(({ code }) => code);
}

test.each([
  [`{ url: s, passphrase: { env: P }, recipients: { ana: ${ana} } }`, ["rule/passphrase-with-recipients"]],
  ["{ url: s, passphrase: { env: P }, recipients: {} }", []],
  ["{ url: s, passphrase: { env: P } }", []],
  [`{ url: s, recipients: { ana: ${ana} } }`, []],
  ["s", []],
  ["{ url: s, passphrase: correct horse battery staple }", ["rule/literal-secret"]],
])("store: %s gives %j", (store, expected) => {
  expect(codes(store)).toEqual(expected);
});

test("the fix of a literal passphrase names a variable of its own", () => {
  const text = "version: 1\nstore: { url: s, passphrase: correct horse }\ntargets: {}\n";
  const [diagnostic] = compile({ name: "signing.yaml", text }).diagnostics;
  expect(diagnostic?.fixes.map(({ edits }) => edits[0]?.newText)).toEqual(["{ env: SIGNWRIGHT_PASSPHRASE }"]);
});
