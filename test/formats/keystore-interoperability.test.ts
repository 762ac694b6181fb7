import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { writePem } from "../../src/formats/pem.ts";
import { readKeystore } from "../../src/formats/keystore.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { failureOf, outcomeOf } from "./format-failure.ts";
import { makeJks } from "./jks-maker.ts";

// Each starts a tool or a Java machine, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const leaf = makeIdentity({ name: [["CN", "Leaf"]], type: "rsa", issuer: root });

let directory = "";
const at = (name: string): string => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "keystores-"));
  writeFileSync(at("key.pem"), writePem("PRIVATE KEY", leaf.privateKey.pkcs8.revealBytes()));
  writeFileSync(at("leaf.pem"), writePem("CERTIFICATE", leaf.der));
  writeFileSync(at("root.pem"), writePem("CERTIFICATE", root.der));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stdout}${stderr}`);
  return stdout + stderr;
}

const readFile = (name: string): Uint8Array => Uint8Array.from(readFileSync(at(name)));

describe.skipIf(!toolOrSkip("openssl"))("what openssl writes is read", () => {
  const make = (name: string, password: string, options: readonly string[]): Uint8Array => {
    run("openssl", [
      "pkcs12",
      "-export",
      "-inkey",
      at("key.pem"),
      "-in",
      at("leaf.pem"),
      "-certfile",
      at("root.pem"),
      "-name",
      "upload",
      "-passout",
      `pass:${password}`,
      "-out",
      at(name),
      ...options,
    ]);
    return readFile(name);
  };

  it.each([
    ["defaults", "s3cret", []],
    ["the old algorithms, RC2 among them", "s3cret", ["-legacy"]],
    ["3DES for everything", "s3cret", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["RC2 with 128 bits", "s3cret", ["-legacy", "-certpbe", "PBE-SHA1-RC2-128"]],
    ["3DES with two keys", "s3cret", ["-legacy", "-keypbe", "PBE-SHA1-2DES"]],
    [
      "AES-128 and a MAC with SHA-512",
      "s3cret",
      ["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha512"],
    ],
    ["Camellia", "s3cret", ["-keypbe", "CAMELLIA-256-CBC", "-certpbe", "CAMELLIA-128-CBC"]],
    ["no MAC", "s3cret", ["-nomac"]],
    ["certificates in the open", "s3cret", ["-certpbe", "NONE"]],
    ["nothing encrypted", "s3cret", ["-certpbe", "NONE", "-keypbe", "NONE"]],
    ["an empty password", "", []],
    ["an empty password and old algorithms", "", ["-legacy"]],
    ["a password of many scripts", "pässwörd-日本-🔑", ["-legacy"]],
    ["a password of many scripts and PBES2", "pässwörd-日本-🔑", []],
    ["many rounds", "s3cret", ["-iter", "100000"]],
  ])("with %s", async (what, password, options) => {
    const file = make(`openssl-${what.replaceAll(/\W+/g, "-")}.p12`, password, options);
    const { kind, entries } = await readKeystore(file, { password: new Secret(password) });
    expect(kind).toBe("pkcs12");
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      alias: "upload",
      type: "private_key",
      key: { algorithm: "rsa", bits: 2048 },
      locked: false,
    });
    expect(entries[0]?.privateKey?.publicKeySha256).toBe(leaf.privateKey.publicKeySha256);
    expect(entries[0]?.chain.map(({ commonName }) => commonName)).toEqual(["Leaf", "Root"]);
    if (what !== "nothing encrypted")
      expect(await outcomeOf(() => readKeystore(file, { password: new Secret("no") }))).toBe("format/wrong-password");
  });
});

describe.skipIf(!toolOrSkip("openssl"))("what is written, openssl reads", () => {
  it.each(["compatible", "modern"] as const)("in the %s form", async (form) => {
    const file = await writePkcs12({
      privateKey: leaf.privateKey,
      certificate: leaf.der,
      chain: [root.der],
      friendlyName: "My alias",
      password: new Secret("p w$"),
      form,
    });
    writeFileSync(at(`${form}.p12`), file);
    const info = run("openssl", [
      "pkcs12",
      "-in",
      at(`${form}.p12`),
      "-passin",
      "pass:p w$",
      "-nodes",
      "-info",
      "-legacy",
    ]);
    expect(info).toContain("friendlyName: My alias");
    expect(info.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(info).toContain("BEGIN PRIVATE KEY");
    expect(info).toMatch(
      form === "modern"
        ? /MAC: sha256, Iteration 100000[\s\S]*PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256/
        : /MAC: sha1, Iteration 2048[\s\S]*pbeWithSHA1And3-KeyTripleDES-CBC/,
    );
  });
});

describe.skipIf(!toolOrSkip("keytool"))("keytool", () => {
  it.each(["compatible", "modern"] as const)(
    "reads what is written in the %s form",
    async (form) => {
      const file = await writePkcs12({
        privateKey: leaf.privateKey,
        certificate: leaf.der,
        chain: [root.der],
        friendlyName: "upload",
        password: new Secret("changeit"),
        form,
      });
      writeFileSync(at(`java-${form}.p12`), file);
      const list = run("keytool", ["-list", "-v", "-keystore", at(`java-${form}.p12`), "-storepass", "changeit"]);
      expect(list).toContain("Alias name: upload");
      expect(list).toContain("Entry type: PrivateKeyEntry");
      expect(list).toContain("Certificate chain length: 2");
    },
    30_000,
  );

  it("reads the JKS that the tests make, so that these are true to it", () => {
    const pkcs8 = leaf.privateKey.pkcs8.revealBytes();
    writeFileSync(
      at("made.jks"),
      makeJks([{ alias: "ключ 🔑", key: { pkcs8, password: "keypass" }, chain: [leaf.der, root.der] }], "changeit"),
    );
    expect(
      run("keytool", [
        "-list",
        "-v",
        "-J-Dfile.encoding=UTF-8",
        "-J-Dsun.stdout.encoding=UTF-8",
        "-keystore",
        at("made.jks"),
        "-storepass",
        "changeit",
      ]),
    ).toContain("Certificate chain length: 2");
  });

  it.each([
    ["JKS", "EC", ["-groupname", "secp384r1"], { algorithm: "ec", bits: 384 }],
    ["JKS", "RSA", ["-keysize", "4096"], { algorithm: "rsa", bits: 4096 }],
    ["PKCS12", "Ed25519", [], { algorithm: "ed25519", bits: 256 }],
    ["PKCS12", "RSA", ["-J-Dkeystore.pkcs12.legacy"], { algorithm: "rsa" }],
  ] as const)(
    "writes a %s with a key of %s, which is read",
    async (type, algorithm, options, key) => {
      const name = `${type}-${algorithm}${options.length}.keystore`;
      const own = type === "JKS" ? ["-keypass", "keypass22"] : [];
      run("keytool", [
        "-genkeypair",
        "-alias",
        "MyKey",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=Upload",
        "-validity",
        "10000",
        "-storetype",
        type,
        "-keystore",
        at(name),
        "-storepass",
        "storepass",
        ...own,
        ...options,
      ]);
      const { kind, entries } = await readKeystore(readFile(name), {
        password: new Secret("storepass"),
        keyPassword: new Secret("keypass22"),
      });
      expect(kind).toBe(type === "JKS" ? "jks" : "pkcs12");
      expect(entries[0]).toMatchObject({ alias: "mykey", type: "private_key", locked: false, key });
      expect(entries[0]?.privateKey?.publicKeySha256).toBe(entries[0]?.chain[0]?.publicKeySha256);
    },
    30_000,
  );

  it("writes secret keys and truststores, which are listed", async () => {
    run("keytool", [
      "-genseckey",
      "-alias",
      "aes",
      "-keyalg",
      "AES",
      "-keysize",
      "256",
      "-storetype",
      "PKCS12",
      "-keystore",
      at("mixed.p12"),
      "-storepass",
      "storepass",
    ]);
    run("keytool", [
      "-importcert",
      "-noprompt",
      "-alias",
      "ca",
      "-file",
      at("root.pem"),
      "-keystore",
      at("mixed.p12"),
      "-storepass",
      "storepass",
    ]);
    const { entries } = await readKeystore(readFile("mixed.p12"), {
      password: new Secret("storepass"),
    });
    expect(entries.map(({ alias, type }) => [alias, type])).toEqual([
      ["aes", "secret_key"],
      ["ca", "certificate"],
    ]);
  });

  it("writes JCEKS, which is refused with the command that converts it", async () => {
    run("keytool", [
      "-genkeypair",
      "-alias",
      "k",
      "-keyalg",
      "EC",
      "-dname",
      "CN=x",
      "-storetype",
      "JCEKS",
      "-keystore",
      at("old.jceks"),
      "-storepass",
      "storepass",
    ]);
    const failure = await failureOf(() => readKeystore(readFile("old.jceks"), { password: new Secret("storepass") }));
    expect(failure.code).toBe("format/unsupported");
    expect(failure.diagnostic.help).toContain("-srcstoretype JCEKS");
  });
});
