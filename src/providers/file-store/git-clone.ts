import { setTimeout as sleep } from "node:timers/promises";

import { gitFailure, gitStopped, lastingRefusal } from "./git-failure.ts";
import { createGitProcess, type GitProcess, type GitProcessOptions } from "./git-process.ts";
import { corrupt, writeFailed } from "./store-failure.ts";

/** What a clone is made with. */
export interface GitCloneOptions extends GitProcessOptions {
  /** Whether a ref of the remote is one of ours. */
  readonly isOurs: (ref: string) => boolean;
  /** Refs that are asked for, as `git ls-remote` takes them. */
  readonly patterns: readonly string[];
  /** Who commits, where git's configuration names nobody. */
  readonly author: { readonly name: string; readonly email: string };
}

/** Refs of the remote → the commits that they name. */
export type Refs = ReadonlyMap<string, string>;

/** A commit to be made. */
export interface NewCommit {
  /** The commit before it; `undefined` for the first one of a branch. */
  readonly parent: string | undefined;
  /** Path → its new bytes; `undefined` removes it. */
  readonly files: ReadonlyMap<string, Uint8Array | undefined>;
  readonly message: string;
}

/**
 * A bare clone in a temporary folder that lives as long as the run. It has no working tree, so nothing of the repository is ever
 * checked out, and no hook, filter or link of it has an effect here.
 */
export interface GitClone {
  /** Where our refs of the remote are now; what they name can be read from then on. */
  refresh(): Promise<Refs>;
  /** The bytes of a file of a commit; `undefined` when it has none. Throws `file-store/corrupt` when it is larger than `limit` or no file. */
  read(commit: string, path: string, limit: number): Promise<Uint8Array | undefined>;
  /** The names in a folder of a commit; empty when it has none. */
  list(commit: string, folder: string): Promise<readonly string[]>;
  /** Makes a commit, here only. */
  commit(commit: NewCommit): Promise<string>;
  /**
   * Moves a ref of the remote from one commit to another, if it is still there; `undefined` stands for a ref that does not exist.
   * Gives `undefined` once that is done, or where the refs are now when somebody else was faster.
   * Throws when the remote refuses or cannot be reached.
   */
  move(ref: string, from: string | undefined, to: string | undefined): Promise<Refs | undefined>;
  /** Removes the clone. */
  close(): Promise<void>;
}

/** How often a push is tried again that was refused though its ref did not move: two pushes met at the server. */
const PUSH_ATTEMPTS = 10;
const FETCH_ATTEMPTS = 5;
/** The line that git writes before the content of a file: its ID, its type and its size. */
const HEADER_LIMIT = 256;
const COMMIT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** A clone of a remote. Nothing is asked before the first call. */
export function createGitClone(options: GitCloneOptions): GitClone {
  const { remote } = options;
  const here = createGitProcess(options);
  const known = new Set<string>();
  let author: Promise<string> | undefined;
  let commits = 0;

  const refresh = async (): Promise<Refs> => {
    for (let attempt = 1; ; attempt++) {
      const refs = parseRefs(await here.output(["ls-remote", "--", remote, ...options.patterns]), options.isOurs);
      const missing = [...refs].filter(([, commit]) => !known.has(commit));
      if (missing.length === 0) return refs;
      const wanted = missing.map(([ref]) => `+${ref}:refs/clone/${ref}`);
      const end = await here.git(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, ...wanted]);
      if ("failure" in end) throw gitStopped(remote, end.failure);
      if (end.exitCode === 0) {
        // A ref may have moved on since it was listed; what was fetched is what can be read.
        const fetched = parseRefs(
          await here.output(["for-each-ref", "--format=%(objectname)%09%(refname)", "refs/clone/"]),
          () => true,
        );
        const found = missing.map(([ref]): [string, string] => [ref, fetched.get(`refs/clone/${ref}`) ?? ""]);
        for (const [, commit] of found) known.add(commit);
        return new Map([...refs, ...found]);
      }
      // A ref that was listed is gone by now, as a lock that was given back: look again.
      if (attempt === FETCH_ATTEMPTS || !/couldn't find remote ref/i.test(end.errors))
        throw gitFailure(remote, end.errors, end.exitCode);
      await sleep(Math.random() * 50 * attempt);
    }
  };

  const read: GitClone["read"] = async (commit, path, limit) => {
    // Nothing is checked out, so a link in the place of a file is only its own text, which is none that was hoped for.
    const input = Buffer.from(`${commit}:${path}\n`);
    const end = await here.git(["cat-file", "--batch"], { input, outputLimit: limit + HEADER_LIMIT });
    if ("failure" in end)
      throw corrupt(`\`${path}\` is larger than ${limit} bytes, or cannot be read (${end.failure})`);
    if (end.exitCode !== 0) throw gitFailure(remote, end.errors, end.exitCode);
    const header = end.output.indexOf(0x0a);
    const [, type = "", size = ""] = new TextDecoder().decode(end.output.subarray(0, header)).split(" ");
    if (type === "missing") return undefined;
    if (type !== "blob") throw corrupt(`\`${path}\` is not a file`);
    if (Number(size) > limit) throw corrupt(`\`${path}\` is larger than ${limit} bytes`);
    return end.output.slice(header + 1, header + 1 + Number(size));
  };

  const commit = async ({ parent, files, message }: NewCommit): Promise<string> => {
    author ??= committer(here, options.author);
    const stream = importStream({ parent, files, message, committer: await author, ref: `refs/new/${++commits}` });
    const made = (await here.output(["fast-import", "--quiet", "--done", "--date-format=now"], stream)).trim();
    if (!COMMIT_ID.test(made)) throw writeFailed("git made no commit");
    known.add(made);
    return made;
  };

  const move: GitClone["move"] = async (ref, from, to) => {
    for (let attempt = 1; ; attempt++) {
      const lease = `--force-with-lease=${ref}:${from ?? ""}`;
      const end = await here.git(["push", "--porcelain", "--no-verify", lease, "--", remote, `${to ?? ""}:${ref}`]);
      if ("exitCode" in end && end.exitCode === 0) return undefined;
      // Whatever was said: where the ref is now tells whether the push arrived, also when its answer did not.
      const refs = await refresh();
      const now = refs.get(ref);
      if (now === to || (now !== undefined && to !== undefined && (await isAncestor(here, to, now)))) return undefined;
      if (now !== from) return refs;
      if ("failure" in end) throw gitStopped(remote, end.failure);
      const rejection = rejectionOf(new TextDecoder().decode(end.output), ref);
      if (rejection === undefined) throw gitFailure(remote, end.errors, end.exitCode);
      const lasting = lastingRefusal(rejection);
      if (lasting !== undefined || attempt === PUSH_ATTEMPTS)
        throw writeFailed(lasting ?? "the repository refuses the push");
      await sleep(Math.random() * 50 * attempt);
    }
  };

  return {
    refresh,
    read,
    commit,
    move,
    list: async (from, path) =>
      (await here.output(["ls-tree", "-z", "--name-only", from, "--", `${path}/`]))
        .split("\0")
        .filter((name) => name !== "")
        .map((name) => name.slice(path.length + 1)),
    close: () => here.close(),
  };
}

/** Whether a commit is part of the history of another: then a push whose answer was lost did arrive. */
async function isAncestor(here: GitProcess, commit: string, of: string): Promise<boolean> {
  const end = await here.git(["merge-base", "--is-ancestor", commit, of]);
  return "exitCode" in end && end.exitCode === 0;
}

/** `Name <mail>` of the person as git's configuration has it, or else of this run. */
async function committer(here: GitProcess, fallback: GitCloneOptions["author"]): Promise<string> {
  // Without this setting git makes up a name from the machine's, where it can.
  const found = await here.output(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"]).catch(() => "");
  const [, configured] = /^([^<>\n]+ <[^<>\n]*>) \d+ [+-]\d{4}\n?$/.exec(found) ?? [];
  const plain = (text: string): string => text.replace(/[<>\p{Cc}]/gu, "") || "unknown";
  return configured ?? `${plain(fallback.name)} <${plain(fallback.email)}>`;
}

/** The input of `git fast-import` that makes one commit and prints its ID (git-fast-import(1)). */
function importStream(made: NewCommit & { readonly committer: string; readonly ref: string }): Uint8Array {
  const chunks: Uint8Array[] = [];
  const line = (text: string): unknown => chunks.push(Buffer.from(`${text}\n`));
  const data = (bytes: Uint8Array): void => {
    line(`data ${bytes.length}`);
    chunks.push(bytes);
    line("");
  };
  line(`commit ${made.ref}`);
  line("mark :1");
  line(`committer ${made.committer} now`);
  data(Buffer.from(made.message));
  if (made.parent !== undefined) line(`from ${made.parent}`);
  for (const [path, bytes] of made.files) {
    line(bytes === undefined ? `D ${path}` : `M 100644 inline ${path}`);
    if (bytes !== undefined) data(bytes);
  }
  line("");
  line("get-mark :1");
  line("done");
  return Buffer.concat(chunks);
}

/** What `git ls-remote` printed: `<commit> TAB <ref>` a line. */
function parseRefs(text: string, isOurs: (ref: string) => boolean): Map<string, string> {
  return new Map(
    text.split("\n").flatMap((line): [string, string][] => {
      const [commit = "", ref = ""] = line.split("\t");
      return COMMIT_ID.test(commit) && isOurs(ref) ? [[ref, commit]] : [];
    }),
  );
}

/** The reason in the line of `git push --porcelain` that says that a ref was refused; `undefined` when there is none. */
function rejectionOf(text: string, ref: string): string | undefined {
  const line = text.split("\n").find((l) => l.startsWith("!\t") && l.split("\t")[1]?.endsWith(`:${ref}`));
  return line === undefined ? undefined : (/\(([^()]*)\)\s*$/.exec(line)?.[1] ?? "");
}
