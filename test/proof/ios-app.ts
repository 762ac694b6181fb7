import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "plist";
import { createRequire } from "node:module";
import { ZsignWasmClient } from "zsign-wasm";
import { readProvisioningProfile } from "../../src/formats/provisioning-profile.ts";
import { writePem } from "../../src/formats/pem.ts";
import { makeZip } from "./zip-maker.ts";

/** Compiles a Mach-O executable with Debian's clang and lld; nothing in it is run. */
export function makeExecutable(target: string, source = "int main(void) { return 42; }"): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "signwright-clang-"));
  try {
    writeFileSync(join(folder, "main.c"), source);
    execFileSync("clang", ["-target", target, "-fuse-ld=lld", "-nostdlib", "-Wl,-e,_main", "-o", "main", "main.c"], {
      cwd: folder,
      stdio: "pipe",
    });
    return readFileSync(join(folder, "main"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Joins executables of one architecture each, as `lipo` does: a header, then each at a multiple of 16 KiB. */
export function makeFatExecutable(slices: readonly Uint8Array[]): Uint8Array {
  const page = 0x4000;
  let at = page;
  const header = Buffer.alloc(page);
  header.writeUInt32BE(0xcafebabe, 0);
  header.writeUInt32BE(slices.length, 4);
  const parts = slices.map((slice, i) => {
    const own = Buffer.from(slice);
    [own.readUInt32LE(4), own.readUInt32LE(8), at, slice.length, 14].forEach((value, j) =>
      header.writeUInt32BE(value, 8 + i * 20 + j * 4),
    );
    at += Math.ceil(slice.length / page) * page;
    // The last one is not padded: nothing of a file may be behind its signatures.
    return i === slices.length - 1 ? own : Buffer.concat([own, Buffer.alloc((page - (slice.length % page)) % page)]);
  });
  return Buffer.concat([header, ...parts]);
}

/** A file of an app, by its path below `Shop.app/`. */
export type AppFiles = ReadonlyMap<string, Uint8Array>;

/** An app with an extension and a few resources, not signed yet. */
export function makeApp(executable: Uint8Array, bundleId: string, extension?: string): AppFiles {
  return new Map([
    [
      "Info.plist",
      infoPlist({ CFBundleIdentifier: bundleId, CFBundleExecutable: "Shop", CFBundlePackageType: "APPL" }),
    ],
    ["Shop", executable],
    ["Assets/greeting.txt", new TextEncoder().encode("Hello from Acme\n".repeat(400))],
    ["en.lproj/Localizable.strings", new TextEncoder().encode('"buy" = "Buy";\n')],
    ...(extension === undefined
      ? []
      : ([
          [
            "PlugIns/Widget.appex/Info.plist",
            infoPlist({ CFBundleIdentifier: extension, CFBundleExecutable: "Widget", CFBundlePackageType: "XPC!" }),
          ],
          ["PlugIns/Widget.appex/Widget", executable],
        ] as const)),
  ]);
}

function infoPlist(changes: Readonly<Record<string, string>>): Uint8Array {
  const list = {
    CFBundleInfoDictionaryVersion: "6.0",
    CFBundleName: "Shop",
    CFBundleShortVersionString: "1.0",
    CFBundleVersion: "1",
    CFBundleSupportedPlatforms: ["iPhoneOS"],
    MinimumOSVersion: "14.0",
    ...changes,
  };
  return new TextEncoder().encode(build(list));
}

/** What an app is signed with: the files of an export. */
export interface SigningFiles {
  readonly p12: Uint8Array;
  readonly password: string;
  readonly profiles: readonly Uint8Array[];
  /** Instead of those of the profile. */
  readonly entitlements?: Uint8Array | undefined;
}

/** Signs an app with zsign, which knows nothing of Signwright, and gives its files with their signatures. */
export async function signApp(
  files: AppFiles,
  { p12, password, profiles, entitlements }: SigningFiles,
): Promise<AppFiles> {
  const client = await ZsignWasmClient.create({
    moduleFactory: require(join(zsign, "zsign-wasm.js")) as () => Promise<unknown>,
    moduleOptions: { wasmBinary: zsignFor(profiles), print: () => undefined, printErr: () => undefined },
  });
  const fs = client.mod.FS;
  if (!fs) throw new Error("zsign has no file system");
  const root = "/bundle/Payload/Shop.app";
  fs.mkdirTree(root);
  for (const [path, bytes] of files) {
    fs.mkdirTree(`${root}/${path}`.replace(/\/[^/]*$/, ""));
    fs.writeFile(`${root}/${path}`, bytes);
  }
  // zsign puts an extension's profile into it after it has sealed it, unless it is there.
  for (const bytes of profiles) {
    const folder = [...files]
      .find(
        ([path, info]) => path.endsWith(".appex/Info.plist") && holds(info, readProvisioningProfile(bytes).bundleId),
      )?.[0]
      .replace("/Info.plist", "");
    if (folder !== undefined) fs.writeFile(`${root}/${folder}/embedded.mobileprovision`, bytes);
  }
  fs.writeFile("/bundle/key.p12", p12);
  const provFiles = profiles.map((bytes, i) => {
    fs.writeFile(`/bundle/${i}.mobileprovision`, bytes);
    return `/bundle/${i}.mobileprovision`;
  });
  if (entitlements) fs.writeFile("/bundle/app.entitlements", entitlements);
  client.signBundleMulti("/bundle", {
    pkeyFile: "/bundle/key.p12",
    password,
    provFiles,
    forceSign: true,
    ...(entitlements ? { entitlementsFile: "/bundle/app.entitlements" } : {}),
  });
  const signed = new Map<string, Uint8Array>();
  const walk = (folder: string): void => {
    for (const name of fs.readdir(folder).filter((n) => n !== "." && n !== "..")) {
      const path = `${folder}/${name}`;
      if (fs.isDir(fs.stat(path).mode)) walk(path);
      else signed.set(path.slice(root.length + 1), Uint8Array.from(fs.readFile(path)));
    }
  };
  walk(root);
  return signed;
}

const require = createRequire(import.meta.url);
const zsign = join(dirname(require.resolve("zsign-wasm/package.json")), "binary");

function holds(info: Uint8Array, bundleId: string): boolean {
  return new TextDecoder().decode(info).includes(`<string>${bundleId}</string>`);
}

/**
 * zsign signs only for issuers whose name has one of two hashes, those of Apple's. It is taught the sandbox's issuer in place of the
 * older one of Apple: the hash is a constant of its code, which stands there once.
 */
function zsignFor([profile]: readonly Uint8Array[]): Uint8Array {
  const certificate = profile && readProvisioningProfile(profile).certificates[0];
  if (!certificate) throw new Error("the profile holds no certificate");
  const hash = execFileSync("openssl", ["x509", "-noout", "-issuer_hash"], {
    input: writePem("CERTIFICATE", certificate.der),
    encoding: "utf8",
  });
  const wasm = readFileSync(join(zsign, "zsign-wasm.wasm"));
  const known = signedLeb128(0x817d2f7a);
  const at = wasm.indexOf(known);
  if (at < 0 || wasm.indexOf(known, at + 1) >= 0) throw new Error("this zsign is another one than the test knows");
  signedLeb128(Number.parseInt(hash, 16)).copy(wasm, at);
  return wasm;
}

/** A 32-bit constant as WebAssembly writes it, in five bytes. */
function signedLeb128(value: number): Buffer {
  const signed = value | 0;
  return Buffer.from([0, 7, 14, 21, 28].map((shift) => ((signed >> shift) & 0x7f) | (shift < 28 ? 0x80 : 0)));
}

/** Packs an app as Xcode does. */
export function makeIpa(files: AppFiles): Buffer {
  return makeZip([...files].map(([path, bytes]) => ({ name: `Payload/Shop.app/${path}`, bytes })));
}
