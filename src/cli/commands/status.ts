import { hasErrors } from "../../diagnostics/diagnostic.ts";
import { countChanges } from "../../plan/plan.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { INTERRUPTED } from "../interruption.ts";
import { readWorld } from "../read-world.ts";
import { heldObjects, statusText } from "../views/status-text.ts";
import type { PlanningFlags } from "./plan.ts";

/** Flags of `status`. */
export interface StatusFlags extends PlanningFlags {
  readonly json: boolean;
}

/** `signwright status`: what is held, until when, and whether it is still as the signing file says. */
export async function status(this: CliContext, flags: StatusFlags, path?: string): Promise<void> {
  const { plan, observed, workbench, diagnostics, interrupted } = await readWorld(this, flags, path, { despiteFiles: true });
  showDiagnostics(this, diagnostics);
  if (!plan || !observed || !workbench) {
    this.exit(interrupted ? INTERRUPTED : 1);
    if (interrupted) this.host.stderr.write("\nStopped.\n");
    if (flags.json) this.host.stdout.write(failureJson(diagnostics));
    return;
  }
  // The longest renewal window of the targets, in days.
  const renewBefore = Math.max(0, ...workbench.targets.map((t) => (t.platform === "android" ? 0 : t.renewBefore)));
  const held = heldObjects(observed.store, this.host.clock());
  const attention = plan.changes.length > 0 || held.some((h) => h.days_left !== null && h.days_left <= renewBefore);
  this.exit(hasErrors(diagnostics) ? 1 : attention ? 2 : 0);
  if (flags.json) {
    const { add, change, destroy, manual } = countChanges(plan.changes);
    const pending = { add, change, destroy, manual };
    this.host.stdout.write(
      toJsonText({ format_version: "1.0", attention, held, budgets: plan.budgets, pending_changes: pending }),
    );
    return;
  }
  this.host.stdout.write(statusText({ held, plan, renewBefore }, this.paint));
  if (plan.applyable) this.host.stderr.write("Next: `signwright plan` shows what would change.\n");
}
