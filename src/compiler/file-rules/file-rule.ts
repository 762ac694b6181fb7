import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { Compilation } from "../compile.ts";
import type { FileFacts } from "../file-facts.ts";
import type { ResolvedSpec } from "../target.ts";

/** What a rule over files looks at. */
export interface FileRuleContext {
  readonly compilation: Compilation;
  readonly spec: ResolvedSpec;
  readonly facts: FileFacts;
  readonly now: Date;
}

/** A rule over what the user's files hold. A file that could not be opened has no facts, and a diagnostic already. */
export type FileRule = (context: FileRuleContext) => readonly Diagnostic[];

/** Where a target names one of its profiles. */
export function profileRange({ compilation, spec }: FileRuleContext, targetName: string, path: string): SourceRange {
  const target = spec.targets.find((t) => t.name === targetName);
  const index = target && target.platform !== "android" && target.method === "manual" ? target.profiles.indexOf(path) : -1;
  return compilation.document.rangeOf(["targets", targetName, "profiles", Math.max(index, 0)], "value");
}

/** Where a target, or the defaults under it, has a key. */
export function targetRange({ compilation }: FileRuleContext, targetName: string, key: "certificate" | "installer_certificate" | "keystore_alias" | "bundle_id" | "profile_type" | "certificate_sha256"): SourceRange {
  const target = compilation.targets.find((t) => t.name === targetName);
  return compilation.document.rangeOf(target?.pathOf(key) ?? ["targets", targetName], "value");
}
