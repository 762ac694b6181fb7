import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Plan } from "../../plan/plan.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics } from "../failure.ts";
import { formatRefusal } from "../format-refusal.ts";
import { loadPlan } from "../load-plan.ts";
import { guarded } from "../guarded.ts";
import { planOutput, type PlanOutputFlags } from "./plan.ts";

/** `signwright show`: a saved plan again, in any of its forms. */
export async function show(this: CliContext, flags: PlanOutputFlags, path: string): Promise<void> {
  const refused = formatRefusal(flags);
  const shown = await guarded<{ readonly plan: Plan } | { readonly diagnostics: readonly Diagnostic[] }>(
    async () => (refused ? { diagnostics: [refused] } : { plan: await loadPlan(this.host, path) }),
    (diagnostics) => ({ diagnostics }),
  );
  if ("plan" in shown) {
    this.host.stdout.write(planOutput(this, shown.plan, flags));
    return;
  }
  this.exit(1);
  showDiagnostics(this, shown.diagnostics);
  if (flags.json) this.host.stdout.write(failureJson(shown.diagnostics));
}
