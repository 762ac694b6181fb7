import { spawnSync } from "node:child_process";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import type { ApplyContext, JournalEntry } from "../../../../src/providers/provider.ts";
import type { Backend } from "../../../../src/providers/file-store/backend.ts";
import { createFileStore } from "../../../../src/providers/file-store/file-store.ts";
import { createHeadFiles } from "../../../../src/providers/file-store/head-files.ts";
import { createJournal } from "../../../../src/providers/file-store/journal.ts";
import { createLock, type StoreLock } from "../../../../src/providers/file-store/lock.ts";
import { readManifest, sha256Hex } from "../../../../src/providers/file-store/manifest.ts";
import type { OwnSecretStore } from "../../../../src/providers/file-store/secret-store.ts";
import { Secret } from "../../../../src/secret/secret.ts";
import { Crash, crashingAt } from "../crashing-backend.ts";
import {
  codeOf,
  entryOf,
  failureOf,
  holder,
  newPerson,
  storeAddress,
  storeOver,
  tickingClock,
  type TestStoreOptions,
} from "../store-fixture.ts";
import { openBackend, type BackendPlace } from "./backend-place.ts";

/** What a store does whatever it lies in, as tests over real backends. `newPlace` gives a new empty place. */
export function describeStore(name: string, newPlace: () => BackendPlace | Promise<BackendPlace>): void {
  // Waiting for servers and processes takes long on a busy machine.
  vi.setConfig({ testTimeout: 120_000 });
  const opened = (place: BackendPlace): Backend => {
    const backend = openBackend(place);
    onTestFinished(() => backend.close());
    return backend;
  };
  /** A store of its own there, as another run has. */
  const storeAt = (place: BackendPlace, options: TestStoreOptions): OwnSecretStore => storeOver(opened(place), options);

  describe(`${name}: a store`, () => {
    test("gives back what was put, opened, to another run", async () => {
      const [ana, place] = [await newPerson(), await newPlace()];
      const bytes = new Uint8Array([0, 255, 10, 13, 128]);
      const parts = { private_key: new Secret(bytes), password: new Secret("Grün 🔑") };
      await storeAt(place, ana).put({ ...entryOf("a"), parts });
      const entry = await storeAt(place, ana).get(storeAddress("a"));
      expect(entry?.parts["private_key"]?.revealBytes()).toEqual(bytes);
      expect(entry?.parts["password"]?.revealText()).toBe("Grün 🔑");
      expect(entry).toMatchObject({ instance: "1", created: "2026-11-03T09:00:00.000Z", facts: { bits: 2048 } });
    });

    test("holds nothing before the first write", async () => {
      const store = storeAt(await newPlace(), {});
      expect(await store.observe()).toEqual({ kind: "store", head: 0, recipients: {}, objects: [], records: [] });
      expect(await store.get(storeAddress("a"))).toBeUndefined();
    });

    test("knows its newest instance, replaces, retires, records and forgets", async () => {
      const [ana, place] = [await newPerson(), await newPlace()];
      const [store, other] = [storeAt(place, ana), storeAt(place, ana)];
      await store.put(entryOf("a", "old", "2026-01-01T00:00:00Z"));
      await other.put(entryOf("a", "new", "2026-03-01T00:00:00.000Z"));
      await store.put(entryOf("a", "older", "2025-01-01T00:00:00Z"));
      expect((await other.get(storeAddress("a")))?.instance).toBe("new");
      await other.put({ ...entryOf("a", "new", "2026-03-01T00:00:00.000Z"), facts: { bits: 4096 } });
      expect((await store.list(storeAddress("a"))).map((o) => [o.instance, o.facts["bits"]])).toEqual([
        ["older", 2048],
        ["old", 2048],
        ["new", 4096],
      ]);
      expect(await store.retire(storeAddress("a"), "new")).toBe(true);
      expect(await other.retire(storeAddress("a"), "new")).toBe(false);
      await store.record(storeAddress("b"), { id: "1" });
      await other.record(storeAddress("b"), { id: "2" });
      expect(await store.observe()).toMatchObject({
        head: 7,
        records: [{ address: "store/key/b", facts: { id: "2" } }],
      });
      await store.forget(storeAddress("b"));
      expect((await other.observe()).records).toEqual([]);
    });

    test("opens for each recipient of the spec and for nobody else, and writes nothing that nobody could read", async () => {
      const [ana, ci, eve] = await Promise.all([newPerson(), newPerson(), newPerson()]);
      const place = await newPlace();
      const recipients = { ci: ci.recipient, ana: ana.recipient };
      expect(await codeOf(storeAt(place, {}).put(entryOf("a")))).toBe("file-store/no-recipients");
      expect(await opened(place).list("objects")).toEqual([]);
      await storeAt(place, { recipients }).put(entryOf("a"));
      const get = (identity: string) => storeAt(place, { recipients, identity }).get(storeAddress("a"));
      for (const { identity } of [ana, ci])
        expect((await get(identity))?.parts["private_key"]?.revealText()).toBe("secret of a");
      expect(await codeOf(get(eve.identity))).toBe("file-store/cannot-decrypt");
      const others = storeAt(place, { recipients: { ana: ana.recipient }, identity: ana.identity });
      expect(await codeOf(others.put(entryOf("b")))).toBe("file-store/recipients-differ");
    });

    test("has heads that each name the one before, and a log of every change", async () => {
      const [ana, place] = [await newPerson(), await newPlace()];
      const backend = opened(place);
      const store = storeOver(backend, ana);
      const heads = backend.heads ?? createHeadFiles(backend);
      const digests: (string | null)[] = [null];
      for (const n of ["a", "b", "c"]) {
        await store.put(entryOf(n));
        const newest = await heads.newest();
        const bytes = newest?.bytes ?? new Uint8Array();
        expect(readManifest(bytes, "head").previous_sha256).toBe(digests.at(-1));
        digests.push(sha256Hex(bytes));
        expect(await opened(place).read("manifest.json", 1e6)).toEqual(bytes);
      }
      const log = Buffer.from((await opened(place).read("log.jsonl", 1e6)) ?? []).toString();
      expect(
        log
          .trim()
          .split("\n")
          .map((line) => (JSON.parse(line) as { address: string }).address),
      ).toEqual(["a", "b", "c"].map(storeAddress));
    });

    test("keeps what many stores of one process write at the same time", async () => {
      const [ana, place] = [await newPerson(), await newPlace()];
      const stores = Array.from({ length: 6 }, () => storeAt(place, ana));
      await Promise.all(stores.map((store, i) => store.put(entryOf(`n${i}`))));
      const { head, objects } = await storeAt(place, ana).observe();
      expect([head, objects.length]).toEqual([6, 6]);
    });
  });

  describe(`${name}: a change that stops at any write of the store`, () => {
    test.each<[string, (store: OwnSecretStore, n: number) => Promise<unknown>]>([
      [
        "put",
        (store, n) => store.put({ ...entryOf("a"), facts: { n }, parts: { private_key: new Secret(`new ${n}`) } }),
      ],
      ["put of something new", (store, n) => store.put(entryOf("b", `${n}`))],
      ["record", (store, n) => store.record(storeAddress("c"), { n })],
    ])("%s: leaves the old state or the new one, and can be repeated", async (_, change) => {
      const [ana, place] = [await newPerson(), await newPlace()];
      // Another run than the one that stops.
      const other = storeAt(place, ana);
      await other.put(entryOf("a"));
      const seen = new Set<boolean>();
      let crashed = true;
      for (let n = 0; crashed; n++) {
        for (const when of ["before", "after"] as const) {
          const value = 2 * n + (when === "before" ? 0 : 1);
          const before = await stateOf(other);
          const crashing = storeOver(crashingAt(opened(place), n, when), ana);
          crashed = await change(crashing, value).then(
            () => false,
            (error: unknown) => {
              if (error instanceof Crash) return true;
              throw error;
            },
          );
          const state = await stateOf(other);
          await change(other, value);
          const after = await stateOf(other);
          expect([before, after]).toContainEqual(state);
          expect(after).not.toEqual(before);
          seen.add(JSON.stringify(state) === JSON.stringify(before));
        }
      }
      expect(seen.size).toBe(2);
    });
  });

  describe(`${name}: the lock`, () => {
    let ids = 0;
    const lockAt = (place: BackendPlace, as: Partial<typeof holder> = {}): StoreLock =>
      createLock({
        backend: opened(place),
        holder: { ...holder, ...as },
        clock: tickingClock(),
        randomId: () => `id-${++ids}`,
      });
    const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

    test("keeps a second run out until it is given back", async () => {
      const place = await newPlace();
      const first = await lockAt(place).acquire("apply");
      const failure = await failureOf(lockAt(place, { user: "bob" }).acquire("apply"));
      expect(failure?.diagnostic.message).toBe(
        "the store is locked by ana on build-1 since 2026-11-03T09:00:01.000Z (apply)",
      );
      await lockAt(place).release({ ...first, id: "other" });
      expect(await codeOf(lockAt(place).acquire("apply"))).toBe("file-store/locked");
      await lockAt(place).release(first);
      const second = await lockAt(place).acquire("apply");
      expect(second.taken_over_from).toBeUndefined();
      await lockAt(place).release(second);
    });

    test("of a dead run goes to one of many that find it, and nothing of it is left afterwards", async () => {
      const place = await newPlace();
      const dead = await lockAt(place, { pid: deadPid() }).acquire("apply");
      const tries = await Promise.allSettled(Array.from({ length: 5 }, () => lockAt(place).acquire("apply")));
      const winners = tries.flatMap((t) => (t.status === "fulfilled" ? [t.value] : []));
      expect(winners.map((w) => w.taken_over_from)).toEqual([dead]);
      for (const winner of winners) await lockAt(place).release(winner);
      for (const file of ["lock", `lock-after-${dead.id}`]) expect(await opened(place).read(file, 1e4)).toBeUndefined();
    });
  });

  describe(`${name}: the journal`, () => {
    const plan = "0".repeat(64);
    const step = (event: JournalEntry["event"]): JournalEntry => ({
      at: "2026-11-03T09:00:00Z",
      plan,
      address: storeAddress("a"),
      event,
    });

    test("gives its entries back in their order, plan by plan, to another run", async () => {
      const place = await newPlace();
      const journal = createJournal(opened(place));
      expect(await journal.entries(plan)).toEqual([]);
      for (const event of ["started", "failed", "started", "done"] as const) await journal.append(step(event));
      await journal.append({ ...step("done"), plan: "f".repeat(64) });
      const read = await createJournal(opened(place)).entries(plan);
      expect(read).toEqual([step("started"), step("failed"), step("started"), step("done")]);
    });
  });

  test(`${name}: a key that a plan asks for is made, kept and adopted by the next run`, async () => {
    const [ana, place] = [await newPerson(), await newPlace()];
    const noFile = (): Promise<never> => Promise.reject(new Error("no file"));
    const open = () =>
      createFileStore({
        backend: opened(place),
        recipients: { ana: ana.recipient },
        identity: () => Promise.resolve(new Secret(ana.identity)),
        clock: tickingClock(),
        sources: { key: noFile, file: noFile },
        holder,
      });
    const store = open();
    const context = (secrets: ApplyContext["store"]): ApplyContext => ({
      signal: new AbortController().signal,
      store: secrets,
      report: () => undefined,
      output: () => Promise.resolve(undefined),
    });
    const change = {
      address: storeAddress("acme:distribution"),
      type: "key",
      name: "acme:distribution",
      provider_name: "store",
      action: "create",
      action_reason: "missing",
      reason: "because",
      before: null,
      after: { algorithm: "rsa", bits: 2048, public_key_sha256: null },
      after_unknown: [],
      replaces_older: false,
      depends_on: [],
      targets: [],
      reads: [],
    } as const;
    const lock = await store.lock.acquire("apply");
    expect(await store.apply(change, context(store.secrets))).toEqual({});
    await store.lock.release(lock);
    const again = open();
    expect(await again.apply(change, context(again.secrets))).toEqual({ adopted: true });
  });
}

/** All that the store holds, and the newest instance of each address opened. */
async function stateOf(store: OwnSecretStore): Promise<unknown> {
  const { objects, records } = await store.observe();
  const opened = [];
  for (const address of new Set(objects.map((o) => o.address))) {
    const entry = await store.get(address);
    opened.push([address, entry?.instance, entry?.parts["private_key"]?.revealText()]);
  }
  return { objects, records, opened };
}
