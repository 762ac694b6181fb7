import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import { hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CliContext } from "../cli-context.ts";
import { showDiagnostics, toJsonText } from "../failure.ts";
import { loadSpec } from "../load-spec.ts";
import { checkSpec } from "../check-spec.ts";
import { guarded } from "../guarded.ts";
import { plural } from "../views/plural.ts";

/** Flags of `validate`. */
export interface ValidateFlags {
  readonly json: boolean;
}

/** `signwright validate`: the schema and every rule, offline and without a secret. */
export async function validate(this: CliContext, flags: ValidateFlags, path?: string): Promise<void> {
  const { host } = this;
  const diagnostics = await guarded<readonly Diagnostic[]>(
    async () => (await checkSpec(host, await loadSpec(host, path), undefined)).diagnostics,
    (failed) => failed,
  );
  const errors = diagnostics.filter((d) => d.severity === "error").length;
  const warnings = diagnostics.filter((d) => d.severity === "warning").length;
  this.exit(hasErrors(diagnostics) ? 1 : 0);
  if (flags.json) {
    host.stdout.write(
      toJsonText({
        format_version: "1.0",
        valid: errors === 0,
        error_count: errors,
        warning_count: warnings,
        diagnostics: diagnostics.map(diagnosticToJson),
      }),
    );
    return;
  }
  showDiagnostics(this, diagnostics);
  const warned = warnings > 0 ? plural(warnings, "warning") : "";
  if (errors > 0) {
    host.stdout.write(`${this.paint("red", plural(errors, "error"))}${warned === "" ? "" : `, ${warned}`}.\n`);
    return;
  }
  host.stdout.write(`${this.paint("green", "Valid.")}${warned === "" ? "" : ` ${warned}.`}\n`);
  host.stderr.write("Next: `signwright plan` shows what would change.\n");
}
