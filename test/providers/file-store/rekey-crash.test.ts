import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { Crash, crashingAt } from "./crashing-backend.ts";
import { named, opens, request, secretOf, storeOf, storeOfTwo } from "./rekey-fixture.ts";
import { temporaryFolder, type Person } from "./store-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

let program: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "signwright-rekey-"));
  program = join(folder, "rekey.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("rekey-process.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
  return () => rmSync(folder, { recursive: true, force: true });
});

/** What a store is, for whoever is left: wholly for the old recipients, or wholly for the new ones. */
async function stateOf(folder: string, people: { readonly ana: Person; readonly eve: Person }): Promise<"old" | "new"> {
  const { ana, eve } = people;
  const isNew = (await storeOf(folder, {}).maintenance.recipients())?.["eve"] === undefined;
  const recipients = isNew ? named({ ana }) : named({ ana, eve });
  for (const { identity } of isNew ? [ana] : [ana, eve]) {
    const store = storeOf(folder, { recipients, identity });
    expect(await secretOf(store, "a")).toBe("new a");
    expect(await secretOf(store, "a", "1")).toBe("old a");
    expect(await secretOf(store, "b")).toBe("secret of b");
  }
  return isNew ? "new" : "old";
}

async function finish(folder: string, { ana, eve }: { readonly ana: Person; readonly eve: Person }): Promise<void> {
  const store = storeOf(folder, { recipients: named({ ana }), identity: ana.identity });
  const { result } = await store.maintenance.rekey(request());
  expect(result).toMatchObject({ done: true, left: [] });
  expect(await stateOf(folder, { ana, eve })).toBe("new");
  expect(await opens(folder, eve)).toEqual([]);
  // Three current instances and the retired one, and no file of a run that ended too early.
  expect((await opens(folder, ana)).length).toBe(4);
  const files = readdirSync(join(folder, "objects"));
  // Half-written files, which nobody reads, are swept by a later run.
  expect(files.filter((name) => !name.startsWith(".new-")).length).toBe(4);
}

test("a rekey that stops at any write leaves the old state or the new one, and the next one finishes it", async () => {
  const { folder: original, ...people } = await storeOfTwo();
  const { ana } = people;
  const seen: string[] = [];
  let crashed = true;
  for (let n = 0; crashed; n++) {
    const folder = join(temporaryFolder(), "store");
    cpSync(original, folder, { recursive: true });
    const backend = crashingAt(createDirectoryBackend(folder), n, "before");
    crashed = await storeOf(backend, { recipients: named({ ana }), identity: ana.identity })
      .maintenance.rekey(request())
      .then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true;
          throw error;
        },
      );
    // What the dead process held is free again in the next one.
    rmSync(join(folder, "lock"), { force: true });
    seen.push(await stateOf(folder, people));
    await finish(folder, people);
  }
  // One step counts: before it the store is the old one, from it on the new one.
  expect(seen.indexOf("new")).toBeGreaterThan(6);
  expect(seen.lastIndexOf("old")).toBe(seen.indexOf("new") - 1);
});

test("killed at any moment, it can be run again, and the lock of the dead run is taken over", async () => {
  const { folder: original, ...people } = await storeOfTwo();
  const { ana } = people;
  const seen = new Set<string>();
  for (let delay = 0; delay < 40; delay += 3) {
    const folder = join(temporaryFolder(), "store");
    cpSync(original, folder, { recursive: true });
    const child = spawn(process.execPath, [program, folder, ana.identity, ana.recipient], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await sleep(delay);
    child.kill("SIGKILL");
    await ended;
    const state = await stateOf(folder, people);
    seen.add(existsSync(join(folder, "lock")) ? `${state}, killed` : `${state}, over`);
    await finish(folder, people);
  }
  // At least one was killed while it held the lock.
  expect([...seen].some((how) => how.endsWith("killed"))).toBe(true);
});
