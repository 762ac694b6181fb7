import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { hasErrors } from "../../diagnostics/diagnostic.ts";
import { countChanges, type Plan } from "../../plan/plan.ts";
import type { Observed } from "../../plan/observed.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { makeWorldPlan, openWorkbench } from "../prepare-plan.ts";
import { createReadProgress } from "../views/apply-progress.ts";
import { heldObjects, statusText } from "../views/status-text.ts";
import type { PlanningFlags } from "./plan.ts";

/** Flags of `status`. */
export interface StatusFlags extends PlanningFlags {
  readonly json: boolean;
}

interface Read {
  readonly plan: Plan | undefined;
  readonly observed: Observed | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The longest renewal window of the targets, days. */
  readonly renewBefore: number;
}

/** `signwright status`: what is held, until when, and whether it is still as the signing file says. */
export async function status(this: CliContext, flags: StatusFlags, path?: string): Promise<void> {
  const read = await guarded<Read>(
    () => readWorld(this, flags, path),
    (diagnostics) => ({ plan: undefined, observed: undefined, diagnostics, renewBefore: 0 }),
  );
  showDiagnostics(this, read.diagnostics);
  if (!read.plan || !read.observed) {
    this.exit(1);
    if (flags.json) this.host.stdout.write(failureJson(read.diagnostics));
    return;
  }
  const held = heldObjects(read.observed.store, this.host.clock());
  const counts = countChanges(read.plan.changes);
  const attention = read.plan.changes.length > 0 || held.some((h) => h.days_left !== null && h.days_left <= read.renewBefore);
  this.exit(hasErrors(read.diagnostics) ? 1 : attention ? 2 : 0);
  if (flags.json) {
    const pending = { add: counts.add, change: counts.change, destroy: counts.destroy, manual: counts.manual };
    this.host.stdout.write(toJsonText({ format_version: "1.0", attention, held, budgets: read.plan.budgets, pending_changes: pending }));
    return;
  }
  this.host.stdout.write(statusText({ held, plan: read.plan, renewBefore: read.renewBefore }, this.paint));
}

async function readWorld(context: CliContext, flags: StatusFlags, path: string | undefined): Promise<Read> {
  const progress = createReadProgress(context);
  const abort = new AbortController();
  const unlisten = context.host.onInterrupt(() => {
    abort.abort();
  });
  try {
    const opened = await openWorkbench(context.host, {
      path,
      targets: flags.target ?? [],
      permissions: { allowHost: flags.allowHost ?? [], trust: flags.trust },
      signal: abort.signal,
      report: progress.report,
    });
    if (!("workbench" in opened)) return { plan: undefined, observed: undefined, diagnostics: opened.diagnostics, renewBefore: 0 };
    const { workbench } = opened;
    try {
      const made = await makeWorldPlan(context.host, workbench);
      const windows = workbench.targets.map((t) => (t.platform === "android" ? 0 : t.renewBefore));
      return { ...made, diagnostics: [...workbench.diagnostics, ...made.diagnostics], renewBefore: Math.max(0, ...windows) };
    } finally {
      await workbench.world.close();
    }
  } finally {
    progress.end();
    unlisten();
  }
}
