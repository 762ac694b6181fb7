import { describe, expect, it } from "vitest";
import { parseFactsCache } from "../../../src/plan/world-cache.ts";
import { completionFolder } from "../../../src/lsp/service/completion.ts";
import { openEditorDocument } from "../../../src/lsp/service/editor-document.ts";
import { accept, completionsAt, plainClient, snippetClient } from "../../support/accept-completion.ts";

// `┆` is the cursor. What is compared is the whole text after an item was accepted.

const keys = `version: 1
keys:
  acme:
    type: app_store_connect
    key_id: 2X9R4HXF34
  inhouse:
    type: app_store_connect
    program: enterprise
  distribution:
    type: certificate
    file: signing/distribution.p12
  upload:
    type: keystore
    file: android/upload.jks
  console:
    type: policy_console
devices:
  qa:
    - { name: QA iPhone, udid: 00008110-001A2B3C4D5E601E, platform: ios }
  living-room:
    - { name: QA TV, udid: 00008110-001A2B3C4D5E601F, platform: tvos }
`;

/** A text in a target, four columns in. */
const inTarget = (lines: string): string => `${keys}targets:\n  shop:\n${lines}`;
const ios = "    platform: ios\n    method: automatic\n";

describe("a value is offered", () => {
  it.each([
    [
      "after a colon without a space",
      "    platform:┆\n    method: manual\n",
      "    platform: ios\n    method: manual\n",
    ],
    ["after a colon and a space", "    platform: ┆", "    platform: ios"],
    ["after a tab", "    platform:\t┆", "    platform:\tios"],
    ["before a comment", "    platform: ┆ # of the app", "    platform: ios # of the app"],
    ["directly before a comment", "    platform: ┆# of the app", "    platform: ios # of the app"],
    ["half typed, before a comment", "    platform: i┆ # of the app", "    platform: ios # of the app"],
    ["half typed without a space", "    platform:io┆\n    method: manual\n", "    platform: ios\n    method: manual\n"],
    ["in a map in braces", "    { platform: ┆ }", "    { platform: ios }"],
    ["in open braces", "    { platform: ┆", "    { platform: ios"],
    ["in braces without a space", "    { platform:┆ }", "    { platform: ios }"],
    ["on a line of its own", "    platform:\n      ┆", "    platform:\n      ios"],
    ["in double quotes", '    platform: "┆"', '    platform: "ios"'],
    ["in double quotes that are not closed", '    platform: "i┆', '    platform: "ios"'],
    ["in single quotes", "    platform: 'i┆'", "    platform: 'ios'"],
    ["with CRLF", "    platform: ┆\r\n    method: manual\r\n", "    platform: ios\r\n    method: manual\r\n"],
    ["in the middle of a word", "    platform: and┆roid", "    platform: ios"],
    [
      "instead of a finished word",
      "    platform: android┆\n    package_name: com.acme.shop\n",
      "    platform: ios\n    package_name: com.acme.shop\n",
    ],
    [
      "below a line that lacks its colon",
      "    bundle_id com.acme\n    platform: ┆",
      "    bundle_id com.acme\n    platform: ios",
    ],
    ["below an open quote", '    profile_name: "Acme\n    platform: ┆', '    profile_name: "Acme\n    platform: ios'],
    ["below an open bracket", "    devices: [qa,\n    platform: ┆", "    devices: [qa,\n    platform: ios"],
    [
      "below open braces",
      "    policy_console: { key: console\n    platform: ┆",
      "    policy_console: { key: console\n    platform: ios",
    ],
    [
      "above an open quote",
      '    platform: ┆\n    profile_name: "Acme\n',
      '    platform: ios\n    profile_name: "Acme\n',
    ],
    ["above a line that is no YAML", "    platform: ┆\n  %%% : : {\n", "    platform: ios\n  %%% : : {\n"],
    [
      "with characters of two units around",
      "    profile_name: 🍏🍏\n    platform: ┆ # 🍏",
      "    profile_name: 🍏🍏\n    platform: ios # 🍏",
    ],
  ])("%s", (_, before, after) => {
    expect(accept(inTarget(before), "ios")).toBe(inTarget(after));
  });

  it("below a section that is broken", () => {
    const broken = 'version: 1\nkeys:\n  acme: { type: [\n  "open\ntargets:\n  shop:\n    platform: ┆';
    expect(accept(broken, "ios")).toBe(broken.replace("┆", "ios"));
  });

  it("when what merges it in says what is missing", () => {
    const text = `targets:\n  base: &base\n    platform: macos\n    method: automatic\n  shop:\n    <<: *base\n    profile_type: ┆`;
    expect(completionsAt(text).labels.slice(0, 3)).toEqual(["development", "app_store", "developer_id"]);
  });
});

describe("nothing is offered", () => {
  it.each([
    ["in a comment", "    platform: ios # plat┆"],
    ["in a comment of its own line", "    # pl┆"],
    ["in a comment between braces", "    { platform: ios, # ┆\n    }"],
    ["behind a value", "    platform: ios ┆"],
    ["behind a value in braces", "    { platform: ios ┆}"],
    ["behind closed braces", "    policy_console: { key: console } ┆"],
    ["behind a quoted value", '    platform: "ios"┆'],
    ["before a key", "    ┆platform: ios"],
    ["between a key and its colon", "    platform ┆: ios"],
    ["in a text of several lines", "    profile_name: |\n      Acme ┆\n    platform: ios\n"],
    ["in an empty line of such a text", "    profile_name: |\n      Acme\n      ┆\n      Shop\n"],
    ["in a quoted text of several lines", '    profile_name: "Acme\n      pl┆\n      Shop"\n'],
    ["in a literal secret", "    key_password: hunter2┆"],
    ["in a quoted literal secret", '    key_password: "hunter2┆"'],
    ["for a free text", "    profile_name: Ac┆"],
    ["one step too far in, below a finished value", "    platform: ios\n      ┆"],
  ])("%s", (_, text) => {
    expect(completionsAt(inTarget(text)).labels).toEqual([]);
  });

  it("twice: keys that are there", () => {
    const { labels } = completionsAt(inTarget(`${ios}    bundle_id: com.acme.shop\n    ┆\n    key: acme\n`));
    expect(labels).not.toContain("platform");
    expect(labels).not.toContain("bundle_id");
    expect(labels).not.toContain("key");
    expect(new Set(labels).size).toBe(labels.length);
  });

  it("twice: a key of a line that lacks its colon", () => {
    expect(completionsAt(inTarget(`${ios}    bundle_id com.acme\n    ┆`)).labels).not.toContain("bundle_id");
  });

  it.each(["[qa, ┆]", "[┆, qa]", "[qa, l┆, ]"])("twice: items that are there, in %s", (list) => {
    const { labels } = completionsAt(
      inTarget(`    platform: tvos\n    devices: ${list}\n`).replace("platform: ios }", "platform: tvos }"),
    );
    expect(labels).toEqual(["living-room"]);
  });

  it("twice: items above and below", () => {
    const { labels } = completionsAt(
      inTarget(`${ios}    capabilities:\n      - maps\n      - ┆\n      - { data_protection: complete }\n`),
    );
    expect(labels).toContain("healthkit");
    expect(labels).not.toContain("maps");
    expect(labels.filter((label) => label.startsWith("data_protection"))).toEqual([]);
  });

  it("beside the one kind of a secret reference but its encoding", () => {
    expect(completionsAt(inTarget("    key_password: { env: A, ┆ }")).labels).toEqual(["encoding"]);
  });

  it("beside the one setting of a capability", () => {
    expect(completionsAt(inTarget(`${ios}    capabilities: [{ icloud: xcode_6, ┆ }]`)).labels).toEqual([]);
  });
});

describe("a key is offered", () => {
  it.each([
    ["on an empty line", "    platform: ios\n    ┆\n", "    platform: ios\n    method: automatic\n"],
    [
      "on an empty line between others",
      "    platform: ios\n    ┆\n    key: acme\n",
      "    platform: ios\n    method: automatic\n    key: acme\n",
    ],
    ["on an empty line above the first", "    ┆\n    platform: ios\n", "    method: automatic\n    platform: ios\n"],
    [
      "half typed",
      "    platform: ios\n    meth┆\n    key: acme\n",
      "    platform: ios\n    method: automatic\n    key: acme\n",
    ],
    [
      "half typed in front of a comment",
      "    platform: ios\n    meth┆ # how\n",
      "    platform: ios\n    method: automatic # how\n",
    ],
    [
      "instead of one that has a value",
      "    meth┆d: manual\n    platform: ios\n",
      "    method: manual\n    platform: ios\n",
    ],
    ["in braces", "    { platform: ios, ┆ }", "    { platform: ios, method: automatic }"],
    ["in braces at their start", "    {┆ }", "    {method: automatic }"],
    ["in braces before others", "    { ┆ platform: ios }", "    { method: automatic, platform: ios }"],
    ["half typed in braces", "    { platform: ios, me┆ }", "    { platform: ios, method: automatic }"],
    [
      "in braces over lines",
      "    {\n      platform: ios,\n      ┆\n    }",
      "    {\n      platform: ios,\n      method: automatic\n    }",
    ],
    [
      "in braces that are open",
      "    { platform: ios, ┆\n  web:\n    platform: ios\n",
      "    { platform: ios, method: automatic\n  web:\n    platform: ios\n",
    ],
    ["where a key was taken away", "    platform: ios\n    ┆: manual\n", "    platform: ios\n    method: manual\n"],
    ["one space too far left", "    platform: ios\n   ┆\n", "    platform: ios\n    method: automatic\n"],
    ["below a target that lacks its colon", "    platform: ios\n    ┆\n", "    platform: ios\n    method: automatic\n"],
  ])("%s", (_, before, after) => {
    expect(accept(inTarget(before), "method")).toBe(inTarget(after));
  });

  it("below a name that lacks its colon", () => {
    const text = "targets:\n  shop\n    platform: ios\n    ┆";
    expect(accept(text, "method")).toBe(text.replace("┆", "method: automatic"));
  });

  it("with CRLF, also in what is inserted", () => {
    const text = inTarget(`${ios}    ┆\n`).replaceAll("\n", "\r\n");
    expect(accept(text, "extensions")).toBe(text.replace("┆", "extensions:\r\n      - com.acme.shop.widget"));
  });

  it("with tabs instead of spaces, though that is an error", () => {
    expect(completionsAt("targets:\n\tshop:\n\t\tplatform: ios\n\t\t┆").labels).toContain("method");
  });

  it("in a file that is one map in braces", () => {
    expect(accept("{ version: 1, targets: { shop: { plat┆ } } }", "platform")).toBe(
      "{ version: 1, targets: { shop: { platform: ios } } }",
    );
  });

  it("by the column of the cursor", () => {
    const labelsAt = (column: number) => completionsAt(inTarget(`${ios}${" ".repeat(column)}┆\n`)).labels;
    expect(labelsAt(0)).toContain("limits");
    expect(labelsAt(2)).toContain("new automatic ios target");
    expect(labelsAt(4)).toContain("bundle_id");
  });

  it("where the lines below stay where they belong, whatever the column", () => {
    const text = `${keys}targets:\n  shop:\n${ios}┆\n  web:\n    platform: macos\n`;
    expect(completionsAt(text).labels).toContain("new automatic ios target");
    expect(accept(text, "new automatic android target")).toBe(
      text.replace("┆", "  shop-2:\n    platform: android\n    method: automatic\n    package_name: com.acme.shop"),
    );
    const inside = inTarget("  ┆\n    platform: ios\n");
    expect(accept(inside, "method")).toBe(inside.replace("┆", "  method: automatic"));
  });

  it("by the column of the cursor, at the end of a file with sections below", () => {
    const text = `targets:\n  shop:\n    platform: ios\n┆\nlimits: {}\n`;
    expect(completionsAt(text).labels).toEqual(["version", "renew_before", "store", "keys", "devices", "defaults"]);
  });

  it("required ones first, then as the schema has them", () => {
    expect(completionsAt(inTarget(`${ios}    ┆`)).labels.slice(0, 5)).toEqual([
      "profile_type",
      "bundle_id",
      "key",
      "extensions",
      "capabilities",
    ]);
  });

  it("as required only when no default supplies it", () => {
    const text = `${keys}defaults:\n  ios: { key: acme }\ntargets:\n  shop:\n${ios}    ┆`;
    const items = completionsAt(text).items;
    expect(items.find(({ label }) => label === "key")?.detail).toBe("a key name");
    expect(accept(`${keys}defaults:\n  ios: { key: acme }\ntargets:\n  ┆`, "new automatic ios target")).not.toContain(
      "    key: acme\n",
    );
  });

  it("for the platform and method of the target, or what can still become of it", () => {
    expect(completionsAt(inTarget("    package_name: com.acme.shop\n    ┆")).labels).not.toContain("bundle_id");
    expect(accept(inTarget("    package_name: com.acme.shop\n    ┆"), "platform")).toContain("platform: android");
    expect(completionsAt(inTarget("    platform: android\n    ┆")).labels).not.toContain("bundle_id");
  });

  it("for the profile type of the target", () => {
    const labels = (type: string) => completionsAt(inTarget(`${ios}    profile_type: ${type}\n    ┆`)).labels;
    expect(labels("app_store")).not.toContain("devices");
    expect(labels("[app_store, ad_hoc]")).toContain("devices");
    expect(labels("ad_hoc")).not.toContain("certificates");
    expect(labels("development")).toContain("certificates");
  });

  it("in a list of maps", () => {
    const text = `devices:\n  qa:\n    - name: QA iPhone\n      ┆\n`;
    expect(completionsAt(text).labels).toEqual(["udid", "platform"]);
    expect(accept("devices:\n  qa:\n    - { name: QA iPhone, ┆ }", "platform")).toBe(
      "devices:\n  qa:\n    - { name: QA iPhone, platform: ios }",
    );
  });

  it("with the value first that is not the default", () => {
    expect(accept(inTarget(`${ios}    ┆`), "include_macs")).toContain("include_macs: true");
    expect(accept(inTarget(`${ios}    ┆`), "profile_type")).toContain("profile_type: app_store");
  });

  it("with documentation, in Markdown or in words", () => {
    const item = (markdown: boolean) =>
      completionsAt(inTarget(`${ios}    ┆`), { client: { ...snippetClient, markdown } }).items.find(
        ({ label }) => label === "extensions",
      )?.documentation;
    expect(item(true)).toMatchObject({ kind: "markdown", value: expect.stringContaining("`discover` takes") });
    expect(item(false)).toEqual(expect.stringContaining("discover takes"));
  });
});

describe("an item of a list is offered", () => {
  it.each([
    ["after a dash and a space", "      - ┆", "      - qa"],
    ["after a dash without a space", "      -┆", "      - qa"],
    ["half typed", "      - q┆", "      - qa"],
    ["on an empty line below a dash", "      - other\n      ┆", "      - other\n      - qa"],
    ["on the first line", "      ┆", "      - qa"],
    ["half typed on the first line", "      q┆", "      - qa"],
    ["between others", "      - other\n      - ┆\n      - another\n", "      - other\n      - qa\n      - another\n"],
    ["in the column of the key", "    - ┆", "    - qa"],
  ])("%s", (_, before, after) => {
    expect(accept(inTarget(`${ios}    devices:\n${before}`), "qa")).toBe(inTarget(`${ios}    devices:\n${after}`));
  });

  it.each([
    ["in brackets", "[┆]", "[qa]"],
    ["in open brackets", "[┆", "[qa"],
    ["half typed", "[q┆]", "[qa]"],
    ["behind a comma", "[other, ┆]", "[other, qa]"],
    ["before others", "[┆other]", "[qa, other]"],
    ["in quotes", '["┆"]', '["qa"]'],
    ["in quotes that are not closed", '["q┆]', '["qa"]'],
    ["over lines", "[\n      other,\n      ┆\n    ]", "[\n      other,\n      qa\n    ]"],
  ])("%s", (_, before, after) => {
    expect(accept(inTarget(`${ios}    devices: ${before}`), "qa")).toBe(inTarget(`${ios}    devices: ${after}`));
  });

  it("as a list of one", () => {
    expect(accept(inTarget(`${ios}    devices: ┆`), "[qa]")).toBe(inTarget(`${ios}    devices: [qa]`));
    expect(completionsAt(inTarget(`${ios}    devices: ┆`)).labels).toEqual(["all", "[qa]"]);
    expect(accept(inTarget(`${ios}    devices: q┆`), "[qa]")).toBe(inTarget(`${ios}    devices: [qa]`));
  });

  it("as a whole map", () => {
    expect(accept("devices:\n  qa:\n    - ┆", "new device")).toBe(
      "devices:\n  qa:\n    - name: QA iPhone\n      udid: 00008110-001A2B3C4D5E601E\n      platform: ios",
    );
  });
});

describe("a reference is offered", () => {
  const offered = (lines: string) => completionsAt(inTarget(lines)).labels;

  it.each([
    ["the key of a standard team", `${ios}    profile_type: app_store\n    key: ┆`, ["acme"]],
    ["the key of an enterprise team", `${ios}    profile_type: enterprise\n    key: ┆`, ["inhouse"]],
    ["any key of the type", `${ios}    key: ┆`, ["acme", "inhouse"]],
    ["a certificate", `${ios}    certificate: ┆`, ["distribution"]],
    [
      "an installer certificate",
      "    platform: macos\n    method: manual\n    installer_certificate: ┆",
      ["distribution"],
    ],
    ["a keystore", "    platform: android\n    method: manual\n    keystore: ┆", ["upload"]],
    ["a console", `${ios}    policy_console:\n      key: ┆`, ["console"]],
    ["a console in braces", `${ios}    policy_console: { key: ┆ }`, ["console"]],
    ["device groups of the platform", `${ios}    devices: [┆]`, ["qa"]],
  ])("%s", (_, lines, labels) => {
    expect(offered(lines)).toEqual(labels);
  });

  it("in defaults", () => {
    expect(completionsAt(`${keys}defaults:\n  ios:\n    key: ┆`).labels).toEqual(["acme", "inhouse"]);
    expect(completionsAt(`${keys}defaults:\n  macos: { installer_certificate: ┆ }`).labels).toEqual(["distribution"]);
  });

  it("from keys that stand below, and are broken elsewhere", () => {
    const text =
      'targets:\n  shop:\n    platform: ios\n    key: ┆\nkeys:\n  acme:\n    type: app_store_connect\n    private_key: { env: "A\n  oops\n  other:\n    type: app_store_connect\n';
    expect(completionsAt(text).labels).toEqual(["acme", "other"]);
  });

  it("in quotes where YAML would read another thing", () => {
    const text = 'keys:\n  "123":\n    type: app_store_connect\ntargets:\n  shop:\n    platform: ios\n    key: ┆';
    expect(accept(text, "123")).toBe(text.replace("┆", '"123"'));
  });
});

describe("a secret", () => {
  it("is referred to, by a name made for it", () => {
    expect(accept("keys:\n  acme-upload:\n    type: keystore\n    password: ┆", "{ env: … }")).toBe(
      "keys:\n  acme-upload:\n    type: keystore\n    password: { env: ACME_UPLOAD_PASSWORD }",
    );
    expect(accept("keys:\n  a:\n    type: keystore\n    password: en┆", "{ env: … }")).toContain(
      "password: { env: A_PASSWORD }",
    );
  });

  it("has the names of environment variables that the file uses", () => {
    const text =
      "keys:\n  a: { type: keystore, password: { env: TEAM_PASSWORD } }\n  b: { type: keystore, password: { env: ┆ } }";
    expect(completionsAt(text).labels).toEqual(["B_PASSWORD", "TEAM_PASSWORD"]);
    expect(completionsAt(text.replace("┆", "TE┆")).labels).toEqual(["B_PASSWORD", "TEAM_PASSWORD"]);
  });
});

describe("a new entry", () => {
  it("is a whole target", () => {
    expect(accept(`${keys}targets:\n  ┆`, "new manual android target")).toBe(
      `${keys}targets:\n  shop:\n    platform: android\n    method: manual\n    package_name: com.acme.shop\n    keystore: upload\n    keystore_alias: upload`,
    );
  });

  it("is not offered for a name that the schema refuses", () => {
    expect(completionsAt("keys:\n  store┆").labels).toEqual([]);
    expect(completionsAt("targets:\n  shop?┆").labels).toEqual([]);
  });

  it("has a name that is free", () => {
    expect(accept("targets:\n  shop:\n    platform: ios\n  ┆", "new automatic android target")).toContain(
      "  shop-2:\n",
    );
  });

  it("takes the name that is typed, and is asked for again as it grows", () => {
    const text = "targets:\n  web┆";
    expect(accept(text, "new automatic android target")).toContain("  web:\n    platform: android\n");
    expect(completionsAt(text).isIncomplete).toBe(true);
  });

  it("follows a name with its colon", () => {
    expect(accept("keys:\n  upload:┆", "keystore key")).toBe(
      "keys:\n  upload:\n    type: keystore\n    file: android/upload.jks\n    password: { env: UPLOAD_PASSWORD }",
    );
  });

  it("stays on one line where the editor knows no snippets, and in braces", () => {
    const flow = "shop: { platform: android, method: automatic, package_name: com.acme.shop }";
    expect(accept("targets:\n  ┆", "new automatic android target", { client: plainClient })).toBe(
      `targets:\n  ${flow}`,
    );
    expect(accept("targets: { ┆ }", "new automatic android target")).toBe(`targets: { ${flow} }`);
  });
});

describe("an editor", () => {
  it("that adds the indentation of the line gets lines without it", () => {
    const client = { ...snippetClient, keepsIndentation: false };
    const item = completionsAt(inTarget(`${ios}    ┆`), { client }).items.find(
      ({ label }) => label === "policy_console",
    );
    expect(item?.textEdit?.newText).toBe("policy_console:\n  key: ${1:console}\n  profile: ${2:Android Signing}");
    expect(item).not.toHaveProperty("insertTextMode");
  });

  it("may keep what stands behind the cursor", () => {
    const { items } = completionsAt(inTarget("    platform: and┆roid"));
    const { document, offset } = completionsAt(inTarget("    platform: and┆roid"));
    expect(items[0]?.textEdit).toMatchObject({
      insert: { end: document.positionAt(offset) },
      replace: { end: document.positionAt(offset + 4) },
    });
    const plain = completionsAt(inTarget("    platform: and┆roid"), { client: plainClient });
    expect(plain.items[0]?.textEdit).toHaveProperty("range");
  });

  it("without snippets gets no gaps", () => {
    const insertions = completionsAt(inTarget(`${ios}    ┆`), { client: plainClient }).items.map(
      ({ textEdit }) => textEdit?.newText,
    );
    expect(insertions).toContain("bundle_id: ");
    expect(insertions.filter((text) => text?.includes("$") || text?.includes("\n"))).toEqual([]);
  });

  it("compares what is typed in quotes with text in quotes", () => {
    expect(completionsAt(inTarget('    platform: "i┆"')).items[0]?.filterText).toBe('"ios');
  });
});

describe("files", () => {
  const folder = [
    { name: "signing", isFolder: true },
    { name: "node_modules", isFolder: true },
    { name: "upload.jks", isFolder: false },
    { name: "distribution.p12", isFolder: false },
    { name: "README.md", isFolder: false },
    { name: ".git", isFolder: true },
  ];
  const labels = (text: string) => completionsAt(text, { folder }).labels;

  it("are offered by kind, folders last", () => {
    expect(labels("keys:\n  a:\n    type: certificate\n    file: ┆")).toEqual([
      "distribution.p12",
      "node_modules/",
      "signing/",
    ]);
    expect(labels("keys:\n  a:\n    type: keystore\n    file: ┆")).toEqual([
      "distribution.p12",
      "upload.jks",
      "node_modules/",
      "signing/",
    ]);
    expect(labels("keys:\n  a:\n    type: keystore\n    password: { file: ┆ }")).toContain("README.md");
  });

  it("go on in the folder that is typed", () => {
    const text = "keys:\n  a:\n    type: keystore\n    file: android/┆";
    const folderOf = (marked: string) =>
      completionFolder(
        openEditorDocument({ uri: "file:///a", version: 1, text: marked.replace("┆", "") }),
        marked.indexOf("┆"),
      );
    expect(folderOf(text)).toBe("android/");
    expect(folderOf("keys:\n  a:\n    type: keystore\n    file: ../┆")).toBeUndefined();
    expect(folderOf("keys:\n  a:\n    type: keystore\n    file: /etc/┆")).toBeUndefined();
    expect(folderOf("keys:\n  a:\n    type: ┆")).toBeUndefined();
    expect(accept(text, "android/upload.jks", { folder })).toBe(text.replace("┆", "upload.jks"));
    expect(completionsAt(text, { folder }).isIncomplete).toBe(true);
  });
});

describe("what the last plan saw", () => {
  const device = { platform: "IOS", device_class: "IPHONE", status: "ENABLED" };
  const world = parseFactsCache(
    JSON.stringify({
      kind: "facts",
      format_version: "1.0",
      timestamp: "2026-11-01T00:00:00Z",
      app_store_connect: {
        acme: {
          read_at: "2026-11-01T00:00:00Z",
          bundle_ids: [
            { identifier: "com.acme.shop", name: "Shop", platform: "IOS", has_app: null, capabilities: ["HEALTHKIT"] },
            {
              identifier: "com.acme.shop.widget",
              name: "Widget",
              platform: "UNIVERSAL",
              has_app: null,
              capabilities: [],
            },
            { identifier: "com.acme.mac", name: "Mac", platform: "MAC_OS", has_app: null, capabilities: ["NEW_THING"] },
          ],
          devices: [
            { ...device, name: "QA iPhone", udid: "00008110-001A2B3C4D5E601E" },
            { ...device, name: "Ana's iPhone", udid: "00008110-001A2B3C4D5E6020" },
            { ...device, name: "TV", udid: "00008110-001A2B3C4D5E6021", device_class: "APPLE_TV" },
            { ...device, name: "Old", udid: "00008110-001A2B3C4D5E6022", status: "DISABLED" },
          ],
          certificates: [
            {
              certificate_type: "DEVELOPMENT",
              display_name: "Ana",
              serial_number: "7A1B",
              expires: "2027-01-02T00:00:00Z",
              ours: false,
            },
            {
              certificate_type: "DISTRIBUTION",
              display_name: "Acme",
              serial_number: "7A1C",
              expires: "2027-01-02T00:00:00Z",
              ours: true,
            },
          ],
          profiles: [],
          device_lists: [],
        },
      },
      policy_console: {
        console: {
          read_at: "2026-11-01T00:00:00Z",
          signing_profiles: [
            {
              name: "Android Signing",
              description: "Uploads",
              keystore_alias: "upload",
              signing_cert_id: "iPhone Distribution",
            },
          ],
        },
      },
      keystores: { upload: { read_at: "2026-11-01T00:00:00Z", aliases: ["upload", "old"] } },
    }),
  );
  const labels = (lines: string) => completionsAt(inTarget(lines), { world }).labels;

  it("is readable", () => {
    expect(world).toBeDefined();
  });

  it.each([
    ["bundle IDs of the platform", `${ios}    bundle_id: ┆`, ["com.acme.shop", "com.acme.shop.widget"]],
    [
      "bundle IDs of a Mac app",
      "    platform: macos\n    method: automatic\n    bundle_id: ┆",
      ["com.acme.shop.widget", "com.acme.mac"],
    ],
    ["extensions of the app", `${ios}    bundle_id: com.acme.shop\n    extensions: [┆]`, ["com.acme.shop.widget"]],
    ["serial numbers of development certificates", `${ios}    certificates: [┆]`, ["7A1B"]],
    [
      "aliases of the keystore",
      "    platform: android\n    method: manual\n    keystore: upload\n    keystore_alias: ┆",
      ["upload", "old"],
    ],
    ["signing profiles of the console", `${ios}    policy_console: { key: console, profile: ┆ }`, ["Android Signing"]],
    [
      "identities of the console",
      `${ios}    policy_console: { key: console, signing_cert_id: ┆ }`,
      ["iPhone Distribution"],
    ],
  ])("gives %s", (_, lines, expected) => {
    expect(
      labels(lines).filter((label) => !label.startsWith("new ") && label !== "bundle_id" && label !== "capabilities"),
    ).toEqual(expected);
  });

  it("counts less than what the keystore holds now, of which only private keys sign", () => {
    const entry = { certificate: undefined, opensWithStorePassword: undefined, locked: true };
    const entries = [
      { ...entry, alias: "new-upload", isPrivateKey: true },
      { ...entry, alias: "a-certificate", isPrivateKey: false },
    ];
    const keystores = new Map([["upload", { path: "android/upload.jks", sha256: "00", entries }]]);
    const text = inTarget("    platform: android\n    method: manual\n    keystore: upload\n    keystore_alias: ┆");
    expect(completionsAt(text, { world, keystores }).labels).toEqual(["new-upload"]);
    expect(completionsAt(text.replace("keystore: upload", "keystore: other"), { world, keystores }).labels).toEqual([]);
  });

  it("gives capabilities that no table of ours has, and says which are on", () => {
    const { items } = completionsAt(inTarget(`${ios}    bundle_id: com.acme.shop\n    capabilities: [┆]`), { world });
    expect(items.find(({ label }) => label === "healthkit")?.detail).toBe("on at Apple");
    expect(items.map(({ label }) => label)).toContain("new_thing");
  });

  it("says of a managed capability who grants it", () => {
    const { items } = completionsAt(inTarget(`${ios}    capabilities: [┆]`));
    const item = items.find(({ label }) => label === "multicast_networking");
    expect(item?.detail).toBe("managed: Apple grants it");
    expect(JSON.stringify(item?.documentation)).toContain("contact/request/networking-multicast");
  });

  it("gives devices that are in no group yet, whole or in parts", () => {
    expect(accept(`${keys}  new:\n    - ┆`, "Ana's iPhone", { world })).toBe(
      `${keys}  new:\n    - { name: "Ana's iPhone", udid: 00008110-001A2B3C4D5E6020, platform: ios }`,
    );
    expect(accept(`${keys}  new:\n    - ┆`, "TV", { world })).toContain("platform: tvos }");
    const all = completionsAt(`${keys}  new:\n    - ┆`, { world }).labels;
    expect(all).not.toContain("QA iPhone");
    expect(all).not.toContain("Old");
    expect(
      accept(`${keys}  new:\n    - name: Ana's iPhone\n      udid: ┆`, "00008110-001A2B3C4D5E6020", { world }),
    ).toContain("udid: 00008110-001A2B3C4D5E6020");
  });
});
