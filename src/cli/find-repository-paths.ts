import { isAbsolute, relative, resolve, sep } from "node:path";
import type { RepositoryPaths } from "../diagnostics/repository-paths.ts";
import { findRepositoryRoot, realPathOf } from "../host/repository-root.ts";
import type { Host } from "../host/host.ts";

/**
 * Where the files of this run lie in their repository: the folder that GitHub Actions checked out, or else git's work tree, or else
 * the folder that the command was run in.
 * @param subject the signing file, as the person named it
 */
export async function findRepositoryPaths(host: Host, subject: string): Promise<RepositoryPaths> {
  const cwd = await realPathOf(host.cwd);
  const workspace = host.env["GITHUB_WORKSPACE"] ?? "";
  const checkedOut = isAbsolute(workspace) ? await realPathOf(workspace) : undefined;
  const root =
    checkedOut !== undefined && isInside(checkedOut, cwd) ? checkedOut : ((await findRepositoryRoot(cwd)) ?? cwd);
  const pathOf = (name: string): string => {
    const absolute = resolve(cwd, name);
    const path = isInside(root, absolute) ? relative(root, absolute) : absolute;
    const slashed = path.split(sep).join("/");
    return isAbsolute(path) && !slashed.startsWith("/") ? `/${slashed}` : slashed;
  };
  return { pathOf, subject: pathOf(subject) };
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
