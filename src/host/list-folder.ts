import { opendir } from "node:fs/promises";

/** An entry of a folder: a file, a folder, or a link to either. */
export interface ListedEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The first entries of a folder, sorted by name, at most `limit`; `undefined` when it cannot be read. */
export async function listFolder(path: string, limit: number): Promise<readonly ListedEntry[] | undefined> {
  try {
    const found: ListedEntry[] = [];
    for await (const entry of await opendir(path)) {
      found.push({ name: entry.name, isFolder: entry.isDirectory() });
      if (found.length >= limit) break;
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}
