import { ownerOf, type Address } from "../../plan/address.ts";
import type { Change } from "../../plan/plan.ts";
import type { ResourceKind } from "../../plan/resource.ts";
import { changeOf, recordOf, sortedSet, textFact, type PlanningInput } from "./planning.ts";
import { sourceOf } from "./removals.ts";
import type { Wanted } from "./wanted-addresses.ts";

/**
 * What Signwright made elsewhere, what the spec names no more, and what nobody wants to lose: it stays as it is, and only the mark in
 * the store goes. `changed` are addresses that the plan changes anyway.
 */
export function planForgotten(input: PlanningInput, wanted: Wanted, changed: ReadonlySet<Address>): readonly Change[] {
  return input.observed.store.records
    .map(({ address }) => address)
    .filter((address) => !isWanted(wanted, address) && !changed.has(address))
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((address) => {
      const reason = whyForgotten(input, address);
      return reason === undefined ? [] : [forget(address, reason)];
    });
}

/** Addresses of what the store holds for no target any more: it is kept, encrypted, until somebody names it. */
export function keptFor(input: PlanningInput, wanted: Wanted): readonly Address[] {
  // A copy of a profile that Signwright made goes with the profile.
  const own = input.observed.store.objects.filter((object) => sourceOf(object) === undefined);
  return sortedSet(own.map((o) => o.address)).filter((address) => !wanted.addresses.has(address));
}

function isWanted({ addresses, hasDevice }: Wanted, address: Address): boolean {
  const [owner = "", kind, ...name] = address.split("/");
  return kind === "device" ? hasDevice(owner, name.join("/")) : addresses.has(address);
}

/** What stays, in words; `undefined` where the mark stays too. */
function whyForgotten(input: PlanningInput, address: Address): string | undefined {
  const { spec, observed } = input;
  const owner = ownerOf(address);
  const kind = kindOf(address);
  if (kind === undefined) return undefined;
  if (kind === "profile") {
    // What was read and is there is deleted; what was read and is not there leaves nothing but its mark.
    if (observed.app_store_connect[owner]) return "no target needs it any more, and Apple has it no more";
    return spec.keys.has(owner)
      ? undefined
      : `the signing file has no key \`${owner}\` any more; what it made stays at Apple`;
  }
  const mark = recordOf(input, address);
  if (textFact(mark, "account_holder_only") !== undefined && textFact(mark, "serial_number") === undefined)
    return "no target needs it any more; Signwright never made it";
  if (mark?.facts["by_hand"] === true) return "no target asks for it any more; Signwright never turned it on";
  return stays[kind];
}

const stays: Readonly<Partial<Record<ResourceKind, string>>> = {
  bundle_id: "no target names it any more; it stays registered at Apple",
  capability: "no target asks for it any more; it stays on: `remove_capabilities` turns it off",
  device: "no target names it any more; it stays registered: `disable_devices` disables it",
  certificate:
    "no target needs it any more; it stays valid at Apple, and its private key in the store: `--revoke` with its serial number revokes it",
  signing_profile: "no target names it any more; it stays on the console",
  installed_identity:
    "no target is signed with it on the console any more; it stays in the keychain of the console's Mac",
  secured_app: "no target names it any more; it stays on the console as it is secured",
};

function kindOf(address: Address): ResourceKind | undefined {
  const kind = address.split("/")[1];
  return kind === "profile" || (kind !== undefined && Object.hasOwn(stays, kind)) ? (kind as ResourceKind) : undefined;
}

function forget(address: Address, reason: string): Change {
  const change = changeOf({
    address,
    type: kindOf(address) ?? "profile",
    action: "forget",
    action_reason: "forget_because_no_resource_config",
    reason,
    targets: [],
  });
  // The kind is the address's own; a change that sets nothing is the same for every kind.
  return change as Change;
}
