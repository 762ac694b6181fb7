import { expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { Diagnostic, DiagnosticCode } from "../../src/diagnostics/diagnostic.ts";

/** A file without a mistake: each of the mistakes below is one change of it. */
const RIGHT = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
  acme-distribution:
    type: certificate
    file: signing/distribution.p12
    password: { env: DISTRIBUTION_P12_PASSWORD }
  upload:
    type: keystore
    file: android/upload.jks
    password: { env: UPLOAD_KEYSTORE_PASSWORD }
devices:
  qa:
    - { name: QA iPhone, udid: 00008110-001A2B3C4D5E601E, platform: ios }
defaults:
  ios: { key: acme }
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: app_store
    bundle_id: com.acme.shop
    extensions:
      - com.acme.shop.widget
    capabilities: [push_notifications]
  shop-adhoc:
    platform: ios
    method: automatic
    profile_type: ad_hoc
    bundle_id: com.acme.shop
    devices: [qa]
  partner:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.partner.shop
    certificate: acme-distribution
    profiles: [signing/partner.mobileprovision]
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
`;

interface Mistake {
  readonly mistake: string;
  /** What stands in the right file, and what stands there instead. */
  readonly change: readonly [right: string, wrong: string];
  readonly code: DiagnosticCode;
  /** The text that is underlined, and the line that it stands in: counted from 1 within the changed part. */
  readonly at: string;
  readonly help: string;
  /** The text that its fix puts in, where it has one. */
  readonly fix?: string;
}

/**
 * The mistakes that people make most often in files of this kind: from the issues of other tools (codemagic-cli-tools #26, #165, #256,
 * #285; codemagic-docs#2988; codemagic-sample-projects#200), and from what differs between this format and theirs.
 */
const mistakes: readonly Mistake[] = [
  {
    mistake: "a misspelt key",
    change: ["    bundle_id: com.acme.shop\n    extensions", "    bundelId: com.acme.shop\n    extensions"],
    code: "schema/unknown-key",
    at: "bundelId",
    help: "there is a key with a similar name: `bundle_id`",
    fix: "bundle_id",
  },
  {
    mistake: "`appstore` for `app_store`",
    change: [
      "profile_type: app_store\n    bundle_id: com.acme.shop",
      "profile_type: appstore\n    bundle_id: com.acme.shop",
    ],
    code: "schema/not-allowed",
    at: "appstore",
    help: "write `app_store`, `development`, `ad_hoc`, `enterprise` or `developer_id`",
    fix: "app_store",
  },
  {
    mistake: "a platform in Apple's spelling",
    change: ["shop:\n    platform: ios\n", "shop:\n    platform: iOS\n"],
    code: "schema/not-allowed",
    at: "iOS",
    help: "write `ios`, `tvos`, `visionos`, `macos` or `android`",
    fix: "ios",
  },
  {
    mistake: "a missing bundle ID",
    change: ["    bundle_id: com.acme.shop\n    extensions", "    extensions"],
    code: "schema/missing-key",
    at: "shop",
    help: "add it, for example `bundle_id: com.acme.shop`",
    fix: "\n    bundle_id: com.acme.shop",
  },
  {
    mistake: "a missing platform",
    change: ["  shop-android:\n    platform: android\n", "  shop-android:\n"],
    code: "schema/missing-key",
    at: "shop-android",
    help: "add `platform`, which is `ios`, `tvos`, `visionos`, `macos` or `android`",
    fix: "platform: android\n    ",
  },
  {
    mistake: "devices in a profile for the App Store",
    change: ["    capabilities:", "    devices: [qa]\n    capabilities:"],
    code: "schema/not-applicable",
    at: "devices",
    help: "remove `devices`: it belongs to `development` and `ad_hoc` profiles",
  },
  {
    mistake: "an extension outside of its app",
    change: ["- com.acme.shop.widget", "- com.acme.widget"],
    code: "rule/extension-outside-app",
    at: "com.acme.widget",
    help: "an extension's bundle ID starts with `com.acme.shop.`",
  },
  {
    mistake: "an extension that only begins like its app",
    change: ["- com.acme.shop.widget", "- com.acme.shopping"],
    code: "rule/extension-outside-app",
    at: "com.acme.shopping",
    help: "an extension's bundle ID starts with `com.acme.shop.`",
  },
  {
    mistake: "a password in the file",
    change: ["password: { env: UPLOAD_KEYSTORE_PASSWORD }", "password: hunter2"],
    code: "rule/literal-secret",
    at: "hunter2",
    help: "keep the value out of the file: write `{ env: NAME }` and set the environment variable",
    fix: "{ env: UPLOAD_PASSWORD }",
  },
  {
    mistake: "a shell variable for a secret",
    change: ["password: { env: UPLOAD_KEYSTORE_PASSWORD }", "password: $UPLOAD_KEYSTORE_PASSWORD"],
    code: "rule/literal-secret",
    at: "$UPLOAD_KEYSTORE_PASSWORD",
    help: "keep the value out of the file: write `{ env: NAME }` and set the environment variable",
    fix: "{ env: UPLOAD_PASSWORD }",
  },
  {
    mistake: "a key that is not there",
    change: ["certificate: acme-distribution", "certificate: acme-distributoin"],
    code: "resolve/unknown-reference",
    at: "acme-distributoin",
    help: "there is `acme-distribution`",
    fix: "acme-distribution",
  },
  {
    mistake: "a key of another type",
    change: ["certificate: acme-distribution", "certificate: acme"],
    code: "resolve/wrong-reference-type",
    at: "acme",
    help: "`acme-distribution` is of that type",
    fix: "acme-distribution",
  },
  {
    mistake: "a device group that is not there",
    change: ["devices: [qa]", "devices: [qaa]"],
    code: "resolve/unknown-reference",
    at: "qaa",
    help: "there is `qa`",
    fix: "qa",
  },
  {
    mistake: "a text where a list belongs",
    change: ["capabilities: [push_notifications]", "capabilities: push_notifications"],
    code: "schema/wrong-type",
    at: "push_notifications",
    help: "write it like `capabilities: [push_notifications]`",
    fix: "[push_notifications]",
  },
  {
    mistake: "issuer ID and key ID changed over",
    change: ["issuer_id: 57246542-96fe-1a63-e053-0824d011072a", "issuer_id: 2X9R4HXF34"],
    code: "schema/wrong-form",
    at: "2X9R4HXF34",
    help: "write it like `57246542-96fe-1a63-e053-0824d011072a`",
  },
  {
    mistake: "a serial number for a UDID",
    change: ["00008110-001A2B3C4D5E601E", "F2LXW0XYZ123"],
    code: "schema/wrong-form",
    at: "F2LXW0XYZ123",
    help: "write it like `00008110-001A2B3C4D5E601E`",
  },
  {
    mistake: "a key of the other method",
    change: ["    certificate: acme-distribution\n", "    certificate: acme-distribution\n    key: acme\n"],
    code: "schema/not-applicable",
    at: "key",
    help: "remove `key`: it belongs to an automatic ios target",
  },
  {
    mistake: "a profile type of another platform",
    change: ["profile_type: ad_hoc", "profile_type: developer_id"],
    code: "rule/profile-type-not-for-platform",
    at: "developer_id",
    help: "ios has `development`, `ad_hoc`, `app_store`, `enterprise`",
  },
  {
    mistake: "an enterprise profile with a key of a standard team",
    change: [
      "profile_type: app_store\n    bundle_id: com.acme.shop",
      "profile_type: enterprise\n    bundle_id: com.acme.shop",
    ],
    code: "rule/enterprise-needs-enterprise-program",
    at: "enterprise",
    help: "add `program: enterprise` to that key if it belongs to an enterprise team, or use `method: manual`",
  },
  {
    mistake: "the same target twice",
    change: ["  partner:\n", "  shop:\n"],
    code: "yaml/duplicate-key",
    at: "shop",
    help: "keep one of the two",
  },
  {
    mistake: "no colon yet",
    change: ["    package_name: com.acme.shop\n", "    package_name com.acme.shop\n"],
    code: "yaml/syntax",
    at: "package_name com.acme.shop",
    help: "write the line as `key: value`",
  },
  {
    mistake: "no space after a colon",
    change: ["    package_name: com.acme.shop\n", "    package_name:com.acme.shop\n"],
    code: "yaml/syntax",
    at: "package_name:com.acme.shop",
    help: "write a space after the colon",
    fix: " ",
  },
  {
    mistake: "a tab for indentation",
    change: ["    keystore: upload\n", "\tkeystore: upload\n"],
    code: "yaml/syntax",
    at: "\t",
    help: "indent with spaces",
    fix: "    ",
  },
];

const errorsOf = (text: string): readonly Diagnostic[] =>
  compile({ name: "signing.yaml", text }).diagnostics.filter(({ severity }) => severity === "error");

it("starts from a file that is right", () => {
  expect(compile({ name: "signing.yaml", text: RIGHT }).diagnostics).toEqual([]);
  expect(mistakes.length).toBeGreaterThanOrEqual(20);
});

it.each(mistakes)(
  "gives one error for $mistake, where it stands, and says what to do",
  ({ change, code, at, help, fix }) => {
    const [right, wrong] = change;
    expect(RIGHT.split(right).length, "the change is for one place").toBe(2);
    const text = RIGHT.replace(right, () => wrong);
    const errors = errorsOf(text);
    expect(errors.map((error) => `${error.code}: ${error.message}`)).toHaveLength(1);
    const [error] = errors;
    expect(error).toMatchObject({ code, help });
    const { start = 0, end = 0 } = error?.range ?? {};
    expect(text.slice(start, end)).toBe(at);
    // The change, and the name of the item above it.
    const from = RIGHT.indexOf(right);
    const inItem = text.lastIndexOf("\n  ", from);
    expect(start).toBeGreaterThanOrEqual(Math.min(inItem, text.lastIndexOf(at, from + wrong.length)));
    expect(end).toBeLessThanOrEqual(from + wrong.length);
    expect(error?.fixes.map(({ edits }) => edits.map(({ newText }) => newText))).toEqual(
      fix === undefined ? [] : [[fix]],
    );
  },
);

it.each(mistakes.filter(({ fix }) => fix !== undefined))("mends $mistake with its fix", ({ change }) => {
  const text = RIGHT.replace(change[0], () => change[1]);
  const [edit] = errorsOf(text)[0]?.fixes[0]?.edits ?? [];
  if (!edit) throw new Error("there is a fix");
  const mended = text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
  expect(errorsOf(mended).filter(({ code }) => code !== "schema/not-applicable")).toEqual([]);
});
