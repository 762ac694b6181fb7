import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn, type MergedTarget } from "../merged-target.ts";
import { profileTypesOf, signingRow } from "../signing-matrix.ts";
import type { RuleContext } from "./rule.ts";

/** Each platform has its own profile types, some of which only a person can make; the signing matrix says which. */
export function profileTypeForPlatform(context: RuleContext): readonly Diagnostic[] {
  return context.targets.flatMap((target) => checkTarget(context, target));
}

function checkTarget({ document }: RuleContext, target: MergedTarget): readonly Diagnostic[] {
  const { platform, method } = target.fields;
  if (platform === "android") return [];
  const listed = Array.isArray(target.fields.profile_type);
  return profileTypesIn(target.fields).flatMap((profile_type, index) => {
    const row = signingRow(platform, profile_type);
    if (row && (row.appleProfileType !== null || method !== "automatic")) return [];
    const path = [...target.pathOf("profile_type"), ...(listed ? [index] : [])];
    const details = { range: document.rangeOf(path, "value"), address: `targets.${target.name}` };
    if (!row) {
      const help = `${platform} has ${profileTypesOf(platform)
        .map((t) => `\`${t}\``)
        .join(", ")}`;
      return [createDiagnostic("rule/profile-type-not-for-platform", { platform, profile_type }, { ...details, help })];
    }
    return [createDiagnostic("rule/manual-only", { profile_type, platform }, details)];
  });
}
