import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { JsonValue, Observed } from "../plan/observed.ts";
import type { Change, Plan } from "../plan/plan.ts";
import type { JournalEntry } from "../providers/provider.ts";
import { canonicalJson } from "./canonical-json.ts";
import { changeDigest, fingerprints, toJson } from "./digest.ts";

/** What a saved plan is checked against before anything is written. */
export interface SavedPlanCheck {
  readonly saved: Plan;
  /** What planning gives now, from the same spec. */
  readonly fresh: Pick<Plan, "changes" | "blast_radius">;
  readonly observed: Observed;
  /** What an earlier run of the same plan did. */
  readonly journal: readonly JournalEntry[];
}

/**
 * Says what moved since a plan was saved: nothing, or a `plan/stale` diagnostic for each object. Steps that the journal knows
 * under the same plan count as expected, so that a plan that was cut off can be run again; even then nothing is done that the plan
 * does not say.
 */
export function checkSavedPlan(check: SavedPlanCheck): readonly Diagnostic[] {
  const touched = new Set(check.journal.map(stepKey));
  const steps = check.saved.changes.filter((c) => touched.has(stepKey(c)));
  const ownWrites = new Set(steps.flatMap((c) => c.reads));
  const moved = movedObjects(check, ownWrites);
  if (moved.length > 0) return moved;
  const differing = touched.size === 0 ? differences(check) : differencesOfResumed(check);
  return differing.length > 0 ? differing : reachesFurther(check);
}

/**
 * Profiles that the plan would turn invalid now and does not make anew, and that nobody saw who approved it: they were made, or work
 * again, since. A plan for some targets can meet such a one of ours too.
 */
function reachesFurther({ saved, fresh }: SavedPlanCheck): readonly Diagnostic[] {
  const reviewed = new Set(saved.blast_radius.flatMap(({ profiles }) => profiles.map(({ uuid }) => uuid)));
  const more = fresh.blast_radius.flatMap(({ address, profiles }) =>
    profiles
      .filter(({ uuid, replaced }) => !replaced && !reviewed.has(uuid))
      .map(({ name, uuid }) => [uuid, stale(address, `would also turn the profile "${name}" invalid`)] as const),
  );
  return [...new Map(more).values()];
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
    .map(([name]) => stale(name, now[name] === undefined ? "is gone" : "was changed"));
}

/** Nothing was done of the plan yet: it must be exactly what planning gives now. */
function differences({ saved, fresh }: SavedPlanCheck): readonly Diagnostic[] {
  const found = new Map(fresh.changes.map((c) => [stepKey(c), c]));
  const reviewed = new Set(saved.changes.map(stepKey));
  const gone = saved.changes.flatMap((c): Diagnostic[] => {
    const now = found.get(stepKey(c));
    if (!now) return [stale(c.address, `no longer needs to be ${c.action === "delete" ? "deleted" : "changed"}`)];
    return changeDigest(now) === changeDigest(c) ? [] : [stale(c.address, CHANGED_OTHERWISE)];
  });
  const added = fresh.changes.filter((c) => !reviewed.has(stepKey(c))).map((c) => stale(c.address, ADDED));
  return [...gone, ...added];
}

/**
 * A part of the plan was done. What is left may be less than was reviewed (a step can make another one needless) and know more
 * (serial numbers, digests), but nothing else.
 */
function differencesOfResumed({ saved, fresh, journal }: SavedPlanCheck): readonly Diagnostic[] {
  const reviewed = new Map(saved.changes.map((c) => [stepKey(c), c]));
  const touched = new Set(journal.map(stepKey));
  const done = new Set(journal.filter((entry) => entry.event === "done").map(stepKey));
  return fresh.changes.flatMap((now): Diagnostic[] => {
    const key = stepKey(now);
    const before = reviewed.get(key);
    if (!before) return [stale(now.address, ADDED)];
    // A list of Apple's may still show what was deleted; deleting it again does no harm.
    if (done.has(key) && now.action !== "delete")
      return [stale(now.address, "was changed by this plan before, and needs it again")];
    const sameAction = before.action === now.action || touched.has(key);
    return sameAction && isAsReviewed(before, now) ? [] : [stale(now.address, CHANGED_OTHERWISE)];
  });
}

const CHANGED_OTHERWISE = "would be changed in another way now";
const ADDED = "needs a change now that is not in the plan";

function stale(object: string, what: string): Diagnostic {
  return createDiagnostic("plan/stale", { object, what });
}

/** Whether a change leads to what was reviewed, but for what was unknown then. */
function isAsReviewed(reviewed: Change, now: Change): boolean {
  const expected = reviewed.after;
  const found = now.after;
  if (expected === null || found === null) return expected === found;
  const values = new Map(Object.entries(found).map(([name, value]) => [name, toJson(value)]));
  return Object.entries(expected).every(
    ([name, value]) => reviewed.after_unknown.includes(name) || isSameValue(name, toJson(value), values.get(name)),
  );
}

function isSameValue(name: string, reviewed: JsonValue, now: JsonValue | undefined): boolean {
  if (name === "certificates" && isTextList(reviewed) && isTextList(now)) {
    // What the plan itself creates was named by its address, and has a serial number by now.
    const known = reviewed.filter((reference) => reference.startsWith("serial:"));
    return now.length === reviewed.length && known.every((reference) => now.includes(reference));
  }
  if (name === "devices" && isTextList(reviewed) && isTextList(now)) {
    // What the plan itself registers was spelled as in the spec, and is spelled as Apple does by now.
    return canonicalJson(reviewed.map(comparableUdid).sort()) === canonicalJson(now.map(comparableUdid).sort());
  }
  // The profile to replace may be gone already, by the plan's own step.
  if (name === "replaces" && now === null) return true;
  return canonicalJson(reviewed) === canonicalJson(now);
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item: unknown) => typeof item === "string");
}

function comparableUdid(udid: string): string {
  return udid.toLowerCase().replaceAll("-", "");
}
