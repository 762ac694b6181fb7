import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { beforeAll, expect, onTestFinished, test } from "vitest";

import { entryOf, filesBelow, newPerson, storeAddress, storeIn, temporaryFolder } from "./store-fixture.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

let program: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "signwright-writer-"));
  program = join(folder, "writer.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("writer-process.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
  return () => rmSync(folder, { recursive: true, force: true });
});

/** A running writer and how many rounds of puts it has said to be through. */
interface Writer {
  readonly process: ChildProcess;
  readonly done: () => number;
  readonly ended: Promise<number | null>;
}

function startWriter(directory: string, recipient: string, name: string, count: number): Writer {
  const child = spawn(process.execPath, [program, directory, recipient, name, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return { process: child, done: () => output.split("\n").length - 1, ended };
}

test("processes that write at the same time lose nothing", async () => {
  const ana = await newPerson();
  const folder = join(temporaryFolder(), "store");
  const names = ["w0", "w1", "w2", "w3"];
  const writers = names.map((name) => startWriter(folder, ana.recipient, name, 6));
  expect(await Promise.all(writers.map((w) => w.ended))).toEqual([0, 0, 0, 0]);
  const store = storeIn(folder, { recipients: { ana: ana.recipient }, identity: ana.identity });
  const { head, objects } = await store.observe();
  expect(objects.map((o) => o.address)).toEqual(
    names.flatMap((n) => [n, ...[0, 1, 2, 3, 4, 5].map((i) => `${n}-${i}`)]).map(storeAddress),
  );
  expect(head).toBe(4 * 6 * 2);
  for (const name of names)
    expect((await store.get(storeAddress(name)))?.parts["private_key"]?.revealText()).toBe(`secret ${name} 5`);
  expect(readFileSync(join(folder, "log.jsonl"), "utf8").trim().split("\n")).toHaveLength(head);
  expect(readFileSync(join(folder, "manifest.json"), "utf8")).toContain(`"head": ${head}`);
});

test("stores of one process that write at the same time lose nothing", async () => {
  const ana = await newPerson();
  const folder = temporaryFolder();
  const stores = Array.from({ length: 20 }, () => storeIn(folder, { identity: ana.identity }));
  await Promise.all(stores.map((store, i) => store.put(entryOf(`n${i}`))));
  await Promise.all(
    stores.map((store, i) =>
      i % 2 === 0 ? store.retire(storeAddress(`n${i}`), "1") : store.record(storeAddress(`n${i}`), { i }),
    ),
  );
  const { head, objects, records } = await storeIn(folder, {}).observe();
  expect(head).toBe(40);
  expect(objects).toHaveLength(10);
  expect(records).toHaveLength(10);
});

test("a writer killed at any moment leaves the old state or the new one", async () => {
  const ana = await newPerson();
  const folder = join(temporaryFolder(), "store");
  const store = storeIn(folder, { recipients: { ana: ana.recipient }, identity: ana.identity });
  const said: string[] = [];
  for (let round = 0; round < 10; round++) {
    const name = `r${round}`;
    const writer = startWriter(folder, ana.recipient, name, 10_000);
    while (writer.done() === 0 && writer.process.exitCode === null) await delay(2);
    await delay((round * 7) % 23);
    writer.process.kill("SIGKILL");
    expect(await writer.ended).toBeNull();
    const done = writer.done();
    for (let i = 0; i < done; i++) said.push(`${name}-${i}`);
    // What was said to be in is in, and the address that is replaced each time holds the last value or the next one.
    const latest = (await store.get(storeAddress(name)))?.parts["private_key"]?.revealText();
    expect([`secret ${name} ${done - 1}`, `secret ${name} ${done}`]).toContain(latest);
  }
  const { objects } = await store.observe();
  const held = new Set(objects.map((o) => o.address));
  expect(said.filter((name) => !held.has(storeAddress(name)))).toEqual([]);
  for (const { address } of objects) expect((await store.get(address))?.parts["private_key"]).toBeDefined();
  // The store goes on as if nothing had happened.
  await store.put(entryOf("after"));
  expect((await store.get(storeAddress("after")))?.instance).toBe("1");
  expect(filesBelow(folder).filter((f) => f.mode !== 0o600)).toEqual([]);
});

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
