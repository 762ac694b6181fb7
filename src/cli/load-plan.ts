import { resolve } from "node:path";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readFileBounded } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { Plan } from "../plan/plan.ts";
import { planFromJson } from "../plan/plan-json.ts";

/** Larger than the plan of ten thousand targets. */
const LIMIT = 128 * 1024 * 1024;

/** Reads a saved plan. Throws `file/not-found`, `file/unreadable` and `plan/unreadable`. */
export async function loadPlan(host: Host, path: string): Promise<Plan> {
  const read = parsePlan(await readText(host, path));
  if ("plan" in read) return read.plan;
  // The help must not name the file: what is no plan may be a signing file or a keystore, which a plan would overwrite.
  const help = "make one with `signwright plan --out plan.json`";
  throw new DiagnosableError(createDiagnostic("plan/unreadable", { path, reason: read.reason }, { help }));
}

/** Whether a path names a saved plan and not a signing file: by its name, or else by its content. */
export async function isSavedPlan(host: Host, path: string): Promise<boolean> {
  if (/\.ya?ml$/i.test(path)) return false;
  if (/\.json$/i.test(path)) return true;
  const text = await ifThere(readText(host, path));
  return text !== undefined && /^\s*\{/.test(text) && "plan" in parsePlan(text);
}

/** Whether a plan may be saved there: nothing is there yet, an empty file, or an older plan. */
export async function mayBeOverwritten(host: Host, path: string): Promise<boolean> {
  const text = await ifThere(readText(host, path));
  return text === undefined || text === "" || "plan" in parsePlan(text);
}

async function readText(host: Host, path: string): Promise<string> {
  return new TextDecoder().decode(await readFileBounded(resolve(host.cwd, path), LIMIT, { shown: path }));
}

/** `undefined` for a file that does not exist; other failures are told where the file is used. */
async function ifThere(text: Promise<string>): Promise<string | undefined> {
  try {
    return await text;
  } catch (error) {
    if (error instanceof DiagnosableError) return error.diagnostic.code === "file/not-found" ? undefined : "unreadable";
    throw error;
  }
}

function parsePlan(text: string): ReturnType<typeof planFromJson> {
  try {
    return planFromJson(JSON.parse(text));
  } catch {
    return { reason: "it is not JSON" };
  }
}
