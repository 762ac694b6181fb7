import { isAppleSilicon, type AppleTargetPlatform } from "./signing-matrix.ts";

/** What is wrong with a device in the profiles of a target, as `rule/device-platform` says it; `undefined` when they can hold it. */
export function deviceMisfit(
  { platform, includeMacs }: { readonly platform: AppleTargetPlatform; readonly includeMacs: boolean },
  device: { readonly name: string; readonly udid: string; readonly platform: AppleTargetPlatform },
): { readonly device: string; readonly found: string; readonly platform: string } | undefined {
  const isIntelMac = device.platform === "macos" && !isAppleSilicon(device);
  if (fits(platform, device.platform) || (includeMacs && device.platform === "macos" && !isIntelMac)) return undefined;
  const found = includeMacs && isIntelMac ? "an Intel Mac" : deviceNames[device.platform];
  return { device: device.name, found, platform };
}

const deviceNames: Readonly<Record<AppleTargetPlatform, string>> = {
  ios: "an iOS device",
  tvos: "an Apple TV",
  visionos: "an Apple Vision Pro",
  macos: "a Mac",
};

/** iOS profiles hold every device but Apple TVs and Macs; visionOS signs with iOS types. */
function fits(platform: AppleTargetPlatform, device: AppleTargetPlatform): boolean {
  if (platform === "ios" || platform === "visionos") return device === "ios" || device === "visionos";
  return device === platform;
}
