import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nameOf, ownerOf, type Address } from "../../plan/address.ts";
import type { Observed, OwnershipRecord, StoredObject } from "../../plan/observed.ts";
import type { Change, ChangeOf, ManualStep, PlanRequests } from "../../plan/plan.ts";
import type { ResourceKind } from "../../plan/resource.ts";
import type { FileFacts } from "../file-facts.ts";
import type { ResolvedSpec, Target } from "../target.ts";

/** All that planning looks at. Planning is a pure function of it. */
export interface PlanningInput {
  readonly spec: ResolvedSpec;
  /** Targets to plan for: all of the spec, or those asked for. */
  readonly targets: readonly Target[];
  readonly facts: FileFacts;
  readonly observed: Observed;
  readonly now: Date;
  readonly requests: PlanRequests;
}

/** What one planning step found: changes in the order to carry them out, and diagnostics. */
export interface Planned {
  readonly changes: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a change is made from; the rest follows or has a default. */
export interface ChangeDraft<K extends ResourceKind> {
  readonly address: Address;
  readonly type: K;
  readonly action: ChangeOf<K>["action"];
  readonly action_reason: ChangeOf<K>["action_reason"];
  readonly reason: string;
  readonly before?: ChangeOf<K>["before"];
  readonly after?: ChangeOf<K>["after"];
  readonly after_unknown?: readonly string[];
  readonly deposed?: string;
  readonly replaces_older?: boolean;
  readonly depends_on?: readonly Address[];
  readonly targets: readonly string[];
  readonly reads?: readonly string[];
  readonly manual?: ManualStep;
}

/** Completes a draft to a change; lists become sorted sets. */
export function changeOf<K extends ResourceKind>(draft: ChangeDraft<K>): ChangeOf<K> {
  const change = {
    address: draft.address,
    type: draft.type,
    name: nameOf(draft.address),
    provider_name: ownerOf(draft.address),
    action: draft.action,
    action_reason: draft.action_reason,
    reason: draft.reason,
    before: draft.before ?? null,
    after: draft.after ?? null,
    after_unknown: draft.after_unknown ?? [],
    replaces_older: draft.replaces_older ?? false,
    depends_on: sortedSet(draft.depends_on ?? []),
    targets: sortedSet(draft.targets),
    reads: sortedSet(draft.reads ?? []),
  };
  const { deposed, manual } = draft;
  if (deposed === undefined && manual === undefined) return change;
  return { ...change, ...(deposed === undefined ? {} : { deposed }), ...(manual === undefined ? {} : { manual }) };
}

/** The distinct values in code-unit order, the same under any locale. */
export function sortedSet<T extends string>(values: Iterable<T>): readonly T[] {
  if (Array.isArray(values) && isAscending(values)) return values;
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

const storedByAddress = new WeakMap<readonly StoredObject[], ReadonlyMap<Address, readonly StoredObject[]>>();

/** Instances that the store holds of an address, oldest first. */
export function storedInstances({ observed }: PlanningInput, address: Address): readonly StoredObject[] {
  const { objects } = observed.store;
  const known = storedByAddress.get(objects) ?? groupedBy(objects, (o) => o.address);
  storedByAddress.set(objects, known);
  return known.get(address) ?? [];
}

const recordsByAddress = new WeakMap<readonly OwnershipRecord[], ReadonlyMap<Address, OwnershipRecord>>();

/** The ownership record of an address. */
export function recordOf({ observed }: PlanningInput, address: Address): OwnershipRecord | undefined {
  const { records } = observed.store;
  const known = recordsByAddress.get(records) ?? new Map(records.toReversed().map((r) => [r.address, r]));
  recordsByAddress.set(records, known);
  return known.get(address);
}

/** Whether Apple's API refused to turn on a capability, as unknown: then only a person can, in the developer portal. */
export function isCapabilityByHand(input: PlanningInput, capability: Address): boolean {
  return recordOf(input, capability)?.facts["by_hand"] === true;
}

/**
 * UUIDs of the profiles that the mark of an address names: the one that was made last comes first, then those that it replaced and
 * that were still at Apple then. They are Signwright's, whether or not the store got a copy of them.
 */
export function markedProfiles(input: PlanningInput, address: Address): readonly string[] {
  const facts = recordOf(input, address)?.facts;
  const replaced = facts?.["replaced"];
  const all: readonly unknown[] = [facts?.["uuid"], ...(Array.isArray(replaced) ? replaced : [])];
  return all.filter((uuid) => typeof uuid === "string");
}

/** A fact of a stored object or record as text; `undefined` when it is absent or no text. */
export function textFact(of: { readonly facts: StoredObject["facts"] } | undefined, name: string): string | undefined {
  const value = of?.facts[name];
  return typeof value === "string" ? value : undefined;
}

/** Values by what they have in common, each group in the order of the values. */
export function groupedBy<K, T>(values: Iterable<T>, keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Whether every value is greater than the one before: most lists of a plan are, and need no copy. */
function isAscending(values: readonly string[]): boolean {
  for (let index = 1; index < values.length; index++) {
    if ((values[index - 1] ?? "") >= (values[index] ?? "")) return false;
  }
  return true;
}

const DAY = 86_400_000;

/** Whole days from now until an ISO 8601 date; negative when it is past. */
export function daysUntil(now: Date, iso: string): number {
  return Math.floor((Date.parse(iso) - now.getTime()) / DAY);
}

/** Whether a date lies further away than so many days. */
export function isBeyond(now: Date, iso: string, days: number): boolean {
  return Date.parse(iso) - now.getTime() > days * DAY;
}

/** UDIDs come back in other case and with or without dashes (fastlane #17433, #20551): this is what is compared. */
export function comparableUdid(udid: string): string {
  return udid.toLowerCase().replaceAll("-", "");
}

/** A serial number as people copy it, in the form that Apple's are compared in: lower-case hex without separators and leading zeros. */
export function normalSerial(serial: string): string {
  return serial
    .toLowerCase()
    .replaceAll(/[:\s]/g, "")
    .replace(/^0+(?=.)/, "");
}

/** Whether two lists hold the same values, whatever their order. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const right = new Set(b);
  return left.size === right.size && [...left].every((value) => right.has(value));
}
