import { runToEnd, type CommandEnd } from "./run-command.ts";

/** Files of a repository as a revision has them. */
export interface GitRevision {
  /** The revision as the person wrote it. */
  readonly name: string;
  /** The whole name of its commit. */
  readonly commit: string;
  /**
   * The bytes of a file, by its `/`-separated path from the root of the repository: as git keeps them, so that no filter of the
   * repository runs. `undefined` when the revision has no such file. Gives `failure` when git cannot say.
   */
  readonly read: (path: string) => Promise<{ readonly bytes: Uint8Array | undefined } | { readonly failure: string }>;
}

const TIMEOUT = 30_000;

/**
 * Opens a revision of the repository at `root`. Git runs without a shell, asks nobody, fetches nothing, and takes no word of `name`
 * for an option. Never throws.
 */
export async function openGitRevision(
  root: string,
  name: string,
  host: { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<GitRevision | { readonly failure: string }> {
  // Git has `--end-of-options` since 2.24 only, and knows no name of a revision with a dash first or with control characters.
  if (name === "" || name.startsWith("-") || /\p{Cc}/u.test(name)) return { failure: "it is no name of a revision" };
  // A missing object would be fetched, in a clone that git made without all of them.
  const env = {
    ...ownVariables(host.env),
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
  };
  const git = (args: readonly string[], outputLimit: number): Promise<CommandEnd> =>
    runToEnd({
      file: "git",
      args: ["--no-pager", "--no-replace-objects", ...args],
      cwd: root,
      env,
      timeout: TIMEOUT,
      outputLimit,
    });
  const found = await git(["rev-parse", "--verify", "--quiet", `${name}^{commit}`], 1024);
  if ("failure" in found) return { failure: found.failure.replace("the command", "git") };
  const commit = new TextDecoder().decode(found.output).trim();
  if (found.exitCode !== 0 || !/^[0-9a-f]{40,64}$/.test(commit)) return { failure: failureOf(found) };
  return {
    name,
    commit,
    read: async (path) => {
      const listed = await git(["--literal-pathspecs", "ls-tree", "--full-tree", "-z", commit, "--", path], 64 * 1024);
      if ("failure" in listed) return { failure: listed.failure };
      const [mode = "", kind = "", object = ""] = new TextDecoder().decode(listed.output).split(/[ \t\0]/);
      // A symbolic link or a folder is no file that could be compared.
      if (listed.exitCode !== 0 || kind !== "blob" || mode === "120000") return { bytes: undefined };
      const content = await git(["cat-file", "blob", object], FILE_LIMIT);
      if ("failure" in content) return { failure: content.failure };
      return content.exitCode === 0 ? { bytes: content.output } : { failure: `the object ${object} is missing` };
    },
  };
}

/**
 * What git needs to find itself and its configuration. No secret of the environment is handed on, and nothing that leads to another
 * repository, as inside of a hook.
 */
function ownVariables(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>> {
  const needed = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "SystemRoot", "TMPDIR", "TEMP"];
  const names = Object.keys(env).filter((name) => needed.includes(name) || name.startsWith("GIT_CONFIG"));
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

/** Larger files are refused in a checkout too. */
const FILE_LIMIT = 17 * 1024 * 1024;

function failureOf({ errors }: Exclude<CommandEnd, { readonly failure: string }>): string {
  if (errors.includes("dubious ownership")) return "git does not trust the repository: it belongs to somebody else";
  return "this repository has no such commit";
}
