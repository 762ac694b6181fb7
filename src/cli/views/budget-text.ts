import type { Plan, PlanBudget } from "../../plan/plan.ts";

/** One budget in words. */
export interface BudgetText {
  readonly text: string;
  /** Whether the plan takes more than there is. */
  readonly isExceeded: boolean;
}

/** What of a plan's budgets people need to know: slots that it takes, and requests where they could run out. */
export interface BudgetTexts {
  readonly slots: readonly BudgetText[];
  readonly requests: readonly BudgetText[];
  /** Where the limits come from, a sentence each. */
  readonly sources: readonly string[];
}

/** The share of the requests left in an hour from which on people should know of it. */
const NOTABLE = 0.25;

const CERTIFICATES = "Apple publishes no numbers for certificates: `limits` in the signing file sets them.";
const DEVICES =
  "Apple takes 100 devices of each class in a membership year, disabled ones included, unless `limits` says otherwise; the class of a new one is Apple's to say.";

/** What of the budgets people need to know; the JSON plan has all. */
export function budgetTexts({ budgets }: Pick<Plan, "budgets">): BudgetTexts {
  const taken = budgets.filter((b) => b.kind !== "requests" && b.adds > 0);
  return {
    slots: taken.map(slotText),
    requests: budgets.filter((b) => b.kind === "requests" && b.adds > leftOf(b) * NOTABLE).map(requestText),
    sources: [
      ...(taken.some((b) => b.kind === "certificates" && b.limit !== null) ? [CERTIFICATES] : []),
      ...(taken.some((b) => b.kind === "devices") ? [DEVICES] : []),
    ],
  };
}

function slotText(budget: PlanBudget): BudgetText {
  const { owner, what, used, adds, limit } = budget;
  const then = `${used + adds}${limit === null ? "" : ` of ${limit}`}`;
  return { text: `${owner}: ${what}: ${used} in use, ${adds} more, then ${then}`, isExceeded: isExceeded(budget) };
}

function requestText(budget: PlanBudget): BudgetText {
  const { owner, adds, limit } = budget;
  return {
    text: `${owner}: about ${adds} of the ${leftOf(budget)} that are left in this hour, of ${limit ?? leftOf(budget)}`,
    isExceeded: isExceeded(budget),
  };
}

function leftOf({ used, limit }: PlanBudget): number {
  return limit === null ? Infinity : Math.max(0, limit - used);
}

function isExceeded({ used, adds, limit }: PlanBudget): boolean {
  return limit !== null && used + adds > limit;
}
