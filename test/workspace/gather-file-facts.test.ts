import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileFindings } from "../../src/compiler/check-file-facts.ts";
import { writePem } from "../../src/formats/pem.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity, type MadeIdentity } from "../formats/certificate-maker.ts";
import { makeJks } from "../formats/jks-maker.ts";
import { profileList, signMessage } from "../formats/profile-maker.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { makeWorkspace, told, type WorkspaceWish } from "./workspace-fixture.ts";

const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const leaf = makeIdentity({ name: [["CN", "Acme Distribution"]], type: "rsa", issuer: root });
const other = makeIdentity({ name: [["CN", "Other"]], type: "ec", issuer: root });

function p12Of(identity: MadeIdentity, password: string, friendlyName = "upload"): Promise<Uint8Array> {
  const { privateKey, der } = identity;
  return writePkcs12({
    privateKey,
    certificate: der,
    chain: [root.der],
    friendlyName,
    password: new Secret(password),
    form: "modern",
  });
}

function jksOf(keyPassword: string): Uint8Array {
  const pkcs8 = leaf.privateKey.pkcs8.revealBytes();
  return makeJks(
    [
      { alias: "upload", key: { pkcs8, password: keyPassword }, chain: [leaf.der, root.der] },
      { alias: "ca", chain: [root.der] },
    ],
    "store pass",
  );
}

const pemOf = ({ privateKey }: MadeIdentity): string => writePem("PRIVATE KEY", privateKey.pkcs8.revealBytes());

/** A target of `own` alone. */
const PARTNER = {
  partner:
    "{ platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.shop, certificate: own, profiles: [signing/shop.mobileprovision] }",
};

const PROFILE = signMessage(profileList({ certificates: [leaf.der] }), { signer: root });

let files: NonNullable<WorkspaceWish["files"]> = {};

beforeAll(async () => {
  files = {
    "signing/own.p12": await p12Of(leaf, "p12 pass"),
    "signing/shop.mobileprovision": PROFILE,
    "android/upload.jks": jksOf("store pass"),
  };
});

const without = (path: string): NonNullable<WorkspaceWish["files"]> =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

describe("files that open", () => {
  it("say what is in them, and nothing secret", async () => {
    const gathered = await makeWorkspace({ files }).gather();
    expect(told(gathered)).toEqual([]);
    const { identities, profiles, keystores } = gathered.facts;
    expect(identities.get("own")).toMatchObject({
      path: "signing/own.p12",
      certificate: { commonName: "Acme Distribution", publicKeySha256: leaf.privateKey.publicKeySha256 },
    });
    expect(identities.get("own")?.certificate).not.toHaveProperty("der");
    expect(profiles.get("signing/shop.mobileprovision")).toMatchObject({
      profile: { bundleId: "com.acme.shop", signature: "valid" },
    });
    expect(keystores.get("upload")).toMatchObject({
      path: "android/upload.jks",
      entries: [
        {
          alias: "upload",
          isPrivateKey: true,
          certificate: { commonName: "Acme Distribution" },
          opensWithStorePassword: true,
          locked: false,
        },
        { alias: "ca", isPrivateKey: false, opensWithStorePassword: undefined, locked: false },
      ],
    });
    const facts = JSON.stringify([[...identities], [...profiles], [...keystores]]);
    expect(facts).not.toMatch(/p12 pass|store pass|PRIVATE KEY/);
  });

  it("are only those that targets use", async () => {
    const { facts, diagnostics } = await makeWorkspace({
      files,
      keys: { spare: "{ type: certificate, file: signing/missing.p12 }" },
      targets: {
        partner:
          "{ platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.shop, certificate: own, profiles: [signing/shop.mobileprovision] }",
      },
    }).gather();
    expect(diagnostics).toEqual([]);
    expect([facts.identities.size, facts.keystores.size]).toEqual([1, 0]);
  });

  it("are found for automatic Mac targets too, with an installer certificate of the user", async () => {
    const { facts } = await makeWorkspace({
      files: { ...files, "signing/installer.p12": await p12Of(other, "p12 pass") },
      keys: {
        acme: "{ type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: ASC_KEY } }",
        installer: "{ type: certificate, file: signing/installer.p12, password: { env: P12_PASSWORD } }",
      },
      targets: {
        desk: "{ platform: macos, method: automatic, profile_type: app_store, bundle_id: com.acme.desk, key: acme, certificate: own, installer_certificate: installer }",
      },
    }).gather();
    expect([...facts.identities.keys()].sort()).toEqual(["installer", "own"]);
  });

  it("may be links to other files inside of the folder", async () => {
    const workspace = makeWorkspace({
      files: { ...without("signing/own.p12"), "keys/real.p12": files["signing/own.p12"] ?? "" },
    });
    symlinkSync("../keys/real.p12", join(workspace.root, "signing", "own.p12"));
    expect(told(await workspace.gather())).toEqual([]);
  });

  it("may be opened through a secret in base64, and by a file beside", async () => {
    const workspace = makeWorkspace({
      files: { ...files, "secrets/password": "p12 pass\n" },
      keys: { own: "{ type: certificate, file: signing/own.p12, password: { file: secrets/password } }" },
    });
    expect(told(await workspace.gather())).toEqual([]);
  });
});

describe("passwords", () => {
  const P12 = "{ type: certificate, file: signing/own.p12, password: { env: WRONG_PASSWORD } }";

  it("that are wrong are told where the password is named", async () => {
    const gathered = await makeWorkspace({
      files,
      keys: { own: P12, upload: "{ type: keystore, file: android/upload.jks, password: { env: WRONG_PASSWORD } }" },
    }).gather();
    expect(told(gathered)).toEqual([
      expect.stringMatching(
        /^error format\/wrong-password: .*signing\/own\.p12.* @ \{ env: WRONG_PASSWORD \}$/,
      ) as string,
      expect.stringMatching(
        /^error format\/wrong-password: .*android\/upload\.jks.* @ \{ env: WRONG_PASSWORD \}$/,
      ) as string,
    ]);
    expect([gathered.facts.identities.size, gathered.facts.keystores.size, gathered.facts.profiles.size]).toEqual([
      0, 0, 1,
    ]);
  });

  it("that are missing are told where the key stands", async () => {
    const gathered = await makeWorkspace({
      files,
      keys: { own: "{ type: certificate, file: signing/own.p12 }" },
    }).gather();
    expect(told(gathered)).toEqual([
      expect.stringMatching(/^error format\/password-required: .*signing\/own\.p12.* @ own$/) as string,
    ]);
  });

  it("that cannot be resolved are told where the reference stands", async () => {
    const gathered = await makeWorkspace({
      files,
      keys: { own: "{ type: certificate, file: signing/own.p12, password: { env: NOT_SET } }" },
    }).gather();
    expect(told(gathered)).toEqual([
      expect.stringMatching(
        /^error secret\/unresolved: .*keys\.own\.password.*NOT_SET.* @ \{ env: NOT_SET \}$/,
      ) as string,
    ]);
  });

  it("of a command are not asked for in a folder that is not trusted", async () => {
    const gathered = await makeWorkspace({
      files,
      keys: { own: "{ type: certificate, file: signing/own.p12, password: { exec: [touch, ran] } }" },
    }).gather();
    expect(told(gathered)).toEqual([expect.stringMatching(/^error trust\/untrusted-command: /) as string]);
  });
});

describe("keys with a password of their own", () => {
  const keyed = {
    shop: "{ platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, key_password: { env: KEY_PASSWORD } }",
  };
  const entryOf = async (wish: WorkspaceWish): Promise<unknown> =>
    (await makeWorkspace(wish).gather()).facts.keystores.get("upload")?.entries[0];

  it("are locked without it, and open with it", async () => {
    const locked = { ...files, "android/upload.jks": jksOf("key pass") };
    expect(await entryOf({ files: locked })).toMatchObject({
      alias: "upload",
      locked: true,
      opensWithStorePassword: false,
    });
    expect(await entryOf({ files: locked, targets: keyed })).toMatchObject({
      locked: false,
      opensWithStorePassword: false,
    });
    expect(await entryOf({ files: locked, targets: keyed, env: { KEY_PASSWORD: "wrong" } })).toMatchObject({
      locked: true,
    });
    expect(await entryOf({ files, targets: keyed })).toMatchObject({ opensWithStorePassword: true });
  });
});

describe("files that are not there, or not where they may be", () => {
  it("are errors where their content is needed", async () => {
    expect(told(await makeWorkspace({}).gather())).toEqual([
      "error file/not-found: there is no file `signing/own.p12` @ signing/own.p12",
      "error file/not-found: there is no file `android/upload.jks` @ android/upload.jks",
      "error file/not-found: there is no file `signing/shop.mobileprovision` @ signing/shop.mobileprovision",
    ]);
  });

  it("are warnings offline, where key files often are not", async () => {
    expect(told(await makeWorkspace({}).gatherOffline())).toEqual([
      "warning file/not-found: there is no file `signing/own.p12` @ signing/own.p12",
      "warning file/not-found: there is no file `android/upload.jks` @ android/upload.jks",
      "warning file/not-found: there is no file `signing/shop.mobileprovision` @ signing/shop.mobileprovision",
    ]);
  });

  it.each(["../own.p12", "signing/../../own.p12", "/etc/hostname"])(
    "lead out of the folder by their path: %s",
    async (path) => {
      for (const gather of ["gather", "gatherOffline"] as const) {
        const gathered = await makeWorkspace({
          files,
          keys: { own: `{ type: certificate, file: ${path}, password: { env: P12_PASSWORD } }` },
        })[gather]();
        expect(told(gathered).filter((line) => line.startsWith("error"))).toEqual([
          `error file/outside-root: \`${path}\` leads out of the folder of the signing file @ ${path}`,
        ]);
        expect(gathered.facts.identities.size).toBe(0);
      }
    },
  );

  it("lead out of the folder through a link: of a file, and of a folder on the way", async () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    try {
      writeFileSync(join(outside, "own.p12"), files["signing/own.p12"] ?? "");
      writeFileSync(join(outside, "upload.jks"), files["android/upload.jks"] ?? "");
      const workspace = makeWorkspace({ files: { "signing/shop.mobileprovision": PROFILE } });
      symlinkSync(join(outside, "own.p12"), join(workspace.root, "signing", "own.p12"));
      symlinkSync(outside, join(workspace.root, "android"));
      for (const gather of [workspace.gather, workspace.gatherOffline]) {
        expect(told(await gather()).map((line) => line.split(":")[0])).toEqual([
          "error file/outside-root",
          "error file/outside-root",
        ]);
      }
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it("are folders", async () => {
    const workspace = makeWorkspace({ files: without("signing/shop.mobileprovision") });
    mkdirSync(join(workspace.root, "signing", "shop.mobileprovision"));
    expect(told(await workspace.gather())).toEqual([
      "error file/unreadable: `signing/shop.mobileprovision` cannot be read: it is a folder @ signing/shop.mobileprovision",
    ]);
  });
});

describe("files that are not what they should be", () => {
  it("are named with what they are", async () => {
    const gathered = await makeWorkspace({
      files: {
        "signing/own.p12": PROFILE,
        "android/upload.jks": leaf.der,
        "signing/shop.mobileprovision": files["signing/own.p12"] ?? "",
      },
    }).gather();
    expect(gathered.diagnostics.map(({ code }) => code)).toEqual([
      "format/wrong-kind",
      "format/wrong-kind",
      "format/wrong-kind",
    ]);
    expect(told(gathered)[0]).toContain("`signing/own.p12` is a provisioning profile");
  });

  it("are damaged, empty or cut off: each a finding, and never an exception", async () => {
    const cut = (path: string, share: number): Uint8Array => {
      const whole = files[path];
      return typeof whole === "string" || whole === undefined
        ? new Uint8Array()
        : whole.slice(0, Math.floor(whole.length * share));
    };
    for (const share of [0, 0.001, 0.3, 0.9]) {
      const damaged = Object.fromEntries(Object.keys(files).map((path) => [path, cut(path, share)]));
      for (const gather of ["gather", "gatherOffline"] as const) {
        const gathered = await makeWorkspace({ files: damaged })[gather]();
        for (const { code, range } of gathered.diagnostics)
          expect([code, range === undefined]).toEqual([expect.stringMatching(/^(format|file)\//), false]);
        expect(gathered.facts.profiles.size).toBe(0);
      }
    }
  });

  it("hold a certificate without its key", async () => {
    const gathered = await makeWorkspace({
      files: {
        ...files,
        "android/upload.jks": makeJks([{ alias: "upload", chain: [leaf.der] }], "store pass"),
        "signing/own.p12": makeJks([{ alias: "ca", chain: [leaf.der] }], "p12 pass"),
      },
    }).gather();
    expect(told(gathered)).toEqual([
      expect.stringMatching(
        /^error rule\/certificate-without-key: .*`signing\/own\.p12`.* @ signing\/own\.p12$/,
      ) as string,
    ]);
    expect(gathered.facts.keystores.get("upload")?.entries).toMatchObject([{ alias: "upload", isPrivateKey: false }]);
  });
});

describe("a private key beside its certificate", () => {
  const PAIR = "{ type: certificate, certificate: signing/own.cer, private_key: { env: PRIVATE_KEY } }";
  const pem = pemOf(leaf);
  const gatherPair = (certificate: Uint8Array | string, key: string): Promise<readonly string[]> =>
    makeWorkspace({
      files: { ...files, "signing/own.cer": certificate },
      keys: { own: PAIR },
      env: { PRIVATE_KEY: key },
    })
      .gather()
      .then(told);

  it("belongs to it, in DER and in PEM", async () => {
    expect(await gatherPair(leaf.der, pem)).toEqual([]);
    expect(await gatherPair(writePem("CERTIFICATE", leaf.der), pem)).toEqual([]);
  });

  it("belongs to another one", async () => {
    expect(await gatherPair(other.der, pem)).toEqual([
      expect.stringMatching(/^error rule\/certificate-without-key: .* @ signing\/own\.cer$/) as string,
    ]);
  });

  it("is told at its own place when it is none, and never shown", async () => {
    const [only, ...more] = await gatherPair(leaf.der, "not a key at all");
    expect(more).toEqual([]);
    expect(only).toMatch(/^error format\/[a-z-]+: `private_key` .* @ \{ env: PRIVATE_KEY \}$/);
    expect(only).not.toContain("not a key at all");
    expect((await gatherPair("no certificate", pem))[0]).toMatch(/`signing\/own\.cer` .* @ signing\/own\.cer$/);
  });

  it("is not asked for offline: the certificate is read without it", async () => {
    const offline = (given: NonNullable<WorkspaceWish["files"]>): Promise<FileFindings> =>
      makeWorkspace({ files: given, keys: { own: PAIR }, targets: PARTNER }).gatherOffline();
    const gathered = await offline({ ...files, "signing/own.cer": writePem("CERTIFICATE", leaf.der) });
    expect(told(gathered)).toEqual([
      "info file/not-checked: `signing/own.cer` was checked but for its private key, which must belong to it @ signing/own.cer",
    ]);
    expect(gathered.diagnostics[0]?.help).toBe(
      "`signwright plan` checks the rest: it reads the environment variable PRIVATE_KEY",
    );
    expect(gathered.facts.identities.get("own")).toMatchObject({
      path: "signing/own.cer",
      certificate: { commonName: "Acme Distribution", publicKeySha256: leaf.privateKey.publicKeySha256 },
      markers: [],
    });
    expect(told(await offline({ ...files, "signing/own.cer": pem }))).toEqual([
      expect.stringMatching(/^error format\/wrong-kind: `signing\/own\.cer` .* @ signing\/own\.cer$/) as string,
    ]);
    expect(told(await offline(files))).toEqual([
      "warning file/not-found: there is no file `signing/own.cer` @ signing/own.cer",
    ]);
  });
});

describe("offline", () => {
  it("opens what needs no password, and says exactly what it did not check", async () => {
    const gathered = await makeWorkspace({ files }).gatherOffline();
    expect(told(gathered)).toEqual([
      "info file/not-checked: `signing/own.p12` was checked but for its password, certificate and private key @ signing/own.p12",
      "info file/not-checked: `android/upload.jks` was checked but for its password and private keys @ android/upload.jks",
    ]);
    expect(gathered.diagnostics.map(({ help }) => help)).toEqual([
      "`signwright plan` checks the rest: it reads the environment variable P12_PASSWORD",
      "`signwright plan` checks the rest: it reads the environment variable STORE_PASSWORD",
    ]);
    expect(gathered.facts.profiles.get("signing/shop.mobileprovision")).toBeDefined();
    expect(gathered.facts.identities.size).toBe(0);
    expect(gathered.facts.keystores.get("upload")).toEqual({
      path: "android/upload.jks",
      sha256: expect.any(String) as string,
      entries: [
        {
          alias: "upload",
          isPrivateKey: true,
          certificate: expect.objectContaining({ commonName: "Acme Distribution" }) as unknown,
          opensWithStorePassword: undefined,
          locked: false,
        },
        expect.objectContaining({ alias: "ca", isPrivateKey: false }) as unknown,
      ],
    });
  });

  it("says it once of a file that several keys name, with every password", async () => {
    const gathered = await makeWorkspace({
      files: { "android/upload.jks": jksOf("key pass") },
      keys: { twin: "{ type: keystore, file: android/upload.jks, password: { env: TWIN } }" },
      targets: {
        shop: "{ platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, key_password: { op: op://acme/upload/key } }",
        again:
          "{ platform: android, method: manual, package_name: com.acme.again, keystore: twin, keystore_alias: upload }",
      },
    }).gatherOffline();
    expect(gathered.diagnostics.map(({ code, help }) => [code, help])).toEqual([
      [
        "file/not-checked",
        "`signwright plan` checks the rest: it reads the environment variable STORE_PASSWORD and 1Password (op://acme/upload/key)",
      ],
    ]);
    expect([...gathered.facts.keystores.keys()]).toEqual(["upload", "twin"]);
  });

  it("knows the keys of a PKCS#12 keystore by their names, and that there may be more", async () => {
    const gathered = await makeWorkspace({
      files: { ...files, "android/upload.jks": await p12Of(leaf, "store pass") },
    }).gatherOffline();
    expect(told(gathered)[1]).toBe(
      "info file/not-checked: `android/upload.jks` was checked but for its password, certificates and private keys @ android/upload.jks",
    );
    expect(gathered.facts.keystores.get("upload")).toMatchObject({
      entries: [{ alias: "upload", isPrivateKey: true, certificate: undefined, locked: false }],
      partial: true,
    });
  });

  it("needs the password that the signing file does not name", async () => {
    const gathered = await makeWorkspace({
      files,
      keys: { own: "{ type: certificate, file: signing/own.p12 }" },
      targets: PARTNER,
    }).gatherOffline();
    expect(gathered.diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ["error", "format/password-required"],
    ]);
  });

  const p12Offline = (content: Uint8Array | string): Promise<FileFindings> =>
    makeWorkspace({ files: { ...files, "signing/own.p12": content }, targets: PARTNER }).gatherOffline();

  it.each([
    ["a key in PEM, as OpenSSL's -nodes writes it", () => `${pemOf(leaf)}${writePem("CERTIFICATE", leaf.der)}`],
    ["a profile", () => PROFILE],
    ["a certificate", () => leaf.der],
  ])("knows %s in the place of a .p12", async (_, content) => {
    const gathered = await p12Offline(content());
    expect(told(gathered)).toEqual([
      expect.stringMatching(/^error format\/wrong-kind: .* @ signing\/own\.p12$/) as string,
    ]);
    expect(gathered.facts.identities.size).toBe(0);
  });

  it("knows a .p12 that is cut off, in base64, or would take hours to open", async () => {
    const whole = await p12Of(leaf, "p12 pass");
    const code = async (content: Uint8Array | string): Promise<readonly string[]> =>
      (await p12Offline(content)).diagnostics.map((d) => d.code);
    for (const share of [0.2, 0.5, 0.99])
      expect(await code(whole.slice(0, Math.floor(whole.length * share)))).toEqual(["format/malformed"]);
    expect(await code(Buffer.from(whole).toString("base64"))).toEqual(["format/unsupported"]);
    // The file ends with the iteration count of its MAC: 100,000.
    expect(Buffer.from(whole.slice(-5)).toString("hex")).toBe("02030186a0");
    const slow = Uint8Array.from(whole);
    slow.fill(0x7f, slow.length - 3);
    expect(await code(slow)).toEqual(["format/limit"]);
  });

  it("asks for no secret, whatever the kind of its reference", async () => {
    const workspace = makeWorkspace({
      files: { ...files, "signing/own.cer": leaf.der },
      keys: {
        own: "{ type: certificate, file: signing/own.p12, password: { exec: [touch, ran] } }",
        pair: "{ type: certificate, certificate: signing/own.cer, private_key: { file: no-such-file } }",
        upload: "{ type: keystore, file: android/upload.jks, password: { exec: [touch, ran] } }",
      },
      targets: {
        partner:
          "{ platform: macos, method: manual, profile_type: app_store, bundle_id: com.acme.shop, certificate: own, installer_certificate: pair, profiles: [signing/shop.mobileprovision] }",
        shop: "{ platform: android, method: manual, package_name: com.acme.shop, keystore: upload, keystore_alias: upload, key_password: { env: NOT_SET } }",
      },
    });
    expect((await workspace.gatherOffline()).diagnostics.map(({ code }) => code)).toEqual([
      "file/not-checked",
      "file/not-checked",
      "file/not-checked",
    ]);
    expect(() => readFileSync(join(workspace.root, "ran"))).toThrow(/ENOENT/);
  });
});

describe("what defaults name", () => {
  it("is told where the defaults name it", async () => {
    const gathered = await makeWorkspace({
      files: { "signing/own.p12": files["signing/own.p12"] ?? "", "android/upload.jks": jksOf("key pass") },
      defaults:
        "{ ios: { certificate: own, profiles: [signing/any.mobileprovision] }, android: { keystore: upload, key_password: { env: NOT_SET } } }",
      targets: {
        one: "{ platform: ios, method: manual, profile_type: app_store, bundle_id: com.acme.shop }",
        two: "{ platform: android, method: manual, package_name: com.acme.shop, keystore_alias: upload }",
      },
    }).gather();
    expect(told(gathered)).toEqual([
      "error file/not-found: there is no file `signing/any.mobileprovision` @ signing/any.mobileprovision",
      expect.stringMatching(/^error secret\/unresolved: .* @ \{ env: NOT_SET \}$/) as string,
    ]);
  });
});

describe.skipIf(!toolOrSkip("keytool") || !toolOrSkip("openssl"))("what keytool and openssl write", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tools-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: string, args: readonly string[]): void => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    if (status !== 0) throw new Error(`${command} failed: ${stdout}${stderr}`);
  };

  it.each(["PKCS12", "JKS"])(
    "is opened: a %s keystore, with the alias in the letter case of keytool",
    async (type) => {
      const name = `${type}.keystore`;
      const dname = "CN=Acme, O=Acme, C=US";
      run("keytool", [
        "-genkeypair",
        "-keystore",
        name,
        "-storetype",
        type,
        "-alias",
        "UpLoad",
        "-keyalg",
        "RSA",
        "-storepass",
        "store pass",
        "-keypass",
        "store pass",
        "-dname",
        dname,
        "-validity",
        "1000",
      ]);
      const gathered = await makeWorkspace({
        files: { ...files, "android/upload.jks": readFileSync(join(folder, name)) },
      }).gather();
      expect(told(gathered)).toEqual([]);
      expect(gathered.facts.keystores.get("upload")?.entries).toMatchObject([
        { alias: "upload", isPrivateKey: true, locked: false, opensWithStorePassword: true },
      ]);
    },
    60_000,
  );

  it("shows its certificate without the password where openssl leaves it in the open", async () => {
    writeFileSync(join(folder, "open.pem"), `${pemOf(leaf)}${writePem("CERTIFICATE", leaf.der)}`);
    run("openssl", [..."pkcs12 -export -certpbe NONE -in open.pem -out open.p12 -passout".split(" "), "pass:p12 pass"]);
    const workspace = makeWorkspace({
      files: { ...files, "signing/own.p12": readFileSync(join(folder, "open.p12")) },
      targets: PARTNER,
    });
    const gathered = await workspace.gatherOffline();
    expect(told(gathered)).toEqual([
      "info file/not-checked: `signing/own.p12` was checked but for its password and private key @ signing/own.p12",
    ]);
    expect(gathered.facts.identities).toEqual((await workspace.gather()).facts.identities);
    expect(gathered.facts.identities.size).toBe(1);
  });

  it.each([
    ["modern", []],
    ["legacy", ["-legacy"]],
  ])(
    "is opened: a %s PKCS#12 file",
    async (_, options) => {
      writeFileSync(join(folder, "key.pem"), writePem("PRIVATE KEY", leaf.privateKey.pkcs8.revealBytes()));
      writeFileSync(join(folder, "leaf.pem"), writePem("CERTIFICATE", leaf.der));
      run("openssl", [
        "pkcs12",
        "-export",
        ...options,
        "-inkey",
        "key.pem",
        "-in",
        "leaf.pem",
        "-out",
        "own.p12",
        "-passout",
        "pass:p12 pass",
      ]);
      const gathered = await makeWorkspace({
        files: { ...files, "signing/own.p12": readFileSync(join(folder, "own.p12")) },
      }).gather();
      expect(told(gathered)).toEqual([]);
      expect(gathered.facts.identities.get("own")?.certificate.commonName).toBe("Acme Distribution");
    },
    60_000,
  );
});

describe("device lists", () => {
  const group = {
    keys: {
      acme: "{ type: app_store_connect, issuer_id: 57246542-96fe-1a63-e053-0824d011072a, key_id: 2X9R4HXF34, private_key: { env: K } }",
    },
    devices: "{ qa: { file: lists/devices.txt }, spare: { file: missing.txt } }",
    targets: {
      shop: "{ platform: ios, method: automatic, profile_type: [ad_hoc, development], bundle_id: com.acme.shop, key: acme, devices: [qa] }",
    },
  };
  const text = "Device ID\tDevice Name\tDevice Platform\n00008110-001A2B3C4D5E601E\tQA\tios\n";

  it("are read where a target names their group, and need no secret", async () => {
    const gathered = await makeWorkspace({ ...group, files: { "lists/devices.txt": text } }).gatherOffline();
    expect(told(gathered)).toEqual([]);
    expect([...gathered.facts.deviceLists]).toEqual([
      [
        "qa",
        {
          path: "lists/devices.txt",
          sha256: createHash("sha256").update(text).digest("hex"),
          devices: [{ udid: "00008110-001A2B3C4D5E601E", name: "QA", platform: "ios" }],
        },
      ],
    ]);
  });

  it("that are missing, lead out of the folder or have wrong lines are errors where the file is named, offline too", async () => {
    expect(told(await makeWorkspace(group).gatherOffline())).toEqual([
      "error file/not-found: there is no file `lists/devices.txt` @ lists/devices.txt",
    ]);
    const outside = { ...group, devices: "{ qa: { file: ../devices.txt } }" };
    expect(told(await makeWorkspace(outside).gather())).toEqual([
      "error file/outside-root: `../devices.txt` leads out of the folder of the signing file @ ../devices.txt",
    ]);
    const wrong = await makeWorkspace({
      ...group,
      files: { "lists/devices.txt": `${text}x\tQA\tios\n\ny\tQA\tios` },
    }).gather();
    expect(told(wrong)).toEqual([
      "error file/device-list: line 3 of `lists/devices.txt` is wrong: `x` does not have the form of a UDID @ lists/devices.txt",
      "error file/device-list: line 5 of `lists/devices.txt` is wrong: `y` does not have the form of a UDID @ lists/devices.txt",
    ]);
    expect(wrong.facts.deviceLists.get("qa")?.devices).toHaveLength(1);
  });
});
