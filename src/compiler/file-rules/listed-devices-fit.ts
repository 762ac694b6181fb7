import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { namedDevices } from "../device-groups.ts";
import { deviceMisfit } from "../device-misfit.ts";
import { once } from "../rules/rule.ts";
import { targetNamed, type FileRuleContext } from "./file-rule.ts";

/** What device lists hold must fit the platform of the targets that name their groups, as what the spec lists must. */
export function listedDevicesFit({ compilation, spec, facts }: FileRuleContext): readonly Diagnostic[] {
  const found = spec.targets.flatMap((target): readonly Diagnostic[] => {
    if (target.platform === "android" || target.method !== "automatic" || target.deviceFiles.length === 0) return [];
    const merged = targetNamed(compilation, target.name);
    const selection = merged?.fields.devices;
    if (!merged || !Array.isArray(selection)) return [];
    return target.deviceFiles.flatMap((group) => {
      const range = compilation.document.rangeOf([...merged.pathOf("devices"), selection.indexOf(group)], "value");
      return namedDevices({ ...target, devices: [], deviceFiles: [group] }, facts.deviceLists).flatMap((device) => {
        const misfit = deviceMisfit(target, device);
        return misfit
          ? [createDiagnostic("rule/device-platform", misfit, { range, address: `targets.${target.name}` })]
          : [];
      });
    });
  });
  return once(found);
}
