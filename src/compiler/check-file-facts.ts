import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inTextOrder, type Compilation } from "./compilation.ts";
import type { FileFacts } from "./file-facts.ts";
import { certificateKind } from "./file-rules/certificate-kind.ts";
import { consoleIdentity } from "./file-rules/console-identity.ts";
import type { FileRule } from "./file-rules/file-rule.ts";
import { keystoreOpens } from "./file-rules/keystore-opens.ts";
import { listedDevicesFit } from "./file-rules/listed-devices-fit.ts";
import { nothingExpired } from "./file-rules/nothing-expired.ts";
import { oneTeam } from "./file-rules/one-team.ts";
import { profileMatchesTarget } from "./file-rules/profile-matches-target.ts";

const fileRules: readonly FileRule[] = [
  consoleIdentity,
  certificateKind,
  profileMatchesTarget,
  oneTeam,
  nothingExpired,
  keystoreOpens,
  listedDevicesFit,
];

/** What was found in the files that a spec names, and what kept some of them closed. */
export interface FileFindings {
  readonly facts: FileFacts;
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that can be said of a spec and its files without a network, in the order of the text. */
export function diagnosticsWithFiles(compilation: Compilation, found: FileFindings, now: Date): readonly Diagnostic[] {
  // A reference that is written wrongly cannot be followed either: its first error is the one to mend.
  const mistaken = new Set(compilation.diagnostics.filter((d) => d.severity === "error").map(placeOf));
  const opened = found.diagnostics.filter((d) => d.range === undefined || !mistaken.has(placeOf(d)));
  return inTextOrder([...compilation.diagnostics, ...opened, ...checkFileFacts(compilation, found.facts, now)]);
}

function placeOf({ range }: Diagnostic): number | undefined {
  return range?.start;
}

/** Checks what the user's files hold against the spec, as of `now`. Pure; what could not be opened is not checked. */
export function checkFileFacts(compilation: Compilation, facts: FileFacts, now: Date): readonly Diagnostic[] {
  const { spec } = compilation;
  return spec ? fileRules.flatMap((rule) => rule({ compilation, spec, facts, now })) : [];
}
