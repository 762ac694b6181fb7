import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedProfile } from "../../plan/observed.ts";
import { bundleIdName, profileName, storedObjectName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { ProfileAttributes } from "../../plan/resource.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { bundleIdsOf, type PlannedBundleIds } from "./bundle-ids.ts";
import type { PlannedCertificates } from "./certificates.ts";
import type { PlannedDevices } from "./devices.ts";
import {
  changeOf,
  comparableUdid,
  sortedSet,
  storedInstances,
  textFact,
  type Planned,
  type PlanningInput,
} from "./planning.ts";
import { certificatesOf } from "./profile-certificates.ts";
import {
  faultOf,
  isInGrace,
  isOurs,
  ourProfiles,
  profileAddresses,
  type Fault,
  type WantedProfile,
} from "./wanted-profile.ts";

/** What was planned before profiles, and what they are made from. */
export interface ProfileIngredients {
  readonly certificates: PlannedCertificates;
  readonly bundleIds: PlannedBundleIds;
  readonly devices: PlannedDevices;
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
    const found = wantedProfiles(input, owner, target, ingredients);
    diagnostics.push(...found.diagnostics);
    for (const profile of found.profiles) {
      const earlier = wanted.get(profile.address);
      const joined = earlier && {
        ...profile,
        renewBefore: Math.max(profile.renewBefore, earlier.renewBefore),
        retireAfter: Math.max(profile.retireAfter, earlier.retireAfter),
        targets: [...earlier.targets, target.id],
      };
      wanted.set(profile.address, joined ?? profile);
    }
  }
  const planned = sortedSet(wanted.keys()).flatMap((address) => {
    const one = wanted.get(address);
    return one ? [planProfile(input, one)] : [];
  });
  return {
    changes: planned.flatMap((p) => p.changes),
    diagnostics: [...diagnostics, ...planned.flatMap((p) => p.diagnostics)],
  };
}

/** The profiles of one target: of its app and of each extension. None where what they are made of is missing. */
function wantedProfiles(
  input: PlanningInput,
  owner: string,
  target: AutomaticAppleTarget,
  { certificates, bundleIds, devices }: ProfileIngredients,
): { readonly profiles: readonly WantedProfile[]; readonly diagnostics: readonly Diagnostic[] } {
  const held = certificatesOf(input, target, certificates);
  const listed = devices.devicesOf(target);
  if (target.row.devices === "required" && listed.udids.length === 0) {
    const { id, platform } = target;
    const noDevices = createDiagnostic("plan/no-devices", { target: id, platform }, { address: `targets.${id}` });
    return { profiles: [], diagnostics: [...held.diagnostics, noDevices] };
  }
  // There is no profile without a certificate; why there is none was said already.
  if (held.references.length === 0) return { profiles: [], diagnostics: held.diagnostics };
  const profiles = bundleIdsOf(input, target).map((bundleId): WantedProfile => {
    const addresses = profileAddresses(owner, bundleId, target.appleProfileType);
    return {
      owner,
      address: addresses.profile,
      storeAddress: addresses.stored,
      bundleId,
      type: target.appleProfileType,
      name: profileNameOf(target, bundleId),
      exactName: target.profileName !== undefined,
      certificates: held.references,
      devices: listed.udids,
      processing: listed.processing,
      renewBefore: target.renewBefore,
      retireAfter: target.retireAfter,
      own: held.own,
      depends_on: [...(bundleIds.pending.get(bundleId) ?? []), ...listed.depends_on, ...held.depends_on],
      reads: [...listed.reads, ...held.reads],
      targets: [target.id],
      invalidated: bundleIds.invalidated.has(bundleId),
    };
  });
  return { profiles, diagnostics: held.diagnostics };
}

/** The name at Apple, to which the provider appends a content hash unless the spec fixes the name. */
function profileNameOf(target: AutomaticAppleTarget, bundleId: string): string {
  if (target.profileName === undefined) return `Signwright ${bundleId} ${target.appleProfileType.toLowerCase()}`;
  return bundleId === target.bundleId ? target.profileName : `${target.profileName} ${bundleId}`;
}

function planProfile(input: PlanningInput, wanted: WantedProfile): Planned {
  const candidates = ourProfiles(input, wanted);
  const verdicts = candidates.map((profile) => ({ profile, fault: faultOf(input, wanted, profile) }));
  const good = verdicts.find((v) => v.fault === undefined)?.profile;
  const replaced = good ? undefined : verdicts[0];
  const old = candidates.filter((p) => p !== good && isOurs(input, wanted, p));
  const kept = old.filter((p) => isInGrace(input, wanted, p));
  const gone = old.filter((p) => !kept.includes(p));
  // Apple refuses a name that is held. Our names differ by their hash; one that the spec fixes must be freed first.
  const freed = good ? [] : gone.filter((p) => wanted.exactName && p.name === wanted.name);
  const create: Change[] = [
    ...freed.map((profile) => deleteProfile(wanted, profile, "at once")),
    ...(good ? [] : [createProfile(input, wanted, replaced)]),
    ...storeProfile(input, wanted, good, replaced?.profile),
  ];
  const retired = gone.filter((p) => !freed.includes(p)).map((profile) => deleteProfile(wanted, profile, create));
  return {
    changes: [...create, ...retired, ...retireStored(input, wanted, good ? [good, ...kept] : kept)],
    diagnostics: good ? leftOut(wanted, good) : nameHolders(input, wanted, freed),
  };
}

/** A profile that lacks devices only because Apple is still processing them is right, and soon will be no more. */
function leftOut(wanted: WantedProfile, profile: ObservedProfile): readonly Diagnostic[] {
  const held = new Set(profile.devices.map(comparableUdid));
  const asked = new Set(wanted.devices);
  return wanted.processing
    .filter((d) => asked.has(d.udid) && !held.has(comparableUdid(d.udid)))
    .map((d) =>
      createDiagnostic(
        "app-store-connect/device-left-out",
        { device: d.name, status: d.status, profile: profile.name },
        { address: wanted.address },
      ),
    );
}

/** Profiles of others that hold a name that the spec fixes: Apple would refuse the new one, and they are not ours to delete. */
function nameHolders(
  input: PlanningInput,
  wanted: WantedProfile,
  freed: readonly ObservedProfile[],
): readonly Diagnostic[] {
  if (!wanted.exactName) return [];
  return (input.observed.app_store_connect[wanted.owner]?.profiles ?? [])
    .filter((p) => p.name === wanted.name && !freed.some((f) => f.uuid === p.uuid))
    .map((p) => {
      const found = `${p.profile_type} of ${p.bundle_id ?? "an unknown bundle ID"}, ${p.state}, UUID ${p.uuid}`;
      return createDiagnostic(
        "app-store-connect/name-taken",
        { name: wanted.name, found },
        { address: wanted.address },
      );
    });
}

function createProfile(
  input: PlanningInput,
  wanted: WantedProfile,
  replaced: { readonly profile: ObservedProfile; readonly fault: Fault | undefined } | undefined,
): Change {
  const stays = replaced !== undefined && isInGrace(input, wanted, replaced.profile);
  const bundleIdExists = wanted.depends_on.every(
    (address) => address !== addressOf(wanted.owner, "bundle_id", wanted.bundleId),
  );
  return changeOf({
    address: wanted.address,
    type: "profile",
    action: "create",
    action_reason: replaced?.fault?.action_reason ?? "missing",
    reason: `${replaced?.fault?.reason ?? "there is no such profile yet"}${stays ? `; the old one stays for ${wanted.retireAfter} days` : ""}`,
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
    replaces_older: replaced !== undefined && !stays && isOurs(input, wanted, replaced.profile),
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

/** The end of an old profile of ours; `before` are the changes that must come first, none when its name must be freed. */
function deleteProfile(wanted: WantedProfile, profile: ObservedProfile, before: readonly Change[] | "at once"): Change {
  const atOnce = before === "at once";
  return changeOf({
    address: wanted.address,
    type: "profile",
    action: "delete",
    action_reason: "delete_because_replaced",
    reason: atOnce
      ? `the old profile "${profile.name}"; \`profile_name\` fixes the name, so there is no profile until the new one is made`
      : `the old profile "${profile.name}", once the new one is stored`,
    before: attributesOf(wanted, profile),
    deposed: profile.uuid,
    // What the new one waits for, the end of the old one waits for too: the gap between them is to be short.
    depends_on: atOnce ? wanted.depends_on : before.map((c) => c.address),
    targets: wanted.targets,
    reads: [profileName(wanted.owner, profile.uuid)],
  });
}

/** Older copies in the store go when the newer one is in it, so that nothing hands out a profile that is no longer at Apple. */
function retireStored(
  input: PlanningInput,
  wanted: WantedProfile,
  kept: readonly ObservedProfile[],
): readonly Change[] {
  return storedInstances(input, wanted.storeAddress)
    .filter((o) => kept.every((profile) => profile.uuid !== o.instance))
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
