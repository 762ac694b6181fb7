import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedDevice } from "../../plan/observed.ts";
import { deviceName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import { namedDevices } from "../device-groups.ts";
import { deviceMisfit } from "../device-misfit.ts";
import { deviceClasses, isAppleSilicon } from "../signing-matrix.ts";
import type { AutomaticAppleTarget, GroupDevice } from "../target.ts";
import { disableDevice, unwantedDevices } from "./disabled-devices.ts";
import { changeOf, comparableUdid, sortedSet, type Planned, type PlanningInput } from "./planning.ts";

/** The devices of one key's targets. */
export interface PlannedDevices extends Planned {
  /** What the profile of a target lists: UDIDs as Apple writes them, or as the spec does for those to come. */
  readonly devicesOf: (target: AutomaticAppleTarget) => DeviceList;
  /** Devices to be registered, by UDID, as the spec describes them. */
  readonly registering: readonly GroupDevice[];
}

/** Devices that a profile lists. */
export interface DeviceList {
  readonly udids: readonly string[];
  /** Devices that Apple is still processing: a profile is right with them and without them. */
  readonly processing: readonly ObservedDevice[];
  /** Devices to be registered first. */
  readonly depends_on: readonly Address[];
  readonly reads: readonly string[];
}

/** Devices of one team, by comparable UDID. */
interface TeamDevices {
  readonly registered: ReadonlyMap<string, ObservedDevice>;
  readonly missing: ReadonlyMap<string, MissingDevice>;
  /** Devices that Apple shows as disabled and that groups name, by comparable UDID. */
  readonly enabling: ReadonlyMap<string, DisabledDevice>;
  /** Devices to be disabled, by comparable UDID, with the targets that want it. */
  readonly unwanted: ReadonlyMap<string, readonly string[]>;
  /** The devices that a target names. */
  readonly groupOf: (target: AutomaticAppleTarget) => readonly GroupDevice[];
}

interface MissingDevice {
  readonly device: GroupDevice;
  readonly targets: readonly string[];
}

interface DisabledDevice {
  readonly device: ObservedDevice;
  readonly targets: readonly string[];
}

const NONE: DeviceList = { udids: [], processing: [], depends_on: [], reads: [] };

/**
 * Plans the registration of devices that groups name and the team does not have, brings back those of them that are disabled, and ends
 * those that `disable_devices` names.
 */
export function planDevices(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
): PlannedDevices {
  const registered = new Map(
    (input.observed.app_store_connect[owner]?.devices ?? []).map((d) => [comparableUdid(d.udid), d]),
  );
  const groups = new Map(targets.map((target) => [target.id, namedDevices(target, input.facts.deviceLists)]));
  const groupOf = (target: AutomaticAppleTarget): readonly GroupDevice[] => groups.get(target.id) ?? [];
  const unwanted = unwantedDevices(input, targets);
  const missing = missingDevices(targets, groupOf, registered);
  const enabling = devicesToEnable(targets, { registered, unwanted, groupOf });
  const team = { registered, unwanted, groupOf, missing, enabling };
  const registering = sortedSet(missing.keys()).flatMap((udid) => missing.get(udid) ?? []);
  const enabled = sortedSet(enabling.keys()).flatMap((udid): readonly Change[] => {
    const entry = enabling.get(udid);
    return entry ? [enableDevice(owner, entry)] : [];
  });
  const disabled = sortedSet(team.unwanted.keys()).flatMap((udid): readonly Change[] => {
    const device = registered.get(udid);
    if (!device || device.status === "DISABLED") return [];
    return [disableDevice(owner, { device, why: "`disable_devices`", targets: team.unwanted.get(udid) ?? [] })];
  });
  return {
    changes: [...registering.map((entry) => registerDevice(owner, entry)), ...enabled, ...disabled],
    diagnostics: targets.flatMap((target) => unfitDevices(owner, target, team)),
    devicesOf: (target) => devicesOf(owner, target, team),
    registering: registering.map(({ device }) => device),
  };
}

/** Devices to register, each once, however its groups spell it. */
function missingDevices(
  targets: readonly AutomaticAppleTarget[],
  groupOf: TeamDevices["groupOf"],
  registered: TeamDevices["registered"],
): TeamDevices["missing"] {
  const missing = new Map<string, { readonly device: GroupDevice; readonly targets: string[] }>();
  for (const target of targets) {
    for (const device of groupOf(target)) {
      const udid = comparableUdid(device.udid);
      if (registered.has(udid)) continue;
      const earlier = missing.get(udid);
      if (earlier) earlier.targets.push(target.id);
      else missing.set(udid, { device, targets: [target.id] });
    }
  }
  return missing;
}

/** Who names a device in a group wants it in profiles; `all` takes what is enabled, and brings nothing back. */
function devicesToEnable(
  targets: readonly AutomaticAppleTarget[],
  { registered, unwanted, groupOf }: Pick<TeamDevices, "registered" | "unwanted" | "groupOf">,
): TeamDevices["enabling"] {
  const found = new Map<string, { readonly device: ObservedDevice; readonly targets: string[] }>();
  for (const target of targets) {
    for (const udid of sortedSet(groupOf(target).map((d) => comparableUdid(d.udid)))) {
      const device = registered.get(udid);
      if (device?.status !== "DISABLED" || unwanted.has(udid) || !isOfClass(device, target)) continue;
      const earlier = found.get(udid);
      if (earlier) earlier.targets.push(target.id);
      else found.set(udid, { device, targets: [target.id] });
    }
  }
  return found;
}

function enableDevice(owner: string, { device, targets }: DisabledDevice): Change {
  const { udid, name } = device;
  const attributes = { udid, name, platform: device.platform === "MAC_OS" ? "MAC_OS" : "IOS" } as const;
  return changeOf({
    address: addressOf(owner, "device", udid),
    type: "device",
    action: "update",
    action_reason: "attributes_differ",
    reason: `${name} is disabled at Apple, and a group of \`devices\` names it`,
    before: { ...attributes, status: "DISABLED" },
    after: { ...attributes, status: "ENABLED" },
    targets,
    reads: [deviceName(owner, udid)],
  });
}

function registerDevice(owner: string, { device, targets }: MissingDevice): Change {
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

function devicesOf(
  owner: string,
  target: AutomaticAppleTarget,
  { registered, missing, enabling, unwanted, groupOf }: TeamDevices,
): DeviceList {
  if (target.devices === undefined) return NONE;
  const wanted = sortedSet(groupOf(target).map((d) => comparableUdid(d.udid)));
  const known =
    target.devices === "all"
      ? [...registered.values()].filter((d) => isOfClass(d, target) && !unwanted.has(comparableUdid(d.udid)))
      : wanted.flatMap((udid) => registered.get(udid) ?? []);
  const enabled = known.filter((d) => d.status === "ENABLED");
  const returning = known.filter((d) => enabling.has(comparableUdid(d.udid)));
  const processing = known.filter((d) => d.status === "PROCESSING");
  const used = target.devices === "all" ? enabled : [...enabled, ...processing];
  const toCome =
    target.devices === "all"
      ? [...missing.values()].map((m) => m.device).filter((d) => isOfPlatform(d, target))
      : wanted.flatMap((udid) => missing.get(udid)?.device ?? []);
  return {
    udids: sortedSet([...used, ...returning, ...toCome].map((d) => d.udid)),
    processing,
    depends_on: [...returning, ...toCome].map((d) => addressOf(owner, "device", d.udid)),
    reads: [...enabled, ...returning, ...processing].map((d) => deviceName(owner, d.udid)),
  };
}

/** Whether a device of a group will be of a class that the platform's profiles hold; visionOS signs with iOS types. */
function isOfPlatform(device: GroupDevice, target: AutomaticAppleTarget): boolean {
  return deviceMisfit(target, device) === undefined;
}

/** Whether a registered device is of a class that the target's profiles hold. */
function isOfClass(device: ObservedDevice, { platform, includeMacs }: AutomaticAppleTarget): boolean {
  if (deviceClasses[platform].includes(device.device_class)) return true;
  return includeMacs && deviceClasses.macos.includes(device.device_class) && isAppleSilicon(device);
}

/** Devices that a group names and that no profile of the target can hold: of another class than the spec thinks, or disabled. */
function unfitDevices(
  owner: string,
  target: AutomaticAppleTarget,
  { registered, enabling, groupOf }: TeamDevices,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return groupOf(target).flatMap(({ name, udid }): readonly Diagnostic[] => {
    const device = registered.get(comparableUdid(udid));
    if (!device || seen.has(device.udid)) return [];
    seen.add(device.udid);
    const address = `targets.${target.id}`;
    if (knownClasses.has(device.device_class) && !isOfClass(device, target)) {
      const found = `registered with ${owner} as ${device.device_class}`;
      const help = "correct the UDID, or put the device into a group of its own platform";
      return [
        createDiagnostic("rule/device-platform", { device: name, found, platform: target.platform }, { address, help }),
      ];
    }
    const isUsed = enabling.has(comparableUdid(udid)) || device.status === "ENABLED" || device.status === "PROCESSING";
    if (isUsed) return [];
    return [createDiagnostic("plan/device-not-enabled", { device: name, status: device.status }, { address })];
  });
}

/** Classes of the future are left to Apple. */
const knownClasses: ReadonlySet<string> = new Set(Object.values(deviceClasses).flat());
