import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Backend, HeadFile, Heads } from "./backend.ts";
import { MANIFEST_LIMIT, readManifest, sha256Hex } from "./manifest.ts";
import { corrupt } from "./store-failure.ts";

/** Older heads than this many are removed: they are history for people, not needed to read. */
export const HEADS_KEPT = 20;
/** How often a reader starts over because heads were removed while it looked. */
const ATTEMPTS = 200;
/** A copy of the newest head for people and git diffs; never read as truth. */
const MANIFEST_COPY = "manifest.json";
const HEAD_NAME = /^(\d{8,15})\.json$/;

/** Heads as files `heads/00000001.json`, …, each created only if absent. */
export function createHeadFiles(backend: Backend): Heads {
  return {
    newest: () => newestHead(backend),
    add: async (number, bytes) => {
      if (!(await backend.create(headName(number), bytes)) || !(await isInChain(backend, number, bytes))) return false;
      await publish(backend, number, bytes);
      return true;
    },
  };
}

/**
 * Whether a head that was just created is part of the chain. A writer that slept while the chain moved far on would create the number
 * of a head that was removed as old: then the one after it, or its absence, says so, and the writer starts over.
 */
async function isInChain(backend: Backend, head: number, bytes: Uint8Array): Promise<boolean> {
  const numbers = await headNumbers(backend);
  if (numbers.at(-1) === head) return true;
  const after = await backend.read(headName(head + 1), MANIFEST_LIMIT);
  return after !== undefined && readManifest(after, headName(head + 1)).previous_sha256 === sha256Hex(bytes);
}

/** Renews the copy for people and removes old heads. Nothing depends on either, so the head counts even if this fails. */
async function publish(backend: Backend, head: number, bytes: Uint8Array): Promise<void> {
  try {
    let [published, copy] = [head, bytes];
    for (let round = 0; round < HEADS_KEPT; round++) {
      await backend.replace(MANIFEST_COPY, copy);
      const newest = (await headNumbers(backend)).at(-1);
      if (newest === undefined || newest <= published) break;
      // Another writer was faster and may have written its copy before ours.
      copy = (await backend.read(headName(newest), MANIFEST_LIMIT)) ?? copy;
      published = newest;
    }
    const old = (await headNumbers(backend)).filter((number) => number <= head - HEADS_KEPT);
    for (const number of old) await backend.remove(headName(number));
    if (old.length > 0) await backend.sweep();
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
  }
}

async function newestHead(backend: Backend): Promise<HeadFile | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const number = (await headNumbers(backend)).at(-1);
    if (number === undefined) {
      if ((await backend.read(MANIFEST_COPY, MANIFEST_LIMIT)) === undefined) return undefined;
      // The copy is made after the first head, which is never removed before the next one exists.
      if ((await headNumbers(backend)).length > 0) continue;
      throw corrupt("`heads` is empty, but the store was written before: restore that folder");
    }
    const name = headName(number);
    const bytes = await backend.read(name, MANIFEST_LIMIT);
    // Absent: while we listed, others made so many heads that this one was removed as old.
    if (bytes !== undefined) return { number, name, bytes };
  }
  throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

async function headNumbers(backend: Backend): Promise<readonly number[]> {
  const names = await backend.list("heads");
  return names
    .flatMap((name) => {
      const digits = HEAD_NAME.exec(name)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .toSorted((a, b) => a - b);
}

function headName(head: number): string {
  return `heads/${String(head).padStart(8, "0")}.json`;
}
