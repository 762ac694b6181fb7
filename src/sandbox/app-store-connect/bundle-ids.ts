import type { PlistValue } from "plist";

import { randomAppleId } from "../random-id.ts";
import type { BundleIdOptions } from "../sandbox-options.ts";
import { entityError, notFound } from "./api-error.ts";
import { enableCapability } from "./capabilities.ts";
import { readEntity } from "./request-entity.ts";
import { containing, exactly, type Resource, type ResourceRules } from "./resource.ts";
import { bundleIdResource } from "./team-resources.ts";
import { invalidateProfiles, type BundleIdRecord, type Team } from "./team.ts";

/** The query rules of bundle IDs. */
export const bundleIdRules: ResourceRules = {
  type: "bundleIds",
  fields: ["name", "platform", "identifier", "seedId", "profiles", "bundleIdCapabilities", "app"],
  filters: {
    name: containing("name"),
    identifier: containing("identifier"),
    // Every bundle ID is UNIVERSAL, so it belongs to each platform that a filter can name.
    platform: { values: ["IOS", "MAC_OS", "UNIVERSAL"], matches: () => true },
    seedId: exactly("seedId"),
    id: exactly("id"),
  },
  sorts: ["name", "platform", "identifier", "seedId", "id"],
  includes: { profiles: "profiles", bundleIdCapabilities: "bundleIdCapabilities", app: "apps" },
};

/** A bundle ID by its resource id. @throws ApiError 404 */
export function findBundleId(team: Team, id: string): BundleIdRecord {
  const bundleId = team.bundleIds.get(id);
  if (bundleId === undefined) throw notFound("bundleIds", id);
  return bundleId;
}

/** POST /v1/bundleIds */
export function createBundleId(team: Team, body: string): Resource {
  const entity = readEntity(body, {
    type: "bundleIds",
    attributes: { identifier: "string", name: "string", platform: "string", seedId: "string?" },
    relationships: {},
  });
  const platform = entity.requiredText("platform");
  if (!["IOS", "MAC_OS", "UNIVERSAL"].includes(platform)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${platform}' is not a valid value for the attribute 'platform'.`,
      "/data/attributes/platform",
    );
  }
  const record = addBundleId(
    team,
    { identifier: entity.requiredText("identifier"), name: entity.requiredText("name"), platform },
    entity.text("seedId"),
  );
  return bundleIdResource(team, record);
}

/** Gives the team the bundle IDs that the options name. */
export function seedBundleIds(team: Team, bundleIds: readonly BundleIdOptions[]): void {
  for (const { identifier, name, platform = "UNIVERSAL", capabilities = [] } of bundleIds) {
    const record = addBundleId(team, { identifier, name, platform });
    for (const capabilityType of capabilities) {
      if (!record.capabilities.has(capabilityType)) enableCapability(team, record, capabilityType);
    }
  }
}

function addBundleId(
  team: Team,
  { identifier, name, platform }: { identifier: string; name: string; platform: string },
  seedId = team.teamId,
): BundleIdRecord {
  if (!/^(?:[A-Za-z0-9-]+\.)*(?:[A-Za-z0-9-]+|\*)$/.test(identifier)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `An attribute value is invalid: '${identifier}' is not a valid App ID identifier.`,
      "/data/attributes/identifier",
    );
  }
  checkName(name);
  const isTaken = [...team.bundleIds.values()].some(
    (other) => other.identifier.toLowerCase() === identifier.toLowerCase(),
  );
  if (isTaken || team.options.unavailableIdentifiers?.includes(identifier) === true) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `An App ID with Identifier '${identifier}' is not available. Please enter a different string.`,
      "/data/attributes/identifier",
    );
  }
  const record: BundleIdRecord = {
    id: randomAppleId(),
    identifier,
    name,
    requestedPlatform: platform,
    seedId,
    capabilities: new Map(),
    entitlements: new Map(),
  };
  team.bundleIds.set(record.id, record);
  team.record({ event: "created", kind: "bundleIds", id: record.id, name: identifier });
  // The portal enables in-app purchase for every explicit App ID by itself.
  if (!identifier.endsWith("*")) enableCapability(team, record, "IN_APP_PURCHASE");
  return record;
}

function checkName(name: string): void {
  // The portal: "You cannot use special characters such as @, &, *, ', \"".
  if (/[@&*'"]/.test(name)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `An attribute value is invalid: the name '${name}' holds special characters such as @, &, *, ', ".`,
      "/data/attributes/name",
    );
  }
}

/** PATCH /v1/bundleIds/{id}: only the name can change. */
export function updateBundleId(team: Team, id: string, body: string): Resource {
  const bundleId = findBundleId(team, id);
  const name = readEntity(body, {
    type: "bundleIds",
    id,
    attributes: { name: "string?" },
    relationships: {},
  }).text("name");
  if (name !== undefined && name !== bundleId.name) {
    checkName(name);
    bundleId.name = name;
    team.record({ event: "updated", kind: "bundleIds", id, name: bundleId.identifier });
    invalidateProfiles(team, (profile) => profile.bundleId === id);
  }
  return bundleIdResource(team, bundleId);
}

/** DELETE /v1/bundleIds/{id}: its profiles stay behind, invalid. */
export function deleteBundleId(team: Team, id: string): void {
  const bundleId = findBundleId(team, id);
  team.bundleIds.delete(id);
  team.record({ event: "deleted", kind: "bundleIds", id, name: bundleId.identifier });
  invalidateProfiles(team, (profile) => profile.bundleId === id);
}

/**
 * What a person does with an App ID in the portal: assigns App Groups and the like, or enables a managed capability that Apple has
 * granted. Its profiles turn invalid, and new ones hold the entitlement. False when the team has no such App ID.
 */
export function setEntitlementByHand(
  team: Team,
  identifier: string,
  { entitlement, value }: { readonly entitlement: string; readonly value: PlistValue },
): boolean {
  const bundleId = [...team.bundleIds.values()].find((candidate) => candidate.identifier === identifier);
  if (bundleId === undefined) return false;
  bundleId.entitlements.set(entitlement, value);
  team.record({ event: "updated", kind: "bundleIds", id: bundleId.id, name: identifier });
  invalidateProfiles(team, (profile) => profile.bundleId === bundleId.id);
  return true;
}
