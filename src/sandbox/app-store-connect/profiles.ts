import { randomUUID } from "node:crypto";

import { yearsAfter } from "../certificate-authority.ts";
import { randomAppleId } from "../random-id.ts";
import type { ProfileOptions } from "../sandbox-options.ts";
import { entityError, notFound } from "./api-error.ts";
import { writeProfileContent } from "./profile-content.ts";
import { futureProfileType, profileTypes, type ProfileTypeRules } from "./profile-types.ts";
import { readEntity, type RequestEntity } from "./request-entity.ts";
import { containing, exactly, type Resource, type ResourceRules } from "./resource.ts";
import { profileResource } from "./team-resources.ts";
import {
  deviceStatus,
  secondsNow,
  type BundleIdRecord,
  type CertificateRecord,
  type DeviceRecord,
  type ProfileRecord,
  type Team,
} from "./team.ts";

/** The query rules of profiles. */
export const profileRules: ResourceRules = {
  type: "profiles",
  fields: [
    "name",
    "platform",
    "profileType",
    "profileState",
    "profileContent",
    "uuid",
    "createdDate",
    "expirationDate",
    "bundleId",
    "devices",
    "certificates",
  ],
  filters: {
    name: containing("name"),
    profileType: exactly("profileType", Object.keys(profileTypes)),
    profileState: exactly("profileState", ["ACTIVE", "INVALID"]),
    id: exactly("id"),
  },
  sorts: ["name", "profileType", "profileState", "id"],
  includes: { bundleId: "bundleIds", devices: "devices", certificates: "certificates" },
};

/** The profiles that the list of all profiles shows. */
export function listedProfiles(team: Team): readonly Resource[] {
  const hidesExpired = (team.quirks.expiredProfiles ?? "hidden") === "hidden";
  return [...team.profiles.values()]
    .filter((profile) => !hidesExpired || profile.expires > team.clock())
    .map((profile) => (isZombie(team, profile) ? zombieResource(team, profile) : profileResource(team, profile)));
}

/** A profile by its resource id. @throws ApiError 404, also for a zombie */
export function findProfile(team: Team, id: string): ProfileRecord {
  const profile = team.profiles.get(id);
  if (profile === undefined || isZombie(team, profile)) throw notFound("profiles", id);
  return profile;
}

/** A profile that is listed as ACTIVE past its date, while Apple denies it everywhere else (codemagic arguments.py). */
function isZombie(team: Team, profile: ProfileRecord): boolean {
  return team.quirks.expiredProfiles === "zombie" && profile.expires <= team.clock();
}

/** A zombie leads nowhere: whoever asks for its relationships gets a 404. */
function zombieResource(team: Team, profile: ProfileRecord): Resource {
  return { ...profileResource(team, profile), relationships: {} };
}

/** POST /v1/profiles */
export function createProfile(team: Team, body: string): Resource {
  const entity = readEntity(body, {
    type: "profiles",
    attributes: { name: "string", profileType: "string" },
    relationships: { bundleId: "one", certificates: "many", devices: "many?" },
  });
  const name = entity.requiredText("name");
  const profileType = entity.requiredText("profileType");
  const rules = profileTypes[profileType];
  if (rules === undefined || !isOfProgram(rules, team)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${profileType}' is not a valid value for the attribute 'profileType'.`,
      "/data/attributes/profileType",
    );
  }
  const bundleId = readBundleId(team, entity);
  const certificates = readCertificates(team, entity, rules);
  const devices = readDevices(team, entity, rules);
  if ([...team.profiles.values()].some((other) => other.name === name)) {
    throw entityError(
      "ENTITY_ERROR",
      `Multiple profiles found with the name '${name}'. Please remove the duplicate profiles and try again.`,
    );
  }
  return profileResource(team, addProfile(team, { name, profileType, rules, bundleId, certificates, devices }));
}

/** What a profile is made of, checked. */
interface ProfileIngredients {
  readonly name: string;
  readonly profileType: string;
  readonly rules: ProfileTypeRules;
  readonly bundleId: BundleIdRecord;
  readonly certificates: readonly CertificateRecord[];
  readonly devices: readonly DeviceRecord[];
}

function addProfile(
  team: Team,
  { name, profileType, rules, bundleId, certificates, devices }: ProfileIngredients,
  created = secondsNow(team.clock),
): ProfileRecord {
  const expires = new Date(
    Math.min(yearsAfter(created, 1).getTime(), ...certificates.map((certificate) => certificate.expires.getTime())),
  );
  const uuid = randomUUID();
  const profile: ProfileRecord = {
    id: randomAppleId(),
    name,
    profileType,
    uuid,
    state: "ACTIVE",
    created,
    expires,
    bundleId: bundleId.id,
    certificates: certificates.map((certificate) => certificate.id),
    devices: devices.map((device) => device.id),
    content: writeProfileContent(team, {
      name,
      uuid,
      created,
      expires,
      rules,
      bundleId,
      certificates,
      devices,
    }),
  };
  team.profiles.set(profile.id, profile);
  team.record({ event: "created", kind: "profiles", id: profile.id, name });
  return profile;
}

/** Gives the team the profiles that the options name, each with the oldest certificate that fits its type. */
export function seedProfiles(team: Team, profiles: readonly ProfileOptions[]): void {
  for (const { name, profileType, bundleId: identifier, created, state = "ACTIVE" } of profiles) {
    const rules = profileTypes[profileType] ?? futureProfileType;
    const bundleId = [...team.bundleIds.values()].find((candidate) => candidate.identifier === identifier);
    if (bundleId === undefined)
      throw new Error(`profile ${name} is for ${identifier}, which is not among the bundleIds`);
    const fitting = [...team.certificates.values()].filter(({ certificateType }) =>
      rules.certificateTypes.includes(certificateType),
    );
    const devices = [...team.devices.values()].filter(
      (device) => rules.deviceClasses?.includes(device.deviceClass) === true,
    );
    const profile = addProfile(
      team,
      { name, profileType, rules, bundleId, certificates: fitting.slice(0, 1), devices },
      created === undefined ? secondsNow(team.clock) : new Date(created),
    );
    profile.state = state;
  }
}

/** In-house distribution belongs to the Enterprise Program, the store to everybody else. */
function isOfProgram(rules: ProfileTypeRules, team: Team): boolean {
  const isEnterprise = team.options.program === "enterprise";
  return isEnterprise ? rules.purpose !== "store" : rules.purpose !== "in-house";
}

function readBundleId(team: Team, entity: RequestEntity): BundleIdRecord {
  const id = entity.linkedIds("bundleId")?.[0] ?? "";
  const bundleId = team.bundleIds.get(id);
  if (bundleId === undefined)
    throw entityError(
      "ENTITY_ERROR",
      `There is no App ID with ID '${id}' on this team.`,
      "/data/relationships/bundleId",
    );
  return bundleId;
}

function readCertificates(team: Team, entity: RequestEntity, rules: ProfileTypeRules): readonly CertificateRecord[] {
  const now = team.clock();
  return unique(entity.linkedIds("certificates")).map((id) => {
    const certificate = team.certificates.get(id);
    const pointer = "/data/relationships/certificates";
    if (certificate === undefined || certificate.expires <= now) {
      throw entityError(
        "ENTITY_ERROR",
        "There are no current certificates on this team matching the provided certificate IDs.",
        pointer,
      );
    }
    if (!rules.certificateTypes.includes(certificate.certificateType)) {
      throw entityError(
        "ENTITY_ERROR.RELATIONSHIP.INVALID",
        `A certificate of type '${certificate.certificateType}' cannot be used with this profile type.`,
        pointer,
      );
    }
    return certificate;
  });
}

function readDevices(team: Team, entity: RequestEntity, rules: ProfileTypeRules): readonly DeviceRecord[] {
  const ids = unique(entity.linkedIds("devices"));
  const pointer = "/data/relationships/devices";
  if (rules.deviceClasses === undefined) {
    if (ids.length === 0) return [];
    const destination =
      rules.purpose === "store" ? "Provisioning Profiles for the App Store" : "Provisioning Profiles of this type";
    throw entityError(
      "ENTITY_ERROR.RELATIONSHIP.NOT_ALLOWED",
      `No devices can be associated to ${destination}.`,
      pointer,
    );
  }
  if (ids.length === 0)
    throw entityError(
      "ENTITY_ERROR.RELATIONSHIP.REQUIRED",
      "You must provide a value for the relationship 'devices' with this request",
      pointer,
    );
  const devices = ids.map((id) => {
    const device = team.devices.get(id);
    if (device === undefined || deviceStatus(team, device) === "DISABLED") {
      throw entityError(
        "ENTITY_ERROR",
        "There are no current devices on this team matching the provided device IDs.",
        pointer,
      );
    }
    if (rules.deviceClasses?.includes(device.deviceClass) !== true)
      throw entityError("ENTITY_ERROR", "Invalid deviceClass for profile type.", pointer);
    return device;
  });
  // Apple leaves a device that it is still processing out without a word (eas-cli #2011).
  return devices.filter((device) => deviceStatus(team, device) !== "PROCESSING");
}

function unique(ids: readonly string[] = []): readonly string[] {
  return [...new Set(ids)];
}

/** DELETE /v1/profiles/{id}; also a zombie can be deleted. */
export function deleteProfile(team: Team, id: string): void {
  const profile = team.profiles.get(id);
  if (profile === undefined) throw notFound("profiles", id);
  team.profiles.delete(id);
  team.record({ event: "deleted", kind: "profiles", id, name: profile.name });
}
