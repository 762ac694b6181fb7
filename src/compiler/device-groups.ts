import type { SigningSpec } from "../generated/signing-spec.ts";
import type { DeviceListFile } from "./file-facts.ts";
import type { AutomaticAppleTarget, GroupDevice } from "./target.ts";

/** Paths of the files that device groups are kept in, by the group's name. */
export function deviceFilesIn(spec: Pick<SigningSpec, "devices">): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(spec.devices ?? {}).flatMap(([name, group]) =>
      "file" in group ? [[name, group.file] as const] : [],
    ),
  );
}

/** The devices that a target names: those of the spec, and those of its files as far as they were read. None for `all`. */
export function namedDevices(
  target: AutomaticAppleTarget,
  lists: ReadonlyMap<string, DeviceListFile>,
): readonly GroupDevice[] {
  const listed = target.devices === undefined || target.devices === "all" ? [] : target.devices;
  return [...listed, ...target.deviceFiles.flatMap((group) => listedDevices(lists.get(group), target.platform))];
}

/** Apple's lists know Macs and all others: what is no Mac is taken for what the target needs, until Apple says its class. */
function listedDevices(
  list: DeviceListFile | undefined,
  platform: AutomaticAppleTarget["platform"],
): readonly GroupDevice[] {
  const other = platform === "macos" ? "ios" : platform;
  return (list?.devices ?? []).map(({ name, udid, platform: word }) => ({
    name,
    udid,
    platform: word === "mac" ? "macos" : other,
  }));
}

/** The devices that a target wants disabled at Apple. */
export function devicesToDisable(
  { disableDevices: { listed, files }, platform }: AutomaticAppleTarget,
  lists: ReadonlyMap<string, DeviceListFile>,
): readonly GroupDevice[] {
  return [...listed, ...files.flatMap((group) => listedDevices(lists.get(group), platform))];
}
