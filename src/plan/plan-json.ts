import type { Address } from "./address.ts";
import type { Change, Plan } from "./plan.ts";
import { terraformActions } from "./plan.ts";

/** A plan in JSON: Terraform's names (format 1.2), and under `signing` what only signing has. */
export interface JsonPlan {
  readonly format_version: string;
  readonly timestamp: string;
  readonly applyable: boolean;
  readonly complete: boolean;
  readonly errored: boolean;
  readonly resource_changes: readonly JsonChange[];
  readonly resource_drift: readonly JsonChange[];
  readonly signing: {
    readonly spec_sha256: string;
    readonly spec_path: string;
    readonly targeted: readonly string[];
    readonly fingerprints: Plan["fingerprints"];
    readonly budgets: Plan["budgets"];
    readonly expiries: Plan["expiries"];
    readonly blast_radius: readonly { readonly address: string; readonly targets: readonly string[] }[];
    readonly manual_steps: readonly { readonly address: string; readonly instructions: string; readonly check: string }[];
  };
}

/** One change in JSON. */
export interface JsonChange {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly provider_name: string;
  readonly deposed?: string;
  readonly action_reason: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: unknown;
    readonly after: unknown;
    readonly after_unknown: Readonly<Record<string, true>>;
    readonly before_sensitive: Readonly<Record<string, never>>;
    readonly after_sensitive: Readonly<Record<string, never>>;
    readonly replace_paths: readonly (readonly string[])[];
  };
  readonly signing: {
    readonly reason: string;
    readonly replaces_older: boolean;
    readonly depends_on: readonly string[];
    readonly targets: readonly string[];
    readonly reads: readonly string[];
    readonly manual?: { readonly instructions: string; readonly check: string };
  };
}

/** The JSON form of a plan. No part of a plan is secret, so the sensitive maps are empty. */
export function planToJson(plan: Plan): JsonPlan {
  const deletes = plan.changes.filter((c) => c.action === "delete");
  return {
    format_version: plan.format_version,
    timestamp: plan.timestamp,
    applyable: plan.applyable,
    complete: plan.complete,
    errored: plan.errored,
    resource_changes: plan.changes.map(changeToJson),
    resource_drift: [],
    signing: {
      spec_sha256: plan.spec_sha256,
      spec_path: plan.spec_path,
      targeted: plan.targeted,
      fingerprints: plan.fingerprints,
      budgets: plan.budgets,
      expiries: plan.expiries,
      blast_radius: deletes.map((c) => ({ address: c.address, targets: c.targets })),
      manual_steps: plan.changes.flatMap((c) => (c.manual ? [{ address: c.address, ...c.manual }] : [])),
    },
  };
}

function changeToJson(change: Change): JsonChange {
  return {
    address: change.address,
    type: change.type,
    name: change.name,
    provider_name: change.provider_name,
    ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
    action_reason: change.action_reason,
    change: {
      actions: terraformActions(change),
      before: change.before,
      after: change.after,
      after_unknown: Object.fromEntries(change.after_unknown.map((name) => [name, true as const])),
      before_sensitive: {},
      after_sensitive: {},
      replace_paths: [],
    },
    signing: {
      reason: change.reason,
      replaces_older: change.replaces_older,
      depends_on: change.depends_on,
      targets: change.targets,
      reads: change.reads,
      ...(change.manual ? { manual: change.manual } : {}),
    },
  };
}

/**
 * Reads a plan from its JSON form. The text is checked only so far that it can be shown and compared: apply carries out what
 * planning gives anew and uses a saved plan as the measure, never as instructions.
 * @returns the plan, or why it is none
 */
export function planFromJson(value: unknown): { readonly plan: Plan } | { readonly reason: string } {
  if (!isRecord(value)) return { reason: "it is not a JSON object" };
  const version = value["format_version"];
  if (typeof version !== "string") return { reason: "it has no `format_version`" };
  if (version !== "1.2") return { reason: `it has format ${version}, and this Signwright reads 1.2` };
  const signing = value["signing"];
  const changes = value["resource_changes"];
  if (!isRecord(signing) || !Array.isArray(changes)) return { reason: "it is a plan of another tool" };
  const fields = ["spec_sha256", "spec_path"] as const;
  if (!fields.every((name) => typeof signing[name] === "string") || !isRecord(signing["fingerprints"])) return { reason: "parts of it are missing" };
  const read = changes.map(changeFromJson);
  if (read.some((c) => c === undefined)) return { reason: "one of its changes is damaged" };
  return {
    plan: {
      format_version: "1.2",
      timestamp: textOf(value["timestamp"]),
      applyable: value["applyable"] === true,
      complete: value["complete"] === true,
      errored: value["errored"] === true,
      spec_sha256: textOf(signing["spec_sha256"]),
      spec_path: textOf(signing["spec_path"]),
      targeted: textsOf(signing["targeted"]),
      fingerprints: Object.fromEntries(Object.entries(signing["fingerprints"]).map(([name, digest]) => [name, textOf(digest)])),
      budgets: listOf(signing["budgets"]) as Plan["budgets"],
      expiries: listOf(signing["expiries"]) as Plan["expiries"],
      changes: read.filter((c) => c !== undefined),
    },
  };
}

const actions = new Set(["no-op", "create", "read", "update", "delete", "forget", "manual"]);

function changeFromJson(value: unknown): Change | undefined {
  if (!isRecord(value) || !isRecord(value["change"]) || !isRecord(value["signing"])) return undefined;
  const { change, signing } = value;
  const [action] = textsOf(change["actions"]);
  if (action === undefined || !actions.has(action) || typeof value["address"] !== "string") return undefined;
  const parsed: unknown = {
    address: value["address"] as Address,
    type: value["type"],
    name: textOf(value["name"]),
    provider_name: textOf(value["provider_name"]),
    ...(typeof value["deposed"] === "string" ? { deposed: value["deposed"] } : {}),
    action,
    action_reason: textOf(value["action_reason"]),
    reason: textOf(signing["reason"]),
    before: change["before"] ?? null,
    after: change["after"] ?? null,
    after_unknown: isRecord(change["after_unknown"]) ? Object.keys(change["after_unknown"]) : [],
    replaces_older: signing["replaces_older"] === true,
    depends_on: textsOf(signing["depends_on"]),
    targets: textsOf(signing["targets"]),
    reads: textsOf(signing["reads"]),
    ...(isRecord(signing["manual"]) ? { manual: signing["manual"] } : {}),
  };
  return parsed as Change;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}
