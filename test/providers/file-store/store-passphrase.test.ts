import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Encrypter } from "age-encryption";
import { expect, test, vi } from "vitest";

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { unwrapIdentity, wrapNewIdentity } from "../../../src/providers/file-store/passphrase-identity.ts";
import { createStorePassphrase } from "../../../src/providers/file-store/store-passphrase.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { Crash, crashingAt } from "./crashing-backend.ts";
import { named, opens, request, retire, secretOf, storeOf } from "./rekey-fixture.ts";
import { codeOf, entryOf, failureOf, filesBelow, newPerson, storeAddress, temporaryFolder } from "./store-fixture.ts";
import { processorSeconds } from "../../support/processor-seconds.ts";

// scrypt is slow on purpose.
vi.setConfig({ testTimeout: 120_000 });

const passphrase = "correct horse battery staple";
const next = "another horse, another battery";

function wrapped(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith("passphrase-"));
}

test("a passphrase opens the store for whoever knows it, and no other does", async () => {
  const folder = temporaryFolder();
  const store = storeOf(folder, { passphrase });
  await store.secrets.put(entryOf("a"));
  await store.secrets.put(entryOf("b"));
  expect(Object.keys((await store.maintenance.recipients()) ?? {})).toEqual(["passphrase"]);
  expect(wrapped(folder).length).toBe(1);
  const again = storeOf(folder, { passphrase });
  expect(await secretOf(again, "a")).toBe("secret of a");
  const lock = await again.lock.acquire("apply");
  await again.secrets.put(entryOf("c"));
  await again.lock.release(lock);
  expect(wrapped(folder).length).toBe(1);
  const wrong = storeOf(folder, { passphrase: next });
  const failure = await failureOf(wrong.secrets.get(storeAddress("a")));
  expect(failure?.diagnostic.code).toBe("file-store/wrong-passphrase");
  expect(await codeOf(wrong.secrets.put(entryOf("d")))).toBe("file-store/wrong-passphrase");
  expect(await codeOf(storeOf(folder, {}).secrets.get(storeAddress("a")))).toBe("file-store/recipients-differ");
  for (const text of [failure?.message, failure?.stack, JSON.stringify(failure)]) expect(text).not.toContain(next);
  for (const { bytes } of filesBelow(folder)) expect(bytes.includes(passphrase)).toBe(false);
});

test("a short passphrase is refused where a store begins with it, before anything is written", async () => {
  const folder = temporaryFolder();
  expect(await codeOf(storeOf(folder, { passphrase: "elevenchars" }).secrets.put(entryOf("a")))).toBe(
    "file-store/weak-passphrase",
  );
  expect(filesBelow(folder)).toEqual([]);
});

test("scrypt runs beside the event loop", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await wrapNewIdentity(new Secret(passphrase));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(10);
});

test("a file that asks for more work than ours is refused at once", async () => {
  const { bytes, identity } = await wrapNewIdentity(new Secret(passphrase));
  const text = Buffer.from(bytes).toString("latin1");
  expect(text).toMatch(/^-> scrypt \S+ 18$/m);
  const open = (changed: string): Promise<unknown> =>
    unwrapIdentity(Buffer.from(changed, "latin1"), new Secret(passphrase), {
      name: "x.age",
      recipient: identity.recipient,
    });
  for (const factor of ["19", "30", "9999"]) {
    const seconds = await processorSeconds(async () =>
      expect(await codeOf(open(text.replace(/^(-> scrypt \S+) 18$/m, `$1 ${factor}`)))).toBe(
        "file-store/passphrase-too-costly",
      ),
    );
    expect(seconds).toBeLessThan(0.5);
  }
  for (const factor of ["0", "018", "-1", "1e1", "99999", ""])
    expect(await codeOf(open(text.replace(/^(-> scrypt \S+) 18$/m, `$1 ${factor}`)))).toBe("file-store/corrupt");
  // A salt that decodes, but is not written as age writes it.
  expect(await codeOf(open(text.replace(/^-> scrypt (\S+) 18$/m, "-> scrypt $1= 18")))).toBe("file-store/corrupt");
  expect(await codeOf(open(`${text.slice(0, -1)}\0`))).toBe("file-store/corrupt");
  await expect(open(text)).resolves.toMatchObject({ recipient: identity.recipient });
});

test("a file with a passphrase beside other recipients, or for a recipient, is none of ours", async () => {
  const ana = await newPerson();
  const { bytes } = await wrapNewIdentity(new Secret(passphrase));
  const encrypter = new Encrypter();
  encrypter.addRecipient(ana.recipient);
  const named = { name: "x.age", recipient: ana.recipient };
  expect(await codeOf(unwrapIdentity(await encrypter.encrypt("x"), new Secret(passphrase), named))).toBe(
    "file-store/corrupt",
  );
  const text = Buffer.from(bytes).toString("latin1");
  const mixed = text.replace(/^--- /m, "-> X25519 abc\nYWJj\n--- ");
  expect(await codeOf(unwrapIdentity(Buffer.from(mixed, "latin1"), new Secret(passphrase), named))).toBe(
    "file-store/corrupt",
  );
  // The right file, in the place of another one.
  expect(await codeOf(unwrapIdentity(bytes, new Secret(passphrase), named))).toBe("file-store/corrupt");
});

test("a name in the manifest that is no recipient leads to no file", async () => {
  const folder = temporaryFolder();
  const backend = createDirectoryBackend(folder);
  const unlock = createStorePassphrase(backend, () => Promise.resolve(new Secret(passphrase)));
  for (const recipient of ["age1../../../etc/passwd", "age1", "x"])
    expect(await codeOf(unlock.unlock({ passphrase: recipient }))).toBe("file-store/corrupt");
  expect(await codeOf(unlock.unlock({ passphrase: `age1${"q".repeat(58)}` }))).toBe("file-store/corrupt");
});

test("a new passphrase shuts the old one out, also with the identity that it opened", async () => {
  const folder = temporaryFolder();
  const store = storeOf(folder, { passphrase });
  await store.secrets.put(entryOf("a"));
  await store.secrets.put(entryOf("gone"));
  await retire(store, storeAddress("gone"), "1");
  const recipient = (await store.maintenance.recipients())?.["passphrase"] ?? "";
  const [file = ""] = wrapped(folder);
  const old = await unwrapIdentity(readFileSync(join(folder, file)), new Secret(passphrase), { name: file, recipient });

  const changed = storeOf(folder, { passphrase: next });
  expect(await codeOf(changed.maintenance.rekey(request()))).toBe("file-store/wrong-passphrase");
  const oldPassphrase = changed.withPassphrase(() => Promise.resolve(new Secret(passphrase)));
  const { preview, result } = await changed.maintenance.rekey(request({ oldPassphrase }));
  expect(result).toMatchObject({ done: true, reencrypted: 2, removed: 2, left: [] });
  expect(preview.leavers.map(({ name, exposure }) => [name, exposure.objects.length])).toEqual([["passphrase", 2]]);
  expect(await secretOf(storeOf(folder, { passphrase: next }), "a")).toBe("secret of a");
  expect(await codeOf(storeOf(folder, { passphrase }).secrets.get(storeAddress("a")))).toBe(
    "file-store/wrong-passphrase",
  );
  expect(await opens(folder, { identity: old.secret.revealText() })).toEqual([]);
  expect(wrapped(folder).length).toBe(1);
  // Run again with the same flags, as a job would: nothing to do.
  const again = storeOf(folder, { passphrase: next });
  const outcome = await again.maintenance.rekey(
    request({ oldPassphrase: again.withPassphrase(() => Promise.resolve(new Secret(passphrase))) }),
  );
  expect(outcome.result).toMatchObject({ done: true, reencrypted: 0 });
});

test("a store goes from one identity to a passphrase, and from there to people", async () => {
  const [ana, ci] = await Promise.all([newPerson(), newPerson()]);
  const folder = temporaryFolder();
  await storeOf(folder, { identity: ana.identity }).secrets.put(entryOf("a"));
  const shared = storeOf(folder, { identity: ana.identity, passphrase });
  expect((await shared.maintenance.rekey(request())).result).toMatchObject({ done: true, reencrypted: 1 });
  expect(await secretOf(storeOf(folder, { passphrase }), "a")).toBe("secret of a");
  expect((await opens(folder, ana)).length).toBe(0);
  const people = storeOf(folder, { recipients: named({ ana, ci }), identity: ci.identity });
  const failure = await failureOf(people.maintenance.rekey(request()));
  expect(failure?.diagnostic.help).toContain("--old-passphrase-env");
  const oldPassphrase = people.withPassphrase(() => Promise.resolve(new Secret(passphrase)));
  expect((await people.maintenance.rekey(request({ oldPassphrase }))).result).toMatchObject({ done: true });
  expect(await secretOf(people, "a")).toBe("secret of a");
  expect(wrapped(folder)).toEqual([]);
});

test("a change of passphrase that stops at any write can be repeated with the same two passphrases", async () => {
  const original = temporaryFolder();
  await storeOf(original, { passphrase }).secrets.put(entryOf("a"));
  const files = filesBelow(original);
  let crashed = true;
  const seen = new Set<string>();
  // Each round costs several derivations, so not every write is tried.
  for (let n = 1; crashed; n += 4) {
    const folder = temporaryFolder();
    const backend = createDirectoryBackend(folder);
    for (const { path, bytes } of files) await backend.create(path, new Uint8Array(bytes));
    const store = storeOf(crashingAt(backend, n, "before"), { passphrase: next });
    const oldPassphrase = store.withPassphrase(() => Promise.resolve(new Secret(passphrase)));
    crashed = await store.maintenance.rekey(request({ oldPassphrase })).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Crash) return true;
        throw error;
      },
    );
    if (readdirSync(folder).includes("lock")) renameSync(join(folder, "lock"), join(temporaryFolder(), "lock"));
    const isNew = (await codeOf(storeOf(folder, { passphrase }).secrets.get(storeAddress("a")))) !== "";
    seen.add(isNew ? "new" : "old");
    const again = storeOf(folder, { passphrase: next });
    const { result } = await again.maintenance.rekey(
      request({ oldPassphrase: again.withPassphrase(() => Promise.resolve(new Secret(passphrase))) }),
    );
    expect(result).toMatchObject({ done: true, left: [] });
    expect(await secretOf(storeOf(folder, { passphrase: next }), "a")).toBe("secret of a");
    expect(wrapped(folder).length).toBe(1);
  }
  expect(seen).toEqual(new Set(["old", "new"]));
});

test("a damaged file of the passphrase is said to be damaged, not the passphrase wrong", async () => {
  const folder = temporaryFolder();
  await storeOf(folder, { passphrase }).secrets.put(entryOf("a"));
  const [file = ""] = wrapped(folder);
  writeFileSync(join(folder, file), "not age");
  expect(await codeOf(storeOf(folder, { passphrase }).secrets.get(storeAddress("a")))).toBe("file-store/corrupt");
});
