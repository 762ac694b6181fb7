import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runToEnd, type CommandEnd } from "../../host/run-command.ts";
import { gitFailure, gitStopped } from "./git-failure.ts";

/** How git is run. */
export interface GitProcessOptions {
  /** An `https`, `ssh`, `http` or `file` URL without a password. */
  readonly remote: string;
  /** The user's own environment: git finds its configuration, ssh and credential helpers there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How commands are run; default as they are. A test puts something between. */
  readonly run?: typeof runToEnd;
}

/** git in a bare repository of its own, which lies in a temporary folder and is made by the first command. */
export interface GitProcess {
  /** Runs git with these arguments, whatever comes of it. */
  git(
    args: readonly string[],
    more?: { readonly input?: Uint8Array; readonly outputLimit?: number },
  ): Promise<CommandEnd>;
  /** The output of git as text. Throws what its failure means. */
  output(args: readonly string[], input?: Uint8Array): Promise<string>;
  /** Removes the folder. Never throws. */
  close(): Promise<void>;
}

const PREFIX = "signwright-git-";
/** Clones that crashed runs left are removed after a day. */
const LEFTOVER_AGE = 24 * 60 * 60 * 1000;
const TIMEOUT = 5 * 60 * 1000;
const OUTPUT_LIMIT = 64 * 1024 * 1024;
/** Where git was told to look in the surrounding repository, as inside a hook (`git rev-parse --local-env-vars`). */
const LOCAL_VARIABLES = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

/** Settings of the person that would let something run here or change what is sent. */
const SETTINGS = [
  "core.hooksPath=/dev/null",
  "gc.auto=0",
  "maintenance.auto=false",
  "push.followTags=false",
  "push.recurseSubmodules=no",
  "fetch.recurseSubmodules=no",
  "fetch.writeCommitGraph=false",
];

/** Makes the folder's repository when it is first needed. */
export function createGitProcess(options: GitProcessOptions): GitProcess {
  const { remote } = options;
  const run = options.run ?? runToEnd;
  const env = gitEnvironment(options.env);
  let folder: Promise<string> | undefined;
  const git: GitProcess["git"] = async (args, more) => {
    folder ??= makeFolder(run, env, remote);
    const cwd = await folder;
    const settings = SETTINGS.flatMap((setting) => ["-c", setting]);
    return run({
      file: "git",
      args: [...settings, ...args],
      cwd,
      env,
      timeout: TIMEOUT,
      outputLimit: OUTPUT_LIMIT,
      ...more,
    });
  };
  return {
    git,
    output: async (args, input) => {
      const end = await git(args, input === undefined ? {} : { input });
      if ("failure" in end) throw gitStopped(remote, end.failure);
      if (end.exitCode !== 0) throw gitFailure(remote, end.errors, end.exitCode);
      return new TextDecoder().decode(end.output);
    },
    close: async () => {
      const made = await folder?.catch(() => undefined);
      folder = undefined;
      if (made !== undefined) await rm(made, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

async function makeFolder(run: typeof runToEnd, env: GitProcessOptions["env"], remote: string): Promise<string> {
  await removeLeftovers();
  const cwd = await mkdtemp(join(tmpdir(), PREFIX));
  const args = ["init", "--quiet", "--bare", "--template=", "."];
  const end = await run({ file: "git", args, cwd, env, timeout: TIMEOUT, outputLimit: OUTPUT_LIMIT });
  if ("exitCode" in end && end.exitCode === 0) return cwd;
  await rm(cwd, { recursive: true, force: true });
  throw "failure" in end ? gitStopped(remote, end.failure) : gitFailure(remote, end.errors, end.exitCode);
}

/** Removes the clones that runs left which were killed. They hold what the remote holds: public facts and encrypted files. */
async function removeLeftovers(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((n) => n.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    const found = await stat(path).catch(() => undefined);
    if (
      found?.isDirectory() &&
      found.uid === process.getuid?.() &&
      performance.timeOrigin - found.mtimeMs > LEFTOVER_AGE
    )
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function gitEnvironment(env: GitProcessOptions["env"]): GitProcessOptions["env"] {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !LOCAL_VARIABLES.includes(name))),
    // Nobody answers a prompt; helpers and agents still do.
    GIT_TERMINAL_PROMPT: "0",
    // `ext::` and others run commands that a URL names.
    GIT_ALLOW_PROTOCOL: "file:http:https:ssh",
    // What git says is matched against its English words.
    LC_ALL: "C",
    LANGUAGE: "",
  };
}
