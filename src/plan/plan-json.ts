import type { Address } from "./address.ts";
import type {
  BlastRadius,
  Change,
  FallenProfile,
  ManualStep,
  Plan,
  PlanBudget,
  PlanExpiry,
  PlanRequests,
} from "./plan.ts";
import type { ResourceKind } from "./resource.ts";
import { isAction, isBudgetKind, noRequests, terraformActions } from "./plan.ts";
import { entriesOf, isRecord, isText, isWholeNumber, textListOf, type JsonForm } from "./json-form.ts";

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
    readonly files: Plan["files"];
    readonly targeted: readonly string[];
    readonly requests: PlanRequests;
    readonly fingerprints: Plan["fingerprints"];
    readonly budgets: Plan["budgets"];
    readonly expiries: Plan["expiries"];
    readonly kept: Plan["kept"];
    readonly blast_radius: Plan["blast_radius"];
    readonly manual_steps: readonly ({ readonly address: string } & ManualStep)[];
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
    readonly manual?: ManualStep;
  };
}

/** The JSON form of a plan. No part of a plan is secret, so the sensitive maps are empty. */
export function planToJson(plan: Plan): JsonPlan {
  return {
    format_version: plan.format_version,
    timestamp: plan.timestamp,
    applyable: plan.applyable,
    complete: plan.complete,
    errored: plan.errored,
    resource_changes: plan.changes.map(changeToJson),
    resource_drift: plan.drift.map(changeToJson),
    signing: {
      spec_sha256: plan.spec_sha256,
      spec_path: plan.spec_path,
      files: plan.files,
      targeted: plan.targeted,
      requests: plan.requests,
      fingerprints: plan.fingerprints,
      budgets: plan.budgets,
      expiries: plan.expiries,
      kept: plan.kept,
      blast_radius: plan.blast_radius,
      manual_steps: plan.changes.flatMap((c) => (c.manual ? [{ address: c.address, ...c.manual }] : [])),
    },
  };
}

/** Attributes that only say how an object is made or named. */
const MADE_WITH: ReadonlySet<string> = new Set(["name", "exact_name", "replaces"]);

/** Paths of the attributes for which an object must be made anew: those that differ, and those that nobody knows before. */
function replacePaths({ action, before, after, after_unknown }: Change): readonly (readonly string[])[] {
  if (action !== "create" || before === null || after === null) return [];
  const old = new Map(Object.entries(before));
  return Object.entries(after)
    .filter(([name]) => !MADE_WITH.has(name))
    .filter(([name, value]) => after_unknown.includes(name) || JSON.stringify(old.get(name)) !== JSON.stringify(value))
    .map(([name]) => [name]);
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
      replace_paths: replacePaths(change),
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
  if (version !== "1.2") return { reason: `it has format ${version.slice(0, 20)}, and this Signwright reads 1.2` };
  const signing = value["signing"];
  const changes = value["resource_changes"];
  if (!isRecord(signing) || !Array.isArray(changes)) return { reason: "it is a plan of another tool" };
  const read = changes.map(changeFromJson);
  const drift = Array.isArray(value["resource_drift"]) ? value["resource_drift"].map(changeFromJson) : [];
  if ([...read, ...drift].some((c) => c === undefined)) return { reason: "one of its changes is damaged" };
  const { fingerprints, spec_sha256, spec_path, files = {} } = signing;
  const budgets = budgetsFromJson(signing["budgets"]);
  const radius = radiusFromJson(signing["blast_radius"] ?? []);
  const expiries = entriesOf(signing["expiries"], expiryForm);
  const targeted = textListOf(signing["targeted"]);
  const requests = requestsFromJson(signing["requests"] ?? noRequests);
  const kept = textListOf(signing["kept"] ?? []);
  const timestamp = value["timestamp"];
  if (!isDigest(spec_sha256) || typeof spec_path !== "string" || !isDigestMap(fingerprints)) return { reason: DAMAGED };
  if (!isDigestMap(files)) return { reason: DAMAGED };
  if (!budgets || !radius || !expiries || !targeted || !requests || !kept || typeof timestamp !== "string")
    return { reason: DAMAGED };
  return {
    plan: {
      format_version: "1.2",
      timestamp,
      applyable: value["applyable"] === true,
      complete: value["complete"] === true,
      errored: value["errored"] === true,
      spec_sha256,
      spec_path,
      files,
      targeted,
      requests,
      fingerprints,
      budgets,
      blast_radius: radius,
      expiries,
      kept: kept as Plan["kept"],
      changes: read.filter((c) => c !== undefined),
      drift: drift.filter((c) => c !== undefined),
    },
  };
}

function requestsFromJson(value: unknown): PlanRequests | undefined {
  if (!isRecord(value)) return undefined;
  // Plans of before there was `--acknowledge` ask for none.
  const { refresh_only, acknowledge: acknowledged = [] } = value;
  const [replace, destroy, revoke, acknowledge] = [
    value["replace"],
    value["destroy"],
    value["revoke"],
    acknowledged,
  ].map(textListOf);
  if (!replace || !destroy || !revoke || !acknowledge || typeof refresh_only !== "boolean") return undefined;
  return { replace, destroy, revoke, acknowledge, refresh_only };
}

const DAMAGED = "parts of it are missing or damaged";

function changeFromJson(value: unknown): Change | undefined {
  if (!isRecord(value) || !isRecord(value["change"]) || !isRecord(value["signing"])) return undefined;
  const { change, signing } = value;
  const { address, type, deposed } = value;
  const done = textListOf(change["actions"]);
  const [action] = done ?? [];
  if (done?.length !== 1 || !isAction(action)) return undefined;
  if (typeof address !== "string" || typeof type !== "string" || !isKind(type) || address.split("/")[1] !== type)
    return undefined;
  const texts = fieldsOf(value, ["name", "provider_name", "action_reason"]);
  const reason = signing["reason"];
  const [dependsOn, targets, reads] = [signing["depends_on"], signing["targets"], signing["reads"]].map(textListOf);
  const { before = null, after = null, after_unknown: unknown = {} } = change;
  const manual = isRecord(signing["manual"]) ? manualFromJson(signing["manual"]) : undefined;
  if (manual === undefined && signing["manual"] !== undefined) return undefined;
  if (!texts || typeof reason !== "string" || !dependsOn || !targets || !reads) return undefined;
  if (!isAttributes(before) || !isAttributes(after) || !isRecord(unknown)) return undefined;
  const parsed: unknown = {
    address: address as Address,
    type,
    ...texts,
    ...(typeof deposed === "string" ? { deposed } : {}),
    action,
    reason,
    before,
    after,
    after_unknown: Object.keys(unknown),
    replaces_older: signing["replaces_older"] === true,
    depends_on: dependsOn,
    targets,
    reads,
    ...(manual ? { manual } : {}),
  };
  return parsed as Change;
}

function manualFromJson(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const texts = fieldsOf(value, ["instructions", "check"]);
  if (value["file"] === undefined || texts === undefined) return texts;
  const file = isRecord(value["file"]) ? fieldsOf(value["file"], ["path", "content"]) : undefined;
  return file && { ...texts, file };
}

/** The kinds of resources, as data: complete because the type asks for each. */
const kinds: Readonly<Record<ResourceKind, true>> = {
  bundle_id: true,
  capability: true,
  device: true,
  key: true,
  certificate: true,
  identity: true,
  profile: true,
  stored_profile: true,
  keystore: true,
  signing_profile: true,
  installed_identity: true,
  secured_app: true,
};

function isKind(type: string): boolean {
  return Object.hasOwn(kinds, type);
}

/** Plans of before budgets had a kind count certificates only. */
function budgetsFromJson(value: unknown): readonly PlanBudget[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const kinded = value.map((budget: unknown) => (isRecord(budget) ? { kind: "certificates", ...budget } : budget));
  return entriesOf(kinded, budgetForm);
}

/** Plans of before the blast radius named profiles name targets only. */
function radiusFromJson(value: unknown): readonly BlastRadius[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map((entry: unknown): BlastRadius | undefined => {
    if (!isRecord(entry)) return undefined;
    const { address, deposed } = entry;
    const targets = textListOf(entry["targets"]);
    const profiles = entriesOf(entry["profiles"] ?? [], fallenForm);
    if (!isText(address) || !targets || !profiles) return undefined;
    return { address: address as Address, ...(isText(deposed) ? { deposed } : {}), targets, profiles };
  });
  const whole = read.filter((entry) => entry !== undefined);
  return whole.length === read.length ? whole : undefined;
}

const isFlag = (value: unknown): value is boolean => typeof value === "boolean";

const fallenForm: JsonForm<FallenProfile> = { name: isText, uuid: isText, ours: isFlag, replaced: isFlag };

const budgetForm: JsonForm<PlanBudget> = {
  kind: isBudgetKind,
  owner: isText,
  what: isText,
  used: isWholeNumber,
  adds: isWholeNumber,
  limit: (value): value is number | null => value === null || isWholeNumber(value),
};

const expiryForm: JsonForm<PlanExpiry> = { address: isText, what: isText, expires: isText, days_left: isWholeNumber };

function fieldsOf(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> | undefined {
  return names.every((name) => isText(value[name]))
    ? Object.fromEntries(names.map((name) => [name, value[name]]))
    : undefined;
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function isDigestMap(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isDigest);
}

/** Attributes are nested four levels deep; what walks through them must not run out of stack. */
const maximumDepth = 32;

function isAttributes(value: unknown): boolean {
  return value === null || (isRecord(value) && isWithinDepth(value, maximumDepth));
}

function isWithinDepth(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isWithinDepth(member, depth - 1));
}
