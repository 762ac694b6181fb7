import type { DiagnosticCode, DiagnosticParameters } from "../../diagnostics/codes.ts";
import { createDiagnostic, type Diagnostic, type DiagnosticDetails } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { SchemaViolation } from "../../generated/find-violations.ts";
import type { DocumentPath, PairPart, SigningDocument } from "../document.ts";
import { lineOf } from "../line-of.ts";

/** A violation with its place as a path, and a diagnostic about it. */
export interface FoundDiagnostic {
  readonly path: DocumentPath;
  readonly diagnostic: Diagnostic;
}

/** Everything that the schema's violations of one map or value say together. */
export interface Place {
  readonly document: SigningDocument;
  readonly path: DocumentPath;
  readonly violations: readonly SchemaViolation[];
}

/** A place in a document whose key or value a diagnostic is about. */
export interface DiagnosticPlace {
  readonly document: SigningDocument;
  readonly path: DocumentPath;
  readonly part: PairPart;
}

/**
 * Makes a diagnostic about a place: with the smallest range on one line, and the target it belongs to.
 * What comes through an alias is shown where it is used, with a note of where it is written.
 */
export function diagnosticAt<C extends DiagnosticCode>(
  place: DiagnosticPlace,
  code: C,
  parameters: DiagnosticParameters<C>,
  details: DiagnosticDetails = {},
): Diagnostic {
  const { document, path, part } = place;
  const [first, name] = path;
  const address = first === "targets" && name !== undefined ? `targets.${String(name)}` : undefined;
  const definition = definitionRange(place);
  const notes = [
    ...(details.notes ?? []),
    ...(definition ? [{ message: "it is written here", range: definition }] : []),
  ];
  const range = onOneLine(document.rangeOf(path, part)) ?? document.rangeOf(path, "key");
  return createDiagnostic(code, parameters, { ...details, notes, address, range });
}

/** Where the text of a place that comes through an alias stands; `undefined` for a place that is written where it belongs. */
export function definitionRange({ document, path, part }: DiagnosticPlace): SourceRange | undefined {
  const range = document.definitionOf(path, part);
  return range && (onOneLine(range) ?? document.definitionOf(path, "key"));
}

function onOneLine(range: SourceRange): SourceRange | undefined {
  return lineOf(range.file, range.start) === lineOf(range.file, range.end) ? range : undefined;
}
