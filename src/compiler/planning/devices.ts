import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedDevice } from "../../plan/observed.ts";
import { deviceName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import { deviceClasses } from "../signing-matrix.ts";
import type { AutomaticAppleTarget, GroupDevice } from "../target.ts";
import { changeOf, comparableUdid, sortedSet, type Planned, type PlanningInput } from "./planning.ts";

/** The devices of one key's targets. */
export interface PlannedDevices extends Planned {
  /** What the profile of a target lists: UDIDs as Apple writes them, or as the spec does for those to come. */
  readonly devicesOf: (target: AutomaticAppleTarget) => DeviceList;
}

/** Devices that a profile lists. */
export interface DeviceList {
  readonly udids: readonly string[];
  /** Devices to be registered first. */
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
}

const NONE: DeviceList = { udids: [], depends_on: [], reads: [] };

/** Plans the registration of devices that groups name and the team does not have. Nothing is ever disabled here. */
export function planDevices(input: PlanningInput, owner: string, targets: readonly AutomaticAppleTarget[]): PlannedDevices {
  const registered = new Map((input.observed.app_store_connect[owner]?.devices ?? []).map((d) => [comparableUdid(d.udid), d]));
  const missing = new Map<string, { readonly device: GroupDevice; readonly targets: string[] }>();
  for (const target of targets) {
    for (const device of Array.isArray(target.devices) ? (target.devices as readonly GroupDevice[]) : []) {
      const udid = comparableUdid(device.udid);
      if (registered.has(udid)) continue;
      const entry = missing.get(udid) ?? { device, targets: [] };
      entry.targets.push(target.id);
      missing.set(udid, entry);
    }
  }
  const changes = sortedSet(missing.keys()).flatMap((udid): readonly Change[] => {
    const entry = missing.get(udid);
    return entry ? [registerDevice(owner, entry.device, entry.targets)] : [];
  });
  return { changes, diagnostics: [], devicesOf: (target) => devicesOf(owner, target, registered) };
}

function registerDevice(owner: string, device: GroupDevice, targets: readonly string[]): Change {
  return changeOf({
    address: addressOf(owner, "device", device.udid),
    type: "device",
    action: "create",
    action_reason: "missing",
    reason: `${device.name} is not registered with the team`,
    after: { udid: device.udid, name: device.name, platform: device.platform === "macos" ? "MAC_OS" : "IOS" },
    targets,
  });
}

function devicesOf(owner: string, target: AutomaticAppleTarget, registered: ReadonlyMap<string, ObservedDevice>): DeviceList {
  if (target.devices === undefined) return NONE;
  if (target.devices === "all") {
    const classes = deviceClasses[target.platform];
    const devices = [...registered.values()].filter((d) => d.status === "ENABLED" && classes.includes(d.device_class));
    return { udids: sortedSet(devices.map((d) => d.udid)), depends_on: [], reads: devices.map((d) => deviceName(owner, d.udid)) };
  }
  const known = target.devices.map((d) => ({ device: d, registered: registered.get(comparableUdid(d.udid)) }));
  return {
    udids: sortedSet(known.map((k) => k.registered?.udid ?? k.device.udid)),
    depends_on: known.flatMap((k) => (k.registered ? [] : [addressOf(owner, "device", k.device.udid)])),
    reads: known.flatMap((k) => (k.registered ? [deviceName(owner, k.registered.udid)] : [])),
  };
}
