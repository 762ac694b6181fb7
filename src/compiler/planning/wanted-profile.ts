import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedDevice, ObservedProfile } from "../../plan/observed.ts";
import type { Change } from "../../plan/plan.ts";
import type { AppleProfileType } from "../../plan/resource.ts";
import {
  comparableUdid,
  daysUntil,
  isBeyond,
  markedProfiles,
  sameSet,
  storedInstances,
  type PlanningInput,
} from "./planning.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/** One profile that targets need: all that decides whether an existing one will do. */
export interface WantedProfile {
  readonly owner: string;
  readonly address: Address;
  readonly storeAddress: Address;
  readonly bundleId: string;
  readonly type: AppleProfileType;
  readonly name: string;
  readonly exactName: boolean;
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
  /** Devices that Apple is still processing. */
  readonly processing: readonly ObservedDevice[];
  readonly renewBefore: number;
  /** Days for which a profile of a replaced certificate is kept. */
  readonly retireAfter: number;
  /** How a profile names the certificate that builds are signed with. */
  readonly own: string | undefined;
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
  readonly targets: readonly string[];
  readonly invalidated: boolean;
}

/** Addresses of the profile of a bundle ID at Apple and in the store. */
export function profileAddresses(
  owner: string,
  bundleId: string,
  type: AppleProfileType,
): Record<"profile" | "stored", Address> {
  const name = `${bundleId}:${type.toLowerCase()}`;
  return {
    profile: addressOf(owner, "profile", name),
    stored: addressOf("store", "stored_profile", `${owner}:${name}`),
  };
}

/**
 * Profiles at Apple that are this one: named by our record or store, or by our name for the same bundle ID and type. Those that
 * we know to be ours come first, then the newest.
 */
export function ourProfiles(input: PlanningInput, wanted: WantedProfile): readonly ObservedProfile[] {
  const ours = (p: ObservedProfile): number => (isOurs(input, wanted, p) ? 0 : 1);
  return (input.observed.app_store_connect[wanted.owner]?.profiles ?? [])
    .filter((p) => p.profile_type === wanted.type && p.bundle_id === wanted.bundleId)
    .filter((p) => isOurs(input, wanted, p) || hasOurName(wanted, p))
    .sort((a, b) => ours(a) - ours(b) || Date.parse(b.expires) - Date.parse(a.expires) || (a.uuid < b.uuid ? -1 : 1));
}

function hasOurName(wanted: WantedProfile, profile: ObservedProfile): boolean {
  if (wanted.exactName) return profile.name === wanted.name;
  return profile.name.startsWith(`${wanted.name} `) && /^[0-9a-f]{8}$/.test(profile.name.slice(wanted.name.length + 1));
}

/** Whether our store says that we made it. A name alone allows using a profile, never deleting it. */
export function isOurs(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): boolean {
  return (
    markedProfiles(input, wanted.address).includes(profile.uuid) ||
    storedInstances(input, wanted.storeAddress).some((o) => o.instance === profile.uuid)
  );
}

/** What is wrong with a profile. */
export interface Fault {
  readonly action_reason: Change["action_reason"];
  readonly reason: string;
}

/** Why an existing profile will not do; `undefined` when it will. */
export function faultOf(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): Fault | undefined {
  if (input.requests.replace.includes(`${wanted.address}#${profile.uuid}`))
    return { action_reason: "replace_by_request", reason: "`--replace` asks for a new one" };
  const days = daysUntil(input.now, profile.expires);
  if (days < 0)
    return {
      action_reason: "replace_because_expiring",
      reason: `the profile expired on ${profile.expires.slice(0, 10)}`,
    };
  if (isDeadState(profile.state))
    return { action_reason: "replace_because_invalid", reason: `Apple says that the profile is ${profile.state}` };
  if (wanted.invalidated) {
    return {
      action_reason: "replace_because_content",
      reason: "a capability changes, which turns the profiles of the bundle ID invalid",
    };
  }
  if (
    !sameSet(
      profile.certificates.map((serial) => `serial:${serial}`),
      wanted.certificates,
    )
  ) {
    return {
      action_reason: "replace_because_certificate",
      reason: "the profile holds other certificates than it should",
    };
  }
  const devices = deviceDifference(wanted, profile);
  if (devices !== undefined) return { action_reason: "replace_because_devices", reason: devices };
  if (wanted.exactName && profile.name !== wanted.name) {
    return { action_reason: "attributes_differ", reason: `the profile is named "${profile.name}"` };
  }
  if (!isBeyond(input.now, profile.expires, wanted.renewBefore) && !endsWithCertificate(input, wanted, profile)) {
    return { action_reason: "replace_because_expiring", reason: `the profile expires in ${days} days` };
  }
  return undefined;
}

/** Whether a new profile would last no longer, because no profile outlasts its certificate: that has to be renewed first. */
function endsWithCertificate(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): boolean {
  return (input.observed.app_store_connect[wanted.owner]?.certificates ?? []).some(
    (c) => `serial:${c.serial_number}` === wanted.own && !isBeyond(new Date(profile.expires), c.expires, 1),
  );
}

/** How the devices differ, in words; `undefined` when they do not, but for those that Apple is still processing. */
function deviceDifference(wanted: WantedProfile, profile: ObservedProfile): string | undefined {
  const has = new Set(profile.devices.map(comparableUdid));
  const needs = new Set(wanted.devices.map(comparableUdid));
  const processing = new Set(wanted.processing.map((d) => comparableUdid(d.udid)));
  const missing = [...needs].filter((udid) => !has.has(udid) && !processing.has(udid)).length;
  const surplus = [...has].filter((udid) => !needs.has(udid) && !processing.has(udid)).length;
  if (missing + surplus === 0) return undefined;
  const parts = [...(missing > 0 ? [`lacks ${missing}`] : []), ...(surplus > 0 ? [`holds ${surplus} too many`] : [])];
  return `the profile ${parts.join(" and ")} of the devices`;
}

/**
 * Whether an old profile of ours is still kept because builds may be on their way with the certificate that it was made for: it holds
 * another certificate than builds get now, works, and its successor is in the store for less than the grace time.
 */
export function isInGrace(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): boolean {
  const serials = profile.certificates.map((serial) => `serial:${serial}`);
  const isOfOldCertificate = wanted.own !== undefined && !serials.includes(wanted.own);
  const works = !isDeadState(profile.state) && isBeyond(input.now, profile.expires, 0) && !wanted.invalidated;
  if (!isOfOldCertificate || !works || wanted.exactName || !hasValidCertificate(input, wanted.owner, profile))
    return false;
  if (wanted.retireAfter === 0) return false;
  const copies = storedInstances(input, wanted.storeAddress);
  const place = copies.findIndex((o) => o.instance === profile.uuid);
  if (place < 0) return false;
  const successor = copies[place + 1];
  return successor === undefined || !isBeyond(new Date(successor.created), input.now.toISOString(), wanted.retireAfter);
}

/** Without a certificate that holds, nothing can be built with a profile. */
function hasValidCertificate(input: PlanningInput, owner: string, profile: ObservedProfile): boolean {
  return (input.observed.app_store_connect[owner]?.certificates ?? []).some(
    (c) => profile.certificates.includes(c.serial_number) && isBeyond(input.now, c.expires, 0),
  );
}
