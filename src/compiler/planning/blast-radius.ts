import { addressOf, nameOf, ownerOf, type Address } from "../../plan/address.ts";
import type { AppStoreConnectObserved, Observed, ObservedProfile } from "../../plan/observed.ts";
import type { BlastRadius, Change } from "../../plan/plan.ts";
import { bundleIdsOf } from "./bundle-ids.ts";
import { comparableUdid, groupedBy, isBeyond, sortedSet, type PlanningInput } from "./planning.ts";
import { profileAddresses } from "./wanted-profile.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/**
 * How far each line reaches that ends something, or that turns profiles invalid: the targets that it touches, and the profiles at Apple
 * that stop working by it. Apple turns all profiles of an App ID invalid when a capability of it changes, and all that hold a
 * certificate when that is revoked (Apple Technical Q&A: Resolving the Provisioning Profile Invalid Status). A profile with a
 * disabled device is to be made anew without it (Apple Developer account help: Edit, download, or delete provisioning profiles).
 * `observed` is the world as it is, with the certificates that are to be revoked. Lines come in the order of `changes`.
 */
export function blastRadiusOf(
  input: PlanningInput,
  observed: Observed,
  changes: readonly Change[],
): readonly BlastRadius[] {
  const reaching = changes.filter((c) => c.action === "delete" || (c.type === "capability" && c.action !== "manual"));
  if (reaching.length === 0) return [];
  const fates = fatesOf(changes);
  const marks = ourProfileAddresses(observed);
  const targetsOf = targetsByAddress(input);
  const fallen = fallenProfiles(input, observed);
  return reaching.flatMap((change): readonly BlastRadius[] => {
    // What this plan deletes has a line of its own.
    const profiles = fallen(change).filter((p) => fates.get(p.uuid) !== "deleted");
    if (change.action !== "delete" && profiles.length === 0) return [];
    const touched = profiles.flatMap((p) => targetsOf(marks.get(p.uuid)));
    return [
      {
        address: change.address,
        ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
        targets: sortedSet([...change.targets, ...touched]),
        profiles: profiles.map(({ name, uuid }) => ({
          name,
          uuid,
          ours: marks.has(uuid),
          replaced: fates.get(uuid) === "replaced",
        })),
      },
    ];
  });
}

/** What the plan does with profiles that exist, by UUID. */
function fatesOf(changes: readonly Change[]): ReadonlyMap<string, "replaced" | "deleted"> {
  const fates = new Map<string, "replaced" | "deleted">();
  for (const change of changes) {
    if (change.type !== "profile") continue;
    const { action, deposed, action_reason: reason } = change;
    if (action === "delete" && deposed !== undefined)
      fates.set(deposed, reason === "delete_because_replaced" ? "replaced" : "deleted");
    if (change.after?.replaces != null) fates.set(change.after.replaces, "replaced");
  }
  return fates;
}

/** Addresses of the profiles that the store says are ours, by UUID: by their mark, or by the copy that it holds. */
function ourProfileAddresses({ store }: Observed): ReadonlyMap<string, Address> {
  const found = new Map<string, Address>();
  for (const { address, instance } of store.objects) {
    if (!address.startsWith("store/stored_profile/")) continue;
    const name = nameOf(address);
    const colon = name.indexOf(":");
    // The copy of a file of the user has no team in its name.
    if (colon > 0) found.set(instance, addressOf(name.slice(0, colon), "profile", name.slice(colon + 1)));
  }
  for (const { address, facts } of store.records) {
    if (address.split("/")[1] !== "profile") continue;
    const marked: readonly unknown[] = [facts["uuid"], facts["replaced"]].flat();
    for (const uuid of marked) if (typeof uuid === "string") found.set(uuid, address);
  }
  return found;
}

/** The targets of the whole spec that a profile is made for, also those that the plan leaves out. Found when first asked for. */
function targetsByAddress(input: PlanningInput): (address: Address | undefined) => readonly string[] {
  let known: ReadonlyMap<Address, readonly { readonly id: string }[]> | undefined;
  return (address) => {
    if (address === undefined) return [];
    known ??= groupedBy(
      input.spec.targets.flatMap((target) => {
        if (target.platform === "android" || target.method !== "automatic") return [];
        return bundleIdsOf(input, target).map((bundleId) => ({
          id: target.id,
          address: profileAddresses(target.key, bundleId, target.appleProfileType).profile,
        }));
      }),
      (use) => use.address,
    );
    return (known.get(address) ?? []).map(({ id }) => id);
  };
}

/** The profiles that work now and stop working by a change, by name. */
function fallenProfiles(input: PlanningInput, observed: Observed): (change: Change) => readonly ObservedProfile[] {
  const indexes = new Map<string, ReturnType<typeof indexOf>>();
  const ofTeam = (owner: string): ReturnType<typeof indexOf> => {
    const index = indexes.get(owner) ?? indexOf(observed.app_store_connect[owner], input.now);
    indexes.set(owner, index);
    return index;
  };
  return (change) => {
    const { working, byBundleId } = ofTeam(ownerOf(change.address));
    switch (change.type) {
      case "capability":
        return byBundleId.get((change.after ?? change.before)?.bundle_id ?? "") ?? [];
      case "bundle_id":
        return byBundleId.get(change.name) ?? [];
      case "certificate":
        return working.filter((p) => change.deposed !== undefined && p.certificates.includes(change.deposed));
      case "device": {
        const udid = comparableUdid(change.name);
        return working.filter((p) => p.devices.some((held) => comparableUdid(held) === udid));
      }
      case "key":
      case "identity":
      case "profile":
      case "stored_profile":
      case "keystore":
      case "signing_profile":
      case "installed_identity":
      case "secured_app":
        return [];
    }
  };
}

function indexOf(team: AppStoreConnectObserved | undefined, now: Date) {
  const working = (team?.profiles ?? [])
    .filter((p) => !isDeadState(p.state) && isBeyond(now, p.expires, 0))
    .toSorted((a, b) => (`${a.name}\n${a.uuid}` < `${b.name}\n${b.uuid}` ? -1 : 1));
  return { working, byBundleId: groupedBy(working, (p) => p.bundle_id ?? "") };
}
