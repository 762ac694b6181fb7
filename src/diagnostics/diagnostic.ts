import type { SourceRange } from "./source-range.ts";
import { registry, type DiagnosticCode, type DiagnosticParameters } from "./codes.ts";

export type { DiagnosticCode } from "./codes.ts";

/** How much a diagnostic matters: an error stops `plan`, a warning never does, information only explains. */
export type Severity = "error" | "warning" | "info";

/** Why a diagnostic was raised, or another place that has to do with it. */
export interface Note {
  readonly message: string;
  readonly range?: SourceRange;
}

/** One replacement of text. */
export interface TextEdit {
  readonly range: SourceRange;
  readonly newText: string;
}

/** Whether a fix may be applied without asking: `safe` keeps the meaning, `has-placeholders` needs text from the person. */
export type Applicability = "safe" | "maybe-incorrect" | "has-placeholders";

/** A change of text that removes a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly TextEdit[];
}

/** One finding: what (`message`), where (`range`), why (`notes`), and what to do (`help`, `fixes`). */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is the matter: stands alone, starts in lower case, has no full stop. */
  readonly message: string;
  /** The smallest text that shows it; `undefined` only when no file is involved. */
  readonly range: SourceRange | undefined;
  /** The resource of the plan, or the target (`targets.shop`), that it is about. */
  readonly address?: string;
  readonly notes: readonly Note[];
  readonly help?: string;
  readonly fixes: readonly Fix[];
}

/** What a diagnostic may carry beside its code and parameters. */
export interface DiagnosticDetails {
  readonly range?: SourceRange | undefined;
  readonly address?: string | undefined;
  readonly notes?: readonly Note[];
  /** Replaces the help of the registry. */
  readonly help?: string | undefined;
  readonly fixes?: readonly Fix[];
  /** Replaces the severity of the registry; the same fact can be milder offline than at plan time. */
  readonly severity?: Severity;
}

/**
 * Makes a diagnostic from its registered code. An unknown code or a missing parameter does not compile.
 * @example createDiagnostic("file/not-found", { path: "a.p12" }, { range })
 */
export function createDiagnostic<C extends DiagnosticCode>(
  code: C,
  parameters: DiagnosticParameters<C>,
  details: DiagnosticDetails = {},
): Diagnostic {
  const entry = registry[code];
  const help = details.help ?? ("help" in entry ? fill(entry.help, parameters) : undefined);
  return {
    code,
    severity: details.severity ?? entry.severity,
    message: fill(entry.message, parameters),
    range: details.range,
    notes: details.notes ?? [],
    fixes: details.fixes ?? [],
    ...(details.address === undefined ? {} : { address: details.address }),
    ...(help === undefined ? {} : { help }),
  };
}

function fill(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** Whether any of the diagnostics is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}
