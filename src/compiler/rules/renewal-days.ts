import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { profileTypesIn } from "../merged-target.ts";
import { daysOfValidity, type ProfileTypeName } from "../signing-matrix.ts";
import type { RuleContext } from "./rule.ts";

/** What comes of as many days as what they are counted for is valid for, or more. */
const consequences = {
  renew_before: "it would be due again at once, at every run",
  retire_after: "nothing would be left of it to retire",
} as const;

/**
 * `renew_before` and `retire_after` are shorter than the time for which Apple issues what they are counted for. A value is judged
 * once, where it stands, by the shortest time of what it applies to.
 */
export function renewalDays({ document, spec, targets }: RuleContext): readonly Diagnostic[] {
  const found = new Map<string, { readonly life: number; readonly diagnostic: Diagnostic }>();
  for (const { name, fields, pathOf } of targets) {
    if (fields.platform === "android") continue;
    for (const key of ["renew_before", "retire_after"] as const) {
      const isOfFile = key === "renew_before" && fields.renew_before === undefined;
      const value = isOfFile ? spec.renew_before : fields[key];
      if (value === undefined) continue;
      const [profileType] = profileTypesIn(fields).toSorted((a, b) => daysOfValidity[a] - daysOfValidity[b]);
      const life = profileType === undefined ? Infinity : daysOfValidity[profileType];
      if (profileType === undefined || Number.parseInt(value, 10) < life) continue;
      const path = isOfFile ? [key] : pathOf(key);
      const place = JSON.stringify(path);
      if ((found.get(place)?.life ?? Infinity) <= life) continue;
      const address = isOfFile ? undefined : `targets.${name}`;
      const range = document.rangeOf(path, "value");
      found.set(place, { life, diagnostic: tooLong({ key, value, profileType }, { range, address }) });
    }
  }
  return [...found.values()].map(({ diagnostic }) => diagnostic);
}

function tooLong(
  {
    key,
    value,
    profileType,
  }: { readonly key: keyof typeof consequences; readonly value: string; readonly profileType: ProfileTypeName },
  place: Pick<Diagnostic, "range"> & { readonly address: string | undefined },
): Diagnostic {
  const life = daysOfValidity[profileType];
  return createDiagnostic(
    "rule/outlasts-validity",
    { key, value, profile_type: profileType, life, consequence: consequences[key] },
    { ...place, help: `write less than \`${life}d\`` },
  );
}
