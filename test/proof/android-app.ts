import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeZip } from "./zip-maker.ts";

/** A keystore to sign with. */
export interface Keystore {
  readonly bytes: Uint8Array;
  readonly password: string;
  readonly alias: string;
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "signwright-android-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An APK that aapt makes: a manifest, and assets of more than one mebibyte. */
export function makeApk(packageName: string): Uint8Array {
  return inFolder((folder) => {
    const manifest = `<?xml version="1.0" encoding="utf-8"?>\n<manifest package="${packageName}"><application/></manifest>\n`;
    writeFileSync(join(folder, "AndroidManifest.xml"), manifest);
    mkdirSync(join(folder, "assets"));
    writeFileSync(
      join(folder, "assets/data.bin"),
      Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => (i * i) % 251)),
    );
    writeFileSync(join(folder, "assets/greeting.txt"), "Hello from Acme\n".repeat(50));
    execFileSync("aapt", ["package", "-f", "-0", "bin", "-M", "AndroidManifest.xml", "-A", "assets", "-F", "app.apk"], {
      cwd: folder,
      stdio: "pipe",
    });
    execFileSync("zipalign", ["-f", "4", "app.apk", "aligned.apk"], { cwd: folder, stdio: "pipe" });
    return readFileSync(join(folder, "aligned.apk"));
  });
}

/** Signs an APK with Google's apksigner. @param flags which schemes, for example `--v3-signing-enabled false` */
export function signApk(apk: Uint8Array, keystore: Keystore, ...flags: readonly string[]): Uint8Array {
  return inFolder((folder) => {
    writeFileSync(join(folder, "app.apk"), apk);
    writeFileSync(join(folder, "key.p12"), keystore.bytes, { mode: 0o600 });
    const passwords = ["--ks-type", "PKCS12", "--ks-pass", "env:KEYSTORE_PASSWORD", "--ks-key-alias", keystore.alias];
    const args = [
      "sign",
      "--ks",
      "key.p12",
      ...passwords,
      "--min-sdk-version",
      "21",
      ...flags,
      "--out",
      "signed.apk",
      "app.apk",
    ];
    execFileSync("apksigner", args, {
      cwd: folder,
      stdio: "pipe",
      env: { ...process.env, KEYSTORE_PASSWORD: keystore.password },
    });
    return readFileSync(join(folder, "signed.apk"));
  });
}

/** Whether apksigner itself accepts an APK, for all Androids from an API level on. */
export function apksignerAccepts(apk: Uint8Array, level = 21): boolean {
  return inFolder((folder) => {
    writeFileSync(join(folder, "app.apk"), apk);
    try {
      execFileSync("apksigner", ["verify", "--min-sdk-version", String(level), "app.apk"], {
        cwd: folder,
        stdio: "pipe",
      });
      return true;
    } catch {
      return false;
    }
  });
}

/** An app bundle as bundletool lays it out, with the least that is in one. */
export function makeBundle(packageName: string): Uint8Array {
  return makeZip([
    { name: "BundleConfig.pb", bytes: message(field(1, field(2, text("1.17.2")))) },
    { name: "base/manifest/AndroidManifest.xml", bytes: protoManifest(packageName) },
    { name: "base/dex/classes.dex", bytes: new Uint8Array(50_000).fill(7) },
    { name: "base/assets/grüße.txt", bytes: new TextEncoder().encode("Hallo von Acme\n".repeat(40)) },
    {
      name: `base/root/${"a-long-path/".repeat(8)}file.txt`,
      bytes: new TextEncoder().encode("names longer than a line of a manifest\n"),
    },
  ]);
}

/** XmlNode { element = 1 { name = 3, attribute = 4 { name = 2, value = 3 } } } of Android's Resources.proto. */
function protoManifest(packageName: string): Uint8Array {
  const attribute = (name: string, value: string): Buffer =>
    field(4, message(field(2, text(name)), field(3, text(value))));
  return message(
    field(1, message(field(3, text("manifest")), attribute("versionName", "1.0"), attribute("package", packageName))),
  );
}

function text(value: string): Buffer {
  return Buffer.from(value);
}

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

/** Signs an archive with the JDK's jarsigner, as Gradle does with app bundles. */
export function signJar(jar: Uint8Array, keystore: Keystore): Uint8Array {
  return inFolder((folder) => {
    writeFileSync(join(folder, "app.aab"), jar);
    writeFileSync(join(folder, "key.p12"), keystore.bytes, { mode: 0o600 });
    const args = [
      "-keystore",
      "key.p12",
      "-storetype",
      "PKCS12",
      "-storepass:env",
      "KEYSTORE_PASSWORD",
      "app.aab",
      keystore.alias,
    ];
    execFileSync("jarsigner", args, {
      cwd: folder,
      stdio: "pipe",
      env: { ...process.env, KEYSTORE_PASSWORD: keystore.password },
    });
    return readFileSync(join(folder, "app.aab"));
  });
}

/** Another upload key, as keytool makes it. */
export function makeKeystore(alias: string): Keystore {
  return inFolder((folder) => {
    const password = "another password 5K";
    const args = [
      "-genkeypair",
      "-keystore",
      "key.p12",
      "-storetype",
      "PKCS12",
      "-storepass:env",
      "KEYSTORE_PASSWORD",
      "-alias",
      alias,
    ];
    execFileSync(
      "keytool",
      [...args, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "10000", "-dname", "CN=Somebody else"],
      {
        cwd: folder,
        stdio: "pipe",
        env: { ...process.env, KEYSTORE_PASSWORD: password },
      },
    );
    return { bytes: readFileSync(join(folder, "key.p12")), password, alias };
  });
}
