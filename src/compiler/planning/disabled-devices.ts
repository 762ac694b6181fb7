import { addressOf } from "../../plan/address.ts";
import type { ObservedDevice } from "../../plan/observed.ts";
import { deviceName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import { devicesToDisable } from "../device-groups.ts";
import type { AutomaticAppleTarget } from "../target.ts";
import { changeOf, comparableUdid, type PlanningInput } from "./planning.ts";

/** Devices that targets want disabled, by comparable UDID, with the targets. */
export function unwantedDevices(
  input: PlanningInput,
  targets: readonly AutomaticAppleTarget[],
): ReadonlyMap<string, readonly string[]> {
  const unwanted = new Map<string, string[]>();
  for (const target of targets) {
    for (const device of devicesToDisable(target, input.facts.deviceLists)) {
      const udid = comparableUdid(device.udid);
      unwanted.set(udid, [...(unwanted.get(udid) ?? []), target.id]);
    }
  }
  return unwanted;
}

/** The end of a device: Apple deletes none, and gives its slot back only with the next membership year. */
export function disableDevice(
  owner: string,
  {
    device,
    why,
    targets,
  }: { readonly device: ObservedDevice; readonly why: string; readonly targets: readonly string[] },
): Change {
  const { udid, name, platform } = device;
  return changeOf({
    address: addressOf(owner, "device", udid),
    type: "device",
    action: "delete",
    action_reason: "delete_by_request",
    reason: `${why} disables ${name} at Apple; its slot is free again when the membership year ends`,
    before: { udid, name, platform: platform === "MAC_OS" ? "MAC_OS" : "IOS" },
    targets,
    reads: [deviceName(owner, udid)],
  });
}
