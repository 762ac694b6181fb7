import { compile, type Compilation } from "../../../src/compiler/compile.ts";
import type { DocumentPath } from "../../../src/compiler/merged-target.ts";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { SourceRange } from "../../../src/diagnostics/source-range.ts";

/**
 * What a page's example needs beside its text, so that the program itself gives the diagnostic.
 * `find` runs the part of Signwright that finds it, over the example (which gives it) and over the corrected file (which does not).
 * `tell` is for what takes a server or a moment that no file shows: it makes the same diagnostic with realistic values.
 */
export type Scenario =
  | { readonly find: (compilation: Compilation) => readonly Diagnostic[] | Promise<readonly Diagnostic[]> }
  | { readonly tell: (compilation: Compilation) => Diagnostic | Promise<Diagnostic> };

/** Compiles a text of a page as the file that its command reads. */
export function compileText(text: string): Compilation {
  return compile({ name: "signing.yaml", text });
}

/** The spec of a compilation that is known to be right. */
export function specOf(compilation: Compilation): ResolvedSpec {
  if (!compilation.spec) throw new Error("the page's file has no spec");
  return compilation.spec;
}

/** Where a page's file has a value. */
export function rangeAt(compilation: Compilation, ...path: DocumentPath): SourceRange {
  return compilation.document.rangeOf(path, "value");
}

/** The diagnostics of what is thrown; none when nothing is. */
export async function thrownBy(work: () => unknown): Promise<readonly Diagnostic[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof DiagnosableError) return [error.diagnostic];
    throw error;
  }
}
