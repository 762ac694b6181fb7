import { setTimeout as sleep } from "node:timers/promises";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Backend, Heads } from "./backend.ts";
import { createHeadFiles } from "./head-files.ts";
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

/** In every round one of the writers gets through, so this is enough for as many at the same time. */
const ATTEMPTS = 200;

/** The newest head with the digest of its file. */
export interface Head {
  readonly manifest: Manifest;
  readonly sha256: string;
}

/** What the next manifest is, but for number, version and chaining. */
export type ManifestContent = Pick<Manifest, "recipients" | "objects" | "records">;

/** Derives the next content from the newest head (`undefined`: no store yet) and the number of the head to come. */
export type NextContent = (newest: Manifest | undefined, head: number) => ManifestContent | "unchanged";

/**
 * The append-only chain of heads: the highest one is the truth.
 * Each is added only if absent, so two writers never overwrite each other: the slower one starts over from what the faster one wrote.
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
  const heads = backend.heads ?? createHeadFiles(backend);
  let queue: Promise<unknown> = Promise.resolve();
  let known: { readonly head: Head | undefined } | undefined;
  return {
    newest: async () => {
      const head = await newestHead(heads);
      known = { head };
      return head;
    },
    advance: (next) => {
      // Writers of one process take turns: racing each other would only cost rounds.
      const turn = queue.then(() => {
        // What the caller has just read need not be read again, which costs a round trip: adding says when it is no longer so.
        const start = known;
        known = undefined;
        return advanceChain(heads, next, { attempts, start });
      });
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function advanceChain(
  heads: Heads,
  next: NextContent,
  { attempts, start }: { readonly attempts: number; readonly start: { readonly head: Head | undefined } | undefined },
): Promise<Manifest | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const newest = attempt === 0 && start ? start.head : await newestHead(heads);
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
    if (await heads.add(head, bytes)) return manifest;
    // Waiting a different time each keeps many writers from meeting again and again.
    await sleep(Math.random() * Math.min(50, 2 * (attempt + 1)));
  }
  throw new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

/** The bytes of a manifest that is about to become a head: one that could not be read again would lock everybody out of the store. */
function checkedBytes(manifest: Manifest): Uint8Array {
  const bytes = writeManifest(manifest);
  if (bytes.length > MANIFEST_LIMIT) throw writeFailed(`its manifest would be larger than ${MANIFEST_LIMIT} bytes`);
  try {
    readManifest(bytes, `head ${manifest.head}`);
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    invariant(false, `the next head could not be read: ${error.message}`);
  }
  return bytes;
}

async function newestHead(heads: Heads): Promise<Head | undefined> {
  const file = await heads.newest();
  if (file === undefined) return undefined;
  const manifest = readManifest(file.bytes, file.name);
  if (manifest.head !== file.number) throw corrupt(`\`${file.name}\` calls itself head ${manifest.head}`);
  return { manifest, sha256: sha256Hex(file.bytes) };
}
