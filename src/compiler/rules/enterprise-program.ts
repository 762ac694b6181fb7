import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn } from "../merged-target.ts";
import type { RuleContext } from "./rule.ts";

/** In-house profiles come from teams of the Enterprise Program, which in turn have no App Store. */
export function enterpriseProgram({ document, spec, targets }: RuleContext): readonly Diagnostic[] {
  return targets.flatMap((target) => {
    const { fields } = target;
    const entry = fields.key === undefined ? undefined : ownEntry(spec.keys, fields.key);
    if (fields.method !== "automatic" || fields.key === undefined || entry?.type !== "app_store_connect") return [];
    const enterprise = entry.program === "enterprise";
    const listed = Array.isArray(fields.profile_type);
    return profileTypesIn(fields).flatMap((type, index) => {
      const needsProgram = type === "enterprise" && !enterprise && fields.platform !== "macos";
      if (!needsProgram && !(type === "app_store" && enterprise)) return [];
      const path = [...target.pathOf("profile_type"), ...(listed ? [index] : [])];
      const details = { range: document.rangeOf(path, "value"), address: `targets.${target.name}` };
      if (needsProgram) {
        return [createDiagnostic("rule/enterprise-needs-enterprise-program", { key: fields.key ?? "" }, details)];
      }
      const help = "use `profile_type: enterprise`, or a key of a standard team";
      return [createDiagnostic("rule/enterprise-excludes-app-store", { key: fields.key ?? "" }, { ...details, help })];
    });
  });
}

function ownEntry<T>(entries: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return entries !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined;
}
