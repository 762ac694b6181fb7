import { setTimeout } from "node:timers/promises";

import { isJsonObject, type JsonValue } from "../json-value.ts";
import { entityError, notFound } from "./api-error.ts";
import { readEntity } from "./request-entity.ts";
import type { Resource, ResourceRules } from "./resource.ts";
import { capabilityResource } from "./team-resources.ts";
import { invalidateProfiles, type BundleIdRecord, type CapabilityRecord, type Team } from "./team.ts";

/** The query rules of capabilities: there is no list of them but a bundle ID's. */
export const capabilityRules: ResourceRules = {
  type: "bundleIdCapabilities",
  fields: ["capabilityType", "settings"],
  filters: {},
  sorts: [],
  includes: {},
};

/** SPEC CapabilityType. */
const capabilityTypes: readonly string[] = [
  "ICLOUD",
  "IN_APP_PURCHASE",
  "GAME_CENTER",
  "PUSH_NOTIFICATIONS",
  "WALLET",
  "INTER_APP_AUDIO",
  "MAPS",
  "ASSOCIATED_DOMAINS",
  "PERSONAL_VPN",
  "APP_GROUPS",
  "HEALTHKIT",
  "HOMEKIT",
  "WIRELESS_ACCESSORY_CONFIGURATION",
  "APPLE_PAY",
  "DATA_PROTECTION",
  "SIRIKIT",
  "NETWORK_EXTENSIONS",
  "MULTIPATH",
  "HOT_SPOT",
  "NFC_TAG_READING",
  "CLASSKIT",
  "AUTOFILL_CREDENTIAL_PROVIDER",
  "ACCESS_WIFI_INFORMATION",
  "NETWORK_CUSTOM_PROTOCOL",
  "COREMEDIA_HLS_LOW_LATENCY",
  "SYSTEM_EXTENSION_INSTALL",
  "USER_MANAGEMENT",
  "APPLE_ID_AUTH",
];

/** SPEC CapabilitySetting: each key with the option keys that belong to it. */
const settingOptions: Readonly<Record<string, readonly string[]>> = {
  ICLOUD_VERSION: ["XCODE_5", "XCODE_6"],
  DATA_PROTECTION_PERMISSION_LEVEL: ["COMPLETE_PROTECTION", "PROTECTED_UNLESS_OPEN", "PROTECTED_UNTIL_FIRST_USER_AUTH"],
  APPLE_ID_AUTH_APP_CONSENT: ["PRIMARY_APP_CONSENT"],
};

/** Switches a capability on, without the checks of a request. */
export function enableCapability(
  team: Team,
  bundleId: BundleIdRecord,
  capabilityType: string,
  settings: JsonValue = null,
): CapabilityRecord {
  const capability: CapabilityRecord = {
    id: `${bundleId.id}_${capabilityType}`,
    capabilityType,
    settings,
  };
  bundleId.capabilities.set(capabilityType, capability);
  team.record({ event: "created", kind: "bundleIdCapabilities", id: capability.id });
  return capability;
}

/** Milliseconds between reading and writing back a bundle ID, in which another write can come. */
const writeMilliseconds = 10;

/** POST /v1/bundleIdCapabilities. The whole set of capabilities is read and written back: a write in between is lost. */
export async function createCapability(team: Team, body: string): Promise<Resource> {
  const entity = readEntity(body, {
    type: "bundleIdCapabilities",
    attributes: { capabilityType: "string", settings: "array?" },
    relationships: { bundleId: "one" },
  });
  const capabilityType = entity.requiredText("capabilityType");
  if (!capabilityTypes.includes(capabilityType)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${capabilityType}' is not a valid value for the attribute 'capabilityType'.`,
      "/data/attributes/capabilityType",
    );
  }
  const bundleIdId = entity.linkedIds("bundleId")?.[0] ?? "";
  const bundleId = team.bundleIds.get(bundleIdId);
  if (bundleId === undefined) {
    throw entityError(
      "ENTITY_ERROR.RELATIONSHIP.INVALID",
      `There is no resource of type 'bundleIds' with id '${bundleIdId}'`,
      "/data/relationships/bundleId",
    );
  }
  if (bundleId.capabilities.has(capabilityType)) {
    throw entityError(
      "ENTITY_ERROR",
      `The capability '${capabilityType}' is already enabled for the App ID '${bundleId.identifier}'.`,
    );
  }
  const settings = readSettings(entity.value("settings"));
  const before = new Map(bundleId.capabilities);
  if (team.quirks.losesConcurrentCapabilityWrites ?? true) {
    await setTimeout(writeMilliseconds);
    bundleId.capabilities = before;
  }
  const capability = enableCapability(team, bundleId, capabilityType, settings);
  invalidateProfiles(team, (profile) => profile.bundleId === bundleId.id);
  return capabilityResource(capability);
}

/** PATCH /v1/bundleIdCapabilities/{id}: the settings can change. */
export function updateCapability(team: Team, id: string, body: string): Resource {
  const [bundleId, capability] = findCapability(team, id);
  const entity = readEntity(body, {
    type: "bundleIdCapabilities",
    id,
    attributes: { capabilityType: "string?", settings: "array?" },
    relationships: {},
  });
  const capabilityType = entity.text("capabilityType");
  if (capabilityType !== undefined && capabilityType !== capability.capabilityType) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      "The type of an enabled capability cannot change.",
      "/data/attributes/capabilityType",
    );
  }
  if (entity.value("settings") !== undefined) capability.settings = readSettings(entity.value("settings"));
  team.record({ event: "updated", kind: "bundleIdCapabilities", id });
  invalidateProfiles(team, (profile) => profile.bundleId === bundleId.id);
  return capabilityResource(capability);
}

/** DELETE /v1/bundleIdCapabilities/{id} */
export function deleteCapability(team: Team, id: string): void {
  const [bundleId, capability] = findCapability(team, id);
  bundleId.capabilities.delete(capability.capabilityType);
  team.record({ event: "deleted", kind: "bundleIdCapabilities", id });
  invalidateProfiles(team, (profile) => profile.bundleId === bundleId.id);
}

function findCapability(team: Team, id: string): [BundleIdRecord, CapabilityRecord] {
  for (const bundleId of team.bundleIds.values()) {
    for (const capability of bundleId.capabilities.values()) {
      if (capability.id === id) return [bundleId, capability];
    }
  }
  throw notFound("bundleIdCapabilities", id);
}

/** Takes settings as `[{key, options: [{key, enabled}]}]`. @throws ApiError 409 for a key that Apple does not know. */
function readSettings(settings: JsonValue | undefined): JsonValue {
  if (!Array.isArray(settings)) return null;
  const list: readonly JsonValue[] = settings;
  for (const setting of list) {
    const key = isJsonObject(setting) && typeof setting["key"] === "string" ? setting["key"] : "";
    const known = settingOptions[key];
    const options: readonly JsonValue[] =
      isJsonObject(setting) && Array.isArray(setting["options"]) ? setting["options"] : [];
    if (
      known === undefined ||
      options.some(
        (option) => !isJsonObject(option) || typeof option["key"] !== "string" || !known.includes(option["key"]),
      )
    ) {
      throw entityError(
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
        `The attribute 'settings' holds an invalid setting '${key}'.`,
        "/data/attributes/settings",
      );
    }
  }
  return list;
}
