import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";

/** Two forms at once cannot be written to one output. */
export function formatRefusal(flags: { readonly json: boolean; readonly format?: string }): Diagnostic | undefined {
  if (!flags.json || flags.format === undefined) return undefined;
  return createDiagnostic(
    "cli/usage",
    { reason: "`--json` and `--format` are two forms of one output" },
    { help: "leave one of them out" },
  );
}
