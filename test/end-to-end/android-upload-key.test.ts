import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";
import { toolOrSkip } from "../support/require-tool.ts";

describe("an Android target whose upload key Signwright makes", () => {
  let acme: Acme;
  let certificate: string;
  beforeAll(async () => {
    acme = await createAcme();
    writeFileSync(
      join(acme.folder, "signing.yaml"),
      `version: 1
store: { url: signing-store, identity: { env: SIGNWRIGHT_IDENTITY } }
keys:
  console:
    type: policy_console
    url: ${acme.sandbox.policyConsoleUrl}
    username: { env: CONSOLE_USER }
    password: { env: CONSOLE_PASSWORD }
targets:
  shop:
    platform: android
    method: automatic
    package_name: com.acme.shop
    policy_console: { key: console, profile: Android Signing }
`,
    );
  });
  afterAll(() => acme.stop());

  it("is made by one apply, and goes to the policy console", async () => {
    const { out } = await acme.cli(["plan"]);
    expect(out).toContain("+ store/keystore/upload:com.acme.shop");
    expect(out).toContain("Plan: 2 to add");
    expect((await acme.cli(["apply", "--auto-approve"])).code).toBe(0);
    expect(acme.objects("created", "signing_profile").map((e) => e.name)).toEqual(["Android Signing"]);
    expect((await acme.cli(["plan", "--detailed-exitcode"])).code).toBe(0);
  });

  it("is exported with its certificate for Play", async () => {
    const { code } = await acme.cli(["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"]);
    expect(code).toBe(0);
    certificate = readFileSync(join(acme.folder, "out/shop/upload_certificate.pem"), "utf8");
    const x509 = new X509Certificate(certificate);
    expect(x509.subject).toBe("CN=Upload key of com.acme.shop");
    expect(x509.publicKey.asymmetricKeyDetails?.modulusLength).toBe(4096);
    const days = (Date.parse(x509.validTo) - Date.parse(x509.validFrom)) / 86_400_000;
    expect(Math.round(days)).toBe(10_000);
  });

  it.runIf(toolOrSkip("keytool"))("opens by keytool under its alias", () => {
    const arguments_ = [
      "-list",
      "-keystore",
      "out/shop/keystore.p12",
      "-storepass:env",
      "EXPORT_PASSWORD",
      "-alias",
      "upload",
    ];
    const env = { ...process.env, ...acme.env };
    expect(execFileSync("keytool", arguments_, { cwd: acme.folder, env, encoding: "utf8" })).toContain(
      "PrivateKeyEntry",
    );
  });

  it("is never renewed, replaced or deleted by a plan, not even decades later or when the target leaves the file", async () => {
    const later = (): Date => new Date("2060-01-01T00:00:00Z");
    const expired = await acme.cli(["plan"], { clock: later });
    expect(expired.out).toContain("No changes.");
    acme.edit((text) => text.replace(/targets:[\s\S]*/, "targets: {}\n"));
    const left = await acme.cli(["plan"]);
    expect(left.out).toContain(
      "Kept in the store, though no target needs it:\n  store/keystore/upload:com.acme.shop\n",
    );
    expect(left.out).toContain("Plan: 0 to add, 0 to change, 0 to destroy. 1 to forget.");
  });

  it("is not made on CI's disk unless that lasts", async () => {
    const fresh = await createAcme();
    writeFileSync(
      join(fresh.folder, "signing.yaml"),
      "version: 1\nstore: { url: signing-store, identity: { env: SIGNWRIGHT_IDENTITY } }\ntargets:\n  shop: { platform: android, method: automatic, package_name: com.acme.shop }\n",
    );
    const { code, err } = await fresh.cli(["apply", "--auto-approve"], { ci: true });
    await fresh.stop();
    expect(code).toBe(1);
    expect(err).toContain("error[file-store/ephemeral]");
  });
});
