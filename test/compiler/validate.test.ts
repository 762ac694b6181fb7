import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "../../src/compiler/parse.ts";
import { validate } from "../../src/compiler/validate.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/diagnostics/source-range.ts";
import { checkDiagnostics } from "../support/check-diagnostics.ts";

const fixtures = join(import.meta.dirname, "validate-fixtures");

const diagnose = (file: SourceFile): readonly Diagnostic[] => {
  const { document, diagnostics } = parse(file);
  return [...diagnostics, ...validate(document).diagnostics];
};

const diagnosticsOf = (text: string): readonly Diagnostic[] => diagnose({ name: "signing.yaml", text });

const summary = (text: string): readonly string[] =>
  diagnosticsOf(text).map(
    ({ code, message, range }) => `${range ? text.slice(range.start, range.end) : ""}: ${code}: ${message}`,
  );

for (const name of readdirSync(fixtures)) {
  const text = readFileSync(join(fixtures, name), "utf8");

  it(`says each mistake once, at its place: ${name}`, () => {
    checkDiagnostics(text, diagnose);
  });

  it(`says of each what to do: ${name}`, () => {
    for (const { help, fixes, message } of diagnosticsOf(text)) expect(help ?? fixes[0]?.title, message).toBeTruthy();
  });
}

const target = (lines: string): string =>
  `version: 1\ntargets:\n  shop:\n    platform: ios\n    method: automatic\n${lines}`;

it("names the target that a mistake belongs to", () => {
  const [diagnostic] = diagnosticsOf(target("    profile_type: app_store\n    bundle_id: 5\n"));
  expect(diagnostic?.address).toBe("targets.shop");
  expect(diagnosticsOf("version: 3\ntargets: {}\n")[0]).not.toHaveProperty("address");
});

it("puts the nearest of the allowed values first", () => {
  const [diagnostic] = diagnosticsOf(target("    profile_type: devlopment\n    bundle_id: com.acme.shop\n"));
  expect(diagnostic?.help).toBe("write `development`, `ad_hoc`, `app_store`, `enterprise` or `developer_id`");
  const [other] = diagnosticsOf(target("    profile_type: Enterprise\n    bundle_id: com.acme.shop\n"));
  expect(other?.help).toBe("write `enterprise`, `development`, `ad_hoc`, `app_store` or `developer_id`");
});

it("says where a key would belong", () => {
  const [diagnostic] = diagnosticsOf(
    target("    profile_type: app_store\n    bundle_id: com.acme.shop\n    catalyst: true\n"),
  );
  expect(diagnostic?.help).toBe("remove `catalyst`: it belongs to an automatic macos target or a manual macos target");
  const helps = (text: string): readonly (string | undefined)[] => diagnosticsOf(text).map(({ help }) => help);
  const manual = target(
    "    profile_type: app_store\n    bundle_id: com.acme.shop\n    profiles: [a]\n    keystore: a\n",
  );
  expect(helps(manual)).toEqual([
    "remove `profiles`: it belongs to a manual ios target",
    "remove `keystore`: it belongs to a manual android target",
  ]);
  const defaults =
    "version: 1\ntargets: {}\ndefaults: { android: { key: a, bundle_id: a }, ios: { catalyst: true } }\n";
  expect(helps(defaults)).toEqual([
    "remove `key`: it belongs to `defaults.ios`, `defaults.tvos`, `defaults.visionos` or `defaults.macos`",
    "remove `bundle_id`: each target has its own",
    "remove `catalyst`: it belongs to `defaults.macos`",
  ]);
});

it("shows an example of the form, never the regular expression", () => {
  for (const diagnostic of diagnosticsOf(readFileSync(join(fixtures, "wrong-forms.yaml.txt"), "utf8"))) {
    expect(
      JSON.stringify([diagnostic.message, diagnostic.help, diagnostic.notes.map(({ message }) => message)]),
    ).not.toMatch(/\[A-Z|\\\\d|\{1,4\}|\(\?/);
  }
});

it("never repeats what might be a secret", () => {
  const canary = "cAnArY-0123";
  const text = `version: 1
store: { url: s, identity: ${canary} }
keys:
  a: { type: keystore, file: x, password: ${canary} }
  b: { type: keystore, file: x, password: { env: "${canary}" } }
  c: { type: keystore, file: x, password: { op: "${canary}" } }
  d: { type: keystore, file: x, password: { file: [${canary}] } }
  e: { type: keystore, file: x, password: [${canary}] }
  f: { type: keystore, file: x, password: { encoding: ${canary}, env: A } }
  g: { type: keystore, file: x, password: { keychain: ${canary} } }
targets: {}
`;
  const found = diagnosticsOf(text);
  expect(found).toHaveLength(8);
  const said = found.map(({ message, help, notes, fixes }) => [
    message,
    help,
    notes.map((note) => note.message),
    fixes.map((fix) => [fix.title, fix.edits.map(({ newText }) => newText)]),
  ]);
  expect(JSON.stringify(said)).not.toContain(canary);
});

it("shows a secret of several lines at its key", () => {
  const text =
    "version: 1\ntargets: {}\nkeys:\n  upload:\n    type: keystore\n    file: a.jks\n    password: |\n      one\n      two\n";
  expect(summary(text)).toEqual(["password: rule/literal-secret: `password` holds a secret in plain text"]);
});

it("says one thing of a file that is no map", () => {
  for (const text of ["", "text", "- a\n- b\n", "5"]) expect(diagnosticsOf(text)).toHaveLength(1);
});

it("adds nothing to what a broken line explains", () => {
  expect(summary(target("    profile_type: app_store\n    bundleId com.acme.shop\n"))).toEqual([
    "bundleId com.acme.shop: yaml/syntax: this is not valid YAML: `bundleId com.acme.shop` has no colon after its key",
  ]);
  expect(summary(target('    profile_type: app_store\n    bundle_id: "com.acme.shop\n'))).toHaveLength(1);
  expect(summary("version: 1\ntargets:\n\tshop: { platform: ios }\n")).toHaveLength(1);
  expect(summary("version: 1\ntargets:\n  shop: { platform: ios,\n")).toHaveLength(1);
});

it("still finds mistakes far from a broken line", () => {
  expect(
    summary(
      `${target("    prof\n")}  web:\n    platform: ios\n    method: manual\n    profile_type: enterprise\n    bundleid: com.acme.web\n`,
    ),
  ).toEqual([
    "prof: yaml/syntax: this is not valid YAML: `prof` has no colon after its key",
    "bundleid: schema/unknown-key: unknown key `bundleid`",
  ]);
});

it("says what is wrong with the first line of a file with a single key", () => {
  expect(summary("version: 1\n")).toEqual(["version: schema/missing-key: the file has no `targets`"]);
});

it("takes a file with 3,000 mistakes in its stride", () => {
  const targets = Array.from(
    { length: 3_000 },
    (_, i) => `  t${i}: { platform: android, method: automatic, package_nam: com.acme.t${i} }\n`,
  ).join("");
  const found = diagnosticsOf(`version: 1\ntargets:\n${targets}`);
  expect(found).toHaveLength(3_000);
  expect(found.every(({ code }) => code === "schema/unknown-key")).toBe(true);
});
