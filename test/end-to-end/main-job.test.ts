import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { X509Certificate } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAcme, type Acme } from "../support/acme.ts";
import { toolOrSkip } from "../support/require-tool.ts";

describe("the main job, on the example against the sandbox", () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await createAcme();
  });
  afterAll(() => acme.stop());

  it("validates", async () => {
    const { code, out } = await acme.cli(["validate"], { env: {} });
    expect({ code, out }).toEqual({ code: 0, out: "Valid.\n" });
  });

  it("plans everything as new, and writes nothing", async () => {
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["plan", "--out", "plan.json"]);
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n").at(-1)).toBe("Plan: 25 to add, 0 to change, 0 to destroy.");
    expect(acme.writes(before)).toEqual([]);
    expect(statSync(join(acme.folder, "plan.json")).mode & 0o777).toBe(0o600);
  });

  it("applies exactly the lines of the plan", async () => {
    const before = acme.sandbox.ledger().length;
    const { code, out, err } = await acme.cli(["apply", "plan.json"]);
    expect({ code, last: out.trimEnd().split("\n").at(-1) }).toEqual({
      code: 0,
      last: "Apply complete! Resources: 25 added, 0 changed, 0 destroyed.",
    });
    expect(err).not.toContain("error");
    const made = acme.sandbox
      .ledger()
      .flatMap((e) =>
        e.n > before && e.entry === "object" && e.event === "created"
          ? [`${e.kind} ${e.name ?? e.id.replace(/^[^_]*_/, "")}`]
          : [],
      )
      // Apple gives every explicit bundle ID this capability by itself.
      .filter((line) => line !== "bundleIdCapabilities IN_APP_PURCHASE");
    expect(made.map((line) => line.replace(/ [0-9a-f]{8}$/, "")).sort()).toEqual(
      [
        "bundleIdCapabilities DATA_PROTECTION",
        "bundleIdCapabilities PUSH_NOTIFICATIONS",
        "bundleIds com.acme.desk",
        "bundleIds com.acme.shop",
        "bundleIds com.acme.shop.widget",
        "certificates 3rd Party Mac Developer Installer: Acme Inc",
        "certificates Apple Distribution: Acme Inc",
        "devices QA iPad",
        "devices QA iPhone 15",
        "profiles Signwright com.acme.desk mac_app_store",
        "profiles Signwright com.acme.shop ios_app_adhoc",
        "profiles Signwright com.acme.shop ios_app_store",
        "profiles Signwright com.acme.shop.widget ios_app_store",
        "signing_profile Android Signing",
      ].sort(),
    );
  });

  it("has nothing left to do", async () => {
    const before = acme.sandbox.ledger().length;
    const { code, out } = await acme.cli(["plan", "--detailed-exitcode"]);
    expect({ code, out }).toEqual({ code: 0, out: "No changes. What is held is what signing.yaml asks for.\n" });
    const again = await acme.cli(["apply", "--auto-approve"]);
    expect(again.code).toBe(0);
    expect(acme.writes(before)).toEqual([]);
  });

  it("asks few requests: a page walk per kind, whatever the number of targets", async () => {
    // Four kinds at Apple; profiles of up to 50 devices come with theirs.
    const last = acme.sandbox.ledger().length;
    await acme.cli(["plan"]);
    const reads = acme.sandbox
      .ledger()
      .filter((e) => e.n > last && e.entry === "request" && e.service === "app-store-connect");
    expect(reads.length).toBeLessThanOrEqual(4);
  });

  it("shows what is held", async () => {
    const { code, out } = await acme.cli(["status", "--json"]);
    const status = JSON.parse(out) as { attention: boolean; held: { address: string; days_left: number }[] };
    expect({ code, attention: status.attention, held: status.held.length }).toEqual({
      code: 0,
      attention: false,
      held: 9,
    });
    expect(status.held.every((h) => h.days_left > 300)).toBe(true);
  });

  it("exports files that only their owner can read", async () => {
    const { code, out } = await acme.cli(["export", "--dir", "out", "--p12-password-env", "EXPORT_PASSWORD"]);
    expect(code).toBe(0);
    expect(out).toContain("Wrote 17 files to out.");
    const files = readdirSync(join(acme.folder, "out"), { recursive: true, encoding: "utf8" });
    const modes = files
      .map((file) => statSync(join(acme.folder, "out", file)))
      .map((s) => (s.isDirectory() ? s.mode & 0o077 : s.mode & 0o177));
    expect(modes.every((mode) => mode === 0)).toBe(true);
  });

  it.runIf(toolOrSkip("openssl"))("exports a .p12 whose key belongs to its certificate, by openssl", () => {
    const args = ["pkcs12", "-in", "out/shop/certificate.p12", "-passin", "env:EXPORT_PASSWORD", "-nodes"];
    const read = (more: readonly string[]): string => openssl(acme, [...args, "-legacy", ...more]);
    const certificate = new X509Certificate(read(["-clcerts", "-nokeys"]));
    const fromKey = openssl(acme, ["pkey", "-pubout"], read(["-nocerts"]));
    expect(fromKey.trim()).toBe(certificate.publicKey.export({ type: "spki", format: "pem" }).toString().trim());
    expect(certificate.subject).toContain("Apple Distribution: Acme Inc (ABCDE12345)");
  });

  it.runIf(toolOrSkip("openssl"))("exports profiles that verify and hold the exported certificate, by openssl", () => {
    const certificate = openssl(acme, [
      "pkcs12",
      "-in",
      "out/shop/certificate.p12",
      "-passin",
      "env:EXPORT_PASSWORD",
      "-legacy",
      "-clcerts",
      "-nokeys",
    ]);
    const der = new X509Certificate(certificate).raw.toString("base64");
    const profiles = [
      "shop/com.acme.shop.mobileprovision",
      "shop/com.acme.shop.widget.mobileprovision",
      "shop-adhoc/com.acme.shop.mobileprovision",
      "desk/com.acme.desk.provisionprofile",
    ];
    for (const profile of profiles) {
      const plist = openssl(acme, ["smime", "-verify", "-noverify", "-inform", "der", "-in", `out/${profile}`]);
      expect(plist.replace(/\s+/g, ""), profile).toContain(der);
    }
  });

  it.runIf(toolOrSkip("keytool"))("exports an Android entry that opens, by keytool", () => {
    const listing = execFileSync(
      "keytool",
      ["-list", "-keystore", "out/shop-android/keystore.p12", "-storepass:env", "EXPORT_PASSWORD"],
      {
        cwd: acme.folder,
        env: { ...process.env, ...acme.env },
        encoding: "utf8",
      },
    );
    expect(listing).toMatch(/upload, .*PrivateKeyEntry/);
    expect(readFileSync(join(acme.folder, "out/shop-android/key.properties"), "utf8")).toContain("keyAlias=upload");
  });

  it("inspects what it exported", async () => {
    const { code, out } = await acme.cli(["inspect", "out/shop-adhoc/com.acme.shop.mobileprovision", "--json"]);
    const { profile } = JSON.parse(out) as {
      profile: { profile_type: string; device_count: number; signature: string };
    };
    expect({
      code,
      profile_type: profile.profile_type,
      devices: profile.device_count,
      signature: profile.signature,
    }).toEqual({
      code: 0,
      profile_type: "ad_hoc",
      devices: 2,
      signature: "valid",
    });
  });
});

function openssl(acme: Acme, args: readonly string[], input?: string): string {
  return execFileSync("openssl", [...args], {
    cwd: acme.folder,
    env: { ...process.env, ...acme.env },
    encoding: "utf8",
    input,
    stdio: ["pipe", "pipe", "ignore"],
  });
}
