import { resolve } from "node:path";
import { hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { planDigest } from "../../engine/digest.ts";
import { writePrivateFile } from "../../host/files.ts";
import type { Plan } from "../../plan/plan.ts";
import { planToJson } from "../../plan/plan-json.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { makeWorldPlan, openWorkbench } from "../prepare-plan.ts";
import { createReadProgress } from "../views/apply-progress.ts";
import { planMarkdown } from "../views/plan-markdown.ts";
import { planText } from "../views/plan-text.ts";

/** Flags that say what a plan is for and what it may do. */
export interface PlanningFlags {
  readonly target?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly trust: boolean;
}

/** Flags of `plan`. */
export interface PlanFlags extends PlanningFlags {
  readonly out?: string;
  readonly json: boolean;
  readonly format?: "text" | "markdown";
  readonly detailedExitcode: boolean;
}

/** `signwright plan`: reads the world and shows what would change and why. Changes nothing. */
export async function plan(this: CliContext, flags: PlanFlags, path?: string): Promise<void> {
  const made = await guarded<{ readonly plan: Plan | undefined; readonly diagnostics: readonly Diagnostic[] }>(
    () => readAndPlan(this, flags, path),
    (diagnostics) => ({ plan: undefined, diagnostics }),
  );
  const failed = made.plan === undefined || hasErrors(made.diagnostics);
  this.exit(failed ? 1 : flags.detailedExitcode && made.plan?.applyable === true ? 2 : 0);
  showDiagnostics(this, made.diagnostics);
  if (!made.plan) {
    if (flags.json) this.host.stdout.write(failureJson(made.diagnostics));
    return;
  }
  this.host.stdout.write(planOutput(this, made.plan, flags));
  if (flags.out !== undefined && !failed) await savePlan(this, made.plan, flags.out);
  else if (made.plan.applyable) this.host.stderr.write("Next: `signwright plan --out plan.json` keeps this plan, `signwright apply plan.json` carries it out.\n");
}

/** The plan in the form that the flags ask for. */
export function planOutput(context: CliContext, made: Plan, flags: { readonly json: boolean; readonly format?: "text" | "markdown" }): string {
  if (flags.json) return toJsonText(planToJson(made));
  return flags.format === "markdown" ? planMarkdown(made, planDigest(made)) : planText(made, context.paint);
}

async function readAndPlan(
  context: CliContext,
  flags: PlanningFlags,
  path: string | undefined,
): Promise<{ readonly plan: Plan | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const abort = new AbortController();
  const unlisten = context.host.onInterrupt(() => {
    abort.abort();
  });
  const progress = createReadProgress(context);
  const request = {
    path,
    targets: flags.target ?? [],
    permissions: { allowHost: flags.allowHost ?? [], trust: flags.trust },
    signal: abort.signal,
    report: progress.report,
  };
  try {
    const opened = await openWorkbench(context.host, request);
    if (!("workbench" in opened)) return { plan: undefined, diagnostics: opened.diagnostics };
    const { workbench } = opened;
    try {
      const made = await makeWorldPlan(context.host, workbench);
      return { plan: made.plan, diagnostics: [...workbench.diagnostics, ...made.diagnostics] };
    } finally {
      await workbench.world.close();
    }
  } finally {
    progress.end();
    unlisten();
  }
}

async function savePlan(context: CliContext, made: Plan, out: string): Promise<void> {
  const failed = await guarded<readonly Diagnostic[]>(
    async () => {
      await writePrivateFile(resolve(context.host.cwd, out), new TextEncoder().encode(toJsonText(planToJson(made))), { shown: out });
      return [];
    },
    (diagnostics) => diagnostics,
  );
  if (failed.length > 0) {
    showDiagnostics(context, failed);
    context.exit(1);
    return;
  }
  context.host.stderr.write(`Saved to ${out}. Next: review it, then \`signwright apply ${out}\`.\n`);
}
