import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { invariant } from "../../diagnostics/invariant.ts";
import type { runToEnd } from "../../host/run-command.ts";
import type { Backend, HeadFile, Heads } from "./backend.ts";
import { createGitClone, type GitClone, type Refs } from "./git-clone.ts";
import { isRecord, MANIFEST_LIMIT, parseJson, sha256Hex } from "./manifest.ts";
import { corrupt, movedOn } from "./store-failure.ts";

/** What a git backend is made with. */
export interface GitBackendOptions {
  /** An `https`, `ssh`, `http` or `file` URL without a password. */
  readonly remote: string;
  /** Made by the first write where it is missing. */
  readonly branch: string;
  /** The user's own environment, for git. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who commits, where git's configuration names nobody. */
  readonly author: { readonly name: string; readonly email: string };
  /** How git is run; default as it is. */
  readonly run?: typeof runToEnd;
}

const SAFE_NAME = /^(?:[a-z]+\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const MANIFEST = "manifest.json";
/** Keeps encrypted bytes out of what `git log -p` and reviews show. */
const ATTRIBUTES = ".gitattributes";
const ENCRYPTED_ARE_BINARY = new TextEncoder().encode("*.age binary\n");
const LINES_LIMIT = 64 * 1024 * 1024;
/** In every round one of the writers gets through, so this is enough for as many at the same time. */
const ATTEMPTS = 200;

/**
 * A store in a branch of a git repository: `manifest.json`, whose history is the chain of heads, `objects/` and `log.jsonl`. What
 * belongs to a run and not to the history lies in refs beside it, `refs/signwright/<branch>/…`: the journal, and each lock as a ref
 * of its own. Every write is a commit that is pushed only if its ref is where it was read: the push lease is what decides between two
 * writers.
 */
export function createGitBackend(options: GitBackendOptions): Backend {
  const state = new GitState(options);
  const { place } = state;
  // One after the other: they share what is known of the remote, and would only race each other.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    locate: (name) => `${place(name).ref === state.branch ? name : place(name).ref} in ${options.remote}`,
    read: (name, limit) => inTurn(() => state.read(place(name), limit)),
    create: (name, bytes, lasting = "at once") =>
      inTurn(() => (lasting === "at once" ? state.create(place(name), bytes) : state.stage(place(name), bytes))),
    replace: (name, bytes) =>
      inTurn(async () => {
        await state.change(place(name), () => Promise.resolve(bytes));
      }),
    append: (name, line, lasting = "at once") =>
      inTurn(async () => {
        if (lasting === "with the next head") state.stageLine(place(name), line);
        else
          await state.change(place(name), async (held) =>
            withLines((await held(LINES_LIMIT)) ?? new Uint8Array(), [line]),
          );
      }),
    list: (folder) => inTurn(() => state.list(place(`${folder}/x`))),
    remove: (name) => inTurn(() => state.remove(place(name))),
    sweep: () => Promise.resolve(),
    heads: {
      newest: () => inTurn(() => state.newest()),
      add: (number, bytes) => inTurn(() => state.add(number, bytes)),
    },
    close: () => inTurn(() => state.close()),
  };
}

/** Where a file of the store lies: in which ref, and there under which path. */
interface Place {
  readonly ref: string;
  readonly path: string;
  /** Whether the ref holds this one file and goes with it. */
  readonly alone: boolean;
}

/** Reads a file as it is at the commit that is built on. */
type Held = (limit: number) => Promise<Uint8Array | undefined>;

/** What is known of the remote, and what waits for the next head. The refs are those of the last answer. */
class GitState implements Heads {
  readonly branch: string;
  readonly #besides: string;
  readonly #clone: GitClone;
  #refs: Refs | undefined;
  readonly #staged = new Map<string, Uint8Array>();
  readonly #lines = new Map<string, string[]>();
  /** The head at a commit, because it is asked for again and again. */
  #head: { readonly commit: string; readonly file: HeadFile | undefined } | undefined;

  constructor({ remote, branch, env, author, run }: GitBackendOptions) {
    this.branch = `refs/heads/${branch}`;
    this.#besides = `refs/signwright/${branch.replaceAll("/", "%")}/`;
    this.#clone = createGitClone({
      remote,
      env,
      author,
      patterns: [this.branch, `${this.#besides}*`],
      isOurs: (ref) => ref === this.branch || ref.startsWith(this.#besides),
      ...(run && { run }),
    });
  }

  readonly place = (name: string): Place => {
    // Names are made from digests and numbers; this guards against a later mistake of ours, not against users.
    invariant(SAFE_NAME.test(name), `unsafe name in the store: ${name}`);
    if (name.startsWith("lock")) return { ref: `${this.#besides}${name}`, path: name, alone: true };
    if (name.startsWith("journal/")) return { ref: `${this.#besides}journal`, path: name, alone: false };
    return { ref: this.branch, path: name, alone: false };
  };

  async read({ ref, path }: Place, limit: number): Promise<Uint8Array | undefined> {
    // An object is named after its content: one that is known need not be asked for again.
    const known = path.startsWith("objects/") ? await this.#find({ ref, path }, limit) : undefined;
    if (known !== undefined) return known;
    await this.#refresh();
    const held = await this.#find({ ref, path }, limit);
    const lines = ref === this.branch ? this.#lines.get(path) : undefined;
    return lines === undefined ? held : withLines(held ?? new Uint8Array(), lines);
  }

  /** A file as it was when the remote was asked last, or as it waits for the next head. */
  async #find({ ref, path }: Pick<Place, "ref" | "path">, limit: number): Promise<Uint8Array | undefined> {
    const staged = ref === this.branch ? this.#staged.get(path) : undefined;
    return staged ?? this.#readAt(this.#refs?.get(ref), path, limit);
  }

  async #readAt(commit: string | undefined, path: string, limit: number): Promise<Uint8Array | undefined> {
    return commit === undefined ? undefined : this.#clone.read(commit, path, limit);
  }

  async list({ ref, path }: Place): Promise<readonly string[]> {
    const folder = path.slice(0, path.indexOf("/"));
    const tip = (await this.#refresh()).get(ref);
    const held = tip === undefined ? [] : await this.#clone.list(tip, folder);
    const staged = [...this.#staged.keys()].filter((name) => ref === this.branch && name.startsWith(`${folder}/`));
    return [...new Set([...held, ...staged.map((name) => name.slice(folder.length + 1))])].toSorted();
  }

  /** Keeps a file for the commit of the next head. */
  async stage(place: Place, bytes: Uint8Array): Promise<boolean> {
    invariant(place.ref === this.branch, "only what belongs to the history waits for the next head");
    if ((await this.#find(place, LINES_LIMIT)) !== undefined) return false;
    this.#staged.set(place.path, bytes);
    return true;
  }

  stageLine({ ref, path }: Place, line: string): void {
    invariant(ref === this.branch, "only what belongs to the history waits for the next head");
    this.#lines.set(path, [...(this.#lines.get(path) ?? []), line]);
  }

  create(place: Place, bytes: Uint8Array): Promise<boolean> {
    return this.change(place, async (held) => ((await held(LINES_LIMIT)) === undefined ? bytes : "keep"));
  }

  /** Derives the new bytes of one file from those that are there and pushes them, again and again while others are faster. */
  change({ ref, path }: Place, next: (held: Held) => Promise<Uint8Array | "keep">): Promise<boolean> {
    return this.#push(ref, async (tip) => {
      const bytes = await next((limit) => this.#readAt(tip, path, limit));
      if (bytes === "keep") return "keep";
      return {
        commit: await this.#clone.commit({ parent: tip, files: new Map([[path, bytes]]), message: messageOf(path) }),
      };
    });
  }

  async remove({ ref, path, alone }: Place): Promise<void> {
    if (ref === this.branch) this.#staged.delete(path);
    await this.#push(ref, async (tip) => {
      if ((await this.#readAt(tip, path, LINES_LIMIT)) === undefined) return "keep";
      if (alone) return { commit: undefined };
      const files = new Map([[path, undefined]]);
      return { commit: await this.#clone.commit({ parent: tip, files, message: messageOf(path) }) };
    });
  }

  /**
   * Moves a ref to what `next` makes of its commit; false when that is nothing (`keep`). It begins with what is known of the remote,
   * which saves a round trip, because the push itself tells when that is old. Only "keep" is decided by what the remote says now.
   */
  async #push(
    ref: string,
    next: (tip: string | undefined) => Promise<{ readonly commit: string | undefined } | "keep">,
  ): Promise<boolean> {
    let isFresh = this.#refs === undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const tip = (this.#refs ?? (await this.#refresh())).get(ref);
      const made = await next(tip);
      if (made === "keep") {
        if (isFresh) return false;
        await this.#refresh();
      } else {
        if (await this.#move(ref, tip, made.commit)) return true;
        await pause(attempt);
      }
      isFresh = true;
    }
    throw movedOn();
  }

  async newest(): Promise<HeadFile | undefined> {
    return this.#headAt((await this.#refresh()).get(this.branch));
  }

  async add(number: number, bytes: Uint8Array): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // What the caller built on was read here just now; if it moved since, the push says so.
      const tip = (this.#refs ?? (await this.#refresh())).get(this.branch);
      const head = await this.#headAt(tip);
      const previous = head === undefined ? null : sha256Hex(head.bytes);
      if ((head?.number ?? 0) !== number - 1 || parseHead(bytes, MANIFEST).previous !== previous) return false;
      const files = new Map<string, Uint8Array>(this.#staged);
      for (const [path, lines] of this.#lines) {
        const held = await this.#readAt(tip, path, LINES_LIMIT);
        files.set(path, withLines(held ?? new Uint8Array(), lines));
      }
      files.set(MANIFEST, bytes);
      if ((await this.#readAt(tip, ATTRIBUTES, LINES_LIMIT)) === undefined) files.set(ATTRIBUTES, ENCRYPTED_ARE_BINARY);
      const message = messageOf(`head ${number}`, [...this.#lines.values()].flat());
      const commit = await this.#clone.commit({ parent: tip, files, message });
      if (await this.#move(this.branch, tip, commit)) {
        this.#staged.clear();
        this.#lines.clear();
        return true;
      }
      await pause(attempt);
    }
    throw movedOn();
  }

  async close(): Promise<void> {
    this.#refs = undefined;
    await this.#clone.close();
  }

  async #refresh(): Promise<Refs> {
    this.#refs = await this.#clone.refresh();
    return this.#refs;
  }

  /** Moves a ref of the remote; afterwards the refs are known, whether it worked or not. */
  async #move(ref: string, from: string | undefined, to: string | undefined): Promise<boolean> {
    const others = await this.#clone.move(ref, from, to);
    const refs = new Map(others ?? this.#refs);
    if (others === undefined && to === undefined) refs.delete(ref);
    if (others === undefined && to !== undefined) refs.set(ref, to);
    this.#refs = refs;
    return others === undefined;
  }

  async #headAt(commit: string | undefined): Promise<HeadFile | undefined> {
    if (commit === undefined) return undefined;
    if (this.#head?.commit !== commit) this.#head = { commit, file: await this.#readHead(commit) };
    return this.#head.file;
  }

  async #readHead(commit: string): Promise<HeadFile | undefined> {
    const bytes = await this.#clone.read(commit, MANIFEST, MANIFEST_LIMIT);
    if (bytes !== undefined) return { number: parseHead(bytes, MANIFEST).head, name: MANIFEST, bytes };
    if ((await this.#clone.list(commit, "objects")).length > 0)
      throw corrupt(`\`${MANIFEST}\` is gone, but the store was written before: revert the commit that removed it`);
    return undefined;
  }
}

/** Number and predecessor of a head; the rest is for whoever asked for it to check. */
function parseHead(bytes: Uint8Array, name: string): { readonly head: number; readonly previous: unknown } {
  const value = parseJson(bytes, name);
  const head = isRecord(value) ? value["head"] : undefined;
  if (!isRecord(value) || typeof head !== "number" || !Number.isSafeInteger(head) || head < 1)
    throw corrupt(`\`${name}\`: its head number is missing`);
  return { head, previous: value["previous_sha256"] };
}

function withLines(held: Uint8Array, lines: readonly string[]): Uint8Array {
  const torn = held.length > 0 && held.at(-1) !== 0x0a;
  return Buffer.concat([held, Buffer.from(`${torn ? "\n" : ""}${lines.map((line) => `${line}\n`).join("")}`)]);
}

/**
 * What a commit is about, for `git log`: the events of the log that it brings, or else the file. Its last line makes each commit one
 * of its own: two writers that make the same change in the same second must not both believe that theirs arrived.
 */
function messageOf(what: string, lines: readonly string[] = []): string {
  const events = lines.flatMap((line) => {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value)) return [];
    const { event, address } = value;
    return typeof event === "string" && typeof address === "string"
      ? [`${event} ${address}`.replace(/\p{Cc}/gu, " ")]
      : [];
  });
  const subject =
    events.length === 0 ? what : `${events[0] ?? ""}${events.length > 1 ? ` and ${events.length - 1} more` : ""}`;
  const body = events.length > 1 ? `${events.join("\n")}\n\n` : "";
  return `${subject}\n\n${body}Signwright-Write: ${randomUUID()}\n`;
}

/** Waiting a different time each keeps many writers from meeting again and again. */
async function pause(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(500, 20 * (attempt + 1)));
}
