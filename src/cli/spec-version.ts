import { posix, relative, resolve, sep } from "node:path";
import { compile, type Compilation } from "../compiler/compile.ts";
import type { SpecFiles } from "../compiler/desired-resources.ts";
import type { ResolvedSpec } from "../compiler/target.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { openGitRevision, type GitRevision } from "../host/git-revision.ts";
import type { Host } from "../host/host.ts";
import { findRepositoryRoot, isFileAt, realPathOf } from "../host/repository-root.ts";
import type { Sources } from "../providers/provider.ts";
import { gatherDeviceLists } from "../workspace/gather-device-lists.ts";
import { digestOf } from "../workspace/open-key-file.ts";
import { createSources } from "../workspace/sources.ts";
import { loadSpec } from "./load-spec.ts";

/** A signing file as it is in the work tree or in a revision, with the files that it names. No secret is needed for it. */
export interface SpecVersion {
  /** `signing.yaml`, or `main:apps/signing.yaml` for a revision. */
  readonly name: string;
  readonly compilation: Compilation;
  /** Gives no passwords. */
  readonly sources: Sources;
}

/** The signing file of the work tree. Throws as `loadSpec` does. */
export async function workTreeVersion(host: Host, path: string): Promise<SpecVersion> {
  const { compilation, root, shown } = await loadSpec(host, path);
  return { name: shown, compilation, sources: createSources({ compilation, root, resolveSecret: undefined }) };
}

/**
 * What an argument of `diff` names: a file that is there, `revision:path` with a path from the root of the repository (from here
 * with `./` first), or a revision, of which the file `path` is taken.
 */
export async function namedVersion(host: Host, argument: string, path: string): Promise<SpecVersion> {
  if (await isFileAt(resolve(host.cwd, argument))) return workTreeVersion(host, argument);
  // A name of a revision can hold colons in `{}`: `main@{12:00}`.
  const [, revision = argument, given = ""] = /^((?:[^:{]|\{[^}]*\})+)(?::(.*))?$/s.exec(argument) ?? [];
  if (given === "") return revisionVersion(host, revision, { path, from: "here" });
  return revisionVersion(host, revision, { path: given, from: /^\.\.?\//.test(given) ? "here" : "root" });
}

/**
 * The signing file of a revision. Throws `cli/refused` for what git does not know, and `file/not-found` where the revision has no
 * such file.
 * @param at a path, and whether it starts from the folder that the command runs in or from the root of the repository
 */
export async function revisionVersion(
  host: Host,
  revision: string,
  at: { readonly path: string; readonly from: "here" | "root" },
): Promise<SpecVersion> {
  const cwd = await realPathOf(host.cwd);
  const root = await findRepositoryRoot(cwd);
  const refusal = (reason: string): DiagnosableError =>
    new DiagnosableError(
      createDiagnostic(
        "cli/refused",
        { reason: `\`${revision}\` is neither a file nor a revision that can be read: ${reason}` },
        { help: "name a file or a git revision; a shallow clone lacks most of them: `git fetch --unshallow`" },
      ),
    );
  if (root === undefined) throw refusal("this is no git repository");
  const opened = await openGitRevision(root, revision, host);
  if ("failure" in opened) throw refusal(opened.failure);
  const absolute = at.from === "here" ? resolve(cwd, at.path) : resolve(root, at.path);
  const path = relative(root, absolute).split(sep).join("/");
  const name = `${revision}:${path}`;
  const bytes = await readOf(opened, path);
  if (!bytes) throw new DiagnosableError(createDiagnostic("file/not-found", { path: name }));
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { name, compilation: compile({ name, text }), sources: revisionSources(opened, posix.dirname(path)) };
}

/** Files of a revision, by their path in the signing file, which must not lead out of its folder. */
function revisionSources(revision: GitRevision, folder: string): SpecVersion["sources"] {
  return {
    key: (name) => Promise.reject(new Error(`invariant: keys.${name} is opened in the work tree only`)),
    file: async (path) => {
      const inside = posix.join(folder, path);
      const isOutside = posix.isAbsolute(path) || posix.relative(folder, inside).split("/")[0] === "..";
      if (isOutside) throw new DiagnosableError(createDiagnostic("file/outside-root", { path }));
      const bytes = await readOf(revision, inside);
      if (!bytes)
        throw new DiagnosableError(createDiagnostic("file/not-found", { path: `${revision.name}:${inside}` }));
      return { path, bytes };
    },
  };
}

async function readOf(revision: GitRevision, path: string): Promise<Uint8Array | undefined> {
  if (path === "" || path.split("/")[0] === "..") return undefined;
  const read = await revision.read(path);
  if ("bytes" in read) return read.bytes;
  const reason = `git: ${read.failure}`;
  throw new DiagnosableError(createDiagnostic("file/unreadable", { path: `${revision.name}:${path}`, reason }));
}

/** What is known of the files of a version without any password, and what is wrong with its device lists. */
export async function filesOf(
  version: SpecVersion,
  spec: ResolvedSpec,
): Promise<SpecFiles & { readonly diagnostics: readonly Diagnostic[] }> {
  const paths = new Set([
    ...[...spec.keys.values()].flatMap((key) =>
      key.type === "certificate" || key.type === "keystore" ? [key.file] : [],
    ),
    ...spec.targets.flatMap((t) => (t.platform !== "android" && t.method === "manual" ? t.profiles : [])),
  ]);
  const digests = await digestsOf(version, [...paths]);
  const { lists, diagnostics } = await gatherDeviceLists(version.compilation, version.sources);
  return { digests, deviceLists: lists, diagnostics };
}

/** SHA-256 of files of a version, by path; those that it does not have, or that cannot be read, are left out. */
export async function digestsOf(
  { sources }: SpecVersion,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  for (const path of paths) {
    try {
      digests.set(path, contentDigest((await sources.file(path)).bytes));
    } catch (error) {
      if (!(error instanceof DiagnosableError)) throw error;
    }
  }
  return digests;
}

/**
 * Of a file that Git LFS keeps elsewhere, a revision holds a pointer with the digest, of less than 1024 bytes (Git LFS Specification,
 * "The Pointer"). It is one only as a whole: a file that merely starts like one would pass for the file of that digest.
 */
function contentDigest(bytes: Uint8Array): string {
  const text = bytes.length < 1024 ? new TextDecoder().decode(bytes) : "";
  const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize \d+\n$/.exec(
    text,
  );
  return pointer?.[1] ?? digestOf(bytes);
}
