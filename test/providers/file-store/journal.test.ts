import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createJournal } from "../../../src/providers/file-store/journal.ts";
import type { JournalEntry } from "../../../src/providers/provider.ts";
import { codeOf, filesBelow, storeAddress, temporaryFolder } from "./store-fixture.ts";

const plan = "0".repeat(64);

function step(event: JournalEntry["event"], deposed?: string): JournalEntry {
  return {
    at: "2026-11-03T09:00:00Z",
    plan,
    address: storeAddress("a"),
    event,
    ...(deposed === undefined ? {} : { deposed }),
  };
}

test("entries come back in their order, plan by plan", async () => {
  const folder = temporaryFolder();
  const journal = createJournal(createDirectoryBackend(folder));
  expect(await journal.entries(plan)).toEqual([]);
  await journal.append(step("started"));
  await journal.append(step("done", "an-old-one"));
  await journal.append({ ...step("failed"), plan: "f".repeat(64) });
  expect(await journal.entries(plan)).toEqual([step("started"), step("done", "an-old-one")]);
  expect(filesBelow(folder).map((f) => [f.path, f.mode])).toEqual([
    [`journal/${plan}.jsonl`, 0o600],
    [`journal/${"f".repeat(64)}.jsonl`, 0o600],
  ]);
});

test("a line that a crash tore off is ignored and does not swallow the next one", async () => {
  const folder = temporaryFolder();
  const journal = createJournal(createDirectoryBackend(folder));
  await journal.append(step("started"));
  const whole = readFileSync(join(folder, "journal", `${plan}.jsonl`), "utf8");
  for (let length = 1; length < whole.length - 1; length++) {
    writeFileSync(join(folder, "journal", `${plan}.jsonl`), whole + whole.slice(0, length));
    expect(await journal.entries(plan)).toEqual([step("started")]);
  }
  await journal.append(step("done"));
  expect(await journal.entries(plan)).toEqual([step("started"), step("done")]);
});

test("whole lines that are no entries are refused", async () => {
  const folder = temporaryFolder();
  const journal = createJournal(createDirectoryBackend(folder));
  await journal.append(step("started"));
  appendFileSync(join(folder, "journal", `${plan}.jsonl`), '{"format_version":"1.0","event":"done"}\n');
  expect(await codeOf(journal.entries(plan))).toBe("file-store/corrupt");
  writeFileSync(join(folder, "journal", `${plan}.jsonl`), '{"format_version":"2.0"}\n');
  expect(await codeOf(journal.entries(plan))).toBe("file-store/newer-format");
});

test("a plan digest cannot lead out of the store", async () => {
  const journal = createJournal(createDirectoryBackend(temporaryFolder()));
  await expect(journal.entries("../heads/00000001")).rejects.toThrow("invariant");
});

test("appends at the same time do not mix", async () => {
  const journal = createJournal(createDirectoryBackend(temporaryFolder()));
  const entries = Array.from({ length: 50 }, (_, i) => step("done", "x".repeat(i)));
  await Promise.all(entries.map((entry) => journal.append(entry)));
  const read = await journal.entries(plan);
  expect(read.map((e) => e.deposed?.length).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(entries.map((_, i) => i));
});
