import { realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The nearest folder, from an existing one upwards, that git takes for a work tree; `undefined` outside of any. */
export async function findRepositoryRoot(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    // A folder in a plain checkout, a file in a further work tree and in a submodule.
    if (await exists(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The path without symbolic links; as it is where nothing is there. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

/** Whether there is a file, or something else that is no folder. */
export async function isFileAt(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
