import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { writePem } from "../../src/formats/pem.ts";
import { makeIdentity } from "../formats/certificate-maker.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { seedPassword } from "./made-seeds.ts";
import type { Seed } from "./seed.ts";

const run = promisify(execFile);

/** Every option of `openssl pkcs12 -export` that gives a file of another structure. One round each: the fuzzer's time is dear. */
const opensslForms: Readonly<Record<string, readonly string[]>> = {
  defaults: [],
  legacy: ["-legacy"],
  "3DES": ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
  "RC2 of 128 bits": ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-2DES"],
  Camellia: ["-keypbe", "CAMELLIA-256-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha512"],
  "no MAC": ["-nomac"],
  "nothing encrypted": ["-certpbe", "NONE", "-keypbe", "NONE"],
};

const keytoolForms: Readonly<Record<string, readonly string[]>> = {
  JKS: ["-storetype", "JKS", "-keyalg", "EC"],
  PKCS12: ["-storetype", "PKCS12", "-keyalg", "Ed25519"],
  JCEKS: ["-storetype", "JCEKS", "-keyalg", "EC"],
};

/** Files by openssl and keytool. A tool that is missing is said, or is a failure with `SIGNWRIGHT_REQUIRE=all`. */
export async function toolSeeds(say: (line: string) => void): Promise<readonly Seed[]> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-tools-"));
  try {
    const made: Seed[] = [];
    for (const [tool, make] of [
      ["openssl", opensslSeeds],
      ["keytool", keytoolSeeds],
    ] as const) {
      if (toolOrSkip(tool)) made.push(...(await make(folder)));
      else say(`There is no ${tool} on this machine: its files are not fuzzed.`);
    }
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opensslSeeds(folder: string): Promise<readonly Seed[]> {
  const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
  const leaf = makeIdentity({ name: [["CN", "Leaf"]], issuer: root });
  writeFileSync(join(folder, "key.pem"), writePem("PRIVATE KEY", leaf.privateKey.pkcs8.revealBytes()));
  writeFileSync(join(folder, "leaf.pem"), writePem("CERTIFICATE", leaf.der));
  writeFileSync(join(folder, "root.pem"), writePem("CERTIFICATE", root.der));
  const seeds: Seed[] = [];
  for (const [name, options] of Object.entries(opensslForms)) {
    const inputs = ["-inkey", "key.pem", "-in", "leaf.pem", "-certfile", "root.pem", "-name", "upload"];
    const cost = options.includes("-nomac") ? ["-iter", "1"] : ["-iter", "1", "-maciter"];
    const out = ["-passout", `pass:${seedPassword}`, "-out", "out.p12"];
    await run("openssl", ["pkcs12", "-export", ...inputs, ...cost, ...out, ...options], { cwd: folder });
    seeds.push(seedOf(`openssl: ${name}`, readFileSync(join(folder, "out.p12"))));
  }
  const pem = join(folder, "old.pem");
  await run(
    "openssl",
    ["pkey", "-in", "key.pem", "-out", pem, "-traditional", "-aes128", "-passout", `pass:${seedPassword}`],
    { cwd: folder },
  );
  seeds.push({ ...seedOf("openssl: a key with DEK-Info", readFileSync(pem)), syntax: "text" });
  writeFileSync(join(folder, "content"), "<plist/>");
  const cms = [
    "-sign",
    "-nodetach",
    "-binary",
    "-in",
    "content",
    "-signer",
    "leaf.pem",
    "-inkey",
    "key.pem",
    "-outform",
    "DER",
    "-out",
    "cms",
  ];
  for (const options of [[], ["-stream"], ["-keyid"]]) {
    await run("openssl", ["cms", ...cms, ...options], { cwd: folder });
    seeds.push({ ...seedOf(`openssl: cms ${options.join(" ")}`, readFileSync(join(folder, "cms"))), password: null });
  }
  return seeds;
}

async function keytoolSeeds(folder: string): Promise<readonly Seed[]> {
  const seeds: Seed[] = [];
  for (const [name, options] of Object.entries(keytoolForms)) {
    const file = join(folder, `keytool-${name}`);
    const passwords = ["-storepass", seedPassword, "-keypass", seedPassword];
    await run("keytool", [
      "-genkeypair",
      "-keystore",
      file,
      "-alias",
      "upload",
      "-dname",
      "CN=Upload",
      ...passwords,
      ...options,
    ]);
    const seed = seedOf(`keytool: ${name}`, readFileSync(file));
    seeds.push(name === "PKCS12" ? seed : { ...seed, syntax: name === "JKS" ? "jks" : "binary" });
  }
  return seeds;
}

function seedOf(name: string, bytes: Uint8Array): Seed {
  return {
    name,
    subject: "signing file",
    syntax: "asn1",
    bytes: Uint8Array.from(bytes),
    password: seedPassword,
    keyPassword: null,
  };
}
