import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { Compilation } from "../compile.ts";
import type { FileFacts, IdentityFile } from "../file-facts.ts";
import type { MergedTarget, TargetFields } from "../merged-target.ts";
import type { AppleTarget, ResolvedSpec } from "../target.ts";

/** What a rule over files looks at. */
export interface FileRuleContext {
  readonly compilation: Compilation;
  readonly spec: ResolvedSpec;
  readonly facts: FileFacts;
  readonly now: Date;
}

/** A rule over what the user's files hold. A file that could not be opened has no facts, and a diagnostic already. */
export type FileRule = (context: FileRuleContext) => readonly Diagnostic[];

const byName = new WeakMap<readonly MergedTarget[], ReadonlyMap<string, MergedTarget>>();

/** The target of a name, as it is written. A file may have thousands, so they are put in order once. */
export function targetNamed({ targets }: Compilation, name: string): MergedTarget | undefined {
  const known = byName.get(targets) ?? new Map(targets.map((t) => [t.name, t]));
  byName.set(targets, known);
  return known.get(name);
}

/** Where a target, or the defaults under it, names one of its profiles. */
export function profileRange(
  { compilation }: Pick<FileRuleContext, "compilation">,
  targetName: string,
  path: string,
): SourceRange {
  const target = targetNamed(compilation, targetName);
  const index = target?.fields.profiles?.indexOf(path) ?? -1;
  const list = target?.pathOf("profiles") ?? ["targets", targetName, "profiles"];
  return compilation.document.rangeOf([...list, Math.max(index, 0)], "value");
}

/** Where a target, or the defaults under it, has a key; the target itself when neither has. */
export function targetRange(
  { compilation }: FileRuleContext,
  targetName: string,
  key: keyof TargetFields,
): SourceRange {
  const target = targetNamed(compilation, targetName);
  return compilation.document.rangeOf(target?.pathOf(key) ?? ["targets", targetName], "value");
}

/** A certificate of a file that was opened, and where a target names it. */
export interface NamedCertificate {
  readonly role: "certificate" | "installer_certificate";
  /** The key of the spec. */
  readonly name: string;
  readonly identity: IdentityFile;
  readonly range: SourceRange;
}

/** The certificates of files that a target signs with, as far as they are known. */
export function certificatesOf(context: FileRuleContext, target: AppleTarget): readonly NamedCertificate[] {
  const takesInstaller = target.method === "manual" || target.installer;
  const named = [
    { role: "certificate", name: target.certificate },
    { role: "installer_certificate", name: takesInstaller ? target.installerCertificate : undefined },
  ] as const;
  return named.flatMap(({ role, name }) => {
    const identity = name === undefined ? undefined : context.facts.identities.get(name);
    if (name === undefined || identity === undefined) return [];
    return [{ role, name, identity, range: targetRange(context, target.name, role) }];
  });
}
