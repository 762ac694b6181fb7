import type { Diagnostic } from "./diagnostic.ts";
import { positionAt, type SourcePosition, type SourceRange } from "./source-range.ts";

/** A range in JSON: 1-based lines and columns (UTF-16 units), 0-based UTF-8 byte offsets. */
export interface JsonRange {
  readonly filename: string;
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** A diagnostic in JSON, as `validate --json` gives it (format 1.0). */
export interface JsonDiagnostic {
  readonly severity: Diagnostic["severity"];
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
  readonly help: string | null;
  readonly address?: string;
  readonly range?: JsonRange;
  readonly notes: readonly { readonly message: string; readonly range?: JsonRange }[];
  readonly fixes: readonly {
    readonly title: string;
    readonly applicability: string;
    readonly edits: readonly { readonly range: JsonRange; readonly new_text: string }[];
  }[];
}

/** The JSON form of a diagnostic. `detail` joins the notes for readers that show one text only. */
export function diagnosticToJson(diagnostic: Diagnostic): JsonDiagnostic {
  return {
    severity: diagnostic.severity,
    code: diagnostic.code,
    summary: diagnostic.message,
    detail: diagnostic.notes.map((n) => n.message).join("\n"),
    help: diagnostic.help ?? null,
    ...(diagnostic.address === undefined ? {} : { address: diagnostic.address }),
    ...(diagnostic.range ? { range: rangeToJson(diagnostic.range) } : {}),
    notes: diagnostic.notes.map((n) => ({ message: n.message, ...(n.range ? { range: rangeToJson(n.range) } : {}) })),
    fixes: diagnostic.fixes.map((fix) => ({
      title: fix.title,
      applicability: fix.applicability,
      edits: fix.edits.map((edit) => ({ range: rangeToJson(edit.range), new_text: edit.newText })),
    })),
  };
}

function rangeToJson(range: SourceRange): JsonRange {
  return {
    filename: range.file.name,
    start: positionAt(range.file, range.start),
    end: positionAt(range.file, range.end),
  };
}
