import type { Address } from "../plan/address.ts";
import type { Observed } from "../plan/observed.ts";
import {
  noRequests,
  type BlastRadius,
  type Change,
  type Plan,
  type PlanBudget,
  type PlanExpiry,
  type PlanRequests,
  waitingChanges,
} from "../plan/plan.ts";
import { fingerprints } from "./digest.ts";

/** What the compiler decided, with what the plan is bound to. */
export interface PlanInput {
  readonly changes: readonly Change[];
  readonly budgets: readonly PlanBudget[];
  readonly blastRadius: readonly BlastRadius[];
  readonly expiries: readonly PlanExpiry[];
  readonly kept?: readonly Address[];
  readonly observed: Observed;
  readonly now: Date;
  readonly specSha256: string;
  readonly specPath: string;
  /** SHA-256 of the device lists that the spec names, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly targeted: readonly string[];
  readonly errored: boolean;
  readonly requests?: PlanRequests;
  readonly drift?: readonly Change[];
}

/** Binds decisions to the world that they were made from: the plan as it is shown, saved and applied. */
export function makePlan(input: PlanInput): Plan {
  const waiting = waitingChanges(input.changes);
  const manual = input.changes.some((c) => c.action === "manual");
  return {
    format_version: "1.2",
    timestamp: isoSeconds(input.now),
    spec_sha256: input.specSha256,
    spec_path: input.specPath,
    files: input.files ?? {},
    targeted: input.targeted,
    requests: input.requests ?? noRequests,
    changes: input.changes,
    drift: input.drift ?? [],
    fingerprints: fingerprints(
      input.observed,
      input.changes.flatMap((c) => c.reads),
    ),
    budgets: input.budgets,
    blast_radius: input.blastRadius,
    expiries: input.expiries,
    kept: input.kept ?? [],
    applyable: !input.errored && input.changes.some((c) => c.action !== "manual" && !waiting.has(c)),
    complete: !input.errored && !manual && input.targeted.length === 0,
    errored: input.errored,
  };
}

/** ISO 8601 in UTC, to the second. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
