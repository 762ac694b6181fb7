import { resolve } from "node:path";
import { isSame, specDifference, type ComparedSpec, type SpecDifference } from "../../compiler/spec-difference.ts";
import { hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Host } from "../../host/host.ts";
import { isFileAt } from "../../host/repository-root.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { formatRefusal } from "../format-refusal.ts";
import { guarded } from "../guarded.ts";
import { filesOf, namedVersion, workTreeVersion, type SpecVersion } from "../spec-version.ts";
import { differenceJson } from "../views/difference-json.ts";
import { differenceMarkdown } from "../views/difference-markdown.ts";
import { differenceText } from "../views/difference-text.ts";

/** Flags of `diff`. */
export interface DiffFlags {
  readonly json: boolean;
  readonly format?: "text" | "markdown";
}

/** A difference with the names of what was compared. */
export interface NamedDifference {
  readonly before: string;
  readonly after: string;
  readonly difference: SpecDifference;
}

/** `signwright diff`: what a change of the signing file means, without a secret, a network or a command. */
export async function diff(this: CliContext, flags: DiffFlags, before: string, after?: string): Promise<void> {
  const refused = formatRefusal(flags);
  const compared = await guarded<NamedDifference | { readonly diagnostics: readonly Diagnostic[] }>(
    async () => (refused ? { diagnostics: [refused] } : compare(this.host, before, after)),
    (diagnostics) => ({ diagnostics }),
  );
  if ("diagnostics" in compared) {
    this.exit(1);
    showDiagnostics(this, compared.diagnostics);
    if (flags.json) this.host.stdout.write(failureJson(compared.diagnostics));
    return;
  }
  this.exit(isSame(compared.difference) ? 0 : 2);
  if (flags.json) this.host.stdout.write(toJsonText(differenceJson(compared)));
  else if (flags.format === "markdown") this.host.stdout.write(differenceMarkdown(compared));
  else this.host.stdout.write(differenceText(compared, this.paint));
}

async function compare(
  host: Host,
  before: string,
  after: string | undefined,
): Promise<NamedDifference | { readonly diagnostics: readonly Diagnostic[] }> {
  const path = after !== undefined && (await isFileAt(resolve(host.cwd, after))) ? after : "signing.yaml";
  const versions = [
    await namedVersion(host, before, path),
    after === undefined ? await workTreeVersion(host, path) : await namedVersion(host, after, path),
  ] as const;
  const [old, wanted] = [await comparable(versions[0]), await comparable(versions[1])];
  if ("diagnostics" in old || "diagnostics" in wanted) {
    return { diagnostics: [old, wanted].flatMap((side) => ("diagnostics" in side ? side.diagnostics : [])) };
  }
  return { before: versions[0].name, after: versions[1].name, difference: specDifference(old, wanted) };
}

/** A version with its files, or its errors: what a file with mistakes asks for is not known. */
async function comparable(
  version: SpecVersion,
): Promise<ComparedSpec | { readonly diagnostics: readonly Diagnostic[] }> {
  const { compilation } = version;
  const { spec } = compilation;
  if (!spec || hasErrors(compilation.diagnostics)) return { diagnostics: errorsOf(compilation.diagnostics) };
  const files = await filesOf(version, spec);
  if (hasErrors(files.diagnostics)) return { diagnostics: errorsOf(files.diagnostics) };
  return { compilation, spec, files };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter((d) => d.severity === "error");
}
