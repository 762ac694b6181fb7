import { hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import { checkSpec } from "../check-spec.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics, toJsonText } from "../failure.ts";
import { formatRefusal } from "../format-refusal.ts";
import { guarded } from "../guarded.ts";
import { loadSpec } from "../load-spec.ts";
import { version } from "../version.ts";
import { plural } from "../views/plural.ts";

type Format = "text" | "json" | "sarif" | "github";

/** Flags of `validate`. */
export interface ValidateFlags {
  readonly json: boolean;
  readonly format?: Format;
}

/** `signwright validate`: the schema and every rule, offline and without a secret. */
export async function validate(this: CliContext, flags: ValidateFlags, path = "signing.yaml"): Promise<void> {
  const { host } = this;
  const refused = formatRefusal(flags);
  const diagnostics = refused
    ? [refused]
    : await guarded<readonly Diagnostic[]>(
        async () => (await checkSpec(host, await loadSpec(host, path), undefined)).diagnostics,
        (failed) => failed,
      );
  this.exit(hasErrors(diagnostics) ? 1 : 0);
  await show[flags.json ? "json" : (flags.format ?? "text")](this, diagnostics, path);
}

const show: Readonly<
  Record<Format, (context: CliContext, diagnostics: readonly Diagnostic[], path: string) => void | Promise<void>>
> = {
  text: showAsText,
  json: ({ host }, diagnostics) => {
    host.stdout.write(validationJson(diagnostics));
  },
  sarif: async ({ host }, diagnostics, path) => {
    const { diagnosticsToSarif } = await import("../../diagnostics/render-sarif.ts");
    const { findRepositoryPaths } = await import("../find-repository-paths.ts");
    const paths = await findRepositoryPaths(host, path);
    host.stdout.write(toJsonText(diagnosticsToSarif(diagnostics, paths, version)));
  },
  github: async ({ host }, diagnostics, path) => {
    const { renderGitHubAnnotations } = await import("../../diagnostics/render-github.ts");
    const { findRepositoryPaths } = await import("../find-repository-paths.ts");
    host.stdout.write(renderGitHubAnnotations(diagnostics, await findRepositoryPaths(host, path)));
  },
};

function count(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): number {
  return diagnostics.filter((d) => d.severity === severity).length;
}

function validationJson(diagnostics: readonly Diagnostic[]): string {
  return toJsonText({
    format_version: "1.0",
    valid: !hasErrors(diagnostics),
    error_count: count(diagnostics, "error"),
    warning_count: count(diagnostics, "warning"),
    diagnostics: diagnostics.map(diagnosticToJson),
  });
}

function showAsText(context: CliContext, diagnostics: readonly Diagnostic[]): void {
  const { host, paint } = context;
  const errors = count(diagnostics, "error");
  const warnings = count(diagnostics, "warning");
  showDiagnostics(context, diagnostics);
  const warned = warnings > 0 ? plural(warnings, "warning") : "";
  if (errors > 0) host.stdout.write(`${paint("red", plural(errors, "error"))}${warned === "" ? "" : `, ${warned}`}.\n`);
  else host.stdout.write(`${paint("green", "Valid.")}${warned === "" ? "" : ` ${warned}.`}\n`);
  if (host.env["GITHUB_ACTIONS"] === "true" && errors + warnings > 0)
    host.stderr.write("Next: `--format github` shows this beside the lines of the pull request.\n");
  else if (errors === 0) host.stderr.write("Next: `signwright plan` shows what would change.\n");
}
