import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn, type TargetFields } from "../merged-target.ts";
import { signingRow, type ProfileTypeName } from "../signing-matrix.ts";
import type { RuleContext } from "./rule.ts";

/** The profile types for which a key says something (design: `devices`, `certificates`, `installer` and `include_macs`). */
export const profileTypesOfKeys: Readonly<Partial<Record<keyof TargetFields, readonly ProfileTypeName[]>>> = {
  devices: ["development", "ad_hoc"],
  include_macs: ["development", "ad_hoc"],
  certificates: ["development"],
  installer: ["app_store", "developer_id"],
  installer_certificate: ["app_store", "developer_id"],
};

/** A key that says nothing for any profile type of its target was meant for another one. */
export function keysForProfileType({ document, targets }: RuleContext): readonly Diagnostic[] {
  return targets.flatMap((target) => {
    const types = profileTypesIn(target.fields);
    const [first] = types;
    const { platform } = target.fields;
    // Of a profile type that the platform does not have, another rule speaks.
    if (first === undefined || platform === "android" || !types.every((type) => signingRow(platform, type))) return [];
    return Object.entries(profileTypesOfKeys).flatMap(([name, fitting]) => {
      const key = name as keyof typeof profileTypesOfKeys;
      // A default applies only where it fits, so only the target's own key is a mistake; and `false` asks for nothing.
      if (!target.own(key) || target.fields[key] === false) return [];
      if (types.some((type) => fitting.includes(type))) return [];
      const names = fitting.map((type) => `\`${type}\``).join(" and ");
      return [
        createDiagnostic(
          "schema/not-applicable",
          { key, context: `\`${first}\` profiles` },
          {
            range: document.rangeOf(target.pathOf(key), "key"),
            address: `targets.${target.name}`,
            help: `remove \`${key}\`: it belongs to ${names} profiles`,
          },
        ),
      ];
    });
  });
}
