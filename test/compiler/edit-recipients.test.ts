import { expect, test } from "vitest";
import { editRecipients, type RecipientsEdit } from "../../src/compiler/edit-recipients.ts";
import { parse } from "../../src/compiler/parse.ts";

const ana = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const ci = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";
const addCi: RecipientsEdit = { kind: "add", name: "ci", recipient: ci };
const removeCi: RecipientsEdit = { kind: "remove", name: "ci" };

function edited(text: string, edit: RecipientsEdit): string {
  const result = editRecipients(parse({ name: "signing.yaml", text }).document, edit);
  return "text" in result ? result.text : `refused: ${result.reason}`;
}

test.each<[string, string, string]>([
  [
    "a block",
    `version: 1 # first\nstore:\n  url: s # where\n  recipients:\n    # people\n    ana: ${ana} # Ana\n\n  # who we are\n  identity: { env: X }\n`,
    `version: 1 # first\nstore:\n  url: s # where\n  recipients:\n    # people\n    ana: ${ana} # Ana\n    ci: ${ci}\n\n  # who we are\n  identity: { env: X }\n`,
  ],
  [
    "braces",
    `store:\n  url: s\n  recipients: { ana: ${ana} } # all of us\n`,
    `store:\n  url: s\n  recipients: { ana: ${ana}, ci: ${ci} } # all of us\n`,
  ],
  [
    "braces over several lines",
    `store:\n  url: s\n  recipients: {\n    ana: ${ana}, # Ana\n  }\n`,
    `store:\n  url: s\n  recipients: {\n    ana: ${ana}, ci: ${ci}, # Ana\n  }\n`,
  ],
  ["empty braces", "store: { url: s, recipients: {} }\n", `store: { url: s, recipients: { ci: ${ci} } }\n`],
  [
    "no recipients yet",
    "store:\n  url: s # where\n\nkeys: {}\n",
    `store:\n  url: s # where\n  recipients: { ci: ${ci} }\n\nkeys: {}\n`,
  ],
  [
    "no recipients yet, and a block at the end",
    "store:\n  url: s\n  identity:\n    env: X # mine\n\n# keys\nkeys: {}\n",
    `store:\n  url: s\n  identity:\n    env: X # mine\n  recipients: { ci: ${ci} }\n\n# keys\nkeys: {}\n`,
  ],
  [
    "a store that is only its address",
    "store: signing-store # in git\n",
    `store: { url: signing-store, recipients: { ci: ${ci} } } # in git\n`,
  ],
  [
    "an address that braces would cut",
    "store: s3://bucket/a,b\n",
    `store: { url: "s3://bucket/a,b", recipients: { ci: ${ci} } }\n`,
  ],
  [
    "no store",
    "version: 1 # the first\nkeys: {}\n",
    `version: 1 # the first\nstore:\n  url: .signwright/store\n  recipients:\n    ci: ${ci}\nkeys: {}\n`,
  ],
  [
    "other line ends, and no last one",
    `\ufeffstore:\r\n  url: s\r\n  recipients:\r\n    ana: ${ana}`,
    `\ufeffstore:\r\n  url: s\r\n  recipients:\r\n    ana: ${ana}\r\n    ci: ${ci}`,
  ],
])("adds to %s, and changes nothing else", (_, before, after) => {
  expect(edited(before, addCi)).toBe(after);
});

test.each<[string, string, string]>([
  [
    "a block, with the comment behind it",
    `store:\n  url: s\n  recipients:\n    # people\n    ci: ${ci} # the old machine\n    ana: ${ana} # Ana\n`,
    `store:\n  url: s\n  recipients:\n    # people\n    ana: ${ana} # Ana\n`,
  ],
  [
    "the end of a block",
    `store:\r\n  recipients:\r\n    ana: ${ana}\r\n    ci: ${ci}\r\n  url: s\r\n`,
    `store:\r\n  recipients:\r\n    ana: ${ana}\r\n  url: s\r\n`,
  ],
  [
    "the end of the file",
    `store:\n  recipients:\n    ana: ${ana}\n    ci: ${ci}`,
    `store:\n  recipients:\n    ana: ${ana}\n`,
  ],
  [
    "the start of braces",
    `store: { recipients: { ci: ${ci}, ana: ${ana} } }\n`,
    `store: { recipients: { ana: ${ana} } }\n`,
  ],
  [
    "the end of braces",
    `store: { recipients: { ana: ${ana}, ci: ${ci} } }\n`,
    `store: { recipients: { ana: ${ana} } }\n`,
  ],
  [
    "braces over several lines",
    `store:\n  recipients: {\n    ana: ${ana}, # Ana\n    ci: ${ci} # CI\n  }\n`,
    `store:\n  recipients: {\n    ana: ${ana}, # Ana\n  }\n`,
  ],
  ["quotes", `store: { recipients: { "ci": "${ci}", ana: ${ana} } }\n`, `store: { recipients: { ana: ${ana} } }\n`],
])("removes from %s, and changes nothing else", (_, before, after) => {
  expect(edited(before, removeCi)).toBe(after);
});

test.each<[string, string, RecipientsEdit]>([
  ["an alias of the store", `x: &s { url: s }\nstore: *s\n`, addCi],
  ["an alias of the recipients", `x: &r { ana: ${ana} }\nstore: { url: s, recipients: *r }\n`, addCi],
  ["a merge", `x: &r { ci: ${ci} }\nstore: { url: s, recipients: { <<: *r, ana: ${ana} } }\n`, removeCi],
  ["recipients that others use", `store: { url: s, recipients: &r { ana: ${ana} } }\nother: *r\n`, addCi],
  ["a comment that would go", `store: { recipients: { ana: ${ana} # Ana\n  , ci: ${ci} } }\n`, removeCi],
  ["a file in braces", "{ version: 1 }\n", addCi],
  ["something that is no map", "- a\n", addCi],
])("refuses %s", (_, text, edit) => {
  expect(edited(text, edit)).toMatch(/^refused: /);
});

test.each(["true", "1e3", "0x1f", "ana@acme.example", "no", "a.b+c", "2fa"])("writes the name %s as text", (name) => {
  const text = edited(`store: { url: s, recipients: { ana: ${ana} } }\n`, { kind: "add", name, recipient: ci });
  expect(parse({ name: "signing.yaml", text }).document.value).toEqual({
    store: { url: "s", recipients: { ana, [name]: ci } },
  });
});
