import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import { once } from "../rules/rule.ts";
import type { AppleTarget } from "../target.ts";
import { certificatesOf, profileRange, targetRange, type FileRule, type FileRuleContext } from "./file-rule.ts";

/** Something that belongs to a team, and where the target names it. */
interface Member {
  /** What a message calls it: "certificate `own`". */
  readonly what: string;
  readonly team: string;
  readonly range: SourceRange;
}

/** The API key, the certificates and the profiles of a target belong to one team: that of the first of them whose team is known. */
export const oneTeam: FileRule = (context) =>
  once(
    context.spec.targets.flatMap((target) => {
      if (target.platform === "android") return [];
      const [first, ...others] = membersOf(context, target);
      return others.flatMap((other): readonly Diagnostic[] =>
        first === undefined || other.team === first.team
          ? []
          : [
              createDiagnostic(
                "rule/team-mismatch",
                { what: other.what, found: other.team, expected_by: first.what, expected: first.team },
                { range: other.range, address: `targets.${target.id}` },
              ),
            ],
      );
    }),
  );

function membersOf(context: FileRuleContext, target: AppleTarget): readonly Member[] {
  const { spec, facts } = context;
  const certificates = certificatesOf(context, target).flatMap(({ name, identity, range }) => {
    const team = identity.certificate.teamId;
    return team === null ? [] : [{ what: `certificate \`${name}\``, team, range }];
  });
  if (target.method === "automatic") {
    const key = spec.keys.get(target.key);
    const team = key?.type === "app_store_connect" ? key.teamId : undefined;
    const range = targetRange(context, target.name, "key");
    return [...(team === undefined ? [] : [{ what: `key \`${target.key}\``, team, range }]), ...certificates];
  }
  const profiles = target.profiles.flatMap((path) => {
    const team = facts.profiles.get(path)?.profile.teamId;
    return team ? [{ what: `profile \`${path}\``, team, range: profileRange(context, target.name, path) }] : [];
  });
  return [...certificates, ...profiles];
}
