import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Compilation } from "./compile.ts";
import type { FileFacts } from "./file-facts.ts";
import type { FileRule } from "./file-rules/file-rule.ts";
import { keystoreOpens } from "./file-rules/keystore-opens.ts";
import { nothingExpired } from "./file-rules/nothing-expired.ts";
import { profileMatchesTarget } from "./file-rules/profile-matches-target.ts";

const fileRules: readonly FileRule[] = [profileMatchesTarget, nothingExpired, keystoreOpens];

/** Checks what the user's files hold against the spec, as of `now`. Pure; what could not be opened is not checked. */
export function checkFileFacts(compilation: Compilation, facts: FileFacts, now: Date): readonly Diagnostic[] {
  const { spec } = compilation;
  return spec ? fileRules.flatMap((rule) => rule({ compilation, spec, facts, now })) : [];
}
