import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createHeadChain, type NextContent } from "../../../src/providers/file-store/head-chain.ts";
import { HEADS_KEPT } from "../../../src/providers/file-store/head-files.ts";
import { readManifest, sha256Hex } from "../../../src/providers/file-store/manifest.ts";
import { storeAddress, temporaryFolder } from "./store-fixture.ts";

const recipients = { ana: "age1nobody" };

/** Adds one record to what is there. */
function recording(name: string): NextContent {
  return (newest) => ({
    recipients,
    objects: [],
    records: [
      ...(newest?.records ?? []).filter((r) => r.address !== storeAddress(name)),
      { address: storeAddress(name), facts: {} },
    ],
  });
}

test("only the newest heads are kept, each names the one before, and half-written files of crashed writers go", async () => {
  const folder = temporaryFolder();
  const chain = createHeadChain(createDirectoryBackend(folder));
  await chain.advance(recording("first"));
  for (const [name, age] of [
    [".new-crashed", 2 * 24 * 60 * 60],
    [".new-in-use", 60],
  ] as const) {
    writeFileSync(join(folder, "heads", name), "half");
    utimesSync(join(folder, "heads", name), Date.now() / 1000 - age, Date.now() / 1000 - age);
  }
  for (let i = 0; i < HEADS_KEPT + 5; i++) await chain.advance(recording(`n${i}`));
  const names = readdirSync(join(folder, "heads")).toSorted();
  expect(names[0]).toBe(".new-in-use");
  const heads = names.slice(1).map((name) => readFileSync(join(folder, "heads", name)));
  expect(heads).toHaveLength(HEADS_KEPT);
  for (const [i, head] of heads.entries()) {
    const manifest = readManifest(head, "head");
    expect(manifest.head).toBe(7 + i);
    const before = heads[i - 1];
    if (before) expect(manifest.previous_sha256).toBe(sha256Hex(before));
  }
  expect(readFileSync(join(folder, "manifest.json"))).toEqual(heads.at(-1));
});

test("a writer that slept while its head number was made and removed as old loses nothing", async () => {
  const folder = temporaryFolder();
  const backend = createDirectoryBackend(folder);
  const fast = createHeadChain(backend);
  await fast.advance(recording("first"));
  let created: readonly string[] = [];
  const sleepy: Backend = {
    ...backend,
    create: async (name, bytes) => {
      if (created.length === 0) for (let i = 0; i < HEADS_KEPT + 10; i++) await fast.advance(recording(`n${i}`));
      created = [...created, name];
      return backend.create(name, bytes);
    },
  };
  const manifest = await createHeadChain(sleepy).advance(recording("slow"));
  // It did create the number that was free again, saw that it leads nowhere, and began again on top.
  expect(created).toEqual(["heads/00000002.json", "heads/00000032.json"]);
  const newest = await fast.newest();
  expect(newest?.manifest).toEqual(manifest);
  expect(newest?.manifest.records.map((r) => r.address)).toContain("store/key/slow");
  expect(newest?.manifest.records).toHaveLength(HEADS_KEPT + 12);
});

test("an older copy for people that a slower writer left is renewed by the next write, and never read", async () => {
  const folder = temporaryFolder();
  const chain = createHeadChain(createDirectoryBackend(folder));
  await chain.advance(recording("a"));
  writeFileSync(join(folder, "manifest.json"), "nonsense");
  expect((await chain.newest())?.manifest.head).toBe(1);
  await chain.advance(recording("b"));
  expect(readManifest(readFileSync(join(folder, "manifest.json")), "manifest.json").head).toBe(2);
});

test("gives up with a retryable failure when others are faster all the time", async () => {
  const backend: Backend = {
    ...createDirectoryBackend(temporaryFolder()),
    create: () => Promise.resolve(false),
  };
  await expect(createHeadChain(backend, 5).advance(recording("a"))).rejects.toMatchObject({
    retryable: true,
    diagnostic: { code: "file-store/moved" },
  });
});
