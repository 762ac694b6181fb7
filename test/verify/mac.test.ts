import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memorySource } from "../../src/formats/artefact/byte-source.ts";
import { checkCodeSignature } from "../../src/formats/artefact/code-signature.ts";
import { readMachO } from "../../src/formats/artefact/mach-o.ts";
import { readKeystore } from "../../src/formats/keystore.ts";
import { nodeKeyOf } from "../../src/formats/private-key.ts";
import { Secret } from "../../src/secret/secret.ts";
import { createExportedAcme, type ExportedAcme } from "../proof/exported-acme.ts";
import { blob, makeSignedCode, propertyList, sealedFiles, type CodeSigner, type CodeWish } from "./code-signer.ts";
import { makePackage, packageFiles } from "./package-maker.ts";

const team = "ABCDE12345";
let acme: ExportedAcme;
let application: CodeSigner;
let installer: CodeSigner;
const signerOf = async (path: string): Promise<CodeSigner> => {
  const { entries } = await readKeystore(acme.exported(path), { password: new Secret(acme.password) });
  const entry = entries.find((one) => one.privateKey !== undefined);
  const [certificate, ...chain] = entry?.chain ?? [];
  if (!entry?.privateKey || !certificate) throw new Error(`${path} holds no key`);
  return { privateKey: entry.privateKey, certificate: certificate.der, chain: chain.map(({ der }) => der) };
};
beforeAll(async () => {
  acme = await createExportedAcme();
  application = await signerOf("desk/certificate.p12");
  installer = await signerOf("desk/installer.p12");
});
afterAll(() => acme.stop());

/** A Mac app with a framework in its usual dress of versions and links, as a folder. */
function writeApp(changes: Partial<CodeWish> = {}): void {
  const root = join(acme.folder, "build/Desk.app");
  rmSync(root, { recursive: true, force: true });
  const write = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  const kit = "Contents/Frameworks/Kit.framework";
  const kitInfo = Buffer.from(propertyList({ CFBundleIdentifier: "com.acme.kit", CFBundleExecutable: "Kit" }));
  const kitSeal = sealedFiles({ "Resources/Info.plist": kitInfo });
  write(`${kit}/Versions/A/Resources/Info.plist`, kitInfo);
  write(`${kit}/Versions/A/_CodeSignature/CodeResources`, kitSeal);
  write(
    `${kit}/Versions/A/Kit`,
    makeSignedCode({
      identifier: "com.acme.kit",
      signer: application,
      infoPropertyList: kitInfo,
      codeResources: kitSeal,
    }),
  );
  symlinkSync("A", join(root, kit, "Versions/Current"));
  symlinkSync("Versions/Current/Kit", join(root, kit, "Kit"));
  const info = Buffer.from(propertyList({ CFBundleIdentifier: "com.acme.desk", CFBundleExecutable: "Desk" }));
  const profile = acme.exported("desk/com.acme.desk.provisionprofile");
  const resource = Buffer.from("Hello from Acme\n");
  const seal = sealedFiles(
    { "Resources/hello.txt": resource, "embedded.provisionprofile": profile },
    { nested: ["Frameworks/Kit.framework"] },
  );
  write("Contents/Info.plist", info);
  write("Contents/PkgInfo", Buffer.from("APPL????"));
  write("Contents/Resources/hello.txt", resource);
  write("Contents/embedded.provisionprofile", profile);
  write("Contents/_CodeSignature/CodeResources", seal);
  const entitlements = {
    "com.apple.application-identifier": `${team}.com.acme.desk`,
    "com.apple.security.app-sandbox": true,
  };
  write(
    "Contents/MacOS/Desk",
    makeSignedCode({
      identifier: "com.acme.desk",
      teamId: team,
      signer: application,
      infoPropertyList: info,
      codeResources: seal,
      entitlements,
      ...changes,
    }),
  );
}

const inApp = (path: string): string => join(acme.folder, "build/Desk.app/Contents", path);

describe("a Mac app in a folder", () => {
  it("is accepted, its framework too", async () => {
    writeApp();
    const { code, out, err } = await acme.cli(["verify", "build/Desk.app"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Desk.app/Contents/Frameworks/Kit.framework\n    ✔ ok       signature");
  });

  it("says once that the certificate has expired, and what it signs", async () => {
    writeApp();
    const later = new Date(Date.now() + 400 * 86_400_000);
    const { code, err } = await acme.cli(["verify", "build/Desk.app"], { clock: () => later });
    expect(code).toBe(1);
    const [said, ...more] = err.split("\n").filter((line) => line.includes("the certificate"));
    expect([said, more]).toEqual([
      expect.stringMatching(
        /^error\[rule\/expired\]: the certificate .*, which signs `Desk.app`, `Desk.app\/Contents\/Frameworks\/Kit.framework`, expired on \d/,
      ),
      [],
    ]);
  });

  it.each<[what: string, change: () => void, code: string]>([
    [
      "a resource was changed",
      () => {
        writeFileSync(inApp("Resources/hello.txt"), "Hello from somebody\n");
      },
      "verify/content-changed",
    ],
    [
      "a file was added",
      () => {
        writeFileSync(inApp("MacOS/tool"), "new");
      },
      "verify/content-changed",
    ],
    [
      "a link was added",
      () => {
        symlinkSync("hello.txt", inApp("Resources/link.txt"));
      },
      "verify/content-changed",
    ],
    [
      "the framework's code was taken from elsewhere",
      () => {
        cpSync(inApp("MacOS/Desk"), inApp("Frameworks/Kit.framework/Versions/A/Kit"));
      },
      "verify/signature-invalid",
    ],
    [
      "a library was added beside the app",
      () => {
        cpSync(inApp("MacOS/Desk"), inApp("MacOS/tool"));
      },
      "verify/content-changed",
    ],
    [
      "the profile was taken out",
      () => {
        rmSync(inApp("embedded.provisionprofile"));
      },
      "verify/profile-missing",
    ],
  ])("is refused when %s", async (_, change, code) => {
    writeApp();
    change();
    const result = await acme.verifyJson("build/Desk.app");
    expect(result.code).toBe(1);
    expect(result.failed).toContain(code);
  });

  it.each<[what: string, changes: () => Partial<CodeWish>, code: string]>([
    ["nobody signed it", () => ({ signer: undefined }), "verify/not-signed"],
    ["somebody else signed it", () => ({ signer: installer }), "verify/other-certificate"],
    ["it names another team than its certificate", () => ({ teamId: "ZZZZZZZZZZ" }), "rule/team-mismatch"],
    [
      "it claims what the profile does not allow",
      () => ({ entitlements: { "com.apple.developer.healthkit": true } }),
      "verify/entitlement-not-in-profile",
    ],
    [
      "the two forms of its entitlements differ",
      () => ({ derEntitlements: { "com.apple.security.get-task-allow": true } }),
      "verify/signature-invalid",
    ],
    [
      "it was signed with another list of files",
      () => ({ codeResources: Buffer.from("another") }),
      "verify/signature-invalid",
    ],
  ])("is refused when %s", async (_, changes, code) => {
    writeApp(changes());
    const result = await acme.verifyJson("build/Desk.app");
    expect(result.code).toBe(1);
    expect(result.failed).toContain(code);
  });
});

describe("a code signature", () => {
  const problems = async (changes: Partial<CodeWish>): Promise<readonly string[]> => {
    const [slice] = await readMachO(
      memorySource(makeSignedCode({ identifier: "com.acme.desk", signer: application, ...changes })),
    );
    if (!slice) throw new Error("there is no code");
    return (await checkCodeSignature(slice, { infoPropertyList: undefined, codeResources: undefined })).problems;
  };

  it("holds", async () => {
    expect(await problems({})).toEqual([]);
    expect(await problems({ entitlements: { a: "b", c: true } })).toEqual([]);
  });

  it.each<[what: string, blobs: (blobs: Map<number, Buffer>) => void, problem: string]>([
    [
      "a second directory that the signer does not know",
      (blobs) => blobs.set(0x1000, blobs.get(0) ?? Buffer.alloc(0)),
      "the signer does not vouch for the sha256 directory",
    ],
    [
      "entitlements that nothing covers",
      (blobs) => blobs.set(5, blob(0xfade7171, Buffer.from(propertyList({ a: true })))),
      "the list of entitlements is not covered by the signature",
    ],
    [
      "launch constraints that nothing covers",
      (blobs) => blobs.set(8, Buffer.from("fade818100000008", "hex")),
      "part 8 is not covered by the signature",
    ],
    ["no requirements, which it covers", (blobs) => blobs.delete(2), "the list of requirements is missing"],
  ])("does not hold with %s", async (_, blobs, problem) => {
    expect(await problems({ blobs })).toContain(problem);
  });
});

describe("an installer package", () => {
  const pkg = (signer?: CodeSigner, bundleId = "com.acme.desk"): Buffer =>
    makePackage({
      files: packageFiles(bundleId),
      ...(signer ? { signer: { key: nodeKeyOf(signer.privateKey), certificates: [signer.certificate] } } : {}),
    });

  it("is accepted with the installer certificate, and says what it did not open", async () => {
    const result = await acme.verify("Desk.pkg", pkg(installer));
    expect(result).toMatchObject({ code: 0, verified: true, targets: ["desk"], failed: [] });
    expect(result.document.diagnostics.map((d) => d.code)).toEqual(["verify/not-checked"]);
  });

  it("is refused with another certificate, without one, and for another app", async () => {
    expect(await acme.verify("Desk.pkg", pkg(application))).toMatchObject({
      code: 1,
      failed: ["verify/other-certificate"],
    });
    expect(await acme.verify("Desk.pkg", pkg())).toMatchObject({ code: 1, failed: ["verify/not-signed"] });
    expect(await acme.verify("Desk.pkg", pkg(installer, "com.acme.other"))).toMatchObject({
      code: 1,
      failed: ["verify/no-target"],
    });
    expect(await acme.verify("Desk.pkg", pkg(installer, "com.acme.other"), "--target", "desk")).toMatchObject({
      code: 1,
      failed: ["verify/other-bundle-id"],
    });
  });
});
