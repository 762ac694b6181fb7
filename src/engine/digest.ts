import { createHash } from "node:crypto";
import type { JsonValue, Observed } from "../plan/observed.ts";
import { observedObjects } from "../plan/observed-objects.ts";
import type { Change, Plan } from "../plan/plan.ts";
import { canonicalJson } from "./canonical-json.ts";

/** SHA-256 of text or bytes, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * The digest that names a plan: of everything in it but the time at which it was made, and the requests that were left to the keys
 * then, of which making a plan takes some. The same world gives the same digest.
 */
export function planDigest(plan: Plan): string {
  const { timestamp: _, ...rest } = plan;
  const budgets = plan.budgets.filter(({ kind }) => kind !== "requests");
  return sha256(canonicalJson(toJson({ ...rest, budgets })));
}

/** Fingerprints of the observed objects of these names; names of objects that do not exist are left out. */
export function fingerprints(observed: Observed, names: Iterable<string>): Readonly<Record<string, string>> {
  const objects = observedObjects(observed);
  const found: Record<string, string> = {};
  for (const name of [...new Set(names)].sort()) {
    const object = objects.get(name);
    if (object !== undefined) found[name] = sha256(canonicalJson(object));
  }
  return found;
}

/** Two changes are the same when they do the same for the same kind of reason; the words of the reason may count days. */
export function changeDigest(change: Change): string {
  const { address, action, action_reason, after, after_unknown, deposed } = change;
  return sha256(canonicalJson(toJson({ address, action, action_reason, after, after_unknown, deposed })));
}

/** A plain value as JSON holds it: without members that are `undefined`. */
export function toJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
