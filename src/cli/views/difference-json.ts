import type { CredentialDifference } from "../../compiler/credential-differences.ts";
import type { SettingDifference } from "../../compiler/spec-difference.ts";
import type { NamedDifference } from "../commands/diff.ts";

/** A difference for programs, as `diff --json` gives it (format 1.0). */
export function differenceJson({ before, after, difference }: NamedDifference): object {
  return {
    format_version: "1.0",
    before,
    after,
    targets: difference.targets,
    credential_changes: difference.credentials.map(valueChange),
    resource_changes: difference.resources,
    setting_changes: difference.settings.map(valueChange),
  };
}

function valueChange({ path, before, after }: CredentialDifference | SettingDifference): object {
  return { path, before: parsed(before), after: parsed(after) };
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? null : JSON.parse(json);
}
