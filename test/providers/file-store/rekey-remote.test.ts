import { execFileSync } from "node:child_process";

import { Decrypter } from "age-encryption";
import { expect, onTestFinished, test, vi } from "vitest";

import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { toolOrSkip } from "../../support/require-tool.ts";
import { openBackend, plainGit, type BackendPlace } from "./backends/backend-place.ts";
import { startMemoryS3 } from "./backends/memory-s3.ts";
import { named, request, retire, secretOf, storeOf } from "./rekey-fixture.ts";
import { codeOf, entryOf, newPerson, storeAddress, temporaryFolder, type Person } from "./store-fixture.ts";

// Waiting for servers and processes takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** A backend of its own there, as another run has. */
function backendAt(place: BackendPlace): Backend {
  const backend = openBackend(place);
  onTestFinished(() => backend.close());
  return backend;
}

/** How many of the encrypted objects that lie there an identity opens, and how many there are. */
async function opened(place: BackendPlace, { identity }: Person): Promise<readonly [opened: number, all: number]> {
  const backend = backendAt(place);
  const names = await backend.list("objects");
  let count = 0;
  for (const name of names) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const bytes = (await backend.read(`objects/${name}`, 1e6)) ?? new Uint8Array();
    await decrypter.decrypt(bytes).then(
      () => count++,
      () => undefined,
    );
  }
  return [count, names.length];
}

async function rekeysAt(place: BackendPlace): Promise<void> {
  const [ana, eve] = await Promise.all([newPerson(), newPerson()]);
  const both = storeOf(backendAt(place), { recipients: named({ ana, eve }), identity: ana.identity });
  await both.secrets.put(entryOf("a"));
  await both.secrets.put(entryOf("b"));
  await both.secrets.put(entryOf("gone"));
  await retire(both, storeAddress("gone"), "1");
  expect(await opened(place, eve)).toEqual([3, 3]);
  const store = storeOf(backendAt(place), { recipients: named({ ana }), identity: ana.identity });
  const { preview, result } = await store.maintenance.rekey(request());
  expect(preview.leavers.map(({ name, exposure }) => [name, exposure.objects.length])).toEqual([["eve", 3]]);
  expect(result).toEqual({ done: true, reencrypted: 3, removed: 3, left: [] });
  expect(await opened(place, eve)).toEqual([0, 3]);
  expect(await opened(place, ana)).toEqual([3, 3]);
  const another = storeOf(backendAt(place), { recipients: named({ ana }), identity: ana.identity });
  expect(await secretOf(another, "a")).toBe("secret of a");
  expect(await another.maintenance.lockHolder()).toBeUndefined();
  expect(await codeOf(both.secrets.put(entryOf("late")))).toBe("file-store/recipients-differ");
  expect((await another.maintenance.rekey(request())).result).toEqual({
    done: true,
    reencrypted: 0,
    removed: 0,
    left: [],
  });
  const log = await another.maintenance.log();
  expect(log?.events.map(({ event }) => event)).toEqual(["put", "put", "put", "retire", "rekey"]);
  // A lock that a run left there is seen from elsewhere, and removed by whoever says so.
  await another.lock.acquire("apply");
  const looking = storeOf(backendAt(place), { recipients: named({ ana }) });
  const held = await looking.maintenance.lockHolder();
  expect(held).toMatchObject({ operation: "apply", holder: "ana" });
  expect(held && (await looking.maintenance.unlock(held))).toBe(true);
  expect(await another.maintenance.lockHolder()).toBeUndefined();
  expect((await looking.maintenance.log())?.events.at(-1)).toMatchObject({ event: "unlock", lock: { id: held?.id } });
}

test.skipIf(!toolOrSkip("git"))(
  "a store in a git repository is rekeyed, and its lock is seen from elsewhere",
  async () => {
    const folder = temporaryFolder();
    execFileSync("git", ["init", "--quiet", "--bare", folder], { env: plainGit });
    await rekeysAt({ kind: "git", remote: `file://${folder}`, branch: "signing" });
    // What the leaver could read is still in the history, as the report says.
    const all = execFileSync("git", ["-C", folder, "log", "--all", "--format=", "--name-status"], {
      env: plainGit,
    }).toString();
    expect(all.match(/^D\tobjects\//gm)?.length).toBe(3);
  },
);

test("a store in a bucket is rekeyed, and its lock is seen from elsewhere", async () => {
  const s3 = await startMemoryS3();
  await rekeysAt({
    kind: "s3",
    endpoint: s3.endpoint,
    bucket: "bucket",
    prefix: "team",
    accessKeyId: "AKIAEXAMPLE",
    secretAccessKey: "an S3 secret of the tests",
  });
});
