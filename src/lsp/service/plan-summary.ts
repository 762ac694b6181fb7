import type { Action } from "../../plan/plan.ts";
import type { CachedChange } from "../../plan/world-cache.ts";
import type { Surroundings } from "./surroundings.ts";
import { timeSince } from "./time-text.ts";

/** The kinds of changes in the words of the plan's last line, in its order; `undefined` for what changes nothing. */
const VERBS: Readonly<Record<Action, string | undefined>> = {
  create: "to add",
  update: "to change",
  delete: "to destroy",
  manual: "to do by hand",
  forget: "to forget",
  read: undefined,
  "no-op": undefined,
};

/** What the last plan found to change for a target, or for all of them, and how old that is; `undefined` without a plan. */
export function planSummary(
  target: string | undefined,
  { plan, planIsCurrent, now }: Pick<Surroundings, "plan" | "planIsCurrent" | "now">,
): string | undefined {
  if (!plan) return undefined;
  if (target !== undefined && plan.targeted.length > 0 && !plan.targeted.some((name) => isOf(name, target)))
    return undefined;
  const changes = plan.changes.filter(
    (change) => target === undefined || change.targets.some((name) => isOf(name, target)),
  );
  const age = planIsCurrent ? timeSince(plan.timestamp, now) : `${timeSince(plan.timestamp, now)}, before this edit`;
  const incomplete = plan.errored ? ", with errors" : "";
  return `Plan: ${changesText(changes)} (${age}${incomplete})`;
}

function changesText(changes: readonly CachedChange[]): string {
  const counts = Object.entries(VERBS).flatMap(([action, verb]) => {
    const number = changes.filter((change) => change.action === action).length;
    return verb === undefined || number === 0 ? [] : [`${number} ${verb}`];
  });
  return counts.length === 0 ? "no changes" : counts.join(", ");
}

/** `shop:ad_hoc` is of the target `shop`. */
function isOf(name: string, target: string): boolean {
  return name === target || name.startsWith(`${target}:`);
}
