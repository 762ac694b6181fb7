import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../diagnostics/render-json.ts";
import { renderDiagnostics } from "../diagnostics/render-text.ts";
import type { CliContext } from "./cli-context.ts";

/** Writes diagnostics for people to standard error, where they never mix with a command's output. */
export function showDiagnostics(context: CliContext, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) context.host.stderr.write(`${renderDiagnostics(diagnostics, context.paintError)}\n`);
}

/** The JSON document of a command that could not do its work. */
export function failureJson(diagnostics: readonly Diagnostic[]): string {
  return toJsonText({ format_version: "1.0", errored: true, diagnostics: diagnostics.map(diagnosticToJson) });
}

/** JSON for standard output: indented, and with a line end. */
export function toJsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
