import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test, vi } from "vitest";

import { readKeystore } from "../../../src/formats/keystore.ts";
import type { Address } from "../../../src/plan/address.ts";
import { ownerOf } from "../../../src/plan/address.ts";
import { storedObjectName } from "../../../src/plan/observed-objects.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { ResourceKind } from "../../../src/plan/resource.ts";
import { decryptWith, readAgeIdentities } from "../../../src/providers/file-store/age-encryption.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createFileStore, type FileStore } from "../../../src/providers/file-store/file-store.ts";
import type { ApplyContext, Output, SourceMaterial } from "../../../src/providers/provider.ts";
import { publicKeySha256, readCertificateSigningRequest } from "../../../src/sandbox/certificate-signing-request.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { toolOrSkip } from "../../support/require-tool.ts";
import { newIdentity, newProfile, pkcs12Of, type TestIdentity } from "./signing-files.ts";
import {
  codeOf,
  failureOf,
  filesBelow,
  holder,
  newPerson,
  temporaryFolder,
  tickingClock,
  type Person,
} from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const keyAddress: Address = "store/key/acme:distribution";
const identityAddress: Address = "store/identity/acme:distribution";
const certificateAddress: Address = "acme/certificate/distribution";
const profileAddress: Address = "acme/profile/com.acme.shop:ios_ad_hoc";
const storedProfileAddress: Address = "store/stored_profile/com.acme.shop:ios_ad_hoc";

let ana: Person;
let distribution: TestIdentity;
let other: TestIdentity;

beforeAll(async () => {
  [ana, distribution, other] = await Promise.all([
    newPerson(),
    newIdentity("Acme Distribution"),
    newIdentity("Somebody Else"),
  ]);
});

/** A store in an empty folder, with the files and the outputs of other providers that changes refer to. */
function world(): {
  readonly folder: string;
  readonly store: FileStore;
  readonly open: () => FileStore;
  readonly files: Map<string, SourceMaterial>;
  readonly outputs: Map<Address, Output>;
  readonly context: ApplyContext;
} {
  const folder = join(temporaryFolder(), "store");
  const files = new Map<string, SourceMaterial>();
  const outputs = new Map<Address, Output>();
  const material = (name: string): Promise<SourceMaterial> => {
    const found = files.get(name);
    return found ? Promise.resolve(found) : Promise.reject(new Error(`no file ${name}`));
  };
  const clock = tickingClock();
  const open = (): FileStore =>
    createFileStore({
      backend: createDirectoryBackend(folder),
      recipients: { ana: ana.recipient },
      identity: () => Promise.resolve(new Secret(ana.identity)),
      clock,
      sources: { key: material, file: material },
      holder,
    });
  const store = open();
  const context: ApplyContext = {
    signal: new AbortController().signal,
    store: store.secrets,
    report: () => undefined,
    output: (address) => Promise.resolve(outputs.get(address)),
  };
  return { folder, store, open, files, outputs, context };
}

function change<K extends ResourceKind>(
  type: K,
  address: Address,
  after: ChangeOf<K>["after"],
  more: Partial<ChangeOf<K>> = {},
): ChangeOf<K> {
  return {
    address,
    type,
    name: address,
    provider_name: ownerOf(address),
    action: "create",
    action_reason: "missing",
    reason: "because",
    before: null,
    after,
    after_unknown: [],
    replaces_older: false,
    depends_on: [],
    targets: [],
    reads: [],
    ...more,
  };
}

const newKey = change("key", keyAddress, { algorithm: "rsa", bits: 2048, public_key_sha256: null });

describe("a private key", () => {
  test("is made, kept encrypted and described", async () => {
    const { store, context, folder } = world();
    expect(await store.apply(newKey, context)).toEqual({});
    const entry = await store.secrets.get(keyAddress);
    expect(entry?.facts).toEqual({
      algorithm: "rsa",
      bits: 2048,
      public_key_sha256: entry?.instance,
      certificate_signing_request: expect.stringMatching(/^-----BEGIN CERTIFICATE REQUEST-----\n/),
    });
    const text = entry?.facts["certificate_signing_request"];
    const request = readCertificateSigningRequest(typeof text === "string" ? text : "");
    expect(request && publicKeySha256(request.publicKeyInfo)).toBe(entry?.instance);
    const der = Buffer.from(entry?.parts["private_key"]?.revealBytes() ?? []);
    expect(der.length).toBeGreaterThan(1000);
    for (const text of [der, der.toString("base64").slice(8, 200), der.toString("hex").slice(16, 200)]) {
      expect(filesBelow(folder).some((f) => f.bytes.includes(text))).toBe(false);
    }
    expect(await store.output(keyAddress, context)).toBeUndefined();
  });

  test("that an interrupted run made is adopted", async () => {
    const { store, open, context } = world();
    await store.apply(newKey, context);
    expect(await open().apply(newKey, context)).toEqual({ adopted: true });
    expect(await store.secrets.list(keyAddress)).toHaveLength(1);
  });

  test("that the plan saw is not adopted: it will not do, whatever the store says of it", async () => {
    const { store, open, context } = world();
    await store.apply(newKey, context);
    const [seen] = await store.secrets.list(keyAddress);
    const again = { ...newKey, reads: [storedObjectName(keyAddress, seen?.instance ?? "")] };
    expect(await open().apply(again, context)).toEqual({});
    expect(await store.secrets.list(keyAddress)).toHaveLength(2);
    // What a run of that very plan made since is.
    expect(await open().apply(again, context)).toEqual({ adopted: true });
  });

  test("that is in use, of another size or lost is not adopted", async () => {
    for (const spoil of ["identity", "record", "size", "lost"]) {
      const { store, context, folder } = world();
      await store.apply(newKey, context);
      const [key] = await store.secrets.list(keyAddress);
      const facts = { public_key_sha256: key?.instance ?? "" };
      if (spoil === "identity")
        await store.secrets.put({
          address: identityAddress,
          instance: "1",
          created: "2026-11-03T09:00:00Z",
          facts,
          parts: {},
        });
      if (spoil === "record") await store.secrets.record(certificateAddress, facts);
      if (spoil === "lost")
        for (const name of readdirSync(join(folder, "objects"))) rmSync(join(folder, "objects", name));
      const wanted =
        spoil === "size" ? { algorithm: "rsa" as const, bits: 3072, public_key_sha256: null } : newKey.after;
      expect(await store.apply({ ...newKey, after: wanted }, context), spoil).toEqual({});
      expect((await store.secrets.list(keyAddress)).at(-1)?.instance).not.toBe(key?.instance);
    }
  });

  test("that the plan names must be there", async () => {
    const { store, context } = world();
    await store.apply(newKey, context);
    const [key] = await store.secrets.list(keyAddress);
    const named = (sha256: string | undefined) =>
      store.apply({ ...newKey, after: { algorithm: "rsa", bits: 2048, public_key_sha256: sha256 ?? null } }, context);
    expect(await named(key?.instance)).toEqual({ adopted: true });
    expect(await codeOf(named("0".repeat(64)))).toBe("apply/step-failed");
  });
});

describe("an identity", () => {
  const fromApple = (sha256: string | null) =>
    change("identity", identityAddress, {
      source: { certificate: certificateAddress, key: keyAddress },
      certificate_sha256: sha256,
    });
  const fromFile = (sha256: string | null) =>
    change("identity", "store/identity/acme-distribution", {
      source: { key_name: "acme-distribution" },
      certificate_sha256: sha256,
    });

  test("joins Apple's certificate with the key of the store that it is for", async () => {
    const { store, open, outputs, context } = world();
    for (const { privateKey } of [distribution, other]) {
      await store.secrets.put({
        address: keyAddress,
        instance: privateKey.publicKeySha256,
        created: "2026-11-03T09:00:00Z",
        facts: { public_key_sha256: privateKey.publicKeySha256 },
        parts: { private_key: privateKey.pkcs8 },
      });
    }
    const { certificate } = distribution;
    outputs.set(certificateAddress, {
      facts: { certificate_type: "DISTRIBUTION", team_id: "ABCDE12345" },
      bytes: certificate.der,
    });
    expect(await store.apply(fromApple(null), context)).toEqual({});
    const entry = await store.secrets.get(identityAddress);
    expect(entry?.instance).toBe(certificate.sha256);
    expect(entry?.facts).toMatchObject({
      subject: "CN=Acme Distribution",
      serial_number: certificate.serial,
      certificate_sha256: certificate.sha256,
      public_key_sha256: distribution.privateKey.publicKeySha256,
      not_before: "2026-11-03T09:00:00Z",
      not_after: "2027-11-03T09:00:00Z",
      team_id: "ABCDE12345",
      certificate_type: "DISTRIBUTION",
      source: certificateAddress,
    });
    expect(entry?.parts["private_key"]?.revealBytes()).toEqual(distribution.privateKey.pkcs8.revealBytes());
    expect((await store.output(identityAddress, context))?.bytes).toEqual(certificate.der);
    // The same create again finds it done.
    expect(await open().apply(fromApple(certificate.sha256), context)).toEqual({ adopted: true });
    expect(await codeOf(store.apply(fromApple(other.certificate.sha256), context))).toBe("apply/step-failed");
  });

  test("is not made without its certificate or its key", async () => {
    const { store, outputs, context } = world();
    expect((await failureOf(store.apply(fromApple(null), context)))?.diagnostic.message).toContain("does not exist");
    outputs.set(certificateAddress, { facts: {}, bytes: distribution.certificate.der });
    expect((await failureOf(store.apply(fromApple(null), context)))?.diagnostic.message).toContain("no private key");
    outputs.set(certificateAddress, { facts: {}, bytes: new Uint8Array([0x30, 0]) });
    expect((await failureOf(store.apply(fromApple(null), context)))?.diagnostic.message).toContain(certificateAddress);
    expect((await store.read(context)).kind === "store" && (await store.secrets.list(identityAddress))).toEqual([]);
  });

  test("is imported from a PKCS#12 file", async () => {
    const { store, files, context } = world();
    const bytes = await pkcs12Of(distribution, "dist", "hunter2-canary");
    files.set("acme-distribution", {
      path: "signing/dist.p12",
      bytes,
      password: new Secret("hunter2-canary"),
    });
    expect(await store.apply(fromFile(distribution.certificate.sha256), context)).toEqual({});
    const entry = await store.secrets.get("store/identity/acme-distribution");
    expect(entry?.facts).toMatchObject({
      source: "file",
      certificate_sha256: distribution.certificate.sha256,
    });
    expect(entry?.parts["certificate"]?.revealBytes()).toEqual(distribution.certificate.der);
    expect((await failureOf(store.apply(fromFile(other.certificate.sha256), context)))?.diagnostic.message).toContain(
      "signing/dist.p12",
    );
    files.set("acme-distribution", {
      path: "signing/dist.p12",
      bytes,
      password: new Secret("wrong-canary"),
    });
    const failure = await failureOf(store.apply(fromFile(distribution.certificate.sha256), context));
    expect(failure?.diagnostic).toMatchObject({
      code: "format/wrong-password",
      message: "the password does not open `signing/dist.p12`",
    });
    expect(JSON.stringify(failure?.diagnostic)).not.toContain("canary");
  });

  test("is imported from a key and a certificate, which must belong together", async () => {
    const { store, files, context } = world();
    const bytes = distribution.privateKey.pkcs8.revealBytes();
    files.set("acme-distribution", {
      path: "dist.key",
      bytes,
      certificate: distribution.certificate.der,
    });
    expect(await store.apply(fromFile(distribution.certificate.sha256), context)).toEqual({});
    files.set("acme-distribution", { path: "dist.key", bytes, certificate: other.certificate.der });
    const failure = await failureOf(store.apply(fromFile(other.certificate.sha256), context));
    expect(failure?.diagnostic.message).toContain("does not belong");
  });

  test("an update goes back to an earlier certificate as well", async () => {
    const { store, files, context } = world();
    const address: Address = "store/identity/acme-distribution";
    for (const identity of [distribution, other, distribution]) {
      const bytes = await pkcs12Of(identity, "dist", "pw");
      files.set("acme-distribution", { path: "dist.p12", bytes, password: new Secret("pw") });
      await store.apply({ ...fromFile(identity.certificate.sha256), action: "update" }, context);
      expect((await store.secrets.get(address))?.instance).toBe(identity.certificate.sha256);
    }
    expect(await store.secrets.list(address)).toHaveLength(2);
  });
});

describe("a provisioning profile", () => {
  const uuid = "5b1ae5c4-7d21-4f6a-9d5e-0c3b1f2a4d6e";
  const stored = (known: string | null, sha256: string | null = null) =>
    change("stored_profile", storedProfileAddress, {
      source: { profile: profileAddress },
      uuid: known,
      sha256,
    });

  test("that Apple made is kept as it is, and taken out again by its UUID", async () => {
    const { store, open, outputs, context } = world();
    const bytes = await newProfile(uuid, distribution);
    outputs.set(profileAddress, { facts: { uuid }, bytes });
    expect(await store.apply(stored(null), context)).toEqual({});
    expect(await open().apply(stored(uuid), context)).toEqual({ adopted: true });
    const output = await store.output(storedProfileAddress, context);
    expect(output?.bytes).toEqual(bytes);
    expect(output?.facts).toMatchObject({
      uuid,
      name: "Shop Ad Hoc",
      bundle_id: "com.acme.shop",
      app_id: "ABCDE12345.com.acme.shop",
      profile_type: "ad_hoc",
      platforms: ["ios"],
      team_id: "ABCDE12345",
      expires: "2027-11-03T09:00:00Z",
      certificate_sha256: [distribution.certificate.sha256],
      device_count: 1,
      unassigned: [],
      source: profileAddress,
    });
    const newer = await newProfile("00000000-7d21-4f6a-9d5e-0c3b1f2a4d6e", distribution);
    outputs.set(profileAddress, { facts: {}, bytes: newer });
    await store.apply(stored(null), context);
    const retire = change("stored_profile", storedProfileAddress, null, {
      action: "delete",
      deposed: uuid,
    });
    expect(await store.apply(retire, context)).toEqual({});
    expect(await store.apply(retire, context)).toEqual({ adopted: true });
    expect((await store.secrets.list(storedProfileAddress)).map((o) => o.instance)).toEqual([
      "00000000-7d21-4f6a-9d5e-0c3b1f2a4d6e",
    ]);
  });

  test("that is not the planned one, or was changed after signing, is refused", async () => {
    const { store, files, context } = world();
    const bytes = await newProfile(uuid, distribution);
    files.set("shop.mobileprovision", { path: "shop.mobileprovision", bytes });
    const fromFile = (known: string, sha256: string | null) =>
      change("stored_profile", "store/stored_profile/shop.mobileprovision", {
        source: { file: "shop.mobileprovision" },
        uuid: known,
        sha256,
      });
    expect(await codeOf(store.apply(fromFile("another", null), context))).toBe("apply/step-failed");
    expect(await codeOf(store.apply(fromFile(uuid, "0".repeat(64)), context))).toBe("apply/step-failed");
    const changed = Buffer.from(bytes);
    changed.write("Shop Bd Hoc", changed.indexOf("Shop Ad Hoc"));
    files.set("shop.mobileprovision", {
      path: "shop.mobileprovision",
      bytes: new Uint8Array(changed),
    });
    expect(await codeOf(store.apply(fromFile(uuid, null), context))).toBe("rule/profile-signature");
    files.set("shop.mobileprovision", {
      path: "shop.mobileprovision",
      bytes: Buffer.from("hello"),
    });
    expect((await failureOf(store.apply(fromFile(uuid, null), context)))?.diagnostic.message).toContain(
      "shop.mobileprovision",
    );
    expect(await store.secrets.list("store/stored_profile/shop.mobileprovision")).toEqual([]);
    files.set("shop.mobileprovision", { path: "shop.mobileprovision", bytes });
    expect(await store.apply(fromFile(uuid, null), context)).toEqual({});
    expect((await store.secrets.get("store/stored_profile/shop.mobileprovision"))?.facts).toMatchObject({
      source: "file",
      uuid,
    });
  });
});

describe("a keystore", () => {
  test("is kept byte for byte with its passwords once they open it", async () => {
    const { store, files, context } = world();
    const bytes = await pkcs12Of(distribution, "upload", "hunter2-canary");
    const password = new Secret("hunter2-canary");
    files.set("upload", { path: "upload.p12", bytes, password, keyPassword: password });
    const after = {
      key_name: "upload",
      alias: "upload",
      certificate_sha256: distribution.certificate.sha256,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    };
    const create = change("keystore", "store/keystore/upload", after);
    expect(await store.apply(create, context)).toEqual({});
    expect(await store.apply(create, context)).toEqual({ adopted: true });
    const entry = await store.secrets.get("store/keystore/upload");
    expect(entry?.parts["file"]?.revealBytes()).toEqual(bytes);
    expect(entry?.parts["password"]?.revealText()).toBe("hunter2-canary");
    expect(entry?.parts["key_password"]?.revealText()).toBe("hunter2-canary");
    expect(entry?.facts).toMatchObject({
      alias: "upload",
      format: "pkcs12",
      sha256: after.sha256,
      not_after: "2027-11-03T09:00:00Z",
    });
    expect((await store.output("store/keystore/upload", context))?.bytes).toEqual(bytes);
    for (const wrong of [
      { alias: "download" },
      { certificate_sha256: other.certificate.sha256 },
      { sha256: "0".repeat(64) },
    ]) {
      expect(await codeOf(store.apply({ ...create, after: { ...after, ...wrong } }, context))).toBe(
        "apply/step-failed",
      );
    }
    files.set("upload", { path: "upload.p12", bytes, password: new Secret("wrong") });
    expect(await codeOf(store.apply(create, context))).toBe("format/wrong-password");
  });

  test.skipIf(!toolOrSkip("keytool"))("of the old Java form too, with a key password of its own", async () => {
    const { store, files, context } = world();
    const path = join(temporaryFolder(), "upload.jks");
    execFileSync(
      "keytool",
      [
        "-genkeypair",
        "-keystore",
        path,
        "-storetype",
        "JKS",
        "-alias",
        "Upload",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=Acme",
        "-storepass",
        "storepass",
        "-keypass",
        "keypass1",
      ],
      { stdio: "ignore" },
    );
    const bytes = new Uint8Array(readFileSync(path));
    const certificate = (await readKeystore(bytes)).entries[0]?.chain[0];
    const after = {
      key_name: "upload",
      alias: "upload",
      certificate_sha256: certificate?.sha256 ?? "",
      sha256: createHash("sha256").update(bytes).digest("hex"),
    };
    const create = change("keystore", "store/keystore/upload", after);
    files.set("upload", { path: "upload.jks", bytes, password: new Secret("storepass") });
    expect(await codeOf(store.apply(create, context))).toBe("format/wrong-key-password");
    files.set("upload", {
      path: "upload.jks",
      bytes,
      password: new Secret("storepass"),
      keyPassword: new Secret("keypass1"),
    });
    expect(await store.apply(create, context)).toEqual({});
    expect((await store.secrets.get("store/keystore/upload"))?.facts["format"]).toBe("jks");
  });
});

describe("the store as a provider", () => {
  test("reads without an identity, and does not make anything by reading", async () => {
    const { store, folder, context } = world();
    expect(await store.read(context)).toEqual({
      kind: "store",
      head: 0,
      recipients: {},
      objects: [],
      records: [],
    });
    await store.apply(newKey, context);
    const blind = createFileStore({
      backend: createDirectoryBackend(folder),
      recipients: { ana: ana.recipient },
      identity: () => Promise.reject(new Error("must not be asked for")),
      clock: tickingClock(),
      sources: { key: () => Promise.reject(new Error()), file: () => Promise.reject(new Error()) },
      holder,
    });
    const before = filesBelow(folder);
    expect(await blind.read(context)).toMatchObject({
      head: 1,
      recipients: { ana: ana.recipient },
      objects: [{ address: keyAddress }],
    });
    expect(filesBelow(folder)).toEqual(before);
    await blind.close();
    await blind.close();
  });

  test("an instance is never older than those that are there, whatever the clock says", async () => {
    const { store, context } = world();
    await store.secrets.put({
      address: keyAddress,
      instance: "future",
      created: "2030-01-01T00:00:00.000Z",
      facts: {},
      parts: {},
    });
    await store.apply(newKey, context);
    const [first, second] = await store.secrets.list(keyAddress);
    expect(first?.instance).toBe("future");
    expect(second?.created).toBe("2030-01-01T00:00:00.000Z");
    expect((await store.secrets.get(keyAddress))?.instance).toBe(second?.instance);
  });

  test("taking the lock checks that the store can be written for the people of the spec", async () => {
    const { store, folder, context } = world();
    await store.apply(newKey, context);
    const lock = await store.lock.acquire("apply");
    await store.lock.release(lock);
    const others = createFileStore({
      backend: createDirectoryBackend(folder),
      recipients: {},
      identity: () => Promise.resolve(new Secret(ana.identity)),
      clock: tickingClock(),
      sources: { key: () => Promise.reject(new Error()), file: () => Promise.reject(new Error()) },
      holder,
    });
    expect(await codeOf(others.lock.acquire("apply"))).toBe("file-store/recipients-differ");
    expect(readdirSync(folder)).not.toContain("lock");
  });
});

describe("the age tool", () => {
  const present = toolOrSkip("age");

  test.skipIf(!present)("opens what the store holds, and the store opens what it made", async () => {
    const { store, folder, context } = world();
    await store.apply(newKey, context);
    const identity = join(temporaryFolder(), "identity.txt");
    writeFileSync(identity, `# made for a test\n${ana.identity}\n`, { mode: 0o600 });
    const [name = ""] = readdirSync(join(folder, "objects"));
    const opened = spawnSync("age", ["--decrypt", "-i", identity, join(folder, "objects", name)]);
    const container: unknown = JSON.parse(opened.stdout.toString());
    expect(container).toMatchObject({ format_version: "1.0", address: keyAddress });
    const encrypted = spawnSync("age", ["--encrypt", "-r", ana.recipient], {
      input: opened.stdout,
    });
    const identities = await readAgeIdentities(new Secret(readFileSync(identity)), "the test");
    const again = await decryptWith(identities, new Uint8Array(encrypted.stdout), "object");
    expect(Buffer.from(again).equals(opened.stdout)).toBe(true);
  });
});
