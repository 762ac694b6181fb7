import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "../../src/compiler/parse.ts";
import { validate } from "../../src/compiler/validate.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyFix, onlyFix } from "../support/check-diagnostics.ts";

const diagnosticsOf = (text: string): readonly Diagnostic[] => {
  const { document, diagnostics } = parse({ name: "signing.yaml", text });
  return [...diagnostics, ...validate(document).diagnostics];
};

/** Replaces one part of a right file by another text, applies the one fix that is offered, and compares. */
const checkFix = ({ wrong, right, applicability }: { wrong: string; right: string; applicability: string }): void => {
  const fix = onlyFix(diagnosticsOf(wrong));
  expect(fix.applicability).toBe(applicability);
  expect(applyFix(wrong, fix)).toBe(right);
  expect(diagnosticsOf(right)).toEqual([]);
};

const shop = (lines: readonly string[]): string =>
  `version: 1\ntargets:\n  shop:\n${lines.map((line) => `    ${line}\n`).join("")}`;

const automatic = ["platform: ios", "method: automatic", "profile_type: app_store", "bundle_id: com.acme.shop"];

it.each([
  ["a misspelt key", "bundelId: com.acme.shop", "bundle_id: com.acme.shop"],
  ["a quoted misspelt key", '"bundle-id": com.acme.shop', "bundle_id: com.acme.shop"],
])("renames %s", (_, wrong, right) => {
  checkFix({
    wrong: shop([...automatic.slice(0, 3), wrong]),
    right: shop([...automatic.slice(0, 3), right]),
    applicability: "safe",
  });
});

it.each([
  ["another letter case", "profile_type: App-Store", "profile_type: app_store", "safe"],
  ["a misspelling", "profile_type: app_stor", "profile_type: app_store", "maybe-incorrect"],
  ["an item of a list", "profile_type: [adhoc]", "profile_type: [ad_hoc]", "safe"],
])("replaces a value that is not allowed: %s", (_, wrong, right, applicability) => {
  const around = (line: string): string =>
    shop(["platform: ios", "method: automatic", line, "bundle_id: com.acme.shop"]);
  checkFix({ wrong: around(wrong), right: around(right), applicability });
});

it.each([
  ["a group name where a list belongs", "devices: qa", "devices: [qa]", "maybe-incorrect"],
  ["a single item", "capabilities: push_notifications", "capabilities: [push_notifications]", "safe"],
  ["a number of days", "renew_before: 45", "renew_before: 45d", "safe"],
  ["a number where a text belongs", "profile_name: 2026", 'profile_name: "2026"', "safe"],
  [
    "hyphens in a capability",
    "capabilities: [push-notifications]",
    "capabilities: [push_notifications]",
    "maybe-incorrect",
  ],
])("mends the form of a value: %s", (_, wrong, right, applicability) => {
  checkFix({ wrong: shop([...automatic, wrong]), right: shop([...automatic, right]), applicability });
});

it("inserts a missing key after the keys that every such map has", () => {
  const rest = ["devices: all", "capabilities:", "  - push_notifications"];
  checkFix({
    wrong: shop(["platform: ios", "method: automatic # comment", "profile_type: ad_hoc", ...rest]),
    right: shop([
      "platform: ios",
      "method: automatic # comment",
      "profile_type: ad_hoc",
      "bundle_id: com.acme.shop",
      ...rest,
    ]),
    applicability: "has-placeholders",
  });
});

it("inserts a missing key at the top of a map that has none of those", () => {
  checkFix({
    wrong: "keys: {}\ntargets: {}\n",
    right: "keys: {}\ntargets: {}\nversion: 1\n",
    applicability: "has-placeholders",
  });
  checkFix({ wrong: "version: 1\n", right: "version: 1\ntargets: {}\n", applicability: "has-placeholders" });
});

it("inserts into flow maps, list items, and files with carriage returns", () => {
  const android = (map: string): string => `version: 1\r\ntargets:\r\n  shop: ${map}\r\n`;
  checkFix({
    wrong: android("{ platform: android, package_name: com.acme.shop }"),
    right: android("{ method: automatic, platform: android, package_name: com.acme.shop }"),
    applicability: "has-placeholders",
  });
  const devices = (lines: string): string => `\ufeffversion: 1\r\ntargets: {}\r\ndevices:\r\n  qa:\r\n${lines}`;
  checkFix({
    wrong: devices("    - name: QA iPhone\r\n      platform: ios\r\n"),
    right: devices("    - name: QA iPhone\r\n      platform: ios\r\n      udid: 00008110-001A2B3C4D5E601E\r\n"),
    applicability: "has-placeholders",
  });
});

it("inserts a secret reference that is named after its place", () => {
  const keys = (lines: string): string =>
    `version: 1\ntargets: {}\nkeys:\n  upload:\n    type: keystore\n    file: android/upload.jks\n${lines}`;
  checkFix({
    wrong: keys(""),
    right: keys("    password: { env: UPLOAD_PASSWORD }\n"),
    applicability: "has-placeholders",
  });
  checkFix({
    wrong: keys("    password: {}\n"),
    right: keys("    password: { env: UPLOAD_PASSWORD }\n"),
    applicability: "has-placeholders",
  });
});

it("moves a secret out of the file", () => {
  const keys = (password: string): string =>
    `version: 1\ntargets: {}\nkeys:\n  upload:\n    type: keystore\n    file: android/upload.jks\n    password: ${password}\n`;
  for (const secret of ["hunter2", '"hunter2"', "1234", "|\n      one\n      two", ">-\n      one"]) {
    checkFix({ wrong: keys(secret), right: keys("{ env: UPLOAD_PASSWORD }"), applicability: "maybe-incorrect" });
  }
});

it("offers no fix on a part that other places share", () => {
  const text = `version: 1
targets:
  shop: &shop { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop, devices: [qa] }
  web: { <<: *shop, method: manual }
`;
  const found = diagnosticsOf(text);
  expect(found.map(({ message }) => message)).toEqual(["`devices` does not apply to a manual ios target"]);
  expect(found.flatMap(({ fixes }) => fixes)).toEqual([]);
});

const fixtures = join(import.meta.dirname, "validate-fixtures");

it.each(readdirSync(fixtures))("removes its diagnostic and adds none, when a fix is safe: %s", (name) => {
  const text = readFileSync(join(fixtures, name), "utf8");
  const before = diagnosticsOf(text);
  const messages = (diagnostics: readonly Diagnostic[]): readonly string[] =>
    diagnostics.map(({ code, message }) => `${code}: ${message}`);
  for (const diagnostic of before) {
    for (const fix of diagnostic.fixes.filter(({ applicability }) => applicability === "safe")) {
      const after = messages(diagnosticsOf(applyFix(text, fix)));
      expect(messages(before)).toEqual(expect.arrayContaining([...after]));
      expect(after.filter((message) => message === `${diagnostic.code}: ${diagnostic.message}`).length).toBeLessThan(
        messages(before).filter((message) => message === `${diagnostic.code}: ${diagnostic.message}`).length,
      );
    }
  }
});
