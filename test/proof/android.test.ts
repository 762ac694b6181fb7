import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkApkSignature } from "../../src/formats/artefact/apk-signature.ts";
import { memorySource } from "../../src/formats/artefact/byte-source.ts";
import { readZip } from "../../src/formats/artefact/zip-archive.ts";
import { FormatError } from "../../src/formats/format-error.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { apksignerAccepts, makeApk, makeBundle, makeKeystore, signApk, signJar, type Keystore } from "./android-app.ts";
import { createExportedAcme, withChangedByte, type ExportedAcme } from "./exported-acme.ts";
import { readEntries } from "./read-entries.ts";
import { makeZip } from "./zip-maker.ts";

const hasTools = ["aapt", "zipalign", "apksigner", "jarsigner", "jar", "keytool"].map(toolOrSkip).every(Boolean);

describe.runIf(hasTools)("the proof for Android: an APK and an AAB signed with what export wrote", () => {
  let acme: ExportedAcme;
  let upload: Keystore;
  let other: Keystore;
  let unsigned: Uint8Array;
  let apk: Uint8Array;
  let aab: Uint8Array;
  beforeAll(async () => {
    acme = await createExportedAcme();
    upload = { bytes: acme.exported("shop-android/keystore.p12"), password: acme.password, alias: "upload" };
    other = makeKeystore("upload");
    unsigned = makeApk("com.acme.shop");
    apk = signApk(unsigned, upload);
    aab = signJar(makeBundle("com.acme.shop"), upload);
  });
  afterAll(() => acme.stop());

  const find = (bytes: Uint8Array, text: string): number => Buffer.from(bytes).indexOf(text);
  const blockOf = (bytes: Uint8Array): number => {
    const end = find(bytes, "APK Sig Block 42") - 8;
    return end + 24 - Number(Buffer.from(bytes).readBigUInt64LE(end)) - 8;
  };

  it("accepts the APK, as apksigner does", async () => {
    expect(apksignerAccepts(apk)).toBe(true);
    const result = await acme.verify("app.apk", apk);
    expect(result).toMatchObject({ code: 0, verified: true, targets: ["shop-android"], failed: [] });
    expect(result.document.artefact).toMatchObject({ kind: "apk", identifiers: ["com.acme.shop"] });
  });

  it.each([
    ["2 only", ["--v1-signing-enabled", "false", "--v3-signing-enabled", "false"]],
    ["3 only", ["--v1-signing-enabled", "false", "--v2-signing-enabled", "false"]],
  ])("accepts an APK with a signature of version %s", async (_, flags) => {
    expect(await acme.verify("app.apk", signApk(unsigned, upload, ...flags))).toMatchObject({ code: 0, failed: [] });
  });

  it.each<[what: string, at: (bytes: Uint8Array) => number]>([
    ["the first entry's name", () => 31],
    ["an asset", () => 900_000],
    ["the signed data of the block", (bytes) => blockOf(bytes) + 60],
    ["the directory", (bytes) => find(bytes, "APK Sig Block 42") + 16 + 12],
    ["the end record", (bytes) => bytes.length - 12],
  ])("refuses the APK after one byte of %s was changed", async (_, at) => {
    const changed = withChangedByte(apk, at(apk));
    expect(apksignerAccepts(changed)).toBe(false);
    expect(await acme.verify("app.apk", changed)).toMatchObject({ code: 1, verified: false });
  });

  it("finds a change of any byte that the signature covers", async () => {
    const bare = signApk(unsigned, upload, "--v1-signing-enabled", "false");
    const problems = async (bytes: Uint8Array): Promise<number> => {
      try {
        const signers = await checkApkSignature(memorySource(bytes), await readZip(memorySource(bytes)));
        return signers.length === 0 ? 1 : signers.flatMap((signer) => signer.problems).length;
      } catch (error) {
        if (error instanceof FormatError) return 1;
        throw error;
      }
    };
    expect(await problems(bare)).toBe(0);
    const block = blockOf(bare);
    const end = find(bare, "APK Sig Block 42") + 16;
    // The block holds zeros that fill it up, which no signature covers; its signers come first.
    const signers = Buffer.from(bare.subarray(block, end)).indexOf(Buffer.from("77657242", "hex"));
    const offsets = [
      ...Array.from({ length: 40 }, (_, i) => Math.floor((i * block) / 40)),
      ...Array.from({ length: 150 }, (_, i) => block + Math.floor((i * (signers < 0 ? 2000 : signers - 8)) / 150)),
      ...Array.from({ length: 60 }, (_, i) => end + Math.floor((i * (bare.length - end)) / 60)),
    ];
    const missed: number[] = [];
    for (const at of offsets) if ((await problems(withChangedByte(bare, at))) === 0) missed.push(at);
    // A changed number of version 2 leaves version 3 alone, which holds: for Androids that know it, apksigner says so too.
    expect(missed.length).toBeLessThanOrEqual(4);
    expect(missed.filter((at) => !apksignerAccepts(withChangedByte(bare, at), 28))).toEqual([]);
  });

  it("refuses the APK with another certificate", async () => {
    const result = await acme.verify("app.apk", signApk(unsigned, other));
    expect(result).toMatchObject({ code: 1, failed: ["verify/other-certificate"] });
  });

  it("refuses an APK without a signature of today", async () => {
    expect(await acme.verify("app.apk", unsigned)).toMatchObject({ code: 1, failed: ["verify/not-signed"] });
    const old = signApk(unsigned, upload, "--v2-signing-enabled", "false", "--v3-signing-enabled", "false");
    expect(await acme.verify("app.apk", old)).toMatchObject({ code: 1, failed: ["verify/not-signed"] });
  });

  it("refuses an APK whose newer signatures were taken out", async () => {
    const stripped = makeZip(readEntries(apk).map(({ name, bytes }) => ({ name, bytes })));
    expect(apksignerAccepts(stripped)).toBe(false);
    const result = await acme.verify("app.apk", stripped);
    expect(result).toMatchObject({ code: 1, failed: ["verify/not-signed"] });
    expect(result.document.diagnostics[0]?.summary).toContain("taken out");
  });

  it("refuses an app that no target signs, and one that the named target does not", async () => {
    const foreign = signApk(makeApk("com.acme.other"), upload);
    expect(await acme.verify("app.apk", foreign)).toMatchObject({ code: 1, failed: ["verify/no-target"] });
    expect(await acme.verify("app.apk", foreign, "--target", "shop-android")).toMatchObject({
      code: 1,
      failed: ["verify/other-bundle-id"],
    });
  });

  it("accepts the AAB", async () => {
    const result = await acme.verify("app.aab", aab);
    expect(result).toMatchObject({ code: 0, verified: true, targets: ["shop-android"], failed: [] });
    expect(result.document.artefact).toMatchObject({ kind: "aab", identifiers: ["com.acme.shop"] });
  });

  const withEntry = async (name: string, change: (bytes: Uint8Array) => Uint8Array): Promise<Uint8Array> =>
    makeZip(readEntries(aab).map((entry) => (entry.name === name ? { ...entry, bytes: change(entry.bytes) } : entry)));

  it.each([
    ["an asset", "base/assets/grüße.txt", 3, "verify/content-changed"],
    ["the manifest of digests", "META-INF/MANIFEST.MF", 200, "verify/content-changed"],
    ["the signature file", "META-INF/UPLOAD.SF", 200, "verify/signature-invalid"],
    ["the app's manifest", "base/manifest/AndroidManifest.xml", -3, "verify/no-target"],
  ])("refuses the AAB after one byte of %s was changed", async (_, name, at, code) => {
    const result = await acme.verify(
      "app.aab",
      await withEntry(name, (bytes) => withChangedByte(bytes, at < 0 ? bytes.length + at : at)),
    );
    expect(result).toMatchObject({ code: 1, verified: false });
    expect(result.failed).toContain(code);
  });

  it("refuses the AAB when a file was added, taken out, or nobody signed it", async () => {
    const entries = readEntries(aab);
    const added = makeZip([...entries, { name: "base/assets/new.txt", bytes: new Uint8Array(3) }]);
    expect(await acme.verify("app.aab", added)).toMatchObject({ code: 1, failed: ["verify/content-changed"] });
    const without = makeZip(entries.filter(({ name }) => name !== "base/dex/classes.dex"));
    expect(await acme.verify("app.aab", without)).toMatchObject({ code: 1, failed: ["verify/content-changed"] });
    expect(await acme.verify("app.aab", makeBundle("com.acme.shop"))).toMatchObject({
      code: 1,
      failed: ["verify/not-signed"],
    });
  });

  it("refuses the AAB with another certificate", async () => {
    const result = await acme.verify("app.aab", signJar(makeBundle("com.acme.shop"), other));
    expect(result).toMatchObject({ code: 1, failed: ["verify/other-certificate"] });
  });
});
