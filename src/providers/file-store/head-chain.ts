import { setTimeout as sleep } from "node:timers/promises";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Backend } from "./backend.ts";
import {
  isNewerMinor,
  MANIFEST_LIMIT,
  newerFormat,
  readManifest,
  sha256Hex,
  STORE_FORMAT,
  writeManifest,
  type Manifest,
} from "./manifest.ts";
import { corrupt, writeFailed } from "./store-failure.ts";

/** Older heads than this many are removed: they are history for people, not needed to read. */
export const HEADS_KEPT = 20;
/** In every round one of the writers gets through, so this is enough for as many at the same time. */
const ATTEMPTS = 200;
/** A copy of the newest head for people and git diffs; never read as truth. */
const MANIFEST_COPY = "manifest.json";
const HEAD_NAME = /^(\d{8,15})\.json$/;

/** The newest head with the digest of its file. */
export interface Head {
  readonly manifest: Manifest;
  readonly sha256: string;
}

/** What the next manifest is, but for number, version and chaining. */
export type ManifestContent = Pick<Manifest, "recipients" | "objects" | "records">;

/** Derives the next content from the newest head (`undefined`: no store yet) and the number of the head to come. */
export type NextContent = (
  newest: Manifest | undefined,
  head: number,
) => ManifestContent | "unchanged";

/**
 * The append-only chain of heads `heads/00000001.json`, …: the highest one is the truth.
 * Each is created only if absent, so two writers never overwrite each other: the slower one starts over from what the faster one wrote.
 */
export interface HeadChain {
  /** The newest head; `undefined` when the store does not exist. Throws `file-store/corrupt` and `file-store/newer-format`. */
  newest(): Promise<Head | undefined>;
  /**
   * Makes the next head, starting over while others are faster; gives the manifest that holds.
   * Throws `file-store/moved` when others are faster all the time, and what `next` throws.
   */
  advance(next: NextContent): Promise<Manifest | undefined>;
}

/** The chain of heads in a backend. `attempts`: how often a writer starts over because others were faster. */
export function createHeadChain(backend: Backend, attempts = ATTEMPTS): HeadChain {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    newest: () => newestHead(backend),
    advance: (next) => {
      // Writers of one process take turns: racing each other would only cost rounds.
      const turn = queue.then(() => advanceChain(backend, next, attempts));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function advanceChain(
  backend: Backend,
  next: NextContent,
  attempts: number,
): Promise<Manifest | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const newest = await newestHead(backend);
    if (newest !== undefined && isNewerMinor(newest.manifest.format_version))
      throw newerFormat(newest.manifest.format_version);
    const head = (newest?.manifest.head ?? 0) + 1;
    const content = next(newest?.manifest, head);
    if (content === "unchanged") return newest?.manifest;
    const manifest: Manifest = {
      format_version: STORE_FORMAT,
      head,
      previous_sha256: newest?.sha256 ?? null,
      ...content,
    };
    const bytes = checkedBytes(manifest);
    if ((await backend.create(headName(head), bytes)) && (await isInChain(backend, head, bytes))) {
      await publish(backend, head, bytes);
      return manifest;
    }
    // Waiting a different time each keeps many writers from meeting again and again.
    await sleep(Math.random() * Math.min(50, 2 * (attempt + 1)));
  }
  throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

/** The bytes of a manifest that is about to become a head: one that could not be read again would lock everybody out of the store. */
function checkedBytes(manifest: Manifest): Uint8Array {
  const bytes = writeManifest(manifest);
  if (bytes.length > MANIFEST_LIMIT)
    throw writeFailed(`its manifest would be larger than ${MANIFEST_LIMIT} bytes`);
  try {
    readManifest(bytes, headName(manifest.head));
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    invariant(false, `the next head could not be read: ${error.message}`);
  }
  return bytes;
}

/**
 * Whether a head that was just created is part of the chain. A writer that slept while the chain moved far on would create the number
 * of a head that was removed as old: then the one after it, or its absence, says so, and the writer starts over.
 */
async function isInChain(backend: Backend, head: number, bytes: Uint8Array): Promise<boolean> {
  const numbers = await headNumbers(backend);
  if (numbers.at(-1) === head) return true;
  const after = await backend.read(headName(head + 1), MANIFEST_LIMIT);
  return (
    after !== undefined &&
    readManifest(after, headName(head + 1)).previous_sha256 === sha256Hex(bytes)
  );
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

async function newestHead(backend: Backend): Promise<Head | undefined> {
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
    if (bytes === undefined) continue;
    const manifest = readManifest(bytes, name);
    if (manifest.head !== number) throw corrupt(`\`${name}\` calls itself head ${manifest.head}`);
    return { manifest, sha256: sha256Hex(bytes) };
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
