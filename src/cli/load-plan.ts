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
  const bytes = await readFileBounded(resolve(host.cwd, path), LIMIT, { shown: path });
  const read = parsePlan(new TextDecoder().decode(bytes));
  if ("plan" in read) return read.plan;
  throw new DiagnosableError(createDiagnostic("plan/unreadable", { path, reason: read.reason }));
}

function parsePlan(text: string): ReturnType<typeof planFromJson> {
  try {
    return planFromJson(JSON.parse(text));
  } catch {
    return { reason: "it is not JSON" };
  }
}
