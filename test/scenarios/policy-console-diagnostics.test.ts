import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { makeJks } from "../formats/jks-maker.ts";
import { makeServerCertificate } from "../host/server-certificate.ts";
import { createAcme, type Acme } from "../support/acme.ts";

// What the console does not like is shown where the signing file says it, with what to do.

const target = (use: string, alias = "upload"): string => `targets:
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: ${alias}
    policy_console: { key: console, ${use} }
`;

const iosTarget = (file: string): string => `targets:
  partner:
    platform: ios
    method: manual
    profile_type: app_store
    bundle_id: com.partner.shop
    certificate: partner-distribution
    profiles: [${file}]
    policy_console: { key: console, profile: iOS Signing, signing_cert_id: Apple Distribution }
`;

let acme: Acme;
afterEach(() => acme.stop());

async function open(targets: string): Promise<void> {
  acme = await createAcme({
    policyConsole: { apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }] },
  });
  write(targets);
}

function write(targets: string): void {
  acme.edit((text) => text.replace(/^(?:devices|defaults|targets):[^]*$/m, targets));
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly help?: string;
  readonly range?: { readonly start: Place; readonly end: Place } | null;
}

/** The errors of an apply, and its warnings of the console: each with the text of signing.yaml that it marks, and with what to do. */
async function told(): Promise<readonly (readonly [code: string, marked: string, help: string])[]> {
  const lines = readFileSync(`${acme.folder}/signing.yaml`, "utf8").split("\n");
  const { out } = await acme.cli(["apply", "--auto-approve", "--json"]);
  const diagnostics = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; diagnostic?: Told })
    .flatMap(({ diagnostic }) => diagnostic ?? []);
  return diagnostics
    .filter(({ code, severity }) => severity === "error" || code.startsWith("policy-console/"))
    .map(({ code, range, help }) => {
      const line = lines[(range?.start.line ?? 0) - 1] ?? "";
      const end = range?.end.line === range?.start.line ? range?.end.column : undefined;
      return [code, line.slice((range?.start.column ?? 1) - 1, end === undefined ? undefined : end - 1), help ?? ""];
    });
}

/** The console as a person uses it: with a session of his own. */
async function byHand(): Promise<
  (method: string, path: string, body?: FormData | URLSearchParams) => Promise<Response>
> {
  const base = acme.sandbox.policyConsoleUrl;
  let cookie = "";
  const ask = async (method: string, path: string, body?: FormData | URLSearchParams): Promise<Response> => {
    const answer = await fetch(`${base}/${path}`, {
      method,
      redirect: "manual",
      headers: { cookie },
      ...(body && { body }),
    });
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    return answer;
  };
  const { CONSOLE_USER: j_username = "", CONSOLE_PASSWORD: j_password = "" } = acme.env;
  await ask("GET", "user/ping");
  await ask("POST", "user/ping/j_security_check", new URLSearchParams({ j_username, j_password }));
  await ask("GET", "user/ping");
  return ask;
}

function signingProfile(name: string, data: object, [part, file]: readonly [string, string]): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries({ name, type: "signing", data: JSON.stringify(data) }))
    form.set(field, value);
  form.set(part, new Blob([readFileSync(`${acme.folder}/${file}`)]), "file");
  return form;
}

describe("before anything is sent", () => {
  const sent = (): number => acme.sandbox.state().signingProfiles.length + acme.writes().length - untouched;
  let untouched = 0;

  async function openAndCount(targets: string): Promise<void> {
    await open(targets);
    untouched = acme.writes().length;
  }

  it("an alias that the keystore lacks", async () => {
    await openAndCount(target("profile: Android Signing", "uplaod"));
    expect(await told()).toEqual([["rule/keystore-alias", "uplaod", "it holds `upload`"]]);
    expect(sent()).toBe(0);
  });

  it("a password that does not open the keystore", async () => {
    await openAndCount(target("profile: Android Signing"));
    acme.env["UPLOAD_KEYSTORE_PASSWORD"] = "another password";
    expect(await told()).toEqual([
      [
        "format/wrong-password",
        "{ env: UPLOAD_KEYSTORE_PASSWORD }",
        "check the password, also for a line end, a space or quotes that do not belong to it",
      ],
    ]);
    expect(sent()).toBe(0);
  });

  it("a key with a password of its own, given or not", async () => {
    await openAndCount(target("profile: Android Signing"));
    const { key, der } = makeIdentity({ name: [["CN", "Acme"]] });
    const pkcs8 = Uint8Array.from(key.export({ type: "pkcs8", format: "der" }));
    const entry = { alias: "upload", key: { pkcs8, password: "the key's own" }, chain: [der] };
    const keystore = makeJks([entry], acme.env["UPLOAD_KEYSTORE_PASSWORD"] ?? "");
    writeFileSync(`${acme.folder}/android/upload.keystore`, keystore);
    const differs = [
      "rule/key-password-differs",
      "upload",
      "change the key password to the store password with `keytool -keypasswd`, or make a console keystore of its own",
    ];
    expect(await told()).toEqual([differs]);
    acme.env["UPLOAD_KEY_PASSWORD"] = "the key's own";
    acme.edit((text) => `${text.trimEnd()}\n    key_password: { env: UPLOAD_KEY_PASSWORD }\n`);
    expect(await told()).toEqual([differs]);
    expect(sent()).toBe(0);
  });

  it("a file of the other platform", async () => {
    await openAndCount(target("profile: Android Signing"));
    copyFileSync(`${acme.folder}/signing/partner.mobileprovision`, `${acme.folder}/android/upload.keystore`);
    expect(await told()).toEqual([["format/wrong-kind", "android/upload.keystore", "name a file that is a keystore"]]);
    write(iosTarget("signing/partner.p12"));
    expect(await told()).toEqual([
      ["format/wrong-kind", "signing/partner.p12", "name a file that is a provisioning profile"],
    ]);
    expect(sent()).toBe(0);
  });
});

describe("what the console has", () => {
  it("no such app", async () => {
    await open(target("profile: Android Signing, apps: [com.acme.shpo]"));
    expect(await told()).toEqual([["policy-console/unknown-app", "com.acme.shpo", "there is `com.acme.shop`"]]);
  });

  it("a signing profile of the name for the other platform", async () => {
    await open(target("profile: Taken"));
    const ask = await byHand();
    const data = { signing_cert_id: "Apple Distribution" };
    await ask(
      "POST",
      "profile",
      signingProfile("Taken", data, ["provisioningProfile", "signing/partner.mobileprovision"]),
    );
    expect(await told()).toEqual([
      ["policy-console/other-platform", "Taken", "archive it on the console, or name another profile"],
    ]);
  });

  it("two signing profiles of the name", async () => {
    await open(target("profile: Twice"));
    acme.sandbox.setConsoleQuirks({ duplicateNames: true });
    const ask = await byHand();
    const data = { keystore_alias: "upload", keystore_pass: acme.env["UPLOAD_KEYSTORE_PASSWORD"] };
    for (const _ of [1, 2])
      await ask("POST", "profile", signingProfile("Twice", data, ["keystore", "android/upload.keystore"]));
    expect(await told()).toEqual([
      ["policy-console/ambiguous-name", "Twice", "archive all but one of them on the console"],
    ]);
  });

  it("an archived one: told once, made anew, and then in order", async () => {
    await open(target("profile: Android Signing, apps: [com.acme.shop]"));
    expect(await told()).toEqual([]);
    const [profile] = acme.sandbox.state().signingProfiles;
    await (
      await byHand()
    )("DELETE", `profile/${profile?.id ?? ""}`);
    expect(await told()).toEqual([
      [
        "policy-console/archived",
        "Android Signing",
        "apply makes a new one of that name; if that is not wanted, remove `policy_console` from the target first",
      ],
    ]);
    expect(await told()).toEqual([]);
    expect(acme.sandbox.state().signingProfiles.map(({ isArchived }) => isArchived)).toEqual([false, true]);
    expect(acme.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
  });

  it("an archived one whose name is not free again", async () => {
    await open(target("profile: Android Signing"));
    expect(await told()).toEqual([]);
    const [profile] = acme.sandbox.state().signingProfiles;
    await (
      await byHand()
    )("DELETE", `profile/${profile?.id ?? ""}`);
    acme.sandbox.setConsoleQuirks({ archivedNames: "taken" });
    expect(await told()).toEqual([
      [
        "policy-console/archived",
        "Android Signing",
        "apply makes a new one of that name; if that is not wanted, remove `policy_console` from the target first",
      ],
      ["policy-console/name-archived", "Android Signing", "write another name as `profile` of `policy_console`"],
    ]);
  });
});

describe("the way to the console", () => {
  it("a user or password that it refuses", async () => {
    await open(target("profile: Android Signing"));
    acme.env["CONSOLE_PASSWORD"] = "another password";
    expect(await told()).toEqual([
      [
        "policy-console/unauthorized",
        "console",
        "check the two secrets; the login is not tried again so that the account is not locked",
      ],
    ]);
  });

  it("a certificate that nobody trusts", async () => {
    await open(target("profile: Android Signing"));
    const server = createServer(makeServerCertificate(), (_, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/mocana-app-control/rest`;
    acme.edit((text) => text.replace(acme.sandbox.policyConsoleUrl, url));
    expect(await told()).toEqual([
      [
        "policy-console/untrusted-certificate",
        url,
        "name the certificate authority of the console with `ca_file`; verification cannot be turned off",
      ],
    ]);
    server.closeAllConnections();
    server.close();
  });
});
