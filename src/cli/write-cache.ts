import { dirname, join } from "node:path";
import type { FileFacts } from "../compiler/file-facts.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { resolveInside, writePrivateFile } from "../host/files.ts";
import { makeFolder } from "../host/make-folder.ts";
import type { Observed } from "../plan/observed.ts";
import type { Change, Plan } from "../plan/plan.ts";
import { cacheFiles, factsCacheOf, planCacheOf } from "../plan/world-cache.ts";
import type { LoadedSpec } from "./load-spec.ts";
import { readFacts } from "./read-facts.ts";

/** What a run saw and decided. */
export interface CacheContent {
  readonly loaded: LoadedSpec;
  readonly facts: FileFacts;
  readonly observed: Observed;
  readonly plan: Plan;
  /** What is left of the plan after an apply; all of it when absent. */
  readonly left?: readonly Change[];
}

/**
 * Leaves what a run saw and decided beside the signing file, for editors, and what people need for steps by hand. It is a convenience: a folder that cannot be written, or
 * that a link leads out of the workspace, is left alone, and no command fails or speaks for it.
 */
export async function writeCache({ loaded, facts, observed, plan, left }: CacheContent): Promise<void> {
  try {
    const folder = await resolveInside(loaded.root, cacheFiles.folder);
    const write = (name: string, text: string): Promise<void> =>
      writePrivateFile(join(folder, name), new TextEncoder().encode(text));
    await makeFolder(folder);
    // The folder ignores itself, so that nobody has to think of it.
    await write(".gitignore", "*\n");
    const cache = factsCacheOf({
      observed,
      keystores: new Map([...facts.keystores].map(([name, file]) => [name, file.entries.map((e) => e.alias)])),
      keyNames: new Set(loaded.compilation.spec?.keys.keys()),
      previous: await readFacts(loaded.root),
      timestamp: plan.timestamp,
    });
    await write("facts.json", toText(cache));
    await write("plan.json", toText(planCacheOf(plan, left)));
    await writeStepFiles(loaded.root, left ?? plan.changes);
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
  }
}

/** What a person needs for a step of the plan is left where its instructions say; the JSON plan has it too. */
async function writeStepFiles(root: string, changes: readonly Change[]): Promise<void> {
  for (const { manual } of changes) {
    if (!manual?.file) continue;
    const path = await resolveInside(root, manual.file.path);
    await makeFolder(dirname(path));
    await writePrivateFile(join(dirname(path), ".gitignore"), new TextEncoder().encode("*\n"));
    await writePrivateFile(path, new TextEncoder().encode(manual.file.content));
  }
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
