import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn } from "../merged-target.ts";
import { signingRow } from "../signing-matrix.ts";
import type { RuleContext } from "./rule.ts";

/**
 * `certificate_type` chooses within the family that a profile type accepts. Where a target lists several profile types it applies
 * to those that accept it, and must fit at least one; a default applies only where it fits.
 */
export function certificateTypeForProfile({ document, targets }: RuleContext): readonly Diagnostic[] {
  return targets.flatMap((target) => {
    const { platform, method, certificate_type } = target.fields;
    if (platform === "android" || method !== "automatic" || certificate_type === undefined) return [];
    if (!target.own("certificate_type")) return [];
    const rows = profileTypesIn(target.fields).flatMap((type) => signingRow(platform, type) ?? []);
    const fitting = rows.flatMap((row) => row.acceptedCertificateTypes);
    const [row] = rows;
    if (!row || fitting.some((type) => type === certificate_type)) return [];
    const choices = [...new Set(fitting)].map((type) => `\`${type}\``).join(", ");
    return [
      createDiagnostic(
        "rule/certificate-type-not-for-profile",
        { profile_type: row.profileType, platform, certificate_type },
        {
          range: document.rangeOf(target.pathOf("certificate_type"), "value"),
          address: `targets.${target.name}`,
          help:
            choices === "" ? "remove `certificate_type`" : `remove \`certificate_type\`, or write one of ${choices}`,
        },
      ),
    ];
  });
}
