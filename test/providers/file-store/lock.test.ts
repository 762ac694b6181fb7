import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createLock, inspectLock, type StoreLock } from "../../../src/providers/file-store/lock.ts";
import { codeOf, failureOf, holder, temporaryFolder, tickingClock } from "./store-fixture.ts";

// Waiting for the disk and making keys takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let ids = 0;

function lockIn(folder: string, as: Partial<typeof holder> = {}): StoreLock {
  const backend = createDirectoryBackend(folder);
  return createLock({
    backend,
    holder: { ...holder, ...as },
    clock: tickingClock(),
    randomId: () => `id-${++ids}`,
  });
}

/** The id of a process that ran and is over. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("a second apply is kept out, and told by whom, until the lock is given back", async () => {
  const folder = temporaryFolder();
  const first = await lockIn(folder).acquire("apply");
  expect(first).toMatchObject({
    operation: "apply",
    holder: "ana",
    host: "build-1",
    pid: process.pid,
    created: "2026-11-03T09:00:01.000Z",
  });
  expect((statSync(join(folder, "lock")).mode & 0o777).toString(8)).toBe("600");
  const failure = await failureOf(lockIn(folder, { user: "bob" }).acquire("apply"));
  expect(failure?.diagnostic.code).toBe("file-store/locked");
  expect(failure?.diagnostic.message).toBe(
    "the store is locked by ana on build-1 since 2026-11-03T09:00:01.000Z (apply)",
  );
  expect(failure?.diagnostic.help).toContain(`signwright store unlock --id ${first.id}`);
  await lockIn(folder).release(first);
  const second = await lockIn(folder).acquire("apply");
  expect(second.taken_over_from).toBeUndefined();
  await lockIn(folder).release(second);
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock with another id is left alone, and giving back twice is fine", async () => {
  const folder = temporaryFolder();
  const lock = lockIn(folder);
  const first = await lock.acquire("apply");
  await lock.release({ ...first, id: "other" });
  expect(await codeOf(lock.acquire("apply"))).toBe("file-store/locked");
  await lock.release(first);
  const second = await lock.acquire("apply");
  await lock.release(first);
  expect(await codeOf(lock.acquire("apply"))).toBe("file-store/locked");
  await lock.release(second);
});

test("the lock of a dead run on this host is taken over, and said so", async () => {
  const folder = temporaryFolder();
  const dead = await lockIn(folder, { user: "bob", pid: deadPid() }).acquire("apply");
  const taken = await lockIn(folder).acquire("apply");
  expect(taken.taken_over_from).toEqual(dead);
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("file-store/locked");
  await lockIn(folder).release(taken);
  expect(readdirSync(folder)).toEqual([]);
});

test("also when the run that took over is dead, and when the dead run had our process id", async () => {
  const folder = temporaryFolder();
  const backend = createDirectoryBackend(folder);
  const left = {
    format_version: "1.0",
    operation: "apply",
    holder: "bob",
    host: "build-1",
    created: "2026-11-03T08:00:00Z",
  };
  await backend.create("lock", Buffer.from(JSON.stringify({ ...left, id: "a", pid: deadPid() })));
  await backend.create("lock-after-a", Buffer.from(JSON.stringify({ ...left, id: "b", pid: process.pid })));
  const taken = await lockIn(folder).acquire("apply");
  expect(taken.taken_over_from?.id).toBe("b");
  await lockIn(folder).release(taken);
  expect(readdirSync(folder)).toEqual([]);
});

test("a dead run on another host cannot be told from a live one", async () => {
  const folder = temporaryFolder();
  const theirs = await lockIn(folder, { host: "build-2", pid: deadPid() }).acquire("apply");
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("file-store/locked");
  const inspection = inspectLock(createDirectoryBackend(folder), holder);
  expect(await inspection.holder()).toEqual({ ...theirs, state: "unknown" });
  // What the message advises.
  expect(await inspection.remove("other")).toBe(false);
  expect(await inspection.remove(theirs.id)).toBe(true);
  expect(await inspection.holder()).toBeUndefined();
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("");
});

test("whoever looks is told whether the holder still runs here, and removing takes the line of dead runs along", async () => {
  const folder = temporaryFolder();
  const inspection = inspectLock(createDirectoryBackend(folder), holder);
  const dead = await lockIn(folder, { pid: deadPid() }).acquire("apply");
  expect((await inspection.holder())?.state).toBe("over");
  const ours = await lockIn(folder).acquire("apply");
  expect(await inspection.holder()).toMatchObject({ id: ours.id, state: "running" });
  // The dead run's id opens nothing any more.
  expect(await inspection.remove(dead.id)).toBe(false);
  expect(await inspection.remove(ours.id)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test("of many that find a dead lock at the same time one gets it", async () => {
  for (let round = 0; round < 5; round++) {
    const folder = temporaryFolder();
    await lockIn(folder, { pid: deadPid() }).acquire("apply");
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockIn(folder).acquire("apply")));
    const winners = tries.flatMap((t) => (t.status === "fulfilled" ? [t.value] : []));
    expect(winners).toHaveLength(1);
    for (const winner of winners) await lockIn(folder).release(winner);
  }
});

test("a lock that is given back just while we follow its dead holder is taken anew", async () => {
  const folder = temporaryFolder();
  const backend = createDirectoryBackend(folder);
  await lockIn(folder, { pid: deadPid() }).acquire("apply");
  let meanwhile = true;
  const racing: Backend = {
    ...backend,
    create: async (name, bytes) => {
      // Another run took the dead lock over, finished and gave it back, all since we read it.
      if (name !== "lock" && meanwhile) await backend.remove("lock");
      if (name !== "lock") meanwhile = false;
      return backend.create(name, bytes);
    },
  };
  const lock = createLock({
    backend: racing,
    holder,
    clock: tickingClock(),
    randomId: () => `id-${++ids}`,
  });
  const taken = await lock.acquire("apply");
  expect(taken.taken_over_from).toBeUndefined();
  expect(readdirSync(folder)).toEqual(["lock"]);
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("file-store/locked");
  await lock.release(taken);
});

test.each([
  "",
  "{}",
  "[]",
  '{"format_version":"1.0","id":"../../x","operation":"","holder":"","host":"","pid":1,"created":"2026-11-03T09:00:00Z"}',
])("a lock file that is %s is refused", async (text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "lock"), text);
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("file-store/corrupt");
  expect(readFileSync(join(folder, "lock"), "utf8")).toBe(text);
  // A person can see it, and remove it.
  const inspection = inspectLock(createDirectoryBackend(folder), holder);
  expect(await inspection.holder()).toMatchObject({ id: "unreadable", state: "unreadable" });
  expect(await inspection.remove("unreadable")).toBe(true);
  expect(await codeOf(lockIn(folder).acquire("apply"))).toBe("");
});
