import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { AppStoreConnectObserved } from "../../plan/observed.ts";
import type { Change, PlanBudget } from "../../plan/plan.ts";
import type { GroupDevice } from "../target.ts";
import { applyRequests } from "./apply-requests.ts";
import { deviceSlots } from "./device-slots.ts";
import { isBeyond, sortedSet, type PlanningInput } from "./planning.ts";

/** What is limited, and where a plan takes more of it than there is. */
export interface PlannedBudgets {
  readonly budgets: readonly PlanBudget[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What else than the world a plan's budgets follow from. */
export interface BudgetedPlan {
  readonly changes: readonly Change[];
  /** Devices that the plan registers, by the key of their team. */
  readonly registering: ReadonlyMap<string, readonly GroupDevice[]>;
}

/** Certificates, devices and requests of each team: how much is used, how much this plan takes, and how much there can be. */
export function planBudgets(input: PlanningInput, { changes, registering }: BudgetedPlan): PlannedBudgets {
  const teams = input.observed.app_store_connect;
  const planned = sortedSet(Object.keys(teams)).flatMap((owner) => {
    const team = teams[owner];
    if (!team) return [];
    const certificates = { budgets: certificateBudgets(input, { owner, team, changes }), diagnostics: [] };
    const devices = deviceSlots(input, owner, registering.get(owner) ?? []);
    return [certificates, devices, requestBudget(input, owner, changes)];
  });
  return {
    budgets: planned.flatMap(({ budgets }) => budgets),
    diagnostics: planned.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Valid certificates of each type; what stops a plan that needs one more is said where that certificate is planned. */
function certificateBudgets(
  { now, spec }: PlanningInput,
  {
    owner,
    team,
    changes,
  }: { readonly owner: string; readonly team: AppStoreConnectObserved; readonly changes: readonly Change[] },
): readonly PlanBudget[] {
  const alive = team.certificates.filter((c) => isBeyond(now, c.expires, 0)).map((c) => c.certificate_type);
  const adds = changes.flatMap((c) =>
    c.type === "certificate" && c.action === "create" && c.provider_name === owner && c.after
      ? [c.after.certificate_type]
      : [],
  );
  return sortedSet<string>([...alive, ...adds]).map((type) => ({
    kind: "certificates",
    owner,
    what: `${type} certificates`,
    used: alive.filter((t) => t === type).length,
    adds: adds.filter((t) => t === type).length,
    limit: spec.certificateLimits[type] ?? null,
  }));
}

/** Requests that are left to a key, where Apple said so. What is short is no error: an apply that ends early is gone on with later. */
function requestBudget(input: PlanningInput, owner: string, changes: readonly Change[]): PlannedBudgets {
  const rate = input.observed.app_store_connect[owner]?.rate_limit;
  if (rate === undefined) return { budgets: [], diagnostics: [] };
  const { limit, remaining } = rate;
  const adds = applyRequests(input.observed, owner, { changes, now: input.now });
  const used = Math.max(0, limit - remaining);
  return {
    budgets: [{ kind: "requests", owner, what: "API requests in this hour", used, adds, limit }],
    diagnostics: adds > remaining ? [fewRequestsLeft(owner, { adds, limit, remaining, now: input.now })] : [],
  };
}

const HOUR = 3_600_000;

function fewRequestsLeft(
  key: string,
  {
    adds,
    limit,
    remaining,
    now,
  }: { readonly adds: number; readonly limit: number; readonly remaining: number; readonly now: Date },
): Diagnostic {
  const free = new Date(now.getTime() + HOUR).toISOString().replace(/\.\d{3}Z$/, "Z");
  const window = `Apple counts the requests of the last hour: at ${free} all ${limit} are free again, unless something else uses the key`;
  const runs = Math.ceil(adds / Math.max(1, limit));
  const more =
    adds > limit ? [{ message: `this plan takes more than an hour has: ${runs} runs of it, an hour apart` }] : [];
  return createDiagnostic(
    "app-store-connect/few-requests-left",
    { key, remaining: String(remaining), needed: String(adds) },
    { address: `keys.${key}`, notes: [{ message: window }, ...more] },
  );
}
