import type { Change } from "../../plan/plan.ts";
import { profileName, storedObjectName } from "../../plan/observed-objects.ts";
import { ownerOf, type Address } from "../../plan/address.ts";
import type { AppleProfileType } from "../../plan/resource.ts";
import { changeOf, storedInstances, textFact, type PlanningInput } from "./planning.ts";

/**
 * Profiles that Signwright made and that no target of the spec wants any more: the only thing that leaving the file deletes.
 * `wanted` are the profile addresses that the whole spec wants; `keys` the App Store Connect keys that it names.
 */
export function planRemovals(input: PlanningInput, wanted: ReadonlySet<Address>): readonly Change[] {
  return input.observed.store.records.flatMap((record): readonly Change[] => {
    const owner = ownerOf(record.address);
    const uuid = textFact(record, "uuid");
    const seen = input.observed.app_store_connect[owner]?.profiles.find((p) => p.uuid === uuid);
    if (!record.address.startsWith(`${owner}/profile/`) || wanted.has(record.address) || !seen || uuid === undefined) return [];
    const stored: Address = `store/stored_profile/${owner}:${record.address.slice(`${owner}/profile/`.length)}`;
    const copies = storedInstances(input, stored);
    return [
      changeOf({
        address: record.address,
        type: "profile",
        action: "delete",
        action_reason: "delete_because_no_resource_config",
        reason: "no target of the signing file needs it any more",
        before: {
          // Signwright made it, so its type is one of those that Signwright makes.
          profile_type: seen.profile_type as AppleProfileType,
          bundle_id: seen.bundle_id ?? "",
          name: seen.name,
          exact_name: true,
          certificates: seen.certificates.map((serial) => `serial:${serial}`),
          devices: seen.devices,
          replaces: null,
        },
        deposed: uuid,
        targets: [],
        reads: [profileName(owner, uuid)],
      }),
      ...copies.map((copy) =>
        changeOf({
          address: stored,
          type: "stored_profile",
          action: "delete",
          action_reason: "delete_because_no_resource_config",
          reason: "the copy of that profile",
          before: { source: { profile: record.address }, uuid: copy.instance, sha256: textFact(copy, "sha256") ?? null },
          deposed: copy.instance,
          depends_on: [record.address],
          targets: [],
          reads: [storedObjectName(stored, copy.instance)],
        }),
      ),
    ];
  });
}
