import { timeSince, daysUntil } from "../../../src/lsp/service/time-text.ts";
import { planSummary } from "../../../src/lsp/service/plan-summary.ts";
import { expiriesOf } from "./expiries.ts";
import type { LastPlan } from "./last-plan.ts";

/** What the status bar says of a signing file. */
export interface StatusText {
  /** With VS Code's icons, `$(watch)`. */
  readonly text: string;
  /** One line for each thing there is to know. */
  readonly tooltip: readonly string[];
  /** Whether something ends so soon that it should stand out. Errors do not: VS Code shows them by itself. */
  readonly isSoon: boolean;
}

/** From this many days on an end is worth a warning. */
const SOON_DAYS = 14;
const DAY = 86_400_000;

/** What the status bar says: errors first, then what ends next, then how old the plan is. */
export function statusText(
  { plan, planIsCurrent, world }: LastPlan,
  found: { readonly errors: number; readonly warnings: number },
  now: Date,
): StatusText {
  const { errors, warnings } = found;
  const [next] = expiriesOf(world, now);
  const isSoon = next !== undefined && Date.parse(next.expires) - now.getTime() < SOON_DAYS * DAY;
  const parts = [
    ...(errors === 0 ? [] : [`$(error) ${errors}`]),
    ...(warnings === 0 ? [] : [`$(warning) ${warnings}`]),
    ...(next ? [`$(watch) ${daysUntil(next.expires, now).replace(/^in /, "")}`] : []),
    plan ? `$(checklist) ${timeSince(plan.timestamp, now)}${planIsCurrent ? "" : "*"}` : "$(checklist) no plan",
  ];
  return {
    text: ["Signwright", ...parts].join("  "),
    tooltip: [
      errors + warnings === 0
        ? "No errors and no warnings."
        : `${count(errors, "error")}, ${count(warnings, "warning")}.`,
      next ? `${next.what} ends ${daysUntil(next.expires, now)}.` : "No plan saw anything of Signwright's that ends.",
      planSummary(undefined, { plan, planIsCurrent, now }) ?? "No plan was run yet.",
    ],
    isSoon,
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
