import type { SourceRange } from "../diagnostics/source-range.ts";
import { isRecord } from "../plan/json-form.ts";
import type { CachedDevice } from "../plan/world-cache.ts";
import { comparableUdid } from "./planning/planning.ts";
import { deviceClasses, isAppleSilicon } from "./signing-matrix.ts";
import type { AutomaticAppleTarget } from "./target.ts";
import type { JudgedProfile } from "./why-profile.ts";
import { keyRange, obstacle, type AppleTarget, type Obstacle, type WhyInput } from "./why-obstacle.ts";

/** A device that the spec names in a group. */
interface SpecDevice {
  readonly group: string;
  readonly name: string;
  readonly udid: string;
  /** The line of the group that names it, or the file that the group is kept in. */
  readonly range: SourceRange;
}

/** A device as people know it: its name at Apple or in the spec, and its UDID. */
export interface KnownDevice {
  readonly udid: string;
  readonly name: string | undefined;
  readonly device_class: string | undefined;
  readonly status: string | undefined;
}

/** What is known of a device by its UDID in any spelling, at Apple or in the spec. */
export function knownDevice(input: WhyInput, target: AppleTarget, udid: string): KnownDevice {
  const registered = registeredDevice(input, target, udid);
  const named = specDevices(input).find((d) => comparableUdid(d.udid) === comparableUdid(udid));
  return {
    udid: registered?.udid ?? named?.udid ?? udid,
    name: registered?.name ?? named?.name,
    device_class: registered?.device_class,
    status: registered?.status,
  };
}

/**
 * The UDID of a device that was asked about by its UDID, in any spelling, or by its name, as the team or the signing file has it. What
 * names no device, or several, is given back as it is.
 */
export function udidOf(input: Omit<WhyInput, "question">, asked: string): string {
  const known = [...Object.values(input.teams).flatMap((team) => team.devices), ...specDevices(input)];
  if (known.some(({ udid }) => comparableUdid(udid) === comparableUdid(asked))) return asked;
  const named = known.filter(({ name }) => name.toLowerCase() === asked.toLowerCase()).map(({ udid }) => udid);
  const [udid] = named;
  return udid !== undefined && new Set(named.map(comparableUdid)).size === 1 ? udid : asked;
}

/** UDIDs: 40 digits of older devices, 8 and 16 of newer ones, or a UUID (schema, `udid`); dashes may be left out. */
function isUdid(text: string): boolean {
  return /^([0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40})$/.test(comparableUdid(text));
}

/** What keeps a device from taking a build with this profile. */
export function deviceObstacles(
  input: WhyInput,
  target: AppleTarget,
  { profile, udid }: { readonly profile: JudgedProfile | undefined; readonly udid: string },
): readonly Obstacle[] {
  const device = registeredDevice(input, target, udid);
  const wrongClass = classObstacle(input, target, device);
  if (wrongClass) return [wrongClass];
  // In-house and Developer ID builds run on any device of the platform, whether or not the team knows it.
  if (target.row.devices === "forbidden" || profile?.allDevices === true) return [];
  const isListed = profile?.devices.some((each) => comparableUdid(each) === comparableUdid(udid)) ?? false;
  if (target.method === "manual") return isListed || !profile ? [] : [notInFile(input, target, { profile, udid })];
  if (device?.status === "DISABLED") return [disabled(input, target, device)];
  if (isListed) return [];
  if (!device) return [unknown(input, target, udid)];
  // Without a profile there is nothing that could list it: that there is none is said already.
  const unlisted = profile ? [notListed(input, target, { device, profile })] : [];
  if (device.status !== "PROCESSING") return unlisted;
  return [...(isWanted(input, target, device) ? [] : unlisted), processing(input, target, device)];
}

function processing(input: WhyInput, target: AutomaticAppleTarget, { name, udid }: CachedDevice): Obstacle {
  return obstacle(target, {
    reason: "device_processing",
    message: `Apple is still processing ${name}, and leaves it out of profiles until then`,
    help: "that can take up to three days: run `signwright apply` again later",
    range: specRange(input, target, udid),
  });
}

/** Whether a profile of the target is to list a device. */
function isWanted(input: WhyInput, target: AutomaticAppleTarget, { udid }: CachedDevice): boolean {
  const isSame = (d: SpecDevice): boolean => comparableUdid(d.udid) === comparableUdid(udid);
  return target.devices === "all" || specDevices(input).some((d) => isSame(d) && usesGroup(input, target, d.group));
}

function registeredDevice(input: WhyInput, target: AppleTarget, udid: string): CachedDevice | undefined {
  const devices = target.method === "automatic" ? (input.teams[target.key]?.devices ?? []) : [];
  return devices.find((d) => comparableUdid(d.udid) === comparableUdid(udid));
}

function classObstacle(input: WhyInput, target: AppleTarget, device: CachedDevice | undefined): Obstacle | undefined {
  if (!device || deviceClasses[target.platform].includes(device.device_class)) return undefined;
  // Classes of the future are left to Apple.
  if (!Object.values(deviceClasses).flat().includes(device.device_class)) return undefined;
  const takesMacs = target.method === "automatic" && target.includeMacs;
  if (takesMacs && deviceClasses.macos.includes(device.device_class) && isAppleSilicon(device)) return undefined;
  const platforms = Object.entries(deviceClasses).flatMap(([platform, classes]) =>
    classes.includes(device.device_class) ? [`\`platform: ${platform}\``] : [],
  );
  return obstacle(target, {
    reason: "device_class",
    message: `${device.name} is registered as ${device.device_class}, which takes no ${target.platform} builds`,
    help: `ask for a target with ${platforms.join(" or ")}, or correct the UDID`,
    range: keyRange(input, target, "platform"),
  });
}

function disabled(input: WhyInput, target: AutomaticAppleTarget, device: CachedDevice): Obstacle {
  const isSame = (udid: string): boolean => comparableUdid(udid) === comparableUdid(device.udid);
  const isUnwanted = target.disableDevices.listed.some((d) => isSame(d.udid));
  const isNamed = specDevices(input).some((d) => isSame(d.udid) && groupsOf(input, target).includes(d.group));
  return obstacle(target, {
    reason: "device_disabled",
    message: `${device.name} is disabled at Apple`,
    help: isUnwanted
      ? "take it out of `disable_devices`"
      : isNamed
        ? "`signwright apply` enables it, because its group is named"
        : `${lineToAdd(input, target, device)}, then \`signwright apply\`, which enables it`,
    range: isUnwanted ? keyRange(input, target, "disable_devices") : specRange(input, target, device.udid),
  });
}

function unknown(input: WhyInput, target: AutomaticAppleTarget, udid: string): Obstacle {
  const known = specDevices(input);
  const named = known.find((d) => comparableUdid(d.udid) === comparableUdid(udid));
  const message = `no device with UDID ${udid} is registered with the team of \`${target.key}\``;
  if (named) {
    const isUsed = usesGroup(input, target, named.group);
    return obstacle(target, {
      reason: "device_unknown",
      message,
      help: isUsed
        ? "`signwright apply` registers it and makes the profile anew"
        : `add \`${named.group}\` to the \`devices\` of the target, then \`signwright apply\``,
      range: isUsed ? named.range : keyRange(input, target, "devices"),
    });
  }
  const own = known.filter((d) => usesGroup(input, target, d.group));
  const candidates = [...own, ...(input.teams[target.key]?.devices ?? []), ...known];
  const near = nearestUdid(udid, candidates);
  return obstacle(target, {
    reason: "device_unknown",
    message: isUdid(udid)
      ? message
      : `\`${udid}\` is no UDID, and no device of the team of \`${target.key}\` or of the signing file has that name`,
    help: near
      ? `there is \`${near.udid}\` (${near.name})`
      : isUdid(udid)
        ? `${lineToAdd(input, target, { udid, name: "…" })}, then \`signwright apply\``
        : "Finder and Xcode show the UDID of a device that is connected",
    notes: macNotes(target, udid),
    range: keyRange(input, target, "devices"),
  });
}

/** A Mac has two identifiers, and people copy the wrong one. */
function macNotes({ platform }: AppleTarget, udid: string): readonly string[] {
  if (platform !== "macos" || comparableUdid(udid).length !== 32) return [];
  return [
    "a Mac with Apple silicon is known by its provisioning UDID, not by its hardware UUID: `system_profiler SPHardwareDataType` shows both",
  ];
}

function notListed(
  input: WhyInput,
  target: AutomaticAppleTarget,
  { device, profile }: { readonly device: CachedDevice; readonly profile: JudgedProfile },
): Obstacle {
  const named = specDevices(input).filter((d) => comparableUdid(d.udid) === comparableUdid(device.udid));
  const used = named.find((d) => usesGroup(input, target, d.group));
  const [other] = named;
  const help = isWanted(input, target, device)
    ? "the profile is older than that: `signwright apply` makes it anew with the device"
    : other
      ? `add \`${other.group}\` to the \`devices\` of the target, then \`signwright apply\``
      : `${lineToAdd(input, target, device)}, then \`signwright apply\``;
  return obstacle(target, {
    reason: "device_not_listed",
    message: `the profile "${profile.name}" does not list ${device.name}`,
    help,
    range: used?.range ?? keyRange(input, target, "devices"),
  });
}

function notInFile(
  input: WhyInput,
  target: AppleTarget,
  { profile, udid }: { readonly profile: JudgedProfile; readonly udid: string },
): Obstacle {
  const near = nearestUdid(
    udid,
    profile.devices.map((each) => ({ udid: each })),
  );
  return obstacle(target, {
    reason: "device_not_listed",
    message: `the profile "${profile.name}" does not list ${knownDevice(input, target, udid).name ?? udid}`,
    help: near
      ? `it lists \`${near.udid}\``
      : "add the device to it in the developer portal, download it again and replace the file",
    notes: macNotes(target, udid),
    range: keyRange(input, target, "profiles"),
  });
}

function lineToAdd(
  input: WhyInput,
  target: AutomaticAppleTarget,
  { udid, name }: { readonly udid: string; readonly name: string },
): string {
  const line = `\`- { name: ${name}, udid: ${udid}, platform: ${target.platform} }\``;
  const group = groupsOf(input, target)[0];
  return group === undefined ? `name it in a group of \`devices\`: ${line}` : `add it to \`devices.${group}\`: ${line}`;
}

/** One that differs in a digit or two beside one another, or lost them at an end. Devices of one model share half of their digits, so no more is near. */
function nearestUdid<T extends { readonly udid: string }>(udid: string, candidates: readonly T[]): T | undefined {
  const wanted = comparableUdid(udid);
  return candidates.find((candidate) => {
    const other = comparableUdid(candidate.udid);
    return commonStart(wanted, other) + commonEnd(wanted, other) >= Math.max(wanted.length, other.length) - 2;
  });
}

/** How many characters two texts begin with alike. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(length) === b.at(length)) length += 1;
  return length;
}

/** How many characters two texts end with alike. */
function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** The line that names a device in a group of the target; else the target's devices. */
function specRange(input: WhyInput, target: AutomaticAppleTarget, udid: string): SourceRange {
  const named = specDevices(input).find(
    (d) => comparableUdid(d.udid) === comparableUdid(udid) && usesGroup(input, target, d.group),
  );
  return named?.range ?? keyRange(input, target, "devices");
}

/** Groups that a target names, in its order; none for `all`. */
function groupsOf({ compilation }: WhyInput, target: AutomaticAppleTarget): readonly string[] {
  const devices = compilation.targets.find((t) => t.name === target.name)?.fields.devices;
  return Array.isArray(devices) ? devices : [];
}

function usesGroup(input: WhyInput, target: AutomaticAppleTarget, group: string): boolean {
  return target.devices === "all" || groupsOf(input, target).includes(group);
}

/** Every device that the spec names, in the file or in the lists that could be read. */
function specDevices({ compilation, facts }: Pick<WhyInput, "compilation" | "facts">): readonly SpecDevice[] {
  const { document } = compilation;
  const groups = isRecord(document.value) ? document.value["devices"] : undefined;
  if (!isRecord(groups)) return [];
  return Object.entries(groups).flatMap(([group, content]): readonly SpecDevice[] => {
    const items: readonly unknown[] = Array.isArray(content) ? content : [];
    const inline = items.flatMap((item, index) => {
      if (!isRecord(item)) return [];
      const { name, udid } = item;
      if (typeof name !== "string" || typeof udid !== "string") return [];
      return [{ group, name, udid, range: document.rangeOf(["devices", group, index], "value") }];
    });
    const listed = facts.deviceLists.get(group)?.devices ?? [];
    const range = document.rangeOf(["devices", group, "file"], "value");
    return [...inline, ...listed.map(({ name, udid }) => ({ group, name, udid, range }))];
  });
}
