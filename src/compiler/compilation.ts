import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";
import type { MergedTarget } from "./merged-target.ts";
import type { ParseResult } from "./parse.ts";
import { resolve } from "./resolve.ts";
import type { ResolvedSpec } from "./target.ts";
import type { ValidateResult } from "./valid-spec.ts";

/** What the compiler makes of a signing file: always a value, best effort, and all that is wrong with the text. */
export interface Compilation {
  readonly file: SourceFile;
  readonly document: SigningDocument;
  /** `undefined` when so little of the file is right that no target can be understood. */
  readonly spec: ResolvedSpec | undefined;
  readonly targets: readonly MergedTarget[];
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The last steps of compiling, after parsing and validating: resolves names and runs the rules. */
export function compileParsed(parsed: ParseResult, validated: ValidateResult): Compilation {
  const { document } = parsed;
  const resolved = validated.spec ? resolve(validated.spec, document, validated.dropped) : undefined;
  const diagnostics = [...parsed.diagnostics, ...validated.diagnostics, ...(resolved?.diagnostics ?? [])];
  return {
    file: document.file,
    document,
    spec: resolved?.spec,
    targets: resolved?.merged ?? [],
    diagnostics: inTextOrder(diagnostics),
  };
}

/** Diagnostics by their place in the text; those without one come last. */
export function inTextOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const place = (d: Diagnostic): number => d.range?.start ?? Number.POSITIVE_INFINITY;
  return [...diagnostics].sort((a, b) => place(a) - place(b) || 0);
}
