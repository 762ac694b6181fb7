import { createHash } from "node:crypto";
import { Uri, workspace, type TextDocument } from "vscode";
import {
  cacheFiles,
  parseFactsCache,
  parsePlanCache,
  type FactsCache,
  type PlanCache,
} from "../../../src/plan/world-cache.ts";

/** What the last plan left beside a signing file. */
export interface LastPlan {
  /** `undefined` where no plan was run, and in a folder that is not trusted. */
  readonly plan: PlanCache | undefined;
  /** Whether it was made for the text as it is now, unsaved changes included. */
  readonly planIsCurrent: boolean;
  readonly world: FactsCache | undefined;
}

/** No larger file is one of ours, in bytes. */
const LIMIT = 16 * 1024 * 1024;

/**
 * The files of last plans in the folders that are open, as patterns of VS Code. The folders are among them: files that come with a
 * new folder may have been written before it is watched.
 */
export const lastPlanFiles: readonly string[] = ["/.signwright", "/.signwright/cache", "/.signwright/cache/*.json"].map(
  (path) => `**${path}`,
);

/** Reads what the last plan left. Never throws: what cannot be read is not there. */
export async function readLastPlan(document: TextDocument): Promise<LastPlan> {
  if (!workspace.isTrusted || document.isUntitled) return { plan: undefined, planIsCurrent: false, world: undefined };
  const read = (path: string): Promise<string> => readText(Uri.joinPath(document.uri, "..", path));
  const [planText, worldText] = await Promise.all([read(cacheFiles.plan), read(cacheFiles.facts)]);
  const plan = parsePlanCache(planText);
  const digest = createHash("sha256").update(document.getText()).digest("hex");
  return { plan, planIsCurrent: plan?.spec_sha256 === digest, world: parseFactsCache(worldText) };
}

async function readText(uri: Uri): Promise<string> {
  try {
    const { size } = await workspace.fs.stat(uri);
    return size > LIMIT ? "" : new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return "";
  }
}
