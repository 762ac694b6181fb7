import { ownerOf, type Address } from "../../plan/address.ts";
import type { Observed } from "../../plan/observed.ts";
import type { Change } from "../../plan/plan.ts";
import { changeOf, comparableUdid, textFact } from "./planning.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/**
 * What is no longer as Signwright left it, by its marks: gone, invalid or disabled, whether or not the plan does something about it.
 * Only teams and consoles that were read are looked at.
 */
export function driftOf(observed: Observed): readonly Change[] {
  const marks = [...observed.store.records].sort((a, b) => (a.address < b.address ? -1 : 1));
  return marks.flatMap(({ address, facts }) => {
    const found = stateOf(observed, address, { facts });
    if (found === undefined) return [];
    const change = changeOf({
      address,
      type: address.split("/")[1] as Change["type"],
      action: found === GONE ? "delete" : "update",
      action_reason: found === GONE ? "missing" : "attributes_differ",
      reason: found,
      targets: [],
    });
    // The kind is the address's own; what only says that something moved is the same for every kind.
    return [change as Change];
  });
}

const GONE = "it is gone";

/** What moved, in words; `undefined` where all is as it was, or nobody looked. */
function stateOf(
  observed: Observed,
  address: Address,
  mark: { readonly facts: Observed["store"]["records"][number]["facts"] },
): string | undefined {
  const [, kind, ...rest] = address.split("/");
  const name = rest.join("/");
  const team = observed.app_store_connect[ownerOf(address)];
  const goneUnless = (isThere: boolean | undefined): string | undefined => (isThere === false ? GONE : undefined);
  switch (kind) {
    case "bundle_id":
      return goneUnless(team?.bundle_ids.some((b) => b.identifier === name));
    case "capability":
      // What the API refused to turn on was never on.
      if (mark.facts["by_hand"] === true) return undefined;
      return goneUnless(
        team?.bundle_ids.some((b) =>
          b.capabilities.some((c) => `${b.identifier}:${c.capability_type.toLowerCase()}` === name),
        ),
      );
    case "certificate": {
      const serial = textFact(mark, "serial_number");
      // One that only the Account Holder can make has a mark and no serial number.
      if (serial === undefined && textFact(mark, "account_holder_only") !== undefined) return undefined;
      return goneUnless(team?.certificates.some((c) => c.serial_number === serial));
    }
    case "device": {
      const device = team?.devices.find((d) => comparableUdid(d.udid) === comparableUdid(name));
      return device?.status === "DISABLED" ? "it was disabled" : goneUnless(team && device !== undefined);
    }
    case "profile": {
      const profile = team?.profiles.find((p) => p.uuid === textFact(mark, "uuid"));
      if (profile && isDeadState(profile.state)) return `Apple says that it is ${profile.state}`;
      return goneUnless(team && profile !== undefined);
    }
    case "signing_profile": {
      const id = textFact(mark, "profile_id");
      const profiles = observed.policy_console[ownerOf(address)]?.signing_profiles;
      return id === undefined ? undefined : goneUnless(profiles?.some((p) => p.profile_id === id));
    }
    case "secured_app": {
      const apps = observed.policy_console[ownerOf(address)]?.apps ?? [];
      // Apps are read only where a target secures one.
      return goneUnless(apps.length > 0 ? apps.some((a) => a.app_id === textFact(mark, "app_id")) : undefined);
    }
    default:
      return undefined;
  }
}
