import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedProfile } from "../../plan/observed.ts";
import { bundleIdName, certificateName, profileName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { AppleProfileType, ProfileAttributes } from "../../plan/resource.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { bundleIdsOf, type PlannedBundleIds } from "./bundle-ids.ts";
import type { PlannedCertificates } from "./certificates.ts";
import type { PlannedDevices } from "./devices.ts";
import {
  changeOf,
  comparableUdid,
  daysUntil,
  isBeyond,
  recordOf,
  sameSet,
  sortedSet,
  storedInstances,
  textFact,
  type Planned,
  type PlanningInput,
} from "./planning.ts";

/** What was planned before profiles, and what they are made from. */
export interface ProfileIngredients {
  readonly certificates: PlannedCertificates;
  readonly bundleIds: PlannedBundleIds;
  readonly devices: PlannedDevices;
}

/** One profile that targets need: all that decides whether an existing one will do. */
interface WantedProfile {
  readonly owner: string;
  readonly address: Address;
  readonly storeAddress: Address;
  readonly bundleId: string;
  readonly type: AppleProfileType;
  readonly name: string;
  readonly exactName: boolean;
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
  readonly renewBefore: number;
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
  readonly targets: readonly string[];
  readonly invalidated: boolean;
}

/** Addresses of the profile of a bundle ID at Apple and in the store. */
export function profileAddresses(owner: string, bundleId: string, type: AppleProfileType): Record<"profile" | "stored", Address> {
  const name = `${bundleId}:${type.toLowerCase()}`;
  return { profile: addressOf(owner, "profile", name), stored: addressOf("store", "stored_profile", `${owner}:${name}`) };
}

/** Plans the profiles of one key's automatic targets, at Apple and in the store. */
export function planProfiles(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
  ingredients: ProfileIngredients,
): Planned {
  const wanted = new Map<Address, WantedProfile>();
  const diagnostics: Diagnostic[] = [];
  for (const target of targets) {
    const certificates = certificatesOf(input, target, ingredients.certificates);
    diagnostics.push(...certificates.diagnostics);
    const devices = ingredients.devices.devicesOf(target);
    if (target.row.devices === "required" && devices.udids.length === 0) {
      diagnostics.push(createDiagnostic("plan/no-devices", { target: target.id, platform: target.platform }, { address: target.id }));
      continue;
    }
    for (const bundleId of bundleIdsOf(input, target)) {
      const addresses = profileAddresses(owner, bundleId, target.appleProfileType);
      const earlier = wanted.get(addresses.profile);
      wanted.set(addresses.profile, {
        owner,
        address: addresses.profile,
        storeAddress: addresses.stored,
        bundleId,
        type: target.appleProfileType,
        name: profileNameOf(target, bundleId),
        exactName: target.profileName !== undefined,
        certificates: certificates.references,
        devices: devices.udids,
        renewBefore: Math.max(target.renewBefore, earlier?.renewBefore ?? 0),
        depends_on: [...(ingredients.bundleIds.pending.get(bundleId) ?? []), ...devices.depends_on, ...certificates.depends_on],
        reads: [...devices.reads, ...certificates.reads],
        targets: [...(earlier?.targets ?? []), target.id],
        invalidated: ingredients.bundleIds.invalidated.has(bundleId),
      });
    }
  }
  const planned = sortedSet(wanted.keys()).flatMap((address) => {
    const one = wanted.get(address);
    return one ? [planProfile(input, one)] : [];
  });
  return { changes: planned.flat(), diagnostics };
}

/** The name at Apple, to which the provider appends a content hash unless the spec fixes the name. */
function profileNameOf(target: AutomaticAppleTarget, bundleId: string): string {
  if (target.profileName === undefined) return `Signwright ${bundleId} ${target.appleProfileType.toLowerCase()}`;
  return bundleId === target.bundleId ? target.profileName : `${target.profileName} ${bundleId}`;
}

interface CertificateList {
  readonly references: readonly string[];
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Certificates that a target's profiles hold: only our own in distribution, as asked for in development. */
function certificatesOf(input: PlanningInput, target: AutomaticAppleTarget, planned: PlannedCertificates): CertificateList {
  const atApple = input.observed.app_store_connect[target.key]?.certificates ?? [];
  const own = ownCertificate(input, target, planned);
  if (target.profileType !== "development" || target.certificates === "own") return own;
  const asked = target.certificates;
  const accepted = new Set<string>(target.row.acceptedCertificateTypes);
  const others = atApple
    .filter((c) => accepted.has(c.certificate_type) && isBeyond(input.now, c.expires, 0))
    .filter((c) => asked === "all" || asked.some((serial) => normalSerial(serial) === c.serial_number));
  return {
    ...own,
    references: sortedSet([...own.references, ...others.map((c) => `serial:${c.serial_number}`)]),
    reads: [...own.reads, ...others.map((c) => certificateName(target.key, c.serial_number))],
  };
}

function ownCertificate(input: PlanningInput, target: AutomaticAppleTarget, planned: PlannedCertificates): CertificateList {
  if (target.certificate !== undefined) return givenCertificate(input, target, target.certificate);
  const type = target.certificateType;
  const slot = type === null ? undefined : planned.slots.get(type);
  if (!slot) return { references: [], depends_on: [], reads: [], diagnostics: [] };
  return {
    references: [slot.reference],
    depends_on: slot.certificate ? [] : [slot.address],
    reads: slot.certificate ? [certificateName(target.key, slot.certificate.serial_number)] : [],
    diagnostics: [],
  };
}

/** The user's own identity in an automatic target: the certificate must be at Apple, whoever made it. */
function givenCertificate(input: PlanningInput, target: AutomaticAppleTarget, keyName: string): CertificateList {
  const identity = input.facts.identities.get(keyName);
  const found = (input.observed.app_store_connect[target.key]?.certificates ?? []).find(
    (c) => c.certificate_sha256 !== null && c.certificate_sha256 === identity?.certificate.sha256,
  );
  if (found) {
    return {
      references: [`serial:${found.serial_number}`],
      depends_on: [],
      reads: [certificateName(target.key, found.serial_number)],
      diagnostics: [],
    };
  }
  const what = identity ? `the certificate of \`${keyName}\` (serial ${identity.certificate.serial})` : `the certificate of \`${keyName}\``;
  return {
    references: [],
    depends_on: [],
    reads: [],
    // Without facts the file itself already has a diagnostic; a second one would only repeat it.
    diagnostics: identity ? [createDiagnostic("app-store-connect/not-found", { what }, { address: target.id })] : [],
  };
}

function normalSerial(serial: string): string {
  return serial.toLowerCase().replaceAll(":", "").replace(/^0+(?=.)/, "");
}

function planProfile(input: PlanningInput, wanted: WantedProfile): readonly Change[] {
  const candidates = ourProfiles(input, wanted);
  const verdicts = candidates.map((profile) => ({ profile, fault: faultOf(input, wanted, profile) }));
  const good = verdicts.find((v) => v.fault === undefined)?.profile;
  const replaced = good ? undefined : verdicts[0];
  const gone = candidates.filter((p) => p !== good && isOurs(input, wanted, p));
  // Apple refuses a name that is held. Our names differ by their hash; one that the spec fixes must be freed first.
  const freed = good || !wanted.exactName ? [] : gone.map((profile) => deleteProfile(wanted, profile, []));
  const changes: Change[] = [
    ...freed,
    ...(good ? [] : [createProfile(input, wanted, replaced)]),
    ...storeProfile(input, wanted, good, replaced?.profile),
  ];
  if (freed.length === 0) changes.push(...gone.map((profile) => deleteProfile(wanted, profile, changes)));
  return [...changes, ...retireStored(input, wanted, good)];
}

/** Profiles at Apple that are this one: named by our record or store, or by our name for the same bundle ID and type. Newest first. */
function ourProfiles(input: PlanningInput, wanted: WantedProfile): readonly ObservedProfile[] {
  return (input.observed.app_store_connect[wanted.owner]?.profiles ?? [])
    .filter((p) => p.profile_type === wanted.type && p.bundle_id === wanted.bundleId)
    .filter((p) => isOurs(input, wanted, p) || hasOurName(wanted, p))
    .sort((a, b) => Date.parse(b.expires) - Date.parse(a.expires));
}

function hasOurName(wanted: WantedProfile, profile: ObservedProfile): boolean {
  if (wanted.exactName) return profile.name === wanted.name;
  return profile.name.startsWith(`${wanted.name} `) && /^[0-9a-f]{8}$/.test(profile.name.slice(wanted.name.length + 1));
}

/** Whether our store says that we made it. A name alone allows using a profile, never deleting it. */
function isOurs(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): boolean {
  return (
    textFact(recordOf(input, wanted.address), "uuid") === profile.uuid ||
    storedInstances(input, wanted.storeAddress).some((o) => o.instance === profile.uuid)
  );
}

interface Fault {
  readonly action_reason: Change["action_reason"];
  readonly reason: string;
}

/** Why an existing profile will not do; `undefined` when it will. */
function faultOf(input: PlanningInput, wanted: WantedProfile, profile: ObservedProfile): Fault | undefined {
  const days = daysUntil(input.now, profile.expires);
  if (days < 0) return { action_reason: "replace_because_expiring", reason: `the profile expired on ${profile.expires.slice(0, 10)}` };
  if (profile.state !== "ACTIVE") return { action_reason: "replace_because_invalid", reason: `Apple says that the profile is ${profile.state}` };
  if (wanted.invalidated) {
    return { action_reason: "replace_because_content", reason: "a capability is added, which turns the profiles of the bundle ID invalid" };
  }
  if (!sameSet(profile.certificates.map((serial) => `serial:${serial}`), wanted.certificates)) {
    return { action_reason: "replace_because_certificate", reason: "the profile holds other certificates than it should" };
  }
  if (!sameSet(profile.devices.map(comparableUdid), wanted.devices.map(comparableUdid))) {
    return { action_reason: "replace_because_devices", reason: deviceDifference(wanted, profile) };
  }
  if (!isBeyond(input.now, profile.expires, wanted.renewBefore)) {
    return { action_reason: "replace_because_expiring", reason: `the profile expires in ${days} days` };
  }
  return undefined;
}

function deviceDifference(wanted: WantedProfile, profile: ObservedProfile): string {
  const has = new Set(profile.devices.map(comparableUdid));
  const needs = new Set(wanted.devices.map(comparableUdid));
  const missing = [...needs].filter((udid) => !has.has(udid)).length;
  const surplus = [...has].filter((udid) => !needs.has(udid)).length;
  const parts = [...(missing > 0 ? [`lacks ${missing}`] : []), ...(surplus > 0 ? [`holds ${surplus} too many`] : [])];
  return `the profile ${parts.join(" and ")} of the devices`;
}

function createProfile(
  input: PlanningInput,
  wanted: WantedProfile,
  replaced: { readonly profile: ObservedProfile; readonly fault: Fault | undefined } | undefined,
): Change {
  const bundleIdExists = wanted.depends_on.every((address) => address !== addressOf(wanted.owner, "bundle_id", wanted.bundleId));
  return changeOf({
    address: wanted.address,
    type: "profile",
    action: "create",
    ...(replaced?.fault ?? { action_reason: "missing", reason: "there is no such profile yet" }),
    before: replaced ? attributesOf(wanted, replaced.profile) : null,
    after: {
      profile_type: wanted.type,
      bundle_id: wanted.bundleId,
      name: wanted.name,
      exact_name: wanted.exactName,
      certificates: wanted.certificates,
      devices: wanted.devices,
      replaces: replaced?.profile.uuid ?? null,
    },
    replaces_older: replaced !== undefined && isOurs(input, wanted, replaced.profile),
    depends_on: wanted.depends_on,
    targets: wanted.targets,
    reads: [
      ...wanted.reads,
      ...(bundleIdExists ? [bundleIdName(wanted.owner, wanted.bundleId)] : []),
      ...(replaced ? [profileName(wanted.owner, replaced.profile.uuid)] : []),
    ],
  });
}

function attributesOf(wanted: WantedProfile, profile: ObservedProfile): ProfileAttributes {
  return {
    profile_type: wanted.type,
    bundle_id: wanted.bundleId,
    name: profile.name,
    exact_name: true,
    certificates: profile.certificates.map((serial) => `serial:${serial}`),
    devices: profile.devices,
    replaces: null,
  };
}

/** The copy in the store: made when the profile is new, or when the store does not hold it. */
function storeProfile(
  input: PlanningInput,
  wanted: WantedProfile,
  good: ObservedProfile | undefined,
  replaced: ObservedProfile | undefined,
): readonly Change[] {
  const held = storedInstances(input, wanted.storeAddress);
  if (good && held.some((o) => o.instance === good.uuid)) return [];
  return [
    changeOf({
      address: wanted.storeAddress,
      type: "stored_profile",
      action: "create",
      action_reason: replaced ? "source_changed" : "missing",
      reason: good ? `the store does not hold profile ${good.uuid} yet` : "the new profile, kept for builds",
      after: { source: { profile: wanted.address }, uuid: good?.uuid ?? null, sha256: null },
      after_unknown: good ? ["sha256"] : ["uuid", "sha256"],
      replaces_older: held.length > 0,
      depends_on: good ? [] : [wanted.address],
      targets: wanted.targets,
      reads: good ? [profileName(wanted.owner, good.uuid)] : [],
    }),
  ];
}

function deleteProfile(wanted: WantedProfile, profile: ObservedProfile, before: readonly Change[]): Change {
  return changeOf({
    address: wanted.address,
    type: "profile",
    action: "delete",
    action_reason: "delete_because_replaced",
    reason:
      before.length === 0
        ? `the old profile "${profile.name}"; \`profile_name\` fixes the name, so there is no profile until the new one is made`
        : `the old profile "${profile.name}", once the new one is stored`,
    before: attributesOf(wanted, profile),
    deposed: profile.uuid,
    depends_on: before.map((c) => c.address),
    targets: wanted.targets,
    reads: [profileName(wanted.owner, profile.uuid)],
  });
}

/** Older copies in the store go when the newer one is in it, so that nothing hands out a profile that is no longer at Apple. */
function retireStored(input: PlanningInput, wanted: WantedProfile, good: ObservedProfile | undefined): readonly Change[] {
  return storedInstances(input, wanted.storeAddress)
    .filter((o) => o.instance !== good?.uuid)
    .map((o) =>
      changeOf({
        address: wanted.storeAddress,
        type: "stored_profile",
        action: "delete",
        action_reason: "delete_because_replaced",
        reason: `the copy of the old profile ${o.instance}`,
        before: { source: { profile: wanted.address }, uuid: o.instance, sha256: textFact(o, "sha256") ?? null },
        deposed: o.instance,
        depends_on: [wanted.storeAddress, wanted.address],
        targets: wanted.targets,
        reads: [storedObjectName(wanted.storeAddress, o.instance)],
      }),
    );
}
