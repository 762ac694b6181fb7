import { addressOf, type Address } from "../../plan/address.ts";
import { namedDevices } from "../device-groups.ts";
import type { AutomaticAppleTarget, Target } from "../target.ts";
import { bundleIdsOf, wantedBundleIds } from "./bundle-ids.ts";
import { certificateAddresses, certificateTypesOf } from "./certificates.ts";
import { importedIdentityAddress, importedProfileAddress, keystoreAddressOf } from "./imports.ts";
import { comparableUdid, type PlanningInput } from "./planning.ts";
import { consoleIdentityAddresses } from "./console-identities.ts";
import { securedAppAddresses } from "./secured-apps.ts";
import { hasSigningProfile, signingProfileAddress } from "./signing-profiles.ts";
import { profileAddresses } from "./wanted-profile.ts";

/** What the targets of a spec ask for, by address. What the store knows beyond it has left the file. */
export interface Wanted {
  readonly addresses: ReadonlySet<Address>;
  /** Whether a device of a team is named by a target, or any device of the team is welcome. */
  readonly hasDevice: (owner: string, udid: string) => boolean;
}

/** Finds what the targets ask for. */
export function wantedBy(input: PlanningInput): Wanted {
  const automatic = input.targets.filter(isAutomatic);
  const devices = new Map<string, Set<string> | "all">();
  for (const target of automatic) {
    const known = devices.get(target.key) ?? new Set<string>();
    if (target.devices === "all" || known === "all") devices.set(target.key, "all");
    else {
      for (const { udid } of namedDevices(target, input.facts.deviceLists)) known.add(comparableUdid(udid));
      devices.set(target.key, known);
    }
  }
  return {
    addresses: new Set([
      ...automatic.flatMap((target) => appleAddresses(input, target)),
      ...capabilityAddresses(input, automatic),
      ...input.targets.flatMap(importedAddresses),
      ...input.targets.flatMap((target) => consoleAddresses(input, target)),
    ]),
    hasDevice: (owner, udid) => {
      const named = devices.get(owner);
      return named === "all" || (named?.has(comparableUdid(udid)) ?? false);
    },
  };
}

function isAutomatic(target: Target): target is AutomaticAppleTarget {
  return target.platform !== "android" && target.method === "automatic";
}

function appleAddresses(input: PlanningInput, target: AutomaticAppleTarget): readonly Address[] {
  const { key, appleProfileType } = target;
  return [
    ...certificateTypesOf(target).flatMap((type) => Object.values(certificateAddresses(key, type))),
    ...bundleIdsOf(input, target).flatMap((bundleId) => {
      const { profile, stored } = profileAddresses(key, bundleId, appleProfileType);
      return [profile, stored, addressOf(key, "bundle_id", bundleId)];
    }),
  ];
}

function capabilityAddresses(input: PlanningInput, targets: readonly AutomaticAppleTarget[]): readonly Address[] {
  const owners = new Set(targets.map((t) => t.key));
  return [...owners].flatMap((owner) => {
    const ofOwner = targets.filter((t) => t.key === owner);
    return wantedBundleIds(input, ofOwner).flatMap(({ identifier, capabilities }) =>
      [...capabilities.keys()].map((type) => capabilityAddress(owner, identifier, type)),
    );
  });
}

/** Address of a capability of a bundle ID, by Apple's capability type. */
export function capabilityAddress(owner: string, bundleId: string, type: string): Address {
  return addressOf(owner, "capability", `${bundleId}:${type.toLowerCase()}`);
}

/** What the store takes in from files of the user, and the upload keys that it makes. */
function importedAddresses(target: Target): readonly Address[] {
  if (target.platform === "android") return [keystoreAddressOf(target)];
  const identities = [target.certificate, target.installerCertificate].flatMap((name) =>
    name === undefined ? [] : [importedIdentityAddress(name)],
  );
  return [...identities, ...(target.method === "manual" ? target.profiles.map(importedProfileAddress) : [])];
}

function consoleAddresses(input: PlanningInput, target: Target): readonly Address[] {
  return [
    ...(hasSigningProfile(target) ? [signingProfileAddress(target)] : []),
    ...consoleIdentityAddresses(input, target),
    ...securedAppAddresses(input, target),
  ];
}
