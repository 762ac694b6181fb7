import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { mayShareSlots } from "../../plan/certificate-family.ts";
import type { Observed } from "../../plan/observed.ts";
import {
  noRequests,
  type BlastRadius,
  type Change,
  type PlanBudget,
  type PlanExpiry,
  type PlanRequests,
} from "../../plan/plan.ts";
import type { AppleCertificateType } from "../../plan/resource.ts";
import type { AutomaticAppleTarget, GroupDevice, Target } from "../target.ts";
import { planAssignments } from "./assignments.ts";
import { blastRadiusOf } from "./blast-radius.ts";
import { planBudgets } from "./budgets.ts";
import { planBundleIds } from "./bundle-ids.ts";
import { planCertificates } from "./certificates.ts";
import { planDevices } from "./devices.ts";
import { driftOf } from "./drift.ts";
import { keptFor, planForgotten } from "./forgotten.ts";
import { planImports } from "./imports.ts";
import { daysUntil, isBeyond, sortedSet, textFact, type Planned, type PlanningInput } from "./planning.ts";
import { planProfiles } from "./profiles.ts";
import { protectedTargets } from "./protected-targets.ts";
import { planRemovals } from "./removals.ts";
import { planReplacedSigningProfiles } from "./replaced-signing-profiles.ts";
import { planRequestedEnds } from "./requested-ends.ts";
import { resolveRequests, withoutRevoked } from "./requests.ts";
import { planSecuredApps } from "./secured-apps.ts";
import { planSigningProfiles } from "./signing-profiles.ts";
import { wantedBy } from "./wanted-addresses.ts";

/** The decisions of a plan: changes in the order to carry them out, with what people should know beside them. */
export interface PlannedChanges {
  readonly changes: readonly Change[];
  readonly budgets: readonly PlanBudget[];
  readonly blastRadius: readonly BlastRadius[];
  readonly expiries: readonly PlanExpiry[];
  readonly kept: readonly Address[];
  readonly requests: PlanRequests;
  /** What is no longer as Signwright left it. */
  readonly drift: readonly Change[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Decides what has to change so that the world is as the spec says. A pure function of its input.
 * Creates and updates come in the order of their dependencies; destructive lines come last.
 */
export function planChanges(
  given: Omit<PlanningInput, "requests"> & Partial<Pick<PlanningInput, "requests">>,
): PlannedChanges {
  const asked = resolveRequests({ requests: noRequests, ...given });
  const input: PlanningInput = {
    ...given,
    targets: inNameOrder(given.targets),
    observed: withoutRevoked(given.observed, asked.requests),
    requests: asked.requests,
  };
  const changes: Change[] = [];
  const diagnostics: Diagnostic[] = [];
  const take = (planned: Partial<Planned>): void => {
    // One by one: a call takes about a hundred thousand arguments, and a large file plans more.
    for (const change of planned.changes ?? []) changes.push(change);
    for (const diagnostic of planned.diagnostics ?? []) diagnostics.push(diagnostic);
  };
  take({ diagnostics: asked.diagnostics });
  take(planImports(input));
  const registering = new Map<string, readonly GroupDevice[]>();
  for (const [owner, targets] of automaticTargetsByKey(input)) {
    const certificates = planCertificates(input, owner, targets);
    const bundleIds = planBundleIds(input, owner, targets);
    const devices = planDevices(input, owner, targets);
    const profiles = planProfiles(input, owner, targets, { certificates, bundleIds, devices });
    for (const step of [certificates, bundleIds, devices, profiles]) take(step);
    registering.set(owner, devices.registering);
    take({ changes: planAssignments(input, owner, targets) });
  }
  take(planSigningProfiles(input, changes));
  take(planSecuredApps(input, changes));
  take(planReplacedSigningProfiles(input, changes));
  // A plan for some targets says nothing of what the others need, so only a plan for all may remove.
  const left = input.targets.length === input.spec.targets.length ? planLeaving(input, changes) : NOTHING_LEFT;
  take(left);
  take({ changes: withoutPlanned(planRequestedEnds(input, given.observed), changes) });
  take({ diagnostics: protectedTargets(input, changes) });
  const isOnlyLook = asked.requests.refresh_only;
  const ordered = isOnlyLook ? [] : inOrder(changes, revokedForSlots(input, given.observed, changes));
  const { budgets, ...limits } = planBudgets(input, {
    changes: ordered,
    registering: isOnlyLook ? new Map() : registering,
  });
  take(limits);
  return {
    changes: ordered,
    budgets,
    blastRadius: blastRadiusOf(input, given.observed, ordered),
    expiries: expiries(input.observed, input.now),
    kept: left.kept,
    requests: asked.requests,
    drift: driftOf(given.observed),
    diagnostics,
  };
}

/** The order of targets in the file decides nothing. */
function inNameOrder(targets: readonly Target[]): readonly Target[] {
  return [...targets].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function automaticTargetsByKey(input: PlanningInput): readonly (readonly [string, readonly AutomaticAppleTarget[]])[] {
  const automatic = input.targets.filter(
    (t): t is AutomaticAppleTarget => t.platform !== "android" && t.method === "automatic",
  );
  return sortedSet(automatic.map((t) => t.key)).map(
    (owner) => [owner, automatic.filter((t) => t.key === owner)] as const,
  );
}

const NOTHING_LEFT = { changes: [], kept: [] };

/** What left the file: profiles of ours are deleted, all else is forgotten or kept. */
function planLeaving(
  input: PlanningInput,
  changes: readonly Change[],
): { readonly changes: readonly Change[]; readonly kept: readonly Address[] } {
  const { objects, records } = input.observed.store;
  if (objects.length + records.length === 0) return NOTHING_LEFT;
  const wanted = wantedBy(input);
  const removals = planRemovals(input, wanted.addresses);
  const changed = new Set([...changes, ...removals].map((c) => c.address));
  return { changes: [...removals, ...planForgotten(input, wanted, changed)], kept: keptFor(input, wanted) };
}

/** What a person asked to end and what ends anyhow is one line. */
function withoutPlanned(ends: readonly Change[], planned: readonly Change[]): readonly Change[] {
  const stepOf = ({ address, deposed = "" }: Change): string => `${address}#${deposed}`;
  const known = new Set(planned.flatMap((c) => (c.action === "delete" ? [stepOf(c)] : [])));
  return ends.filter((c) => !known.has(stepOf(c)));
}

/** Kinds in the order in which they are carried out; within a kind the order of planning stays. */
const ORDER: readonly Change["type"][] = [
  "key",
  "bundle_id",
  "capability",
  "device",
  "certificate",
  "identity",
  "profile",
  "stored_profile",
  "keystore",
  "installed_identity",
  "signing_profile",
  "secured_app",
];

function inOrder(changes: readonly Change[], first: ReadonlySet<Change>): readonly Change[] {
  const fixedNames = new Set(
    changes.flatMap((c) =>
      c.type === "profile" && c.after?.exact_name === true ? [`${c.address} ${c.after.name}`] : [],
    ),
  );
  // A create waits for the delete that frees its name (`profile_name`); every other delete comes last.
  const freesName = (c: Change): boolean =>
    c.type === "profile" && fixedNames.has(`${c.address} ${c.before?.name ?? ""}`);
  const rank = (change: Change): number => {
    const kind = ORDER.indexOf(change.type);
    if (first.has(change)) return kind - 0.5;
    if (change.action === "forget") return ORDER.length - 0.5;
    // Profiles that are made before a capability goes would fall with it.
    if (change.action !== "delete" || change.type === "capability") return kind;
    return freesName(change) ? kind - 0.5 : ORDER.length + kind;
  };
  return changes
    .map((change) => ({ change, rank: rank(change) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ change }) => change);
}

/** Revocations that must come before a new certificate, because it would find no slot: of its type, or of one that may share its slots. */
function revokedForSlots(input: PlanningInput, world: Observed, changes: readonly Change[]): ReadonlySet<Change> {
  const added = changes.flatMap((c) =>
    c.type === "certificate" && c.after ? [{ owner: c.provider_name, type: c.after.certificate_type }] : [],
  );
  const isFull = (owner: string, type: AppleCertificateType): boolean => {
    const limit = input.spec.certificateLimits[type];
    const alive = (world.app_store_connect[owner]?.certificates ?? []).filter(
      (c) => mayShareSlots(c.certificate_type, type) && isBeyond(input.now, c.expires, 0),
    );
    return limit !== undefined && alive.length >= limit;
  };
  return new Set(
    changes.filter((c) => {
      if (c.type !== "certificate" || c.action !== "delete") return false;
      const team = world.app_store_connect[c.provider_name];
      const ended = team?.certificates.find(({ serial_number }) => serial_number === c.deposed)?.certificate_type ?? "";
      return added.some(
        ({ owner, type }) => owner === c.provider_name && mayShareSlots(ended, type) && isFull(owner, type),
      );
    }),
  );
}

/** Dates of what the store holds, nearest first: newest instances only. */
function expiries(observed: Observed, now: Date): readonly PlanExpiry[] {
  const newest = new Map(observed.store.objects.map((o) => [o.address, o]));
  return [...newest.values()]
    .flatMap((o) => {
      const expires = textFact(o, "not_after") ?? textFact(o, "expires");
      const what = textFact(o, "subject_common_name") ?? textFact(o, "name") ?? "";
      return expires === undefined ? [] : [{ address: o.address, what, expires, days_left: daysUntil(now, expires) }];
    })
    .sort((a, b) => Date.parse(a.expires) - Date.parse(b.expires) || (a.address < b.address ? -1 : 1));
}
