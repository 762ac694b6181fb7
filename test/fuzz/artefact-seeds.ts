import { profileList, signMessage } from "../formats/profile-maker.ts";
import { makeIdentity, type MadeIdentity } from "../formats/certificate-maker.ts";
import { makeApk, makeBundle, makeKeystore, signApk, signJar } from "../proof/android-app.ts";
import { makeZip } from "../proof/zip-maker.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { makeSignedCode, propertyList, sealedFiles } from "../verify/code-signer.ts";
import { makePackage, packageFiles } from "../verify/package-maker.ts";
import type { Seed, Syntax } from "./seed.ts";

/** Built apps: those that need no tool, and with the tools of Android those that need some. */
export function artefactSeeds(say: (line: string) => void): readonly Seed[] {
  const signer = makeIdentity({
    name: [
      ["CN", "Apple Distribution: Acme"],
      ["OU", "ABCDE12345"],
    ],
    type: "rsa",
  });
  const installer = { key: signer.key, certificates: [signer.der] };
  const seeds = [
    seed("IPA", "zip", makeIpa(signer)),
    seed("installer package", "binary", makePackage({ files: packageFiles("com.acme.shop"), signer: installer })),
    seed("app bundle that nobody signed", "zip", makeBundle("com.acme.shop")),
  ];
  const missing = ["keytool", "jarsigner", "aapt", "zipalign", "apksigner"].filter((tool) => !toolOrSkip(tool));
  if (missing.length > 0) {
    say(`There is no ${missing.join(", ")} on this machine: no Android app is fuzzed.`);
    return seeds;
  }
  const keystore = makeKeystore("upload");
  const bundle = signJar(makeBundle("com.acme.shop"), keystore);
  const apk = signApk(makeApk("com.acme.shop"), keystore);
  return [...seeds, seed("app bundle", "zip", bundle), seed("APK", "binary", apk)];
}

function seed(name: string, syntax: Syntax, bytes: Uint8Array): Seed {
  return { name, subject: "artefact", syntax, bytes: Uint8Array.from(bytes), password: null, keyPassword: null };
}

function makeIpa(identity: MadeIdentity): Uint8Array {
  const signer = { privateKey: identity.privateKey, certificate: identity.der };
  const app = "Payload/Shop.app";
  const info = Buffer.from(propertyList({ CFBundleIdentifier: "com.acme.shop", CFBundleExecutable: "Shop" }));
  const profile = signMessage(profileList({ certificates: [identity.der], devices: ["a"] }), { signer: identity });
  const greeting = Buffer.from("Hello from Acme\n".repeat(40));
  const seal = sealedFiles({ "hello.txt": greeting, "embedded.mobileprovision": profile });
  const executable = makeSignedCode({
    identifier: "com.acme.shop",
    teamId: "ABCDE12345",
    signer,
    infoPropertyList: info,
    codeResources: seal,
    entitlements: { "application-identifier": "A1B2C3D4E5.com.acme.shop", "get-task-allow": false },
  });
  return makeZip([
    { name: `${app}/Info.plist`, bytes: info },
    { name: `${app}/hello.txt`, bytes: greeting },
    { name: `${app}/embedded.mobileprovision`, bytes: profile },
    { name: `${app}/_CodeSignature/CodeResources`, bytes: seal },
    { name: `${app}/Shop`, bytes: executable, stored: true },
  ]);
}
