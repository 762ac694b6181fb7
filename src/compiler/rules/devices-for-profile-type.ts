import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn, type MergedTarget } from "../merged-target.ts";
import { deviceMisfit } from "../device-misfit.ts";
import { signingRow } from "../signing-matrix.ts";
import { once, type RuleContext } from "./rule.ts";

/** Profiles hold only devices of their platform. */
export function devicesForProfileType(context: RuleContext): readonly Diagnostic[] {
  return once(context.targets.flatMap((target) => checkTarget(context, target)));
}

function checkTarget({ document, spec }: RuleContext, target: MergedTarget): readonly Diagnostic[] {
  const { platform, method, devices, include_macs } = target.fields;
  if (platform === "android" || method !== "automatic" || devices === undefined) return [];
  const takesDevices = profileTypesIn(target.fields).some((type) => signingRow(platform, type)?.devices === "required");
  if (!takesDevices || !Array.isArray(devices)) return [];
  return devices.flatMap((group, index) => {
    const members = spec.devices?.[group];
    if (!Array.isArray(members)) return [];
    return members.flatMap((device) => {
      const misfit = deviceMisfit({ platform, includeMacs: include_macs === true }, device);
      if (!misfit) return [];
      const range = document.rangeOf([...target.pathOf("devices"), index], "value");
      return [createDiagnostic("rule/device-platform", misfit, { range, address: `targets.${target.name}` })];
    });
  });
}
