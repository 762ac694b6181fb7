import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memorySource } from "../../src/formats/artefact/byte-source.ts";
import { checkCodeSignature } from "../../src/formats/artefact/code-signature.ts";
import { readMachO } from "../../src/formats/artefact/mach-o.ts";
import { FormatError } from "../../src/formats/format-error.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { createExportedAcme, withChangedByte, type ExportedAcme } from "./exported-acme.ts";
import { makeApp, makeExecutable, makeFatExecutable, makeIpa, signApp, type AppFiles } from "./ios-app.ts";

const hasTools = ["clang", "ld.lld", "openssl"].map(toolOrSkip).every(Boolean);
const app = "com.acme.shop";
const widget = "com.acme.shop.widget";

// What apply and export made from the sandbox signs real code, with a signer that knows nothing of Signwright; then verify judges it.
describe.runIf(hasTools)("the proof for iOS: an IPA signed with what export wrote", () => {
  let acme: ExportedAcme;
  let executable: Uint8Array;
  let signed: AppFiles;
  const sign = (
    files: AppFiles,
    profiles: readonly string[],
    more: { readonly p12?: string; readonly entitlements?: Uint8Array } = {},
  ): Promise<AppFiles> =>
    signApp(files, {
      p12: acme.exported(more.p12 ?? "shop/certificate.p12"),
      password: acme.password,
      profiles: profiles.map(acme.exported),
      entitlements: more.entitlements,
    });
  const storeProfiles = [`shop/${app}.mobileprovision`, `shop/${widget}.mobileprovision`];
  const changed = (path: string, change: (bytes: Uint8Array) => Uint8Array): AppFiles => {
    const bytes = signed.get(path);
    if (!bytes) throw new Error(`the app has no ${path}`);
    return new Map(signed).set(path, change(bytes));
  };

  beforeAll(async () => {
    acme = await createExportedAcme();
    executable = makeExecutable("arm64-apple-ios14.0");
    signed = await sign(makeApp(executable, app, widget), storeProfiles);
  });
  afterAll(() => acme.stop());

  it("accepts it", async () => {
    const result = await acme.verify("Shop.ipa", makeIpa(signed));
    expect(result).toMatchObject({ code: 0, verified: true, targets: ["shop"], failed: [] });
    expect(result.document).toMatchObject({ format_version: "1.0", artefact: { kind: "ipa", identifiers: [app] } });
    expect(result.document.artefact?.signers).toHaveLength(1);
  });

  it("accepts it as a folder", async () => {
    for (const [path, bytes] of signed) {
      mkdirSync(dirname(join(acme.folder, "build/Shop.app", path)), { recursive: true });
      writeFileSync(join(acme.folder, "build/Shop.app", path), bytes);
    }
    expect(await acme.verifyJson("build/Shop.app")).toMatchObject({ code: 0, targets: ["shop"], failed: [] });
    writeFileSync(join(acme.folder, "build/Shop.app/Assets/new.txt"), "added");
    expect(await acme.verifyJson("build/Shop.app")).toMatchObject({ code: 1, failed: ["verify/content-changed"] });
  });

  it("accepts code for several processors", async () => {
    const fat = makeFatExecutable([executable, asArm64e(executable)]);
    const both = await sign(makeApp(fat, app), storeProfiles.slice(0, 1));
    expect(await acme.verify("Fat.ipa", makeIpa(both))).toMatchObject({ code: 0, failed: [] });
    const code = both.get("Shop") ?? new Uint8Array();
    const inSecond = code.length - 40_000;
    expect(
      await acme.verify("Fat.ipa", makeIpa(new Map(both).set("Shop", withChangedByte(code, inSecond)))),
    ).toMatchObject({ code: 1 });
  });

  it("is confirmed by openssl: the signature is over the code directory, with our certificate", () => {
    const code = Buffer.from(signed.get("Shop") ?? []);
    const start = code.indexOf(Buffer.from("fade0cc0", "hex"));
    const blob = (slot: number): Buffer => {
      for (let i = 0; i < code.readUInt32BE(start + 8); i++) {
        if (code.readUInt32BE(start + 12 + i * 8) !== slot) continue;
        const at = start + code.readUInt32BE(start + 16 + i * 8);
        return code.subarray(at, at + code.readUInt32BE(at + 4));
      }
      throw new Error(`there is no blob ${slot}`);
    };
    writeFileSync(join(acme.folder, "cms.der"), blob(0x10000).subarray(8));
    writeFileSync(join(acme.folder, "directory"), blob(0));
    const args = [
      "cms",
      "-verify",
      "-binary",
      "-noverify",
      "-inform",
      "der",
      "-in",
      "cms.der",
      "-content",
      "directory",
      "-out",
      "verified",
      "-signer",
      "signer.pem",
    ];
    execFileSync("openssl", args, { cwd: acme.folder, stdio: "pipe" });
    const subject = execFileSync("openssl", ["x509", "-noout", "-subject", "-in", "signer.pem"], {
      cwd: acme.folder,
      encoding: "utf8",
    });
    expect(subject).toContain("Apple Distribution: Acme Inc (ABCDE12345)");
  });

  const directoryOf = (bytes: Uint8Array): number => Buffer.from(bytes).indexOf(Buffer.from("fade0c02", "hex"));
  const tail = (bytes: Uint8Array): number => Buffer.from(bytes).lastIndexOf(Buffer.from("fade0b01", "hex"));
  it.each<[what: string, path: string, at: (bytes: Uint8Array) => number, code: string]>([
    ["the app's code", "Shop", (bytes) => Math.floor(directoryOf(bytes) / 2), "verify/signature-invalid"],
    ["the header of the code", "Shop", () => 40, "verify/signature-invalid"],
    ["the code directory", "Shop", (bytes) => directoryOf(bytes) + 15, "verify/signature-invalid"],
    [
      "the signature over it",
      "Shop",
      (bytes) => tail(bytes) + Buffer.from(bytes).readUInt32BE(tail(bytes) + 4) - 4,
      "verify/signature-invalid",
    ],
    ["Info.plist", "Info.plist", (bytes) => Buffer.from(bytes).indexOf("14.0"), "verify/signature-invalid"],
    ["a resource", "Assets/greeting.txt", () => 3000, "verify/content-changed"],
    [
      "the list of resources",
      "_CodeSignature/CodeResources",
      (bytes) => Buffer.from(bytes).indexOf("greeting"),
      "verify/signature-invalid",
    ],
    [
      "the embedded profile",
      "embedded.mobileprovision",
      (bytes) => Buffer.from(bytes).indexOf("Signwright com"),
      "verify/other-profile",
    ],
    ["the code of the extension", "PlugIns/Widget.appex/Widget", () => 20_000, "verify/signature-invalid"],
  ])("refuses it after one byte of %s was changed", async (_, path, at, code) => {
    const files = changed(path, (bytes) => withChangedByte(bytes, at(bytes)));
    const result = await acme.verify("Shop.ipa", makeIpa(files));
    expect(result).toMatchObject({ code: 1, verified: false });
    expect(result.failed).toContain(code);
  });

  it("finds a change of any byte that the signature covers", async () => {
    const code = signed.get("Shop") ?? new Uint8Array();
    const sealed = {
      infoPropertyList: signed.get("Info.plist"),
      codeResources: signed.get("_CodeSignature/CodeResources"),
    };
    const problems = async (bytes: Uint8Array): Promise<number> => {
      try {
        const [slice] = await readMachO(memorySource(bytes));
        return slice ? (await checkCodeSignature(slice, sealed)).problems.length : 1;
      } catch (error) {
        if (error instanceof FormatError) return 1;
        throw error;
      }
    };
    expect(await problems(code)).toBe(0);
    // Certificates beside the signer's are in the message, but covered by nothing.
    const message = Buffer.from(code).lastIndexOf(Buffer.from("fade0b01", "hex"));
    const end = message + Buffer.from(code).readUInt32BE(message + 4);
    const missed: number[] = [];
    for (let at = 0; at < code.length; at += at > directoryOf(code) - 100 && at < message ? 7 : 211) {
      if ((at < message + 4 || at >= end) && (await problems(withChangedByte(code, at))) === 0) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it("refuses it when a file was added or taken out", async () => {
    expect(
      await acme.verify("Shop.ipa", makeIpa(new Map(signed).set("Assets/new.txt", new Uint8Array(3)))),
    ).toMatchObject({ code: 1, failed: ["verify/content-changed"] });
    const without = new Map(signed);
    without.delete("Assets/greeting.txt");
    expect(await acme.verify("Shop.ipa", makeIpa(without))).toMatchObject({
      code: 1,
      failed: ["verify/content-changed"],
    });
  });

  it("refuses it with another profile, and knows the target that the profile is of", async () => {
    const adHoc = await sign(makeApp(executable, app), [`shop-adhoc/${app}.mobileprovision`]);
    expect(await acme.verify("Shop.ipa", makeIpa(adHoc), "--target", "shop")).toMatchObject({
      code: 1,
      failed: ["verify/other-profile"],
    });
    expect(await acme.verify("Shop.ipa", makeIpa(adHoc))).toMatchObject({ code: 0, targets: ["shop-adhoc"] });
    const swapped = new Map(signed).set("embedded.mobileprovision", acme.exported(`shop/${widget}.mobileprovision`));
    expect((await acme.verify("Shop.ipa", makeIpa(swapped))).failed).toContain("verify/other-profile");
  });

  it("refuses it with another certificate", async () => {
    const files = await sign(makeApp(executable, app, widget), storeProfiles, { p12: "partner/certificate.p12" });
    const result = await acme.verify("Shop.ipa", makeIpa(files));
    expect(result).toMatchObject({
      code: 1,
      failed: ["rule/certificate-not-in-profile", "verify/other-certificate"],
    });
  });

  it("refuses entitlements that the profile does not allow", async () => {
    const entitlements = new TextEncoder().encode(
      '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>application-identifier</key><string>ABCDE12345.com.acme.shop</string><key>com.apple.developer.healthkit</key><true/></dict></plist>',
    );
    const files = await sign(makeApp(executable, app), storeProfiles.slice(0, 1), { entitlements });
    const result = await acme.verify("Shop.ipa", makeIpa(files));
    expect(result).toMatchObject({ code: 1, failed: ["verify/entitlement-not-in-profile"] });
    expect(result.document.diagnostics.map((d) => d.summary).join()).toContain("com.apple.developer.healthkit");
  });

  it("refuses an app for the simulator", async () => {
    const files = await sign(makeApp(makeExecutable("arm64-apple-ios14.0-simulator"), app), storeProfiles.slice(0, 1));
    expect(await acme.verify("Shop.ipa", makeIpa(files))).toMatchObject({ code: 1, failed: ["verify/other-platform"] });
  });

  it("refuses it once profile and certificate have expired", async () => {
    writeFileSync(join(acme.folder, "Shop.ipa"), makeIpa(signed));
    const later = new Date(Date.now() + 400 * 86_400_000);
    const { code, err } = await acme.cli(["verify", "Shop.ipa"], { clock: () => later });
    expect(code).toBe(1);
    expect(err).toContain("error[rule/expired]: the profile in `Shop.app` expired on");
    expect(err).toContain("error[rule/expired]: the certificate `Apple Distribution");
  });

  it("never breaks on anything that was written over the code or its signature", async () => {
    const code = signed.get("Shop") ?? new Uint8Array();
    const random = seededRandom(20261122);
    for (let round = 0; round < 400; round++) {
      const changed = Uint8Array.from(code);
      const start = random() < 0.3 ? 0 : directoryOf(code) - 100;
      for (let i = 0; i < 4; i++)
        changed[start + Math.floor(random() * Math.min(3000, code.length - start))] = Math.floor(random() * 256);
      try {
        for (const slice of await readMachO(memorySource(changed)))
          await checkCodeSignature(slice, { infoPropertyList: undefined, codeResources: undefined });
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });

  it("refuses an app that nobody signed, and one that no target signs", async () => {
    const result = await acme.verify("Shop.ipa", makeIpa(makeApp(executable, app)));
    expect(result.failed).toContain("verify/not-signed");
    expect(await acme.verify("Shop.ipa", makeIpa(makeApp(executable, "com.acme.other")))).toMatchObject({
      code: 1,
      failed: ["verify/no-target"],
    });
  });
});

/** The same code under the name of another processor. */
function asArm64e(code: Uint8Array): Uint8Array {
  const copy = Buffer.from(code);
  copy.writeUInt32LE(2, 8);
  return copy;
}

/** Numbers from 0 to 1 that are the same on every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
