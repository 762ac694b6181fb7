import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { makeServerCertificate } from "../host/server-certificate.ts";
import { createAcme, type Acme } from "../support/acme.ts";

// What the console does not like is shown where the signing file says it, with what to do.

const target = (use: string): string => `targets:
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console: { key: console, ${use} }
`;

let acme: Acme;
afterEach(() => acme.stop());

async function open(use: string): Promise<void> {
  acme = await createAcme({
    policyConsole: {
      apps: [{ name: "Shop", packageName: "com.acme.shop", platform: "android" }],
      duplicateNames: true,
    },
  });
  acme.edit((text) => text.replace(/^(?:devices|defaults|targets):[^]*$/m, target(use)));
}

interface Told {
  readonly code: string;
  readonly help?: string;
  readonly range?: { readonly start: { readonly line: number } } | null;
}

/** The diagnostics of a plan that are about the console, each with the text of the line that it points at. */
async function told(): Promise<readonly (readonly [string, string, boolean])[]> {
  const lines = readFileSync(`${acme.folder}/signing.yaml`, "utf8").split("\n");
  const { out } = await acme.cli(["apply", "--auto-approve", "--json"]);
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; diagnostic?: Told })
    .flatMap(({ diagnostic }) => (diagnostic?.code.startsWith("policy-console/") === true ? [diagnostic] : []))
    .map(({ code, help, range }) => [code, lines[(range?.start.line ?? 0) - 1]?.trim() ?? "", (help ?? "") !== ""]);
}

it("an app that it does not have", async () => {
  await open("profile: Android Signing, apps: [com.acme.none]");
  expect(await told()).toEqual([
    [
      "policy-console/unknown-app",
      "policy_console: { key: console, profile: Android Signing, apps: [com.acme.none] }",
      true,
    ],
  ]);
});

it("a password that it refuses, and a certificate that nobody trusts", async () => {
  await open("profile: Android Signing");
  acme.env["CONSOLE_PASSWORD"] = "another password";
  expect(await told()).toEqual([["policy-console/unauthorized", "console:", true]]);
  const server = createServer(makeServerCertificate(), (_, response) => response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/mocana-app-control/rest`;
  acme.edit((text) => text.replace(acme.sandbox.policyConsoleUrl, url));
  expect(await told()).toEqual([["policy-console/untrusted-certificate", `url: ${url}`, true]]);
  server.closeAllConnections();
  server.close();
});

it("a profile that was archived: told once, made anew, and then in order", async () => {
  await open("profile: Android Signing, apps: [com.acme.shop]");
  expect(await told()).toEqual([]);
  const [profile] = acme.sandbox.state().signingProfiles;
  const base = acme.sandbox.policyConsoleUrl;
  let cookie = "";
  const ask = async (method: string, path: string, body?: URLSearchParams): Promise<void> => {
    const answer = await fetch(`${base}/${path}`, {
      method,
      redirect: "manual",
      headers: { cookie },
      ...(body && { body }),
    });
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
  };
  const { CONSOLE_USER: j_username = "", CONSOLE_PASSWORD: j_password = "" } = acme.env;
  await ask("GET", "user/ping");
  await ask("POST", "user/ping/j_security_check", new URLSearchParams({ j_username, j_password }));
  await ask("GET", "user/ping");
  await ask("DELETE", `profile/${profile?.id ?? ""}`);
  expect(await told()).toEqual([
    [
      "policy-console/archived",
      "policy_console: { key: console, profile: Android Signing, apps: [com.acme.shop] }",
      true,
    ],
  ]);
  expect(await told()).toEqual([]);
  expect(acme.sandbox.state().signingProfiles.map(({ isArchived }) => isArchived)).toEqual([false, true]);
  expect(acme.sandbox.state().consoleApps.map(({ isCurrent }) => isCurrent)).toEqual([true]);
});
