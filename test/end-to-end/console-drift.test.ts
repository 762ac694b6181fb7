import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";

// What somebody changed on the policy console by hand, as the next plan says it.

let acme: Acme;
beforeEach(async () => {
  acme = await createAcme();
  acme.edit((text) =>
    text.replace(
      /^(?:devices|defaults|targets):[^]*$/m,
      `targets:
  shop-android:
    platform: android
    method: manual
    package_name: com.acme.shop
    keystore: upload
    keystore_alias: upload
    policy_console: { key: console, profile: Android Signing }
`,
    ),
  );
  expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
});
afterEach(() => acme.stop());

const data = (keystore_pass: string): string => JSON.stringify({ keystore_alias: "upload", keystore_pass });

/** Writes the profile as a person does on the console: with a session of his own, and only some of its fields. */
async function byHand(fields: Readonly<Record<string, string>>): Promise<void> {
  const base = acme.sandbox.policyConsoleUrl;
  let cookie = "";
  const ask = async (method: string, path: string, body?: URLSearchParams): Promise<Response> => {
    const init = { method, redirect: "manual", headers: { cookie }, ...(body ? { body } : {}) } as const;
    const answer = await fetch(`${base}/${path}`, init);
    cookie = answer.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    return answer;
  };
  const { CONSOLE_USER: j_username = "", CONSOLE_PASSWORD: j_password = "" } = acme.env;
  await ask("GET", "user/ping");
  await ask("POST", "user/ping/j_security_check", new URLSearchParams({ j_username, j_password }));
  await ask("GET", "user/ping");
  const id = acme.sandbox.state().signingProfiles[0]?.id ?? "";
  expect(await (await ask("PUT", `profile/${id}`, new URLSearchParams(fields))).json()).toMatchObject({ status: "OK" });
}

it.each([
  ["name", { name: "Renamed" }, "name on the console differs", "name = Renamed -> Android Signing"],
  ["description", { desc: "by hand" }, "description on the console differs", "description = by hand -> "],
  [
    "password",
    { data: data("another CAN4RY password") },
    "keystore_pass on the console differs",
    "keystore_pass = (changed)",
  ],
])("another %s is said, and written back", async (_, fields, reason, line) => {
  await byHand(fields);
  const { out, err } = await acme.cli(["plan"]);
  expect(out).toContain("~ console/signing_profile/Android Signing");
  expect(out).toContain(reason);
  expect(out.replace(/ +/g, " ")).toContain(line);
  const json = await acme.cli(["plan", "--json"], { env: { ...acme.env, SIGNWRIGHT_LOG: "debug" } });
  for (const told of [out, err, json.out, json.err]) {
    expect(told).not.toContain("CAN4RY");
    expect(told).not.toContain(acme.env["UPLOAD_KEYSTORE_PASSWORD"]);
  }
  const applied = await acme.cli(["apply", "--auto-approve"]);
  expect(applied.code, applied.err).toBe(0);
  expect((await acme.cli(["plan"])).out).toContain("No changes.");
  expect(acme.sandbox.state().signingProfiles.map(({ name, description }) => [name, description])).toEqual([
    ["Android Signing", ""],
  ]);
});

it("the same content, written by somebody else, is a file that nobody knows", async () => {
  await byHand({ data: data(acme.env["UPLOAD_KEYSTORE_PASSWORD"] ?? "") });
  expect((await acme.cli(["plan"])).out).toContain(
    "somebody else wrote it on the console since, so what file it holds is unknown",
  );
});

it("a store that knows of no upload says unknown, and never in order", async () => {
  rmSync(join(acme.folder, "signing-store"), { recursive: true });
  const { out, err } = await acme.cli(["plan"]);
  expect(out, err).toContain("what file the console holds is unknown, as Signwright did not upload it");
});
