import { resolve } from "node:path";
import { createDiagnostic, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { planDigest } from "../../engine/digest.ts";
import { writePrivateFile } from "../../host/files.ts";
import type { Plan, PlanRequests } from "../../plan/plan.ts";
import { planToJson } from "../../plan/plan-json.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { formatRefusal } from "../format-refusal.ts";
import { INTERRUPTED } from "../interruption.ts";
import { mayBeOverwritten } from "../load-plan.ts";
import { guarded } from "../guarded.ts";
import { offlineNotice, offlineRead } from "../offline-plan.ts";
import { readWorld } from "../read-world.ts";
import { planMarkdown } from "../views/plan-markdown.ts";
import { planText } from "../views/plan-text.ts";
import { writeCache } from "../write-cache.ts";

/** Flags that say what a plan is for and what it may do. */
export interface PlanningFlags {
  readonly target?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly trust: boolean;
}

/** Flags that ask for more than the signing file says. */
export interface RequestFlags {
  readonly replace?: readonly string[];
  readonly destroy?: readonly string[];
  readonly revoke?: readonly string[];
  readonly acknowledge?: readonly string[];
}

/** Flags that say how a plan is shown. */
export interface PlanOutputFlags {
  readonly json: boolean;
  readonly format?: "text" | "markdown";
}

/** Flags of `plan`. */
export interface PlanFlags extends PlanningFlags, RequestFlags, PlanOutputFlags {
  readonly refreshOnly: boolean;
  readonly out?: string;
  readonly offline: boolean;
  readonly trustBase?: string;
  readonly detailedExitcode: boolean;
}

/** `signwright plan`: reads the world and shows what would change and why. Changes nothing. */
export async function plan(this: CliContext, flags: PlanFlags, path?: string): Promise<void> {
  const refused = await refusalOf(this, flags);
  const offline = refused ? undefined : await offlineRead(this.host, flags, path);
  const made = refused
    ? { plan: undefined, observed: undefined, workbench: undefined, diagnostics: [refused], interrupted: false }
    : (offline ?? (await readWorld(this, flags, path, { requests: requestsOf(flags) })));
  const failed = made.plan === undefined || hasErrors(made.diagnostics);
  // Offline nobody knows whether there are changes, so it must not look as if there were none.
  const changes = flags.detailedExitcode && (offline !== undefined || (made.plan?.applyable ?? false));
  this.exit(made.interrupted ? INTERRUPTED : failed ? 1 : changes ? 2 : 0);
  showDiagnostics(this, made.diagnostics);
  if (made.interrupted) this.host.stderr.write("\nStopped. Nothing was changed.\n");
  if (!made.plan) {
    if (flags.json) this.host.stdout.write(failureJson(made.diagnostics));
    return;
  }
  if (offline) {
    this.host.stdout.write(offlineOutput(this, made.plan, flags));
    if (flags.out !== undefined) showDiagnostics(this, [notSaved(flags.out)]);
    if (flags.out !== undefined) this.exit(1);
    return;
  }
  this.host.stdout.write(planOutput(this, made.plan, flags));
  const { plan: seen, observed, workbench } = made;
  if (observed && workbench) await writeCache({ ...workbench, observed, plan: seen });
  if (flags.out !== undefined && !failed) await savePlan(this, made.plan, flags.out);
  else if (made.plan.applyable) {
    this.host.stderr.write(
      "Next: `signwright plan --out plan.json` keeps this plan, `signwright apply plan.json` carries it out.\n",
    );
  }
}

/** The plan in the form that the flags ask for. */
export function planOutput(context: CliContext, made: Plan, flags: PlanOutputFlags): string {
  if (flags.json) return toJsonText(planToJson(made));
  return flags.format === "markdown" ? planMarkdown(made, planDigest(made)) : planText(made, context.paint);
}

/** An offline plan in these forms, marked as what it is. */
function offlineOutput(context: CliContext, made: Plan, flags: PlanOutputFlags): string {
  if (flags.json) return planOutput(context, made, flags);
  const notice = flags.format === "markdown" ? `> [!WARNING]\n> ${offlineNotice}\n\n` : `${offlineNotice}\n\n`;
  return notice + planOutput(context, { ...made, applyable: true }, flags);
}

function notSaved(out: string): Diagnostic {
  const reason = `\`${out}\` was not written: an offline plan is never applied`;
  return createDiagnostic("cli/refused", { reason }, { help: "leave `--out` out, or plan online" });
}

/** What flags ask for beyond the signing file. */
export function requestsOf(flags: RequestFlags & { readonly refreshOnly?: boolean }): PlanRequests {
  const { replace = [], destroy = [], revoke = [], acknowledge = [], refreshOnly = false } = flags;
  return { replace, destroy, revoke, acknowledge, refresh_only: refreshOnly };
}

/** What is wrong with the flags, before anything is read. */
async function refusalOf(context: CliContext, flags: PlanFlags): Promise<Diagnostic | undefined> {
  const refused = formatRefusal(flags) ?? requestRefusal(flags);
  if (refused || flags.out === undefined || (await mayBeOverwritten(context.host, flags.out))) return refused;
  const reason = `\`${flags.out}\` is there already, and is no saved plan`;
  return createDiagnostic("cli/refused", { reason }, { help: "choose another file: `--out plan.json`" });
}

/** What looks only, or sees nothing, cannot end or replace anything. */
function requestRefusal(flags: PlanFlags): Diagnostic | undefined {
  const asked = (["replace", "destroy", "revoke", "acknowledge"] as const).find(
    (name) => (flags[name] ?? []).length > 0,
  );
  const only = flags.refreshOnly ? "--refresh-only" : flags.offline ? "--offline" : undefined;
  if (asked === undefined || only === undefined) return undefined;
  const reason = `\`--${asked}\` asks for a change, and \`${only}\` plans none`;
  return createDiagnostic("cli/usage", { reason }, { help: "leave one of them out" });
}

async function savePlan(context: CliContext, made: Plan, out: string): Promise<void> {
  const failed = await guarded<readonly Diagnostic[]>(
    async () => {
      await writePrivateFile(resolve(context.host.cwd, out), new TextEncoder().encode(toJsonText(planToJson(made))), {
        shown: out,
      });
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
