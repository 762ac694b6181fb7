import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";
import type { MergedTarget } from "./merged-target.ts";
import { parse } from "./parse.ts";
import { resolve } from "./resolve.ts";
import type { ResolvedSpec } from "./target.ts";
import { validate } from "./validate.ts";

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

/**
 * Compiles the text of a signing file: parse, validate against the schema, resolve names, run the rules. Pure, and it cannot throw
 * on any text. What needs the files that the spec names comes after it, in {@link checkFileFacts}.
 */
export function compile(file: SourceFile): Compilation {
  const parsed = parse(file);
  const validated = validate(parsed.document);
  const resolved = validated.spec ? resolve(validated.spec, parsed.document, validated.dropped) : undefined;
  const diagnostics = [...parsed.diagnostics, ...validated.diagnostics, ...(resolved?.diagnostics ?? [])];
  return {
    file,
    document: parsed.document,
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
