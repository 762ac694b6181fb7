import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn, type MergedTarget } from "../merged-target.ts";
import { signingRow, type AppleTargetPlatform } from "../signing-matrix.ts";
import { once, type RuleContext } from "./rule.ts";

/** Only development and ad hoc profiles list devices, and only devices of their platform. */
export function devicesForProfileType(context: RuleContext): readonly Diagnostic[] {
  return once(context.targets.flatMap((target) => checkTarget(context, target)));
}

function checkTarget({ document, spec }: RuleContext, target: MergedTarget): readonly Diagnostic[] {
  const { platform, method, devices } = target.fields;
  if (platform === "android" || method !== "automatic" || devices === undefined) return [];
  const types = profileTypesIn(target.fields);
  const takesDevices = types.filter((type) => signingRow(platform, type)?.devices === "required");
  if (takesDevices.length === 0) {
    const [profile_type] = types;
    // A default applies only where it fits, so only the target's own key is a mistake.
    if (!target.own("devices") || profile_type === undefined) return [];
    const range = document.rangeOf(target.pathOf("devices"), "key");
    return [
      createDiagnostic("rule/devices-not-allowed", { profile_type }, { range, address: `targets.${target.name}` }),
    ];
  }
  if (!Array.isArray(devices)) return [];
  return devices.flatMap((group, index) => {
    const members = spec.devices?.[group];
    if (!Array.isArray(members)) return [];
    return members
      .filter((device) => !fits(platform, device.platform))
      .map((device) =>
        createDiagnostic(
          "rule/device-platform",
          { device: device.name, found: deviceNames[device.platform], platform },
          {
            range: document.rangeOf([...target.pathOf("devices"), index], "value"),
            address: `targets.${target.name}`,
            help: `put ${platform} devices into a group of their own`,
          },
        ),
      );
  });
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
