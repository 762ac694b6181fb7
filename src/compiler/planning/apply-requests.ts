import { ownerOf } from "../../plan/address.ts";
import type { AppStoreConnectObserved, Observed } from "../../plan/observed.ts";
import { waitingChanges, type Change } from "../../plan/plan.ts";
import type { ResourceKind } from "../../plan/resource.ts";
import { isBeyond, textFact } from "./planning.ts";

/** Requests of each kind of change of an object at Apple. */
interface RequestsOf {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

const nothing: RequestsOf = { create: 0, update: 0, delete: 0 };

/**
 * What one change asks of Apple, from what the provider does for it: it looks for the object, writes, and where Apple loses writes or
 * leaves something out, looks again. Repetitions after a failure are not in it. `test/scenarios/request-estimate.test.ts` compares the
 * figures with what an apply asked of the sandbox.
 */
const requestsPerChange: Readonly<Record<ResourceKind, RequestsOf>> = {
  bundle_id: { create: 2, update: 0, delete: 2 },
  // Look, write, set what the write left out, look whether it was kept.
  capability: { create: 4, update: 3, delete: 3 },
  device: { create: 2, update: 2, delete: 2 },
  // All certificates are read for it, which are a page.
  certificate: { create: 2, update: 0, delete: 1 },
  // The profiles of the bundle ID, where the expired ones are too, and the profile.
  profile: { create: 2, update: 0, delete: 1 },
  // A new profile comes with its content; see `readsContent` for one that was there.
  stored_profile: nothing,
  // What the store and the console hold asks nothing of Apple.
  key: nothing,
  identity: nothing,
  keystore: nothing,
  signing_profile: nothing,
  installed_identity: nothing,
  secured_app: nothing,
};

/** Rows that Apple gives on a page. */
const PAGE = 200;
/** Related objects that Apple gives along with a row; of a row with more they are read on their own. */
const INCLUDED = 50;

/** About how many requests carrying out a plan asks of Apple with a key: reading its team again, and each change. None for no change. */
export function applyRequests(
  observed: Observed,
  owner: string,
  { changes, now }: { readonly changes: readonly Change[]; readonly now: Date },
): number {
  const waiting = waitingChanges(changes);
  const steps = changes.filter((c) => c.action !== "manual" && !waiting.has(c));
  const team = observed.app_store_connect[owner];
  if (steps.length === 0 || !team) return 0;
  const ofSteps = steps.map((c) => (c.provider_name === owner ? requestsOf(c) : readsContent(c, owner)));
  return requestsToRead(team) + missingMarks(observed, owner, now) + ofSteps.reduce((sum, n) => sum + n, 0);
}

function requestsOf({ type, action }: Change): number {
  const { create, update, delete: remove } = requestsPerChange[type];
  if (action === "create") return create;
  return action === "update" ? update : action === "delete" ? remove : 0;
}

/** The copy of a profile that Apple has already is read with its content. */
function readsContent(change: Change, owner: string): number {
  if (change.type !== "stored_profile" || change.action !== "create" || change.after?.uuid == null) return 0;
  const { source } = change.after;
  return "profile" in source && ownerOf(source.profile) === owner ? 1 : 0;
}

/** A walk through the pages of each list, and what does not come along with its row. */
function requestsToRead({ bundle_ids, devices, certificates, profiles }: AppStoreConnectObserved): number {
  const walks = [bundle_ids, devices, certificates, profiles].map((list) => pages(list.length));
  const apart = [
    ...bundle_ids.map((b) => b.capabilities.length),
    ...profiles.flatMap((p) => [p.devices.length, p.certificates.length]),
  ].filter((length) => length >= INCLUDED);
  return [...walks, ...apart.map(pages)].reduce((sum, n) => sum + n, 0);
}

function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE));
}

/** What our marks name and Apple does not list any more is looked for one by one. */
function missingMarks({ app_store_connect: teams, store }: Observed, owner: string, now: Date): number {
  const team = teams[owner];
  const known = new Set(
    team ? [team.bundle_ids, team.devices, team.certificates, team.profiles].flatMap((l) => l.map(({ id }) => id)) : [],
  );
  for (const { capabilities } of team?.bundle_ids ?? []) for (const { id } of capabilities) known.add(id);
  return store.records.filter((record) => {
    const expires = textFact(record, "expires");
    const id = textFact(record, "id") ?? "";
    const isPast = expires !== undefined && !isBeyond(now, expires, 0);
    return ownerOf(record.address) === owner && id !== "" && !known.has(id) && !isPast;
  }).length;
}
