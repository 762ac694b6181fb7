import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn } from "../merged-target.ts";
import type { RuleContext } from "./rule.ts";

/**
 * A development build for the Mac starts only on Macs that its profile names, and Xcode refuses to build on a Mac that it does not
 * name (codemagic docs, common-ios-issues.md: "doesn't include the currently selected device"). On other platforms the machine that
 * builds is in no profile, so this is worth knowing before the first build on a new machine fails. Whoever names a group with a Mac
 * in it knows.
 */
export function macDevelopmentMachine({ document, spec, targets, dropped }: RuleContext): readonly Diagnostic[] {
  // What was left out may be the Mac.
  if (dropped.some(([section]) => section === "devices")) return [];
  return targets.flatMap((target) => {
    const { platform, method, profile_type, devices } = target.fields;
    const index = profileTypesIn(target.fields).indexOf("development");
    if (platform !== "macos" || method !== "automatic" || index < 0) return [];
    const groups = Array.isArray(devices) ? devices.map((name) => spec.devices?.[name]) : [];
    // A group in a file is not read here, and may have one.
    const mayHoldMac = groups.some((group) =>
      Array.isArray(group) ? group.some((device) => device.platform === "macos") : group !== undefined,
    );
    if (mayHoldMac) return [];
    const path = [...target.pathOf("profile_type"), ...(Array.isArray(profile_type) ? [index] : [])];
    const details = { range: document.rangeOf(path, "value"), address: `targets.${target.name}` };
    return [createDiagnostic("rule/mac-development-machine", {}, details)];
  });
}
