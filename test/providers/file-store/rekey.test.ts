import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Decrypter } from "age-encryption";
import { expect, test, vi } from "vitest";

import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createHeadChain } from "../../../src/providers/file-store/head-chain.ts";
import { named, opens, request, secretOf, storeOf, storeOfTwo } from "./rekey-fixture.ts";
import {
  codeOf,
  entryOf,
  failureOf,
  filesBelow,
  newPerson,
  storeAddress,
  temporaryFolder,
  type Person,
} from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test("after a rekey the leaver's identity opens nothing that lies in the store, and the others everything", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  expect((await opens(folder, eve)).length).toBe(5);
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  expect(await codeOf(store.secrets.get(storeAddress("a")))).toBe("file-store/recipients-differ");
  const { preview, result } = await store.maintenance.rekey(request());
  expect(preview.difference).toBe("`eve` can read it and is not in the spec");
  expect(preview.leavers.map(({ name, recipient }) => ({ name, recipient }))).toEqual([
    { name: "eve", recipient: eve.recipient },
  ]);
  // Three current instances and the retired one; the first try is removed with the old files.
  expect(result).toEqual({ done: true, reencrypted: 4, removed: 5, left: [] });
  expect(await opens(folder, eve)).toEqual([]);
  expect((await opens(folder, ana)).length).toBe(4);
  expect(await store.maintenance.recipients()).toEqual(named({ ana }));
  expect(await secretOf(store, "a")).toBe("new a");
  expect(await secretOf(store, "a", "1")).toBe("old a");
  expect(await secretOf(store, "b")).toBe("secret of b");
  expect(readdirSync(folder)).not.toContain("lock");
  const eves = storeOf(folder, { recipients: named({ ana }), identity: eve.identity });
  expect(await codeOf(eves.secrets.get(storeAddress("b")))).toBe("file-store/cannot-decrypt");
});

test("a retired key is not lost, and goes from one rekey to the next", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  await store.maintenance.rekey(request());
  await storeOf(folder, { recipients: named({ ana, eve }), identity: ana.identity }).maintenance.rekey(request());
  const { result } = await store.maintenance.rekey(request());
  expect(result).toMatchObject({ reencrypted: 4, removed: 4, left: [] });
  const log = await store.maintenance.log();
  const last = log?.events.findLast((event) => event.event === "rekey");
  const file = last?.objects.find(({ address }) => address === storeAddress("gone"))?.object ?? "";
  const decrypter = new Decrypter();
  decrypter.addIdentity(ana.identity);
  const container = await decrypter.decrypt(readFileSync(join(folder, "objects", `${file}.age`)), "text");
  expect(container).toContain(Buffer.from("secret of gone").toString("base64"));
});

test("a second rekey finds nothing to do and changes nothing", async () => {
  const { folder, ana } = await storeOfTwo();
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  await store.maintenance.rekey(request());
  const before = filesBelow(folder);
  const { preview, result } = await store.maintenance.rekey(request());
  expect(preview.difference).toBe("");
  expect(result).toEqual({ done: true, reencrypted: 0, removed: 0, left: [] });
  expect(filesBelow(folder)).toEqual(before);
});

test("who joins can read everything, the retired key too", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const ci = await newPerson();
  const recipients = named({ ana, ci, eve });
  const { preview } = await storeOf(folder, { recipients, identity: eve.identity }).maintenance.rekey(request());
  expect(preview.joiners).toEqual(named({ ci }));
  expect(preview.leavers).toEqual([]);
  expect((await opens(folder, ci)).length).toBe(4);
  expect(await secretOf(storeOf(folder, { recipients, identity: ci.identity }), "b")).toBe("secret of b");
});

test("nothing is written when it is declined, when the reader cannot open the store, or would be locked out", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const ci = await newPerson();
  const before = filesBelow(folder);
  const beforeWriting = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const recipients = named({ ana, ci });
  const declined = await storeOf(folder, { recipients, identity: ana.identity }).maintenance.rekey(
    request({ confirm: () => Promise.resolve(false), beforeWriting }),
  );
  expect(declined.result).toBeUndefined();
  const asCi = storeOf(folder, { recipients, identity: ci.identity });
  expect(await codeOf(asCi.maintenance.rekey(request({ beforeWriting })))).toBe("file-store/cannot-decrypt");
  const asEve = storeOf(folder, { recipients, identity: eve.identity });
  expect(await codeOf(asEve.maintenance.rekey(request({ beforeWriting })))).toBe("file-store/would-lock-out");
  const nobody = storeOf(folder, { recipients });
  expect(await codeOf(nobody.maintenance.rekey(request({ beforeWriting })))).toBe("file-store/would-lock-out");
  expect(beforeWriting).not.toHaveBeenCalled();
  expect(filesBelow(folder)).toEqual(before);
});

test("an apply is locked out meanwhile, whatever its spec says, and a rekey by an apply", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const recipients = named({ ana });
  const rekeying = storeOf(folder, { recipients, identity: ana.identity, pid: process.ppid });
  const codes: string[] = [];
  await rekeying.maintenance.rekey(
    request({
      confirm: async () => {
        for (const people of [{ ana }, { ana, eve }]) {
          const store = storeOf(folder, { recipients: named(people), identity: ana.identity });
          codes.push(await codeOf(store.lock.acquire("apply")));
        }
        return true;
      },
    }),
  );
  expect(codes).toEqual(["file-store/locked", "file-store/locked"]);
  const store = storeOf(folder, { recipients, identity: ana.identity });
  const lock = await store.lock.acquire("apply");
  expect(await codeOf(store.maintenance.rekey(request()))).toBe("file-store/locked");
  await store.lock.release(lock);
  const stale = storeOf(folder, { recipients: named({ ana, eve }), identity: ana.identity });
  expect(await codeOf(stale.lock.acquire("apply"))).toBe("file-store/recipients-differ");
});

test("what another run puts while everything is encrypted is encrypted too, or kept out", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const old = storeOf(folder, { recipients: named({ ana, eve }), identity: eve.identity });
  const backend = createDirectoryBackend(folder);
  let meanwhile = true;
  // Somebody who holds no lock writes between the last encrypted file and the head.
  const slow: Backend = {
    ...backend,
    create: async (name, bytes) => {
      if (meanwhile && name.startsWith("heads/")) {
        meanwhile = false;
        await old.secrets.put(entryOf("late"));
      }
      return backend.create(name, bytes);
    },
  };
  const store = storeOf(slow, { recipients: named({ ana }), identity: ana.identity });
  expect((await store.maintenance.rekey(request())).result).toMatchObject({ done: true, left: [] });
  expect(await secretOf(storeOf(folder, { recipients: named({ ana }), identity: ana.identity }), "late")).toBe(
    "secret of late",
  );
  expect(await opens(folder, eve)).toEqual([]);
  expect(await codeOf(old.secrets.put(entryOf("later")))).toBe("file-store/recipients-differ");
});

test("an object that is encrypted for more people than the store names is refused, and mended by a rekey", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  await store.maintenance.rekey(request());
  // Somebody with access to the files, not to the secrets, brings an old file back and lets the newest head name it.
  const { old, head } = await bringBack(folder, { ana, eve });
  expect(old).not.toBe("");
  const failure = await failureOf(store.secrets.get(storeAddress("b")));
  expect(failure?.diagnostic.code).toBe("file-store/object-recipients-differ");
  expect(failure?.diagnostic.message).toContain("is 2, and the store names 1");
  const { result } = await store.maintenance.rekey(request());
  // The old file that was brought back, and the one whose place it took.
  expect(result).toMatchObject({ reencrypted: 1, removed: 2 });
  expect(await secretOf(store, "b")).toBe("secret of b");
  expect(await opens(folder, eve)).toEqual([]);
  expect(head).toBeGreaterThan(0);
});

/** Puts `b` for two people into a store that names one, by way of a second store. */
async function bringBack(
  folder: string,
  people: { readonly ana: Person; readonly eve: Person },
): Promise<{ readonly old: string; readonly head: number }> {
  const elsewhere = temporaryFolder();
  const store = storeOf(elsewhere, { recipients: named(people), identity: people.ana.identity });
  await store.secrets.put(entryOf("b"));
  const [name = ""] = readdirSync(join(elsewhere, "objects"));
  const backend = createDirectoryBackend(folder);
  await backend.create(`objects/${name}`, new Uint8Array(readFileSync(join(elsewhere, "objects", name))));
  const manifest = await createHeadChain(backend).advance((newest) => ({
    recipients: newest?.recipients ?? {},
    records: newest?.records ?? [],
    objects: (newest?.objects ?? []).map((object) =>
      object.address === storeAddress("b") ? { ...object, object: name.replace(".age", "") } : object,
    ),
  }));
  return { old: name, head: manifest?.head ?? 0 };
}

test("a file that nothing explains is left alone and said so", async () => {
  const { folder, ana } = await storeOfTwo();
  const backend = createDirectoryBackend(folder);
  await backend.create("objects/notes.txt", Buffer.from("mine"));
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  expect((await store.maintenance.rekey(request())).result?.left).toEqual(["notes.txt"]);
  expect(readFileSync(join(folder, "objects/notes.txt"), "utf8")).toBe("mine");
});

test("a damaged object stops a rekey before anything is written", async () => {
  const { folder, ana } = await storeOfTwo();
  const { objects } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    objects: { object: string }[];
  };
  const backend = createDirectoryBackend(folder);
  await backend.remove(`objects/${objects[0]?.object ?? ""}.age`);
  const before = filesBelow(folder);
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  expect(await codeOf(store.maintenance.rekey(request()))).toBe("file-store/corrupt");
  expect(filesBelow(folder)).toEqual(before);
});

test("stopped before its head it leaves the store as it was, and the next one clears up", async () => {
  const { folder, ana, eve } = await storeOfTwo();
  const abort = new AbortController();
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  const stopped = await store.maintenance.rekey(
    request({
      signal: abort.signal,
      report: (message) => {
        if (message === "writing 3 of 4") abort.abort();
      },
    }),
  );
  expect(stopped.result).toMatchObject({ done: false, reencrypted: 0 });
  expect(await store.maintenance.recipients()).toEqual(named({ ana, eve }));
  expect((await opens(folder, eve)).length).toBe(5);
  expect((await store.maintenance.rekey(request())).result).toMatchObject({ done: true, reencrypted: 4, left: [] });
  expect(await opens(folder, eve)).toEqual([]);
  expect((await opens(folder, ana)).length).toBe(4);
});
