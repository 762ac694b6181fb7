import { setTimeout as sleep } from "node:timers/promises";

import { invariant } from "../../diagnostics/invariant.ts";
import type { Backend } from "./backend.ts";
import { createS3Client, type S3Client, type S3ClientOptions } from "./s3-client.ts";
import { conditionsIgnored } from "./s3-failure.ts";
import { corrupt, movedOn } from "./store-failure.ts";

/** What an S3 backend is made with. */
export interface S3BackendOptions extends S3ClientOptions {
  /** What the keys of the store begin with, without a slash at its end; the empty text for none. */
  readonly prefix: string;
  /** Ends the connections of `http`; called by `close`. */
  readonly closeHttp?: () => Promise<void>;
}

const SAFE_NAME = /^(?:[a-z]+\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** The object that shows whether the service honours conditions. It stays, so that later runs need one request only. */
const PROBE = "probe";
/** In every round one of the writers gets through, so this is enough for as many at the same time. */
const ATTEMPTS = 200;
const PARALLEL_READS = 8;

/**
 * A store in a bucket. Creating a name is a PUT with `If-None-Match: *`; whether the service honours that is tried before the first
 * write. A file that grows line by line is a folder of one object a line, numbered and each created only if absent, because an
 * object cannot be appended to. Besides that it only gets, lists, puts and removes objects.
 */
export function createS3Backend(options: S3BackendOptions): Backend {
  const client = createS3Client(options);
  const { prefix } = options;
  const key = (name: string): string => {
    // Names are made from digests and numbers; this guards against a later mistake of ours, not against users.
    invariant(SAFE_NAME.test(name), `unsafe name in the store: ${name}`);
    return prefix === "" ? name : `${prefix}/${name}`;
  };
  const lines = createLines(client);
  let probed: Promise<void> | undefined;
  const safely = async <T>(write: () => Promise<T>): Promise<T> => {
    probed ??= probe(client, key(PROBE)).catch((error: unknown) => {
      // A failure is not kept: the service may only have been busy.
      probed = undefined;
      throw error;
    });
    await probed;
    return write();
  };
  return {
    locate: (name) => `${client.where}/${key(name)}`,
    read: async (name, limit) => {
      const bytes = name.endsWith(".jsonl") ? await lines.read(key(name)) : await client.get(key(name));
      if (bytes !== undefined && bytes.length > limit) throw corrupt(`\`${name}\` is larger than ${limit} bytes`);
      return bytes;
    },
    create: (name, bytes) => safely(() => client.create(key(name), bytes)),
    replace: (name, bytes) => safely(() => client.put(key(name), bytes)),
    append: (name, line) => safely(() => lines.append(key(name), line)),
    list: async (folder) => {
      const start = `${key(folder)}/`;
      const names = await client.list(start);
      return names.map((name) => name.slice(start.length).replace(/\/$/, "")).toSorted();
    },
    remove: (name) => safely(() => client.remove(key(name))),
    sweep: () => Promise.resolve(),
    close: async () => {
      await options.closeHttp?.();
    },
  };
}

/** Creates the same object twice: a service that lets both through would let two writers through as well. */
async function probe(client: S3Client, key: string): Promise<void> {
  const bytes = new TextEncoder().encode("Signwright tries here whether a second write is refused.\n");
  if (!(await client.create(key, bytes)) || !(await client.create(key, bytes))) return;
  throw conditionsIgnored(client.where, "it overwrites an object although `If-None-Match: *` forbids it");
}

/** Files that grow line by line. */
interface Lines {
  append(key: string, line: string): Promise<void>;
  read(key: string): Promise<Uint8Array | undefined>;
}

function createLines(client: S3Client): Lines {
  /** The last line that is known of a file, to look only behind it. */
  const last = new Map<string, string>();
  return {
    append: async (key, line) => {
      const bytes = new TextEncoder().encode(`${line}\n`);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (attempt > 0 || !last.has(key)) {
          const known = last.get(key);
          const found = (await client.list(`${key}/`, known)).at(-1) ?? known;
          if (found !== undefined) last.set(key, found);
        }
        const next = `${key}/${String(lineNumber(key, last.get(key)) + 1).padStart(8, "0")}`;
        if (await client.create(next, bytes)) {
          last.set(key, next);
          return;
        }
        await sleep(Math.random() * Math.min(200, 10 * (attempt + 1)));
      }
      throw movedOn();
    },
    read: async (key) => {
      const keys = await client.list(`${key}/`);
      if (keys.length === 0) return undefined;
      const parts: (Uint8Array | undefined)[] = [];
      for (let start = 0; start < keys.length; start += PARALLEL_READS)
        parts.push(...(await Promise.all(keys.slice(start, start + PARALLEL_READS).map((part) => client.get(part)))));
      return Buffer.concat(parts.flatMap((part) => part ?? []));
    },
  };
}

function lineNumber(key: string, line: string | undefined): number {
  if (line === undefined) return 0;
  const digits = /^\d{8}$/.exec(line.slice(key.length + 1))?.[0];
  if (digits === undefined) throw corrupt(`\`${line}\` is no line of the store`);
  return Number(digits);
}
