import { addressOf } from "../../plan/address.ts";
import { assignedEntitlements, type AssignedEntitlement } from "../../plan/assigned-entitlements.ts";
import { storedObjectName } from "../../plan/observed-objects.ts";
import type { StoredObject } from "../../plan/observed.ts";
import type { Change } from "../../plan/plan.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { wantedBundleIds } from "./bundle-ids.ts";
import { changeOf, sortedSet, storedInstances, type PlanningInput } from "./planning.ts";
import { profileAddresses } from "./wanted-profile.ts";

/**
 * Steps by hand for capabilities that the API turns on and cannot finish: App Groups, iCloud containers and merchant IDs are assigned
 * in the developer portal. Whether that is done is seen in the profiles, so nothing waits for the step: a profile without the assignment
 * signs what does not use it, and Apple turns it invalid when the assignment comes, which the next plan sees.
 */
export function planAssignments(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
): readonly Change[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return wantedBundleIds(input, targets).flatMap(({ identifier, capabilities, targets: ids }) =>
    sortedSet(capabilities.keys()).flatMap((type): readonly Change[] => {
      const assigned = Object.hasOwn(assignedEntitlements, type) ? assignedEntitlements[type] : undefined;
      if (!assigned) return [];
      const copies = newestCopies(
        input,
        identifier,
        ids.flatMap((id) => byId.get(id) ?? []),
      );
      const lacking = copies.filter((copy) => isEmpty(copy, assigned));
      // What an older release stored says nothing of it; a profile that is made anew will.
      if (copies.length > 0 && lacking.length === 0) return [];
      return [assignmentStep({ owner, identifier, type, ids }, assigned, lacking)];
    }),
  );
}

/** What the store holds of the profiles that targets need for a bundle ID. */
function newestCopies(
  input: PlanningInput,
  identifier: string,
  targets: readonly AutomaticAppleTarget[],
): readonly StoredObject[] {
  const addresses = sortedSet(targets.map((t) => profileAddresses(t.key, identifier, t.appleProfileType).stored));
  return addresses.flatMap((address) => storedInstances(input, address).at(-1) ?? []);
}

function isEmpty({ facts }: StoredObject, { entitlement }: AssignedEntitlement): boolean {
  const unassigned = facts["unassigned"];
  return Array.isArray(unassigned) && unassigned.includes(entitlement);
}

function assignmentStep(
  of: { readonly owner: string; readonly identifier: string; readonly type: string; readonly ids: readonly string[] },
  { entitlement, what }: AssignedEntitlement,
  lacking: readonly StoredObject[],
): Change {
  const { owner, identifier, type, ids } = of;
  return changeOf({
    address: addressOf(owner, "capability", `${identifier}:${type.toLowerCase()}:assignment`),
    type: "capability",
    action: "manual",
    action_reason: "cannot_be_done_by_api",
    reason: `Apple's API turns ${type} on for ${identifier}, and cannot assign ${what} to it`,
    after: { bundle_id: identifier, capability_type: type, settings: [] },
    targets: ids,
    reads: lacking.map((copy) => storedObjectName(copy.address, copy.instance)),
    manual: {
      instructions: `In the developer portal under Identifiers, open ${identifier}, press Edit beside ${what} and choose those that the app uses. Then run \`signwright apply\`, which makes its profiles anew.`,
      check: `the profiles of ${identifier} hold values of ${entitlement}`,
    },
  });
}
