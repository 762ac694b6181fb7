import { randomUUID } from "node:crypto";

import { yearsAfter } from "../certificate-authority.ts";
import { randomAppleId } from "../random-id.ts";
import { entityError, notFound } from "./api-error.ts";
import { writeProfileContent } from "./profile-content.ts";
import { profileTypes, type ProfileTypeRules } from "./profile-types.ts";
import { readEntity, type RequestEntity } from "./request-entity.ts";
import { containing, exactly, type Resource, type ResourceRules } from "./resource.ts";
import { profileResource } from "./team-resources.ts";
import {
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
  const now = team.clock();
  const hidesExpired = team.options.quirks?.hidesExpiredProfiles ?? true;
  return [...team.profiles.values()]
    .filter((profile) => !hidesExpired || profile.expires > now)
    .map((profile) => profileResource(team, profile));
}

/** A profile by its resource id. @throws ApiError 404 */
export function findProfile(team: Team, id: string): ProfileRecord {
  const profile = team.profiles.get(id);
  if (profile === undefined) throw notFound("profiles", id);
  return profile;
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
  const created = secondsNow(team.clock);
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
  return profileResource(team, profile);
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
    if (device === undefined || device.status === "DISABLED") {
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
  return devices.filter((device) => device.status !== "PROCESSING");
}

function unique(ids: readonly string[] = []): readonly string[] {
  return [...new Set(ids)];
}

/** DELETE /v1/profiles/{id} */
export function deleteProfile(team: Team, id: string): void {
  const profile = findProfile(team, id);
  team.profiles.delete(id);
  team.record({ event: "deleted", kind: "profiles", id, name: profile.name });
}
