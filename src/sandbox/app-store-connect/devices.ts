import { randomAppleId } from "../random-id.ts";
import type { DeviceOptions } from "../sandbox-options.ts";
import { entityError, notFound } from "./api-error.ts";
import { readEntity } from "./request-entity.ts";
import { containing, exactly, textOf, type Resource, type ResourceRules } from "./resource.ts";
import { deviceResource } from "./team-resources.ts";
import { secondsNow, type DeviceRecord, type Team } from "./team.ts";

/** The query rules of devices. */
export const deviceRules: ResourceRules = {
  type: "devices",
  fields: ["name", "platform", "udid", "deviceClass", "status", "model", "addedDate"],
  filters: {
    name: containing("name"),
    platform: exactly("platform", ["IOS", "MAC_OS", "UNIVERSAL"]),
    udid: {
      matches: (device, wanted) => normalUdid(textOf(device, "udid")) === normalUdid(wanted),
    },
    status: exactly("status", ["ENABLED", "DISABLED"]),
    id: exactly("id"),
  },
  sorts: ["name", "platform", "udid", "status", "id"],
  includes: {},
};

/** A device by its resource id. @throws ApiError 404 */
export function findDevice(team: Team, id: string): DeviceRecord {
  const device = team.devices.get(id);
  if (device === undefined) throw notFound("devices", id);
  return device;
}

/** Apple takes UDIDs for the same whatever their case and dashes (fastlane #17433, #20551). */
function normalUdid(udid: string): string {
  return udid.replaceAll("-", "").toLowerCase();
}

/** POST /v1/devices */
export function createDevice(team: Team, body: string): Resource {
  const entity = readEntity(body, {
    type: "devices",
    attributes: { name: "string", udid: "string", platform: "string" },
    relationships: {},
  });
  const udid = entity.requiredText("udid");
  const platform = entity.requiredText("platform");
  if (platform !== "IOS" && platform !== "MAC_OS") {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${platform}' is not a valid value for the attribute 'platform'.`,
      "/data/attributes/platform",
    );
  }
  // 40 hex digits until the iPhone X, 8-16 since the A12 chip, a UUID for Intel Macs.
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{8}-?[0-9a-f]{16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(udid)) {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `An invalid value '${udid}' was provided for the parameter 'udid'.`,
      "/data/attributes/udid",
    );
  }
  if ([...team.devices.values()].some((other) => normalUdid(other.udid) === normalUdid(udid))) {
    throw entityError("ENTITY_ERROR", `A device with number '${udid}' already exists on this team.`);
  }
  const name = entity.requiredText("name");
  checkDeviceLimit(team, guessDeviceClass(name, platform));
  const hours = team.quirks.deviceProcessingHours ?? 0;
  const status = hours > 0 ? "PROCESSING" : "ENABLED";
  return deviceResource(team, addDevice(team, { name, udid, platform, status }, hours));
}

/** Gives the team the devices that the options name. */
export function seedDevices(team: Team, devices: readonly DeviceOptions[]): void {
  for (const device of devices) addDevice(team, device);
}

/** Devices of a class that Apple lets a team register in a membership year; disabling one frees nothing. */
const defaultDeviceLimit = 100;

/** Apple's words for a full class were not found: these are the sandbox's. */
function checkDeviceLimit(team: Team, deviceClass: string): void {
  const limit = team.options.deviceLimit ?? defaultDeviceLimit;
  const registered = [...team.devices.values()].filter((device) => device.deviceClass === deviceClass).length;
  if (registered >= limit)
    throw entityError(
      "ENTITY_ERROR",
      `Your team has reached the maximum number of registered ${deviceClass} devices, ${String(limit)}.`,
    );
}

function addDevice(
  team: Team,
  { name, udid, platform, deviceClass, status = "ENABLED" }: DeviceOptions,
  processingHours = 0,
): DeviceRecord {
  const device: DeviceRecord = {
    id: randomAppleId(),
    name,
    udid,
    platform,
    deviceClass: deviceClass ?? guessDeviceClass(name, platform),
    status,
    ...(processingHours === 0 ? {} : { processedAt: new Date(team.clock().getTime() + processingHours * 3_600_000) }),
    model: null,
    addedDate: secondsNow(team.clock),
  };
  team.devices.set(device.id, device);
  team.record({ event: "created", kind: "devices", id: device.id, name });
  return device;
}

/** Apple knows the class from the UDID; the sandbox can only go by the name. */
function guessDeviceClass(name: string, platform: string): string {
  if (platform === "MAC_OS") return "MAC";
  const classes = [
    [/\bipad/i, "IPAD"],
    [/\bipod/i, "IPOD"],
    [/\bwatch/i, "APPLE_WATCH"],
    [/\bvision/i, "APPLE_VISION_PRO"],
    [/\b(?:apple ?)?tv\b/i, "APPLE_TV"],
    [/\bmac/i, "MAC"],
  ] as const;
  return classes.find(([pattern]) => pattern.test(name))?.[1] ?? "IPHONE";
}

/** PATCH /v1/devices/{id}: name and status can change; nothing can delete a device. */
export function updateDevice(team: Team, id: string, body: string): Resource {
  const device = findDevice(team, id);
  const entity = readEntity(body, {
    type: "devices",
    id,
    attributes: { name: "string?", status: "string?" },
    relationships: {},
  });
  const status = entity.text("status");
  if (status !== undefined && status !== "ENABLED" && status !== "DISABLED") {
    throw entityError(
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      `'${status}' is not a valid value for the attribute 'status'.`,
      "/data/attributes/status",
    );
  }
  device.name = entity.text("name") ?? device.name;
  device.status = status ?? device.status;
  team.record({ event: "updated", kind: "devices", id, name: device.name });
  return deviceResource(team, device);
}
