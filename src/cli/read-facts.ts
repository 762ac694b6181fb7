import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded, resolveInside } from "../host/files.ts";
import { cacheFiles, parseFactsCache, type FactsCache } from "../plan/world-cache.ts";

/** Larger than the facts of a team with ten thousand apps. */
const LIMIT = 32 * 1024 * 1024;

/** What the last plan or apply left beside a signing file, whose folder is `root`; `undefined` where there is nothing that can be read. */
export async function readFacts(root: string): Promise<FactsCache | undefined> {
  try {
    const path = await resolveInside(root, cacheFiles.facts);
    return parseFactsCache(new TextDecoder().decode(await readFileBounded(path, LIMIT)));
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    return undefined;
  }
}
