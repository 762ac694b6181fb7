import { profileName, storedObjectName } from "../../plan/observed-objects.ts";
import { ownerOf, type Address } from "../../plan/address.ts";
import type { ObservedProfile, StoredObject, StoreObserved } from "../../plan/observed.ts";
import type { Change } from "../../plan/plan.ts";
import type { AppleProfileType } from "../../plan/resource.ts";
import { changeOf, markedProfiles, sortedSet, storedInstances, textFact, type PlanningInput } from "./planning.ts";

/**
 * Profiles that Signwright made and that no target of the spec wants any more: the only thing that leaving the file deletes.
 * `wanted` are the profile addresses that the whole spec wants. Profiles of keys that this run did not read are left alone.
 */
export function planRemovals(input: PlanningInput, wanted: ReadonlySet<Address>): readonly Change[] {
  return madeProfiles(input.observed.store)
    .filter((address) => !wanted.has(address) && input.observed.app_store_connect[ownerOf(address)] !== undefined)
    .flatMap((address) => removeProfile(input, address));
}

/** Addresses of profiles that the store knows as made by Signwright: by their mark, or by the copy that it keeps of them. */
function madeProfiles(store: StoreObserved): readonly Address[] {
  const marked = store.records.map((record) => record.address);
  const copied = store.objects.flatMap((object) => sourceOf(object) ?? []);
  return sortedSet([...marked, ...copied]).filter((address) => address.startsWith(`${ownerOf(address)}/profile/`));
}

/** Names of the keys with which Signwright made the profiles that the store knows. */
export function profileOwners(store: StoreObserved): readonly string[] {
  return sortedSet(madeProfiles(store).map(ownerOf));
}

/** The profile at Apple that an object of the store is the copy of; the copies of the user's own files have none. */
export function sourceOf(object: StoredObject): Address | undefined {
  const prefix = "store/stored_profile/";
  const colon = object.address.indexOf(":");
  if (!object.address.startsWith(prefix) || colon < 0) return undefined;
  const owner = object.address.slice(prefix.length, colon);
  const source: Address = `${owner}/profile/${object.address.slice(colon + 1)}`;
  return textFact(object, "source") === source ? source : undefined;
}

function removeProfile(input: PlanningInput, address: Address): readonly Change[] {
  const owner = ownerOf(address);
  const stored: Address = `store/stored_profile/${owner}:${address.slice(`${owner}/profile/`.length)}`;
  const copies = storedInstances(input, stored);
  const marked = markedProfiles(input, address);
  const ours = new Set([...copies.map((copy) => copy.instance), ...marked]);
  const present = (input.observed.app_store_connect[owner]?.profiles ?? [])
    .filter((profile) => ours.has(profile.uuid))
    .sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
  return [
    ...present.map((profile) => deleteProfile(address, profile)),
    ...copies.map((copy) => deleteCopy(stored, address, copy)),
  ];
}

function deleteProfile(address: Address, profile: ObservedProfile): Change {
  return changeOf({
    address,
    type: "profile",
    action: "delete",
    action_reason: "delete_because_no_resource_config",
    reason: "no target of the signing file needs it any more",
    before: {
      // Signwright made it, so its type is one of those that Signwright makes.
      profile_type: profile.profile_type as AppleProfileType,
      bundle_id: profile.bundle_id ?? "",
      name: profile.name,
      exact_name: true,
      certificates: profile.certificates.map((serial) => `serial:${serial}`),
      devices: profile.devices,
      replaces: null,
    },
    deposed: profile.uuid,
    targets: [],
    reads: [profileName(ownerOf(address), profile.uuid)],
  });
}

function deleteCopy(stored: Address, address: Address, copy: StoredObject): Change {
  return changeOf({
    address: stored,
    type: "stored_profile",
    action: "delete",
    action_reason: "delete_because_no_resource_config",
    reason: "the copy of a profile that no target needs any more",
    before: { source: { profile: address }, uuid: copy.instance, sha256: textFact(copy, "sha256") ?? null },
    deposed: copy.instance,
    depends_on: [address],
    targets: [],
    reads: [storedObjectName(stored, copy.instance)],
  });
}
