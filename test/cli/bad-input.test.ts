import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DiagnosticCode } from "../../src/diagnostics/codes.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

// Whatever is wrong with what a person gives: exit code 1, one diagnostic that says what, where and what to do, nothing written
// anywhere, no stack trace and no secret.

interface BadInput {
  /** What is wrong, as the end of "given …". */
  readonly given: string;
  /** Makes it wrong. */
  readonly make?: (place: Workplace) => void | Promise<void>;
  /** What is run; `plan` when absent. */
  readonly argv?: readonly string[];
  /** In CI instead of on a person's machine. */
  readonly ci?: boolean;
  readonly code: DiagnosticCode;
  /** Errors that come with it because the same mistake is wrong in two ways. */
  readonly also?: readonly DiagnosticCode[];
  /** The text of signing.yaml that the diagnostic marks; absent where no text is to blame. */
  readonly marks?: string;
  /** What the message, its help or its fix must say. */
  readonly says: string;
}

const anHour = 3_600_000;

const spec: readonly BadInput[] = [
  {
    given: "YAML that is cut off",
    make: ({ write }) => write("signing.yaml", "version: 1\ntargets: [\n"),
    code: "yaml/syntax",
    marks: "[",
    says: "never closed",
  },
  {
    given: "no signing.yaml",
    make: ({ folder }) => rmSync(join(folder, "signing.yaml")),
    code: "file/not-found",
    says: "there is no file `signing.yaml`",
  },
  {
    given: "an empty signing.yaml",
    make: ({ write }) => write("signing.yaml", ""),
    code: "yaml/not-a-map",
    marks: "",
    says: "start the file with `version: 1`",
  },
  {
    given: "a folder instead of a file",
    argv: ["plan", "signing"],
    code: "file/unreadable",
    says: "regular file",
  },
  {
    given: "a private key instead of a signing file",
    make: ({ write }) => write("AuthKey.p8", newKey("ec")),
    argv: ["validate", "AuthKey.p8"],
    code: "yaml/not-a-map",
    marks: "-----BEGIN",
    says: "version: 1",
  },
  {
    given: "a file of environment variables instead of a signing file",
    make: ({ write, env }) => write(".env", `ASC_PRIVATE_KEY=${env["ASC_PRIVATE_KEY"] ?? ""}\n`),
    argv: ["validate", ".env"],
    code: "yaml/not-a-map",
    marks: "ASC_PRIVATE_KEY",
    says: "version: 1",
  },
  {
    given: "an unknown key",
    make: ({ replace }) => replace("renew_before:", "renew_befor:"),
    code: "schema/unknown-key",
    marks: "renew_befor:",
    says: "fix: rename it to `renew_before`",
  },
  {
    given: "a key given twice",
    make: ({ replace }) => replace("version: 1", "version: 1\nversion: 1"),
    code: "yaml/duplicate-key",
    marks: "version: 1",
    says: "keep one of the two",
  },
  {
    given: "a value of the wrong type",
    make: ({ replace }) => replace("bundle_id: com.acme.desk", "bundle_id: [com.acme.desk]"),
    code: "schema/wrong-type",
    marks: "[com.acme.desk]",
    says: "bundle_id",
  },
  {
    given: "a profile type that does not exist",
    make: ({ replace }) => replace("profile_type: ad_hoc", "profile_type: adhoc"),
    code: "schema/not-allowed",
    marks: "adhoc",
    says: "ad_hoc",
  },
  {
    given: "a reference to a key that does not exist",
    make: ({ replace }) => replace("certificate: partner-distribution", "certificate: partner-distributon"),
    code: "resolve/unknown-reference",
    marks: "partner-distributon",
    says: "`partner-distribution`",
  },
  {
    given: "a device group that does not exist",
    make: ({ replace }) => replace("devices: [qa]", "devices: [qb]"),
    code: "resolve/unknown-reference",
    marks: "qb",
    says: "`qa`",
  },
  {
    given: "a password in the file",
    make: ({ replace }) => replace("password: { env: PARTNER_P12_PASSWORD }", "password: hunter2-in-the-clear"),
    code: "rule/literal-secret",
    marks: "hunter2",
    says: "fix: read it from the environment variable",
  },
];

const files: readonly BadInput[] = [
  {
    given: "a .p12 that is not there",
    make: ({ folder }) => rmSync(join(folder, "signing/partner.p12")),
    code: "file/not-found",
    marks: "signing/partner.p12",
    says: "check the path",
  },
  {
    given: "a login page instead of a .p12",
    make: ({ write }) => write("signing/partner.p12", "<!doctype html><html><title>Sign in</title></html>"),
    code: "format/unsupported",
    marks: "signing/partner.p12",
    says: "download the file again",
  },
  {
    given: "a .p12 that is no signing file",
    make: ({ write }) => write("signing/partner.p12", "to be added"),
    code: "format/unrecognized",
    marks: "signing/partner.p12",
    says: "is not a signing file",
  },
  {
    given: "a .p12 that is cut off",
    make: ({ write, read }) => write("signing/partner.p12", read("signing/partner.p12").subarray(0, 1000)),
    code: "format/malformed",
    marks: "signing/partner.p12",
    says: "get the file again",
  },
  {
    given: "a profile instead of a .p12",
    make: ({ write, read }) => write("signing/partner.p12", read("signing/partner.mobileprovision")),
    code: "format/wrong-kind",
    marks: "signing/partner.p12",
    says: "provisioning profile",
  },
  {
    given: "the password of another .p12",
    make: ({ env }) => void (env["PARTNER_P12_PASSWORD"] = "not the password"),
    code: "format/wrong-password",
    marks: "{ env: PARTNER_P12_PASSWORD }",
    says: "check the password",
  },
  {
    given: "the password of another keystore",
    make: ({ env }) => void (env["UPLOAD_KEYSTORE_PASSWORD"] = "not the password"),
    code: "format/wrong-password",
    marks: "{ env: UPLOAD_KEYSTORE_PASSWORD }",
    says: "check the password",
  },
  {
    given: "an alias that the keystore does not have",
    make: ({ replace }) => replace("keystore_alias: upload", "keystore_alias: uplaod"),
    code: "rule/keystore-alias",
    marks: "uplaod",
    says: "`upload`",
  },
  {
    given: "a certificate that is not in the profile",
    make: async (place) => place.write("signing/partner.p12", await selfSigned(place)),
    code: "rule/certificate-not-in-profile",
    marks: "signing/partner.mobileprovision",
    says: "`partner-distribution` is Partner, serial 1234abcd",
  },
  {
    given: "a certificate that has expired",
    make: async (place) =>
      place.write("signing/partner.p12", await selfSigned(place, new Date(Date.now() - 24 * anHour))),
    code: "rule/expired",
    // Nobody but the test issued it, so the profile cannot know it either.
    also: ["rule/certificate-not-in-profile"],
    marks: "partner-distribution",
    says: "renew it",
  },
  {
    given: "a profile of another type than the target's",
    make: ({ replace }) =>
      replace(
        "profile_type: app_store\n    bundle_id: com.partner.shop",
        "profile_type: ad_hoc\n    bundle_id: com.partner.shop",
      ),
    code: "rule/profile-type-mismatch",
    marks: "signing/partner.mobileprovision",
    says: "`profile_type: app_store`",
  },
  {
    given: "a profile for another app",
    make: ({ replace }) => replace("bundle_id: com.partner.shop", "bundle_id: com.partner.other"),
    code: "rule/profile-bundle-id",
    marks: "com.partner.other",
    says: "com.partner.other",
  },
  {
    given: "a profile that was changed after it was signed",
    make: ({ write, read }) => {
      const profile = Buffer.from(read("signing/partner.mobileprovision")).toString("latin1");
      write(
        "signing/partner.mobileprovision",
        Buffer.from(profile.replace("Partner Shop App Store", "Partner Shop App Stole"), "latin1"),
      );
    },
    code: "rule/profile-signature",
    marks: "signing/partner.mobileprovision",
    says: "download the profile again",
  },
  {
    given: "a file outside of the folder of signing.yaml",
    make: ({ replace }) => replace("file: signing/partner.p12", "file: ../partner.p12"),
    code: "file/outside-root",
    marks: "../partner.p12",
    says: "keep signing files inside",
  },
];

const secrets: readonly BadInput[] = [
  {
    given: "an environment variable that is not set",
    make: ({ env }) => void Reflect.deleteProperty(env, "PARTNER_P12_PASSWORD"),
    code: "secret/unresolved",
    marks: "{ env: PARTNER_P12_PASSWORD }",
    says: "the environment variable PARTNER_P12_PASSWORD: it is not set",
  },
  {
    given: "an environment variable that CI set to nothing",
    make: ({ env }) => void (env["ASC_PRIVATE_KEY"] = ""),
    code: "secret/unresolved",
    marks: "{ env: ASC_PRIVATE_KEY }",
    says: "it is set, but empty",
  },
  {
    given: "an RSA key instead of a .p8",
    make: ({ env }) => void (env["ASC_PRIVATE_KEY"] = newKey("rsa")),
    code: "secret/malformed",
    marks: "{ env: ASC_PRIVATE_KEY }",
    says: "AuthKey_",
  },
  {
    given: "the path of a .p8 instead of its text",
    make: ({ env }) => void (env["ASC_PRIVATE_KEY"] = "keys/AuthKey_SANDBOX001.p8"),
    code: "secret/malformed",
    marks: "{ env: ASC_PRIVATE_KEY }",
    says: "AuthKey_",
  },
  {
    given: "a secret that runs a command, in a folder that nobody trusts",
    make: ({ replace }) => replace("{ env: ASC_PRIVATE_KEY }", '{ exec: ["touch", "ran"] }'),
    code: "trust/untrusted-command",
    marks: "{ exec:",
    says: "`--trust`",
  },
  {
    given: "another host for Apple's credentials",
    make: ({ replace, acme }) => replace(`url: ${acme.sandbox.url} #`, "url: https://apple.example.org #"),
    code: "trust/untrusted-host",
    marks: "https://apple.example.org",
    says: "--allow-host apple.example.org",
  },
  {
    given: "plain http to another machine",
    make: ({ replace, acme }) =>
      replace(acme.sandbox.policyConsoleUrl, "http://console.example.org/mocana-app-control/rest"),
    argv: ["plan", "--allow-host", "console.example.org"],
    code: "schema/wrong-form",
    marks: "http://console.example.org",
    says: "It uses https, or http to this machine",
  },
  {
    given: "no age identity",
    make: ({ env }) => void Reflect.deleteProperty(env, "SIGNWRIGHT_IDENTITY"),
    argv: ["apply", "--auto-approve"],
    code: "secret/unresolved",
    marks: "{ env: SIGNWRIGHT_IDENTITY }",
    says: "SIGNWRIGHT_IDENTITY",
  },
  {
    given: "something else as age identity",
    make: ({ env }) => void (env["SIGNWRIGHT_IDENTITY"] = "ssh-ed25519 AAAA"),
    argv: ["apply", "--auto-approve"],
    code: "secret/malformed",
    marks: "{ env: SIGNWRIGHT_IDENTITY }",
    says: "AGE-SECRET-KEY-1",
  },
];

const services: readonly BadInput[] = [
  {
    given: "another private key than Apple knows",
    make: ({ env }) => void (env["ASC_PRIVATE_KEY"] = newKey("ec")),
    code: "app-store-connect/unauthorized",
    says: "private_key",
    marks: "acme",
  },
  {
    given: "a server that is not there",
    make: ({ replace, acme }) => replace(`url: ${acme.sandbox.url} #`, "url: http://127.0.0.1:9 #"),
    code: "app-store-connect/unavailable",
    says: "nothing is lost",
    marks: "http://127.0.0.1:9",
  },
  {
    given: "a console that is not there",
    make: ({ replace, acme }) => replace(acme.sandbox.policyConsoleUrl, "http://127.0.0.1:9/mocana-app-control/rest"),
    code: "policy-console/unavailable",
    says: "check `url`",
    marks: "http://127.0.0.1:9",
  },
  {
    given: "a console URL without its path",
    make: ({ replace, acme }) => replace(acme.sandbox.policyConsoleUrl, acme.sandbox.url),
    code: "policy-console/unexpected-answer",
    says: "/mocana-app-control/rest",
    marks: "http://127.0.0.1:",
  },
  {
    given: "another password than the console knows",
    make: ({ env }) => void (env["CONSOLE_PASSWORD"] = "not the password"),
    code: "policy-console/unauthorized",
    says: "is not tried again",
    marks: "console",
  },
  {
    given: "a user of the console who is no administrator",
    make: ({ env }) =>
      void Object.assign(env, { CONSOLE_USER: "reader@console.example", CONSOLE_PASSWORD: "the reader's password 8R" }),
    code: "policy-console/forbidden",
    says: "administrator rights",
    marks: "Android Signing",
  },
  {
    given: "another issuer than the key's",
    make: ({ replace }) =>
      replace("issuer_id: 00000000-0000-4000-8000-00000000d001", "issuer_id: 00000000-0000-4000-8000-00000000d002"),
    code: "app-store-connect/unauthorized",
    says: "issuer_id",
    marks: "acme",
  },
  {
    given: "another team than the key's",
    make: ({ replace }) => replace("team_id: ABCDE12345", "team_id: ZZZZZ12345"),
    code: "rule/team-mismatch",
    says: "ABCDE12345",
    marks: "ZZZZZ12345",
  },
];

const commandLines: readonly BadInput[] = [
  { given: "an unknown command", argv: ["plna"], code: "cli/usage", says: "did you mean `signwright plan`?" },
  {
    given: "the name of something that every object has",
    argv: ["constructor"],
    code: "cli/usage",
    says: "commands are",
  },
  {
    given: "an unknown flag",
    argv: ["plan", "--detailed-exit-code"],
    code: "cli/usage",
    says: "did you mean `--detailed-exitcode`?",
  },
  { given: "a flag before the command", argv: ["--json", "plan"], code: "cli/usage", says: "comes before `--json`" },
  { given: "a flag without its value", argv: ["plan", "--out"], code: "cli/usage", says: "`--out` needs a value" },
  {
    given: "a missing flag",
    argv: ["export", "--dir", "out"],
    code: "cli/usage",
    says: "`--p12-password-env` is missing",
  },
  { given: "a missing argument", argv: ["show"], code: "cli/usage", says: "`<plan.json>` is missing" },
  {
    given: "two files",
    argv: ["plan", "a.yaml", "b.yaml"],
    code: "cli/usage",
    says: "`b.yaml` is one argument too many",
  },
  {
    given: "a format that does not exist",
    argv: ["plan", "--format", "html"],
    code: "cli/usage",
    says: "text, markdown",
  },
  {
    given: "two forms of one output",
    argv: ["plan", "--json", "--format", "markdown"],
    code: "cli/usage",
    says: "leave one of them out",
  },
  { given: "a port that is none", argv: ["sandbox", "--port", "70000"], code: "cli/usage", says: "from 0 to 65535" },
  { given: "an unknown target", argv: ["plan", "--target", "shp"], code: "plan/unknown-target", says: "`shop`" },
  {
    given: "a saved plan that is not there",
    argv: ["apply", "plan.json"],
    code: "file/not-found",
    says: "`plan.json`",
  },
  {
    given: "a saved plan that is no JSON",
    make: ({ write }) => write("plan.json", "{"),
    argv: ["apply", "plan.json"],
    code: "plan/unreadable",
    says: "signwright plan --out plan.json",
  },
  {
    given: "a plan of another tool",
    make: ({ write }) =>
      write("plan.json", '{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[]}'),
    argv: ["apply", "plan.json"],
    code: "plan/unreadable",
    says: "another tool",
  },
  {
    given: "a plan of a later version",
    make: ({ write }) => write("plan.json", '{"format_version":"2.0"}'),
    argv: ["show", "plan.json"],
    code: "plan/unreadable",
    says: "format 2.0",
  },
  {
    given: "a signing file to show",
    argv: ["show", "signing.yaml"],
    code: "plan/unreadable",
    says: "plan --out plan.json",
  },
  {
    given: "a place for the plan where the signing file is",
    argv: ["plan", "--out", "signing.yaml"],
    code: "cli/refused",
    says: "no saved plan",
  },
  {
    given: "a place for the plan where a keystore is",
    argv: ["plan", "--out", "android/upload.keystore"],
    code: "cli/refused",
    says: "no saved plan",
  },
  {
    given: "a place for the plan that does not exist",
    argv: ["plan", "--out", "no/such/plan.json"],
    code: "file/unwritable",
    says: "no/such/plan.json",
  },
  { given: "nobody to ask", argv: ["apply"], code: "apply/not-approved", says: "--auto-approve" },
  {
    given: "a CI machine whose disk is thrown away",
    argv: ["apply", "--auto-approve"],
    ci: true,
    code: "file-store/ephemeral",
    says: "--store-is-durable",
  },
  {
    given: "an export before the first apply",
    argv: ["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"],
    code: "file-store/nothing-held",
    says: "signwright apply",
  },
  {
    given: "an export without its password",
    argv: ["export", "--dir", "out", "--p12-password-env", "NO_SUCH_PASSWORD"],
    code: "secret/unresolved",
    says: "set NO_SUCH_PASSWORD",
  },
  {
    given: "a file to inspect that is not there",
    argv: ["inspect", "no.p12"],
    code: "file/not-found",
    says: "`no.p12`",
  },
  {
    given: "a file to inspect that is none",
    argv: ["inspect", "signing.yaml"],
    code: "format/unrecognized",
    says: "known are",
  },
  {
    given: "a .p12 to inspect without its password",
    argv: ["inspect", "signing/partner.p12"],
    code: "format/password-required",
    says: "--password-env",
  },
  {
    given: "a .p12 to inspect with another password",
    argv: ["inspect", "signing/partner.p12", "--password-env", "EXPORT_PASSWORD"],
    code: "format/wrong-password",
    says: "check the password",
  },
];

const store: readonly BadInput[] = [
  {
    given: "a file where the store should be",
    make: ({ write }) => write("signing-store", "not a folder"),
    argv: ["apply", "--auto-approve"],
    code: "file-store/corrupt",
    says: "signing-store",
  },
  {
    given: "a store whose manifest is damaged",
    make: ({ folder, write }) => {
      mkdirSync(join(folder, "signing-store"));
      write("signing-store/manifest.json", "{ damaged");
    },
    code: "file-store/corrupt",
    says: "from git or a backup",
    marks: "store",
  },
];

describe.each([
  ["the signing file", spec],
  ["the files that it names", files],
  ["secrets and trust", secrets],
  ["the services", services],
  ["the command line", commandLines],
  ["the store", store],
])("bad input: %s", (_, cases) => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace({
      policyConsole: {
        users: [
          { username: "admin@console.example", password: "a console password 7Q", admin: true },
          { username: "reader@console.example", password: "the reader's password 8R", admin: false },
        ],
      },
    });
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.reset();
  });

  it.each(cases)("given $given: $code", async (bad) => {
    await bad.make?.(place);
    const filesBefore = besideTheCache(place.files());
    const ledgerBefore = place.acme.sandbox.ledger().length;
    const started = Date.now();
    const { code, out, err } = await place.run(bad.argv ?? ["plan"], { ci: bad.ci ?? false });
    expect({ code, codes: codesOf(err) }, err).toEqual({ code: 1, codes: [bad.code, ...(bad.also ?? [])] });
    expect(err).toContain(bad.says);
    expect(markedText(err, place)?.slice(0, bad.marks?.length)).toBe(bad.marks);
    expect(err).toMatch(/^ +\d* = (help|fix): /m);
    expect(besideTheCache(place.files())).toEqual(filesBefore);
    expect(place.acme.writes(ledgerBefore)).toEqual([]);
    expect(out + err).not.toMatch(/^\s+at .+:\d+:\d+|node:internal|\[object/m);
    expect(secretsIn(out + err, place)).toEqual([]);
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});

describe("what a person reads", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.reset();
  });
  const errorOf = async (argv: readonly string[]): Promise<string> => {
    const { err } = await place.run(argv);
    return err.replaceAll(place.acme.sandbox.url, "<sandbox>").trimEnd();
  };

  it("of a misspelt reference", async () => {
    place.replace("certificate: partner-distribution", "certificate: partner-distributon");
    expect(await errorOf(["plan"])).toMatchInlineSnapshot(`
      "warning[resolve/unused]: key \`partner-distribution\` is not used by any target
        --> signing.yaml:18:3
         |
      18 |   partner-distribution:
         |   ^^^^^^^^^^^^^^^^^^^^
         = help: remove it, or use it in a target
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/resolve/unused.md

      error[resolve/unknown-reference]: there is no key of type \`certificate\` named \`partner-distributon\`
        --> signing.yaml:70:18
         |
      70 |     certificate: partner-distributon
         |                  ^^^^^^^^^^^^^^^^^^^
         = help: there is \`partner-distribution\`
         = fix: write \`partner-distribution\`
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/resolve/unknown-reference.md"
    `);
  });

  it("of a wrong password", async () => {
    place.env["PARTNER_P12_PASSWORD"] = "not the password";
    expect(await errorOf(["plan"])).toMatchInlineSnapshot(`
      "error[format/wrong-password]: the password does not open \`signing/partner.p12\`
        --> signing.yaml:21:15
         |
      21 |     password: { env: PARTNER_P12_PASSWORD }
         |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = help: check the password, also for a line end, a space or quotes that do not belong to it
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/format/wrong-password.md"
    `);
  });

  it("of a password in the file", async () => {
    place.replace("password: { env: PARTNER_P12_PASSWORD }", "password: hunter2-in-the-clear");
    expect(await errorOf(["plan"])).toMatchInlineSnapshot(`
      "error[rule/literal-secret]: \`password\` holds a secret in plain text
        --> signing.yaml:21:15
         |
      21 |     password: ********************
         |               ^^^^^^^^^^^^^^^^^^^^
         = help: keep the value out of the file: write \`{ env: NAME }\` and set the environment variable
         = fix: read it from the environment variable PARTNER_DISTRIBUTION_PASSWORD
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/rule/literal-secret.md"
    `);
  });

  it("of another host for credentials", async () => {
    place.replace(`url: ${place.acme.sandbox.url} #`, "url: https://apple.example.org #");
    expect(await errorOf(["plan"])).toMatchInlineSnapshot(`
      "error[trust/untrusted-host]: credentials of \`acme\` would go to \`apple.example.org\`, which is not trusted
        --> signing.yaml:17:10
         |
      17 |     url: https://apple.example.org # the sandbox; without this line, Apple
         |          ^^^^^^^^^^^^^^^^^^^^^^^^^
         = help: if that is right, say so: \`--allow-host apple.example.org\`
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/trust/untrusted-host.md"
    `);
  });

  it("of a refused key", async () => {
    place.env["ASC_PRIVATE_KEY"] = newKey("ec");
    const text = (await errorOf(["plan"])).replace(/\d+\.\d s/, "<n> s");
    expect(text).toMatchInlineSnapshot(`
      "Read store, acme, console in <n> s
      error[app-store-connect/unauthorized]: App Store Connect refused the key \`acme\`
        --> signing.yaml:11:3
         |
      11 |   acme:
         |   ^^^^
         = note: Apple says: Provide a properly configured and signed bearer token, and make sure that it has not expired. Learn more about Generating Tokens for API Requests https://developer.apple.com/go/?id=api-generating-tokens
         = help: check, in this order: that \`private_key\` is the .p8 of key ID SANDBOX001; that \`issuer_id\` 00000000-0000-4000-8000-00000000d001 is its team's; that the key was not revoked; the clock of this machine is not the cause (it agrees with App Store Connect's)
         = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/app-store-connect/unauthorized.md"
    `);
  });

  it("of a misspelt command", async () => {
    expect(await errorOf(["aply"])).toMatchInlineSnapshot(`
      "error[cli/usage]: there is no command \`aply\`
        = help: did you mean \`signwright apply\`?
        = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/cli/usage.md"
    `);
  });

  it("finds a secret that is planted, in every form", () => {
    const password = place.env["PARTNER_P12_PASSWORD"] ?? "";
    const pem = Buffer.from(place.env["ASC_PRIVATE_KEY"] ?? "", "base64").toString();
    for (const planted of [password, Buffer.from(password).toString("hex"), encodeURIComponent(password), pem]) {
      expect(secretsIn(`before ${planted} after`, place)).not.toEqual([]);
    }
  });
});

/** Files without what a plan leaves for editors of what it saw: that is no trace of the failure. */
function besideTheCache(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(".signwright/cache/")));
}

/** The codes of the errors in what was written. */
function codesOf(err: string): readonly string[] {
  return [...err.matchAll(/^error\[([a-z-]+\/[a-z-]+)\]/gm)].map(([, code = ""]) => code);
}

/** The line of text that the first error marks, from its first caret on; `undefined` when it is about no text. */
function markedText(err: string, place: Workplace): string | undefined {
  const found = /^ +--> (.+):(\d+):(\d+)$/m.exec(err.slice(err.search(/^error\[/m)).split("\n\n")[0] ?? "");
  if (!found) return undefined;
  const [, path = "", line, column] = found;
  const text = Buffer.from(place.read(path)).toString("utf8").split("\n")[Number(line) - 1] ?? "";
  return text.slice(Number(column) - 1);
}

/** Secrets of this run that are found in a text, in any form in which they could get there. */
function secretsIn(text: string, { env }: Workplace): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    name === "CONSOLE_USER" || name === "HOME" ? [] : [value],
  );
  const decoded = values.map((value) => Buffer.from(value, "base64").toString("latin1"));
  const lines = [...values, ...decoded]
    .flatMap((value) => value.split("\n"))
    .filter((line) => line.length > 30 && !line.startsWith("-----"));
  const forms = [...values, ...lines, "hunter2-in-the-clear"]
    .filter((value) => value.length > 8)
    .flatMap((value) => {
      const bytes = Buffer.from(value);
      return [value, bytes.toString("base64"), bytes.toString("hex"), encodeURIComponent(value)];
    });
  return forms.filter((form) => text.includes(form));
}

function newKey(type: "ec" | "rsa"): string {
  const { privateKey } =
    type === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A .p12 with a certificate that nobody but this test issued, under the password that signing.yaml names. */
async function selfSigned({ env }: Workplace, notAfter?: Date): Promise<Uint8Array> {
  const identity = makeIdentity({
    name: [["CN", "Partner"]],
    type: "rsa",
    ...(notAfter ? { notAfter } : {}),
  });
  return writePkcs12({
    privateKey: identity.privateKey,
    certificate: identity.der,
    chain: [],
    friendlyName: "Partner",
    password: new Secret(env["PARTNER_P12_PASSWORD"] ?? ""),
    form: "compatible",
  });
}
