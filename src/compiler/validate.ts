import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import { findViolations } from "../generated/find-violations.ts";
import type { SigningDocument } from "./document.ts";
import { brokenLinesOf } from "./broken-lines.ts";
import { lineOf } from "./line-of.ts";
import { bestEffortSpec } from "./schema-diagnostics/best-effort-spec.ts";
import type { FoundDiagnostic } from "./schema-diagnostics/diagnostic-at.ts";
import { valueAt } from "./schema-diagnostics/schema-node.ts";
import { violationDiagnostics } from "./schema-diagnostics/violation-diagnostics.ts";
import { validSpec, type ValidateResult } from "./valid-spec.ts";

export type { ValidateResult } from "./valid-spec.ts";

/**
 * Checks a document against schema/signing.schema.json and says each mistake once. Never throws.
 * What is right survives: a wrong optional key is left out, and an item (a target, a key, a device) that lacks what it needs.
 */
export function validate(document: SigningDocument): ValidateResult {
  const valid = validSpec(document);
  if (valid) return valid;
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { spec: undefined, partial: true, dropped: [], diagnostics: [] };
  }
  const violations = findViolations(value);
  const { spec, dropped } = bestEffortSpec(value, violations);
  const found = withoutRepetitions(document, violationDiagnostics(document, violations));
  const diagnostics = found
    .filter((each) => !followsFromBrokenText(document, each))
    .map(({ diagnostic }) => diagnostic);
  diagnostics.sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0));
  return { spec, partial: true, dropped, diagnostics };
}

/** What is wrong in a shared part is said where it is written, and not again at each alias of it. */
function withoutRepetitions(document: SigningDocument, found: readonly FoundDiagnostic[]): readonly FoundDiagnostic[] {
  const written = new Set<string>();
  const keyOf = (diagnostic: Diagnostic, range: SourceRange | undefined): string =>
    `${diagnostic.code} ${range?.start} ${diagnostic.message}`;
  for (const { path, diagnostic } of found) {
    if (!document.definitionOf(path, "key")) written.add(keyOf(diagnostic, diagnostic.range));
  }
  return found.filter(({ diagnostic }) => {
    const definition = diagnostic.notes.find(({ message }) => message === "it is written here")?.range;
    return !definition || !written.has(keyOf(diagnostic, definition));
  });
}

/** Whether the text around a finding is not YAML: the finding then most probably follows from that. */
function followsFromBrokenText(document: SigningDocument, { path, diagnostic }: FoundDiagnostic): boolean {
  const { range, code } = diagnostic;
  if (!range || document.brokenRanges.length === 0) return false;
  const extent = code === "schema/missing-key" ? document.rangeOf(path, "value") : range;
  const first = lineOf(range.file, Math.min(extent.start, range.start));
  // What should stand below an empty key is the line after it.
  const isEmpty = code === "schema/wrong-type" && valueAt(document.value, path) === null;
  const last = lineOf(range.file, extent.end) + (isEmpty ? 1 : 0);
  return brokenLinesOf(document)(first, last);
}
