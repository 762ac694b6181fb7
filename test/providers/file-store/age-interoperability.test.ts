import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { describe, expect, test, vi } from "vitest";

import { toolOrSkip } from "../../support/require-tool.ts";
import { recipientCount } from "../../../src/providers/file-store/age-header.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createHeadChain } from "../../../src/providers/file-store/head-chain.ts";
import { named, request, secretOf, storeOf, storeOfTwo } from "./rekey-fixture.ts";
import { entryOf, newPerson, storeAddress, temporaryFolder, type Person } from "./store-fixture.ts";

// Making keys and starting processes takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Runs `age`; the identities are given as files of a folder that goes away. */
function age(argv: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync("age", argv, { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`age ${argv.join(" ")}: ${stderr.toString()}`);
  return stdout;
}

function identityFile(folder: string, { identity }: Pick<Person, "identity">): string {
  const path = join(folder, `${createHash("sha256").update(identity).digest("hex").slice(0, 8)}.txt`);
  writeFileSync(path, `# an identity\n${identity}\n`);
  return path;
}

/** Lets the manifest of a store name another encrypted file for an address. */
async function replaceFile(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  const backend = createDirectoryBackend(folder);
  await backend.create(`objects/${digest}.age`, bytes);
  await createHeadChain(backend).advance((newest) => ({
    recipients: newest?.recipients ?? {},
    records: newest?.records ?? [],
    objects: (newest?.objects ?? []).map((object) =>
      object.address === storeAddress(name) ? { ...object, object: digest } : object,
    ),
  }));
}

describe.skipIf(!toolOrSkip("age"))("age itself", () => {
  test("opens every file of a store for each recipient, before and after a rekey, and none for a leaver", async () => {
    const { folder, ana, eve } = await storeOfTwo();
    const files = temporaryFolder();
    const decrypt = (person: Person, name: string): string =>
      age(["-d", "-i", identityFile(files, person)], readFileSync(join(folder, "objects", name))).toString();
    for (const person of [ana, eve])
      for (const name of readdirSync(join(folder, "objects"))) expect(decrypt(person, name)).toContain('"parts"');
    const ci = await newPerson();
    await storeOf(folder, { recipients: named({ ana, ci }), identity: ana.identity }).maintenance.rekey(request());
    const names = readdirSync(join(folder, "objects"));
    expect(names.length).toBe(4);
    for (const name of names) {
      for (const person of [ana, ci]) expect(decrypt(person, name)).toContain('"parts"');
      expect(() => decrypt(eve, name)).toThrow(/no identity matched/);
    }
  });

  test("makes files that the store opens, armoured ones not among them", async () => {
    const [ana, ci] = await Promise.all([newPerson(), newPerson()]);
    const folder = temporaryFolder();
    const recipients = named({ ana, ci });
    const store = storeOf(folder, { recipients, identity: ana.identity });
    await store.secrets.put(entryOf("a"));
    const [name = ""] = readdirSync(join(folder, "objects"));
    const files = temporaryFolder();
    const plain = age(["-d", "-i", identityFile(files, ana)], readFileSync(join(folder, "objects", name)));
    const made = age(["-r", ana.recipient, "-r", ci.recipient], plain);
    expect(recipientCount(made)).toBe(2);
    await replaceFile(folder, "a", made);
    for (const { identity } of [ana, ci])
      expect(await secretOf(storeOf(folder, { recipients, identity }), "a")).toBe("secret of a");
    expect((await store.maintenance.rekey(request())).result).toMatchObject({ done: true, reencrypted: 0 });
  });

  test("makes files whose number of recipients is seen", async () => {
    const people = await Promise.all([newPerson(), newPerson(), newPerson()]);
    for (let count = 1; count <= people.length; count++) {
      const argv = people.slice(0, count).flatMap(({ recipient }) => ["-r", recipient]);
      expect(recipientCount(age(argv, Buffer.from("x")))).toBe(count);
    }
    const armoured = age(["-a", "-r", people[0].recipient], Buffer.from("x"));
    expect(recipientCount(armoured)).toBeUndefined();
    expect(recipientCount(Buffer.from("age-encryption.org/v1\n-> X25519 a\nb\n"))).toBeUndefined();
  });

  test.skipIf(process.platform !== "linux" || !toolOrSkip("script"))(
    "opens the identity behind a passphrase, and with it the store",
    async () => {
      const passphrase = "correct horse battery staple";
      const folder = temporaryFolder();
      await storeOf(folder, { passphrase }).secrets.put(entryOf("a"));
      const [wrapped = ""] = readdirSync(folder).filter((name) => name.startsWith("passphrase-"));
      // age asks on the terminal for a passphrase, and `script` gives it one.
      const files = temporaryFolder();
      const out = join(files, "identity.txt");
      const typed = spawnSync("script", ["-qec", `age -d -o ${out} ${join(folder, wrapped)}`, "/dev/null"], {
        input: `${passphrase}\n`,
        timeout: 30_000,
      });
      expect(typed.status).toBe(0);
      const [name = ""] = readdirSync(join(folder, "objects"));
      expect(age(["-d", "-i", out], readFileSync(join(folder, "objects", name))).toString()).toContain('"parts"');
    },
  );
});

test("grease, and recipients of other types, are told apart when they are counted", async () => {
  const header = (...stanzas: readonly string[]): Uint8Array =>
    Buffer.from(`age-encryption.org/v1\n${stanzas.map((s) => `-> ${s}\nYWJj\n`).join("")}--- bWFj\nbody`);
  expect(recipientCount(header("X25519 abc"))).toBe(1);
  expect(recipientCount(header("X25519 abc", "mlkem768x25519 def", "c[-grease x y"))).toBe(2);
  const hybrid = await generateHybridIdentity();
  const pq: Person = { identity: hybrid, recipient: await identityToRecipient(hybrid) };
  const ana = await newPerson();
  const folder = temporaryFolder();
  const recipients = named({ ana, pq });
  await storeOf(folder, { recipients, identity: ana.identity }).secrets.put(entryOf("a"));
  expect(await secretOf(storeOf(folder, { recipients, identity: pq.identity }), "a")).toBe("secret of a");
});
