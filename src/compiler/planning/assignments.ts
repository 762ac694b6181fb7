import { addressOf } from "../../plan/address.ts";
import {
  assignedEntitlements,
  managedEntitlement,
  type AssignedEntitlement,
  type ManagedEntitlement,
} from "../../plan/assigned-entitlements.ts";
import { storedObjectName } from "../../plan/observed-objects.ts";
import type { StoredObject } from "../../plan/observed.ts";
import type { Change, ManualStep } from "../../plan/plan.ts";
import { nearestName } from "../nearest-name.ts";
import { definition } from "../schema-diagnostics/schema-node.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { wantedBundleIds } from "./bundle-ids.ts";
import { changeOf, isCapabilityByHand, sortedSet, storedInstances, type PlanningInput } from "./planning.ts";
import { profileAddresses } from "./wanted-profile.ts";

/**
 * Steps by hand for capabilities that the API cannot finish, or not even begin: App Groups, iCloud containers and merchant IDs are
 * assigned in the developer portal, managed capabilities are granted by Apple and enabled there, and what Apple's API has refused as
 * unknown can only be turned on there. Whether it is done is seen in the profiles or at the bundle ID, so nothing waits for the step:
 * a profile without it signs what does not use it, and Apple turns it invalid when it comes, which the next plan sees.
 */
export function planAssignments(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
): readonly Change[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return wantedBundleIds(input, targets).flatMap(({ identifier, capabilities, targets: ids }) =>
    sortedSet(capabilities.keys()).flatMap((type): readonly Change[] => {
      const of: CapabilityOf = { owner, identifier, type, ids };
      const rule = ruleOf(of);
      if (!rule) return isRefused(input, of) ? [stepForRefused(of)] : [];
      const copies = newestCopies(
        input,
        identifier,
        ids.flatMap((id) => byId.get(id) ?? []),
      );
      const lacking = copies.filter(rule.isLacking);
      // What an older release stored says nothing of it; a profile that is made anew will.
      if (copies.length > 0 && lacking.length === 0) return [];
      const reads = lacking.map((copy) => storedObjectName(copy.address, copy.instance));
      return [stepFor(of, "assignment", { ...rule, reads })];
    }),
  );
}

/** A capability of a bundle ID, and who wants it. */
interface CapabilityOf {
  readonly owner: string;
  readonly identifier: string;
  /** Apple's CapabilityType, or our name in its form. */
  readonly type: string;
  readonly ids: readonly string[];
}

/** How a step is seen to be done, and what it is. */
interface StepRule {
  /** Whether a profile of the store shows that it is not done. */
  readonly isLacking: (copy: StoredObject) => boolean;
  readonly reason: string;
  readonly manual: ManualStep;
}

function ruleOf(of: CapabilityOf): StepRule | undefined {
  const managed = managedEntitlement(of.type);
  if (managed) return managedRule(of, managed);
  const assigned = Object.hasOwn(assignedEntitlements, of.type) ? assignedEntitlements[of.type] : undefined;
  return assigned && assignedRule(of, assigned);
}

function assignedRule({ identifier, type }: CapabilityOf, { entitlement, what }: AssignedEntitlement): StepRule {
  return {
    isLacking: ({ facts }) => Array.isArray(facts["unassigned"]) && facts["unassigned"].includes(entitlement),
    reason: `Apple's API turns ${type} on for ${identifier}, and cannot assign ${what} to it`,
    manual: {
      instructions: `In the developer portal under Identifiers, open ${identifier}, press Edit beside ${what} and choose those that the app uses. Then run \`signwright apply\`, which makes its profiles anew.`,
      check: `the profiles of ${identifier} hold values of ${entitlement}`,
    },
  };
}

function managedRule({ identifier }: CapabilityOf, { entitlement, what, request }: ManagedEntitlement): StepRule {
  return {
    isLacking: ({ facts }) => Array.isArray(facts["granted"]) && !facts["granted"].includes(entitlement),
    reason: `${what} is a managed capability: Apple grants it to a team on request, and its API cannot enable it for ${identifier}`,
    manual: {
      instructions: [
        `unless Apple has granted it already, the Account Holder asks for it: ${request}, or Capability Requests of ${identifier} in the developer portal`,
        `once it is granted: in the developer portal under Identifiers, open ${identifier}, enable ${what} under Additional Capabilities, and save`,
        "then `signwright apply` makes its profiles anew; `--replace` and a profile's address does where Apple left it valid",
      ].join("\n"),
      check: `the entitlements of the profiles of ${identifier} hold ${entitlement}`,
    },
  };
}

/** Whether Apple's API refused the type, and nobody turned it on since. */
function isRefused(input: PlanningInput, { owner, identifier, type }: CapabilityOf): boolean {
  const shown = input.observed.app_store_connect[owner]?.bundle_ids.find((b) => b.identifier === identifier);
  const isOn = shown?.capabilities.some((c) => c.capability_type === type) ?? false;
  return !isOn && isCapabilityByHand(input, addressOf(owner, "capability", `${identifier}:${type.toLowerCase()}`));
}

function stepForRefused(of: CapabilityOf): Change {
  const { identifier, type } = of;
  const known = (definition("CapabilityName").examples ?? []).map(String);
  const near = nearestName(type.toLowerCase(), known);
  return stepFor(of, undefined, {
    reads: [],
    reason: `Apple's API does not know ${type}, and refused to turn it on for ${identifier}`,
    manual: {
      instructions: [
        ...(near === undefined ? [] : [`if it is misspelt: there is \`${near}\``]),
        `in the developer portal under Identifiers, open ${identifier}, turn it on and save`,
        `where it stays in the plan although it is on, Apple's API does not show it: take it out of \`capabilities\`, and it stays on`,
      ].join("\n"),
      check: `Apple's API shows ${type} at ${identifier}`,
    },
  });
}

function stepFor(
  { owner, identifier, type, ids }: CapabilityOf,
  part: "assignment" | undefined,
  { reason, manual, reads }: Pick<StepRule, "reason" | "manual"> & { readonly reads: readonly string[] },
): Change {
  const name = `${identifier}:${type.toLowerCase()}`;
  return changeOf({
    address: addressOf(owner, "capability", part === undefined ? name : `${name}:${part}`),
    type: "capability",
    action: "manual",
    action_reason: "cannot_be_done_by_api",
    reason,
    after: { bundle_id: identifier, capability_type: type, settings: [] },
    targets: ids,
    reads,
    manual,
  });
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
