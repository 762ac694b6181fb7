import { placeInSpec } from "../../compiler/place-in-spec.ts";
import { createDiagnostic, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { applyChanges, type ApplyEvent, type ApplyResult } from "../../engine/apply.ts";
import { checkSavedPlan } from "../../engine/check-saved-plan.ts";
import { planDigest } from "../../engine/digest.ts";
import { observedAfterApply } from "../../engine/refresh.ts";
import type { Observed } from "../../plan/observed.ts";
import { countChanges, noRequests, type Change, type Plan } from "../../plan/plan.ts";
import { ask, canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { INTERRUPTED, listenForInterrupt, type Interruption } from "../interruption.ts";
import { isSavedPlan, loadPlan } from "../load-plan.ts";
import { isRemoteStore } from "../open-store-backend.ts";
import { makeWorldPlan, openWorkbench, planFor, type Workbench } from "../prepare-plan.ts";
import { shellCommand } from "../shell-command.ts";
import { applyJsonLines } from "../views/apply-json.ts";
import { createApplyProgress, createReadProgress } from "../views/apply-progress.ts";
import { planText, summaryLine } from "../views/plan-text.ts";
import { plural } from "../views/plural.ts";
import { writeCache } from "../write-cache.ts";
import { requestsOf, type PlanningFlags, type RequestFlags } from "./plan.ts";
import { permissionsOf, specFolder } from "../permissions.ts";

/** Flags of `apply`. */
export interface ApplyFlags extends PlanningFlags, RequestFlags {
  readonly autoApprove: boolean;
  readonly json: boolean;
  readonly storeIsDurable: boolean;
}

/** How a run ended. `plan` and `result` are there when it got that far. */
interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  /** The person was asked, and did not say yes. */
  readonly isDeclined?: boolean;
  readonly plan?: Plan;
  readonly result?: ApplyResult;
}

/** `signwright apply`: carries out a saved plan, or plans, asks and carries out. */
export async function apply(this: CliContext, flags: ApplyFlags, path?: string): Promise<void> {
  const interruption = listenForInterrupt(this);
  const lines = applyJsonLines(this.host.clock);
  if (flags.json) this.host.stdout.write(lines.version());
  const outcome = await outcomeOf(this, flags, path, interruption);
  interruption.end();
  const { diagnostics, result, plan } = outcome;
  showDiagnostics(this, diagnostics);
  if (flags.json) for (const diagnostic of diagnostics) this.host.stdout.write(lines.diagnostic(diagnostic));
  const isStopped = interruption.stop.aborted && (result === undefined || result.remaining.length > 0);
  this.exit(isStopped ? INTERRUPTED : hasErrors(diagnostics) || outcome.isDeclined === true ? 1 : 0);
  if (!result) {
    if (isStopped) this.host.stderr.write("\nStopped. Nothing was changed.\n");
    return;
  }
  this.host.stdout.write(flags.json ? lines.summary(result) : `${summary(this, result)}\n`);
  this.host.stderr.write(`${nextStep(this, result, plan)}\n`);
}

function summary(context: CliContext, result: ApplyResult): string {
  const counts = `Resources: ${result.added} added, ${result.changed} changed, ${result.destroyed} destroyed.`;
  if (result.remaining.length + result.byHand.length > 0)
    return `${context.paint("red", "Apply incomplete.")} ${counts}`;
  return `${context.paint("green", "Apply complete!")} ${counts}`;
}

function nextStep(context: CliContext, result: ApplyResult, plan: Plan | undefined): string {
  const left = result.remaining.length;
  if (left > 0) {
    return `${plural(left, "step")} not carried out; what is done is kept. To go on, run it again: ${shellCommand(context.argv)}`;
  }
  const manual = countChanges(plan?.changes ?? []).manual + result.byHand.length;
  const waits = result.waiting.length > 0 ? `; ${plural(result.waiting.length, "change")} waiting for that` : "";
  const byHand =
    manual > 0 ? `${plural(manual, "step")} left to do by hand${waits}: \`signwright plan\` shows what.\n` : "";
  if (result.waiting.length > 0)
    return `${byHand}Next: do what the plan says of it and apply again; what waits is done then.`;
  return `${byHand}Next: \`signwright export --dir signing-files --p12-password-env P12_PASSWORD\` writes the files for a build.`;
}

async function outcomeOf(
  context: CliContext,
  flags: ApplyFlags,
  path: string | undefined,
  interruption: Interruption,
): Promise<Outcome> {
  try {
    return await guarded<Outcome>(
      () => prepareAndApply(context, flags, path, interruption),
      (diagnostics) => ({ diagnostics }),
    );
  } catch (error) {
    // Whatever a cut connection is turned into, it is the person who wanted it.
    if (!interruption.abort.aborted) throw error;
    return { diagnostics: [] };
  }
}

async function prepareAndApply(
  context: CliContext,
  flags: ApplyFlags,
  path: string | undefined,
  interruption: Interruption,
): Promise<Outcome> {
  const saved =
    path !== undefined && (await isSavedPlan(context.host, path)) ? await loadPlan(context.host, path) : undefined;
  const doubled =
    saved &&
    (["target", "replace", "destroy", "revoke", "acknowledge"] as const).find((name) => (flags[name] ?? []).length > 0);
  if (doubled !== undefined) {
    const reason = `a saved plan has its ${doubled === "target" ? "targets" : "requests"} already`;
    const help = `give \`--${doubled}\` to \`signwright plan\``;
    return { diagnostics: [createDiagnostic("cli/usage", { reason }, { help })] };
  }
  const progress = createReadProgress(context);
  const specPath = saved ? saved.spec_path : path;
  const opened = await openWorkbench(context.host, {
    path: specPath,
    targets: saved ? saved.targeted : (flags.target ?? []),
    requests: saved ? saved.requests : requestsOf(flags),
    permissions: await permissionsOf(context.host, flags, specFolder(context.host, specPath)),
    signal: interruption.abort,
    report: progress.report,
  });
  if (!("workbench" in opened)) return { diagnostics: opened.diagnostics };
  const { workbench } = opened;
  const endProgress = (): void => {
    progress.end(workbench.world.providers.map((p) => p.name));
  };
  try {
    const lock = await workbench.world.store.lock.acquire("apply");
    try {
      return await planAndApply(context, flags, { workbench, saved, interruption, endProgress });
    } finally {
      await workbench.world.store.lock.release(lock);
    }
  } finally {
    await workbench.world.close();
  }
}

interface ApplyRun {
  readonly workbench: Workbench;
  readonly saved: Plan | undefined;
  readonly interruption: Interruption;
  readonly endProgress: () => void;
}

async function planAndApply(context: CliContext, flags: ApplyFlags, applyRun: ApplyRun): Promise<Outcome> {
  const { workbench, saved, interruption } = applyRun;
  const made = await makeWorldPlan(context.host, workbench).finally(applyRun.endProgress);
  interruption.abort.throwIfAborted();
  // What nothing uses is told where the file is checked and planned; here it would only stand in the way.
  const warnings = [...workbench.diagnostics, ...made.diagnostics].filter(({ code }) => code !== "resolve/unused");
  const { plan, observed } = made;
  if (!plan || !observed || hasErrors(warnings)) return { diagnostics: warnings };
  const digest = planDigest(saved ?? plan);
  const { journal } = workbench.world.store;
  if (saved) {
    const changed = changedFile(saved, plan);
    if (changed !== undefined) return { diagnostics: [createDiagnostic("plan/spec-changed", { path: changed })] };
    const stale = checkSavedPlan({ saved, fresh: plan, observed, journal: await journal.entries(digest) });
    if (stale.length > 0) return { diagnostics: stale };
  }
  const lasts = flags.storeIsDurable || isRemoteStore(workbench.spec.store.url);
  const ephemeral = lasts ? undefined : wouldLoseKeys(context, plan.changes);
  if (ephemeral) return { diagnostics: [...warnings, ephemeral] };
  showPlan(context, flags, plan, saved);
  if (!saved && plan.applyable) {
    const approval = await askForApproval(context, flags, interruption.stop);
    if (approval === "declined") return { diagnostics: warnings, isDeclined: true };
    if (approval !== "approved") return { diagnostics: [...warnings, approval] };
  }
  interruption.setApplying(true);
  const result = await applyChanges({
    changes: plan.changes,
    plan: digest,
    providers: workbench.world.providers,
    store: workbench.world.store.secrets,
    journal,
    clock: context.host.clock,
    stop: interruption.stop,
    abort: interruption.abort,
    onEvent: flags.json ? jsonEvents(context) : createApplyProgress(context),
  });
  const seen = await seenAfter(workbench, observed);
  // What turned out to be for a person is a step of that person in the plan that follows, with what it takes.
  const left =
    result.byHand.length > 0
      ? planFor(context.host, workbench, seen, noRequests).plan.changes
      : [...result.remaining, ...result.waiting, ...plan.changes.filter((c) => c.action === "manual")];
  await writeCache({ ...workbench, observed: seen, plan, left });
  const failures = placeInSpec(result.diagnostics, workbench.loaded.compilation);
  return { diagnostics: [...warnings, ...failures], plan, result };
}

/** The world as this run left it, for the cache; no service is asked again for it. */
async function seenAfter({ world, request }: Workbench, before: Observed): Promise<Observed> {
  // Who ends a run at once does not want it to go on reading.
  if (request.signal.aborted) return before;
  const others = world.providers.filter((provider) => provider !== world.store);
  const context = { signal: request.signal, report: () => undefined, store: world.store.secrets };
  return observedAfterApply(before, world.store, others, context);
}

/** The signing file, or the device list that it names, that is not what a saved plan was made from. */
function changedFile(saved: Plan, now: Plan): string | undefined {
  if (saved.spec_sha256 !== now.spec_sha256) return saved.spec_path;
  return [...Object.keys(saved.files), ...Object.keys(now.files)].find((path) => saved.files[path] !== now.files[path]);
}

/** A saved plan was read by whoever approved it, and `show` gives it again. */
function showPlan(context: CliContext, flags: ApplyFlags, plan: Plan, saved: Plan | undefined): void {
  const { stdout, clock } = context.host;
  if (flags.json) stdout.write(applyJsonLines(clock).plan(plan));
  else stdout.write(saved ? `${summaryLine(plan)}\n` : `${planText(plan, context.paint)}\n`);
}

function jsonEvents({ host }: CliContext): (event: ApplyEvent) => void {
  const lines = applyJsonLines(host.clock);
  return (event) => {
    host.stdout.write(lines.event(event));
  };
}

/** In CI the disk is thrown away, and a private key that only lay there with it. */
function wouldLoseKeys(context: CliContext, changes: readonly Change[]): Diagnostic | undefined {
  const key = changes.find(
    (c) => c.action === "create" && (c.type === "key" || (c.type === "keystore" && c.after?.key_name === null)),
  );
  if (!key || !context.host.isCI()) return undefined;
  return createDiagnostic("file-store/ephemeral", {}, { address: key.address });
}

async function askForApproval(
  context: CliContext,
  flags: ApplyFlags,
  stop: AbortSignal,
): Promise<"approved" | "declined" | Diagnostic> {
  if (flags.autoApprove) return "approved";
  if (!canAsk(context, flags.json)) return createDiagnostic("apply/not-approved", {});
  if (await ask(context, "Carry this out?", stop)) return "approved";
  if (!stop.aborted) context.host.stderr.write("Nothing was changed.\n");
  return "declined";
}
