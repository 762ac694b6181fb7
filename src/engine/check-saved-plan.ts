import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Observed } from "../plan/observed.ts";
import type { Change, Plan } from "../plan/plan.ts";
import type { JournalEntry } from "../providers/provider.ts";
import { changeDigest, fingerprints } from "./digest.ts";

/** What a saved plan is checked against before anything is written. */
export interface SavedPlanCheck {
  readonly saved: Plan;
  /** What planning gives now, from the same spec. */
  readonly fresh: readonly Change[];
  readonly observed: Observed;
  /** What an earlier run of the same plan did. */
  readonly journal: readonly JournalEntry[];
}

/**
 * Says what moved since a plan was saved: nothing, or a `plan/stale` diagnostic for each object. Steps that the journal knows
 * under the same plan count as expected, so that a plan that was cut off can be run again.
 */
export function checkSavedPlan(check: SavedPlanCheck): readonly Diagnostic[] {
  const touched = new Set(check.journal.map((entry) => stepKey(entry)));
  const steps = check.saved.changes.filter((c) => touched.has(stepKey(c)));
  const ownWrites = new Set(steps.flatMap((c) => c.reads));
  const moved = movedObjects(check, ownWrites);
  if (moved.length > 0) return moved;
  const rest = check.saved.changes.filter((c) => !touched.has(stepKey(c)));
  return [...differences(rest, check.fresh, touched.size > 0)];
}

/** Names one step of a plan: the address, and the old instance that a destructive line is about. */
export function stepKey(step: { readonly address: string; readonly deposed?: string }): string {
  return step.deposed === undefined ? step.address : `${step.address}#${step.deposed}`;
}

function movedObjects(check: SavedPlanCheck, ownWrites: ReadonlySet<string>): readonly Diagnostic[] {
  const expected = Object.entries(check.saved.fingerprints).filter(([name]) => !ownWrites.has(name));
  const now = fingerprints(
    check.observed,
    expected.map(([name]) => name),
  );
  return expected
    .filter(([name, fingerprint]) => now[name] !== fingerprint)
    .map(([name]) => createDiagnostic("plan/stale", { object: name, what: now[name] === undefined ? "is gone" : "was changed" }));
}

/** A resumed plan may lack unknowns that are known by now, so then only what is done to what is compared. */
function differences(expected: readonly Change[], fresh: readonly Change[], resumed: boolean): readonly Diagnostic[] {
  const digest = (c: Change): string => (resumed ? c.action : changeDigest(c));
  const found = new Map(fresh.map((c) => [stepKey(c), digest(c)]));
  const gone = expected.filter((c) => found.get(stepKey(c)) !== digest(c));
  const known = new Set(expected.map(stepKey));
  const added = resumed ? [] : fresh.filter((c) => !known.has(stepKey(c)));
  return [
    ...gone.map((c) =>
      createDiagnostic("plan/stale", {
        object: c.address,
        what: found.has(stepKey(c)) ? "would be changed in another way now" : `no longer needs to be ${c.action === "delete" ? "deleted" : "changed"}`,
      }),
    ),
    ...added.map((c) => createDiagnostic("plan/stale", { object: c.address, what: "needs a change now that is not in the plan" })),
  ];
}
