import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Change } from "../../plan/plan.ts";
import type { PlanningInput } from "./planning.ts";

/**
 * An error for each line that would end something of a target with `prevent_destroy`. What is replaced is not ended: its successor
 * is made first, and without that no profile could ever be renewed.
 */
export function protectedTargets({ spec }: PlanningInput, changes: readonly Change[]): readonly Diagnostic[] {
  const guarded = new Set(spec.targets.filter((t) => t.preventDestroy).map((t) => t.id));
  if (guarded.size === 0) return [];
  return changes.flatMap((change) => {
    const target = change.targets.find((id) => guarded.has(id));
    const ends = change.action === "delete" && change.action_reason !== "delete_because_replaced";
    if (!ends || target === undefined) return [];
    return [createDiagnostic("plan/prevent-destroy", { target, object: change.address }, { address: change.address })];
  });
}
