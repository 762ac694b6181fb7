import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compile } from "../../../src/compiler/compile.ts";
import { format, type Formatting } from "../../../src/compiler/format/format.ts";

const formatting = (text: string): Formatting => format(compile({ name: "signing.yaml", text }));

/** Checks the canonical form of a text, and that it has this form already. */
const check = (text: string, expected: string): void => {
  expect(formatting(text).text).toBe(expected);
  expect(formatting(expected)).toStrictEqual({ text: expected, edits: [], diagnostics: [] });
};

it("puts the keys of items in the order of the schema, and leaves the order of names alone", () => {
  check(
    `targets:
  zebra: { method: manual, platform: ios }
  app:
    key: acme
    bundle_id: com.acme.shop
    profile_type: app_store
    method: automatic
    platform: ios
keys:
  z: { env: X }
  acme:
    key_id: A
    type: app_store_connect
version: 1
`,
    `version: 1
keys:
  z: { env: X }
  acme:
    type: app_store_connect
    key_id: A
targets:
  zebra: { method: manual, platform: ios }
  app:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    key: acme
`,
  );
});

it("moves comments with what they are about", () => {
  check(
    `# yaml-language-server: $schema=signing.schema.json

# How Acme signs.

version: 1
targets:
  # the shop
  # in the App Store
  shop:   # live since 2019
    # by Apple
    bundle_id: com.acme.shop   # never changes
    platform: ios
    # retire_after: 14d
  # other:
  #   platform: ios

  # the last one
  last:
    # nothing yet
`,
    `# yaml-language-server: $schema=signing.schema.json

# How Acme signs.

version: 1
targets:
  # the shop
  # in the App Store
  shop: # live since 2019
    platform: ios
    # by Apple
    bundle_id: com.acme.shop # never changes
    # retire_after: 14d
  # other:
  #   platform: ios

  # the last one
  last:
    # nothing yet
`,
  );
});

it("keeps an anchor before its aliases, whatever the order of the keys", () => {
  check(
    `version: 1
targets:
  shop:
    bundle_id: &id com.acme.shop
    platform: ios
    profile_name: x
    method: &how automatic
    key: *how
  next:
    key: *id
    method: *how
    <<: { platform: ios }
`,
    `version: 1
targets:
  shop:
    platform: ios
    method: &how automatic
    bundle_id: &id com.acme.shop
    key: *how
    profile_name: x
  next:
    <<: { platform: ios }
    method: *how
    key: *id
`,
  );
  const reversed = `version: 1
keys:
  acme:
    type: keystore
    password: &p { env: X }
    file: a.jks
targets:
  a:
    certificate_sha256: &again b
    key_password: *p
    keystore_alias: *again
    platform: android
    method: manual
`;
  expect(formatting(reversed).text).toContain(
    "  a:\n    platform: android\n    method: manual\n    certificate_sha256: &again b\n    keystore_alias: *again\n    key_password: *p\n",
  );
  expect(formatting(reversed).text).toContain("    type: keystore\n    file: a.jks\n    password: &p { env: X }\n");
});

it("indents by two spaces, lists too, and spaces colons, dashes, commas, braces and comments by one", () => {
  check(
    `version:    1
targets:
    shop:
        extensions:
        -   com.acme.a    # first
        -
            bundle_id: com.acme.b
            capabilities: [game_center,healthkit]
        - - nested
          -   [ ]
        capabilities: {a: 1,b: [ 2,3 ],  c: {}}
`,
    `version: 1
targets:
  shop:
    extensions:
      - com.acme.a # first
      - bundle_id: com.acme.b
        capabilities: [game_center, healthkit]
      - - nested
        - []
    capabilities: { a: 1, b: [2, 3], c: {} }
`,
  );
});

it("keeps line breaks and comments inside of braces", () => {
  check(
    `version: 1
store: {  # kept in git
     url: signing-store,


     recipients: {ci: age1,
       ana: age2},   # who reads
  }
`,
    `version: 1
store: { # kept in git
    url: signing-store,

    recipients: { ci: age1,
      ana: age2 }, # who reads
  }
`,
  );
});

it("writes texts without quotes where that is the same text, or else with double ones", () => {
  check(
    `version: 1
targets:
  'shop':
    "platform": "ios"
    bundle_id: 'it''s'
    profile_name: 'a: b'
    key: "no"
    certificate: '12'
    method: "automatic"
    certificate_type: 'C:\\keys\\"x" #'
    extensions: ['a', "b,c", '{d}', 'e']
    capabilities: "\\u0041\\n"
`,
    `version: 1
targets:
  shop:
    platform: ios
    method: automatic
    bundle_id: it's
    extensions: [a, "b,c", "{d}", e]
    capabilities: "\\u0041\\n"
    key: "no"
    certificate: "12"
    certificate_type: "C:\\\\keys\\\\\\"x\\" #"
    profile_name: "a: b"
`,
  );
});

it("keeps the words and the shape of texts over several lines", () => {
  check(
    `version: 1
targets:
    a:
        profile_name: |+   # kept
              one
                two # no comment  

        key: >2-
          folded

           x
        bundle_id: two

           lines   
          more
        certificate: "quoted \\
             text"
        method: automatic
        platform: ios
`,
    `version: 1
targets:
  a:
    platform: ios
    method: automatic
    bundle_id: two

      lines
      more
    key: >2-
      folded

       x
    certificate: "quoted \\
      text"
    profile_name: |+ # kept
      one
        two # no comment  

`,
  );
});

it("keeps line ends, a byte order mark and document markers, and ends the file with one line end", () => {
  check(
    "\ufeff# top\r\n---\r\nversion:  1\r\ntargets: {}  \r\n...\r\n\r\n\r\n",
    "\ufeff# top\r\n---\r\nversion: 1\r\ntargets: {}\r\n...\r\n",
  );
  check("version: 1\ntargets: {}", "version: 1\ntargets: {}\n");
  check(
    "\n\nversion: 1\n\n\n\ntargets:\n\n  a: { platform: ios }\n\n\n  b: {}\n\n\n",
    "version: 1\n\ntargets:\n  a: { platform: ios }\n\n  b: {}\n",
  );
  check("{version: 1,\n    # c\ntargets: {}}", "{ version: 1,\n  # c\n  targets: {} }\n");
});

it("keeps an empty line where the first entry moves down", () => {
  check("targets: {}\n\nkeys: {}\n\nversion: 1\n", "version: 1\n\nkeys: {}\n\ntargets: {}\n");
});

it("leaves alone what has no canonical form: complex keys and tags keep their text", () => {
  check(
    "version: 1\ntargets:\n    ? shop\n    :\n        platform: ios\n    b: !!str   '1'\n",
    "version: 1\ntargets:\n  ? shop\n  :\n      platform: ios\n  b: !!str '1'\n",
  );
});

it("does not touch a file that is not YAML, and says why", () => {
  for (const text of ["version: 1\n targets: {\n", "a: 1\na: 2\n", "version: 1\n---\nversion: 1\n", "- a\n", ""]) {
    const { diagnostics, ...result } = formatting(text);
    expect(result).toStrictEqual({ text, edits: [] });
    expect(diagnostics.map(({ code }) => code)).toMatchObject([expect.stringMatching(/^yaml\//)]);
  }
});

it("edits as little as possible", () => {
  const text = readFileSync(join(import.meta.dirname, "../../../examples/acme/signing.yaml"), "utf8");
  expect(formatting(text).edits).toStrictEqual([]);
  const changed = text
    .replace("url: signing-store", "url:  'signing-store'")
    .replace(
      "    method: automatic\n    profile_type: app_store\n    bundle_id: com.acme.desk\n",
      "    bundle_id: com.acme.desk\n    method: automatic\n    profile_type: app_store\n",
    );
  const edits = formatting(changed).edits.map(({ range, newText }) => [changed.slice(range.start, range.end), newText]);
  expect(edits).toStrictEqual([
    [" 'signing-store'", "signing-store"],
    ["    bundle_id: com.acme.desk\n", ""],
    ["", "    bundle_id: com.acme.desk\n"],
  ]);
});

it("formats 50,000 lines, and 20,000 keys that it does not know", () => {
  const target = (index: number): string =>
    `   t${index}:\n      method: 'automatic'\n      platform: ios # c\n      key: acme\n`;
  const many = `version: 1\ntargets:\n${Array.from({ length: 12_500 }, (_, index) => target(index)).join("")}`;
  const expected = (index: number): string =>
    `  t${index}:\n    platform: ios # c\n    method: automatic\n    key: acme\n`;
  expect(formatting(many).text).toBe(
    `version: 1\ntargets:\n${Array.from({ length: 12_500 }, (_, index) => expected(index)).join("")}`,
  );
  const wide = `version: 1\ntargets:\n  a:\n${Array.from({ length: 20_000 }, (_, index) => `    # c${index}\n    k${index}: &a${index} ios\n`).join("")}    platform: *a19999\n`;
  expect(
    formatting(wide).text.startsWith(
      "version: 1\ntargets:\n  a:\n    # c19999\n    k19999: &a19999 ios\n    platform: *a19999\n    # c0\n",
    ),
  ).toBe(true);
});
