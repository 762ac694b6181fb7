import { createDiagnostic, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { applyChanges, type ApplyEvent, type ApplyResult } from "../../engine/apply.ts";
import { checkSavedPlan } from "../../engine/check-saved-plan.ts";
import { planDigest } from "../../engine/digest.ts";
import type { Change, Plan } from "../../plan/plan.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { loadPlan } from "../load-plan.ts";
import { guarded } from "../guarded.ts";
import { makeWorldPlan, openWorkbench, type Workbench } from "../prepare-plan.ts";
import { applyEventJson, applySummaryJson } from "../views/apply-json.ts";
import { createApplyProgress, createReadProgress } from "../views/apply-progress.ts";
import { planText, summaryLine } from "../views/plan-text.ts";
import type { PlanningFlags } from "./plan.ts";

/** Flags of `apply`. */
export interface ApplyFlags extends PlanningFlags {
  readonly autoApprove: boolean;
  readonly json: boolean;
  readonly storeIsDurable: boolean;
}

/** How a run ended. */
interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly result?: ApplyResult;
  readonly declined?: boolean;
}

/** How a run is stopped: before the next step, or with the requests under way. */
interface Interruption {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly end: () => void;
}

/** `signwright apply`: carries out a saved plan, or plans, asks and carries out. */
export async function apply(this: CliContext, flags: ApplyFlags, path?: string): Promise<void> {
  const interruption = listenForInterrupt(this);
  const outcome = await guarded<Outcome>(
    () => run(this, flags, path, interruption),
    (diagnostics) => ({ diagnostics }),
  );
  interruption.end();
  showDiagnostics(this, outcome.diagnostics);
  const { result } = outcome;
  const failed = hasErrors(outcome.diagnostics);
  this.exit(interruption.stop.aborted ? 130 : failed ? 1 : 0);
  if (!result) return;
  if (flags.json) this.host.stdout.write(applySummaryJson(this.host.clock(), result));
  else this.host.stdout.write(`${summary(this, result, failed)}\n`);
  if (result.remaining.length > 0) {
    const again = path?.endsWith(".json") === true ? `signwright apply ${path}` : "signwright apply";
    this.host.stderr.write(`${result.remaining.length} steps were not carried out; nothing is lost. To go on: \`${again}\`.\n`);
  } else this.host.stderr.write("Next: `signwright export --dir <folder> --p12-password-env <NAME>` writes the files for a build.\n");
}

function summary(context: CliContext, result: ApplyResult, failed: boolean): string {
  const counts = `Resources: ${result.added} added, ${result.changed} changed, ${result.destroyed} destroyed.`;
  if (failed || result.stopped) return `Apply incomplete. ${counts}`;
  return `${context.paint("green", "Apply complete!")} ${counts}`;
}

async function run(context: CliContext, flags: ApplyFlags, path: string | undefined, interruption: Interruption): Promise<Outcome> {
  const saved = path?.endsWith(".json") === true ? await loadPlan(context.host, path) : undefined;
  if (saved && (flags.target ?? []).length > 0) {
    return { diagnostics: [createDiagnostic("cli/usage", { reason: "a saved plan has its targets already; `--target` belongs to `plan`" })] };
  }
  const progress = createReadProgress(context);
  const opened = await openWorkbench(context.host, {
    path: saved ? saved.spec_path : path,
    targets: saved ? saved.targeted : (flags.target ?? []),
    permissions: { allowHost: flags.allowHost ?? [], trust: flags.trust },
    signal: interruption.abort,
    report: progress.report,
  });
  if (!("workbench" in opened)) return { diagnostics: opened.diagnostics };
  const { workbench } = opened;
  try {
    const lock = await workbench.world.store.lock.acquire("apply");
    try {
      return await planAndApply(context, flags, { workbench, saved, interruption, endProgress: progress.end });
    } finally {
      await workbench.world.store.lock.release(lock);
    }
  } finally {
    progress.end();
    await workbench.world.close();
  }
}

interface ApplyRun {
  readonly workbench: Workbench;
  readonly saved: Plan | undefined;
  readonly interruption: Interruption;
  readonly endProgress: () => void;
}

async function planAndApply(context: CliContext, flags: ApplyFlags, run: ApplyRun): Promise<Outcome> {
  const { workbench, saved, interruption } = run;
  const made = await makeWorldPlan(context.host, workbench);
  run.endProgress();
  const warnings = [...workbench.diagnostics, ...made.diagnostics];
  const { plan, observed } = made;
  if (!plan || !observed || hasErrors(warnings)) return { diagnostics: warnings };
  const digest = planDigest(saved ?? plan);
  if (saved) {
    if (saved.spec_sha256 !== plan.spec_sha256) return { diagnostics: [createDiagnostic("plan/spec-changed", { path: saved.spec_path })] };
    const journal = await workbench.world.store.journal.entries(digest);
    const stale = checkSavedPlan({ saved, fresh: plan.changes, observed, journal });
    if (stale.length > 0) return { diagnostics: stale };
  }
  const ephemeral = wouldLoseKeys(context, flags, plan.changes);
  if (ephemeral) return { diagnostics: [...warnings, ephemeral] };
  // A saved plan was read by whoever approved it; `show` gives it again.
  if (!flags.json) context.host.stdout.write(saved ? `${summaryLine(plan)}\n` : `${planText(plan, context.paint)}\n`);
  if (!saved && plan.applyable) {
    const approval = await askForApproval(context, flags, interruption.stop);
    if (approval !== "approved") return { diagnostics: approval === "declined" ? warnings : [...warnings, approval], declined: true };
  }
  const result = await applyChanges({
    changes: plan.changes,
    plan: digest,
    providers: workbench.world.providers,
    store: workbench.world.store.secrets,
    journal: workbench.world.store.journal,
    clock: context.host.clock,
    stop: interruption.stop,
    abort: interruption.abort,
    onEvent: flags.json ? jsonEvents(context) : createApplyProgress(context),
  });
  return { diagnostics: [...warnings, ...result.diagnostics], result };
}

function jsonEvents(context: CliContext): (event: ApplyEvent) => void {
  return (event) => {
    context.host.stdout.write(applyEventJson(context.host.clock(), event));
  };
}

/** In CI the disk is thrown away, and a private key that only lay there with it. */
function wouldLoseKeys(context: CliContext, flags: ApplyFlags, changes: readonly Change[]): Diagnostic | undefined {
  const key = changes.find((c) => c.type === "key" && c.action === "create");
  if (!key || !context.host.isCI() || flags.storeIsDurable) return undefined;
  return createDiagnostic("file-store/ephemeral", {}, { address: key.address });
}

async function askForApproval(context: CliContext, flags: ApplyFlags, stop: AbortSignal): Promise<"approved" | "declined" | Diagnostic> {
  if (flags.autoApprove) return "approved";
  const { host } = context;
  if (!host.stdin.isTTY || !host.stderr.isTTY || flags.json || host.isCI()) return createDiagnostic("apply/not-approved", {});
  host.stderr.write(`${context.paintError("bold", "Carry this out?")} Only \`yes\` is taken as approval: `);
  const answer = await Promise.race([host.stdin.readLine(), aborted(stop)]);
  if (answer?.trim() === "yes") return "approved";
  host.stderr.write("Nothing was changed.\n");
  return "declined";
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(undefined);
    });
  });
}

function listenForInterrupt(context: CliContext): Interruption {
  const stop = new AbortController();
  const abort = new AbortController();
  const end = context.host.onInterrupt(() => {
    if (stop.signal.aborted) abort.abort();
    else {
      stop.abort();
      context.host.stderr.write("\nStopping after the step under way. Press Ctrl-C again to abort its requests.\n");
    }
  });
  return { stop: stop.signal, abort: abort.signal, end };
}
