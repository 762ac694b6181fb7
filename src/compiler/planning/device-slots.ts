import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf } from "../../plan/address.ts";
import type { ObservedDevice } from "../../plan/observed.ts";
import type { PlanBudget } from "../../plan/plan.ts";
import { deviceClasses, deviceFamilies, isDeviceFamily, type DeviceFamily } from "../signing-matrix.ts";
import type { GroupDevice } from "../target.ts";
import { groupedBy, sortedSet, type PlanningInput } from "./planning.ts";

/** How many devices of each class a team has and gets, and what is wrong with that. */
export interface DeviceSlots {
  readonly budgets: readonly PlanBudget[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Devices to register that can only be of these families: of one, or of one that nobody knows before Apple says it. */
interface Arrivals {
  readonly families: readonly DeviceFamily[];
  readonly devices: readonly GroupDevice[];
}

/** What a family has: its devices, disabled ones too, which keep their slot until the membership year ends. */
interface Family {
  readonly name: DeviceFamily;
  readonly devices: readonly ObservedDevice[];
  readonly limit: number;
}

/**
 * Counts the devices of a team against Apple's limit for each family. What cannot fit, whatever class Apple finds, stops the plan; where
 * it depends on the class, the plan says so and goes on. `registering` are the devices that the plan registers, by UDID.
 */
export function deviceSlots(input: PlanningInput, owner: string, registering: readonly GroupDevice[]): DeviceSlots {
  const registered = input.observed.app_store_connect[owner]?.devices ?? [];
  const byFamily = groupedBy(registered, familyOf);
  const families = deviceFamilies.map((name): Family => ({
    name,
    devices: byFamily.get(name) ?? [],
    limit: input.spec.deviceLimits[name],
  }));
  const arrivals = [...groupedBy(registering, (device) => familiesOf(device).join()).values()].flatMap((devices) =>
    devices[0] ? [{ families: familiesOf(devices[0]), devices }] : [],
  );
  return {
    budgets: [
      ...families.flatMap((family) => familyBudget(owner, family, arrivals)),
      ...unknownBudgets(owner, byFamily),
      ...arrivals.filter(isOpen).map((open) => openBudget(owner, open, families)),
    ],
    diagnostics: arrivals.flatMap((arrival) => shortage(owner, arrival, families)),
  };
}

/** Apple's classes of Macs are one family; what nobody knows yet stays by its own name. */
function familyOf({ device_class: found }: ObservedDevice): string {
  return deviceClasses.macos.includes(found) ? "MAC" : found;
}

/** The families that a device to be registered may turn out to be of: what the spec calls `ios` is an iPhone or an iPad. */
function familiesOf({ platform }: GroupDevice): readonly DeviceFamily[] {
  return platform === "macos" ? ["MAC"] : deviceClasses[platform].filter(isDeviceFamily);
}

function isOpen({ families }: Arrivals): boolean {
  return families.length > 1;
}

/** No line for what the team has not and gets not. */
function familyBudget(
  owner: string,
  { name, devices, limit }: Family,
  arrivals: readonly Arrivals[],
): readonly PlanBudget[] {
  const adds = arrivals.find((a) => !isOpen(a) && a.families.includes(name))?.devices.length ?? 0;
  if (devices.length + adds === 0) return [];
  return [{ kind: "devices", owner, what: `${name} devices`, used: devices.length, adds, limit }];
}

/** Classes of the future, of which no limit is known. */
function unknownBudgets(
  owner: string,
  byFamily: ReadonlyMap<string, readonly ObservedDevice[]>,
): readonly PlanBudget[] {
  return sortedSet(byFamily.keys()).flatMap((name): readonly PlanBudget[] => {
    const used = byFamily.get(name)?.length ?? 0;
    if (isDeviceFamily(name)) return [];
    const what = name === "" ? "devices of no class" : `${name} devices`;
    return [{ kind: "devices", owner, what, used, adds: 0, limit: null }];
  });
}

/** All families together that the devices may be of. A sum of their limits would promise room where one of them has none. */
function openBudget(owner: string, arrival: Arrivals, families: readonly Family[]): PlanBudget {
  const possible = possibleFamilies(arrival, families);
  return {
    kind: "devices",
    owner,
    what: "iOS devices of any class",
    used: sum(possible.map(({ devices }) => devices.length)),
    adds: arrival.devices.length,
    limit: null,
  };
}

function possibleFamilies({ families: names }: Arrivals, families: readonly Family[]): readonly Family[] {
  return families.filter(({ name }) => names.includes(name));
}

function shortage(owner: string, arrival: Arrivals, families: readonly Family[]): readonly Diagnostic[] {
  const { devices } = arrival;
  const possible = possibleFamilies(arrival, families);
  const room = sum(possible.map(roomOf));
  if (devices.length > room) {
    const address = addressOf(owner, "device", devices[room]?.udid ?? "");
    const what = `${either(arrival.families)} device`;
    const more = devices.length > 1 ? `, and this plan registers ${devices.length}` : "";
    const detail = `${inUse(possible)}${more}; ${WHEN_FREE}`;
    const notes = possible.flatMap((family) => (roomOf(family) < devices.length ? holders(family) : []));
    return [
      createDiagnostic("app-store-connect/quota-reached", { what, detail }, { address, notes, help: help(possible) }),
    ];
  }
  const tight = possible.filter((family) => roomOf(family) < devices.length);
  const [first] = devices;
  if (tight.length === 0 || !first) return [];
  const what = devices.length === 1 ? first.name : `some of the ${devices.length} devices to register`;
  const detail = `${inUse(tight)}, and which class a device has Apple says only when it is registered`;
  const notes = [{ message: WHEN_FREE }, ...tight.flatMap(holders)];
  const address = addressOf(owner, "device", first.udid);
  return [
    createDiagnostic("app-store-connect/quota-uncertain", { what, detail }, { address, notes, help: help(tight) }),
  ];
}

const WHEN_FREE = "slots are free again only when the membership year ends";

/** Where a team has more than the limit says, there is no room either. */
function roomOf({ devices, limit }: Family): number {
  return Math.max(0, limit - devices.length);
}

function inUse(families: readonly Family[]): string {
  const counts = families.map(({ name, devices, limit }) => `${devices.length} of ${limit} ${name}`);
  return `${counts.join(", ")} devices are registered`;
}

/** So many names fit into a line. */
const NAMES = 5;

/** Who has the slots. A hundred lines would help nobody: some names, and those first that a person may want to end. */
function holders({ name, devices }: Family): readonly { readonly message: string }[] {
  const isDisabled = (device: ObservedDevice): boolean => device.status === "DISABLED";
  const groups = [
    { state: "disabled", of: devices.filter(isDisabled) },
    { state: "in use", of: devices.filter((device) => !isDisabled(device)) },
  ];
  return groups.flatMap(({ state, of }) => {
    if (of.length === 0) return [];
    const names = sortedSet(of.map((device) => device.name));
    const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : "";
    return [{ message: `${name}: ${of.length} ${state}: ${names.slice(0, NAMES).join(", ")}${more}` }];
  });
}

function help(families: readonly Family[]): string {
  const limits = either(families.map(({ name }) => `\`limits.devices.${name}\``));
  return `disabling a device frees nothing: when the membership is renewed, the Account Holder can remove devices on developer.apple.com; until then leave devices out of the groups, or say under ${limits} how many the team may have`;
}

function either(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
