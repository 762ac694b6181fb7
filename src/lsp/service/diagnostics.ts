import type { Diagnostic as LspDiagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import { diagnosticsWithFiles } from "../../compiler/check-file-facts.ts";
import { documentationUrl, type DiagnosticCode } from "../../diagnostics/codes.ts";
import type { Diagnostic, Fix, Severity } from "../../diagnostics/diagnostic.ts";
import type { EditorDocument } from "./editor-document.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the editor shows of a diagnostic beside its message. */
export interface DiagnosticDetail {
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticTags: boolean;
  readonly diagnosticData: boolean;
}

/** Everything that is wrong with a document: the compiler's own findings, those about the files that it names included. */
export function findDiagnostics(document: EditorDocument, { files, now }: Surroundings): readonly Diagnostic[] {
  const { compilation } = document;
  return files ? diagnosticsWithFiles(compilation, files, now) : compilation.diagnostics;
}

/** A diagnostic in the editor's terms. */
export function lspDiagnostic(
  document: EditorDocument,
  diagnostic: Diagnostic,
  detail: DiagnosticDetail,
): LspDiagnostic {
  const { code, severity, range } = diagnostic;
  const placed = detail.relatedInformation ? diagnostic.notes.filter((note) => note.range) : [];
  const tags = TAGS[code];
  return {
    range: document.rangeOf(range ?? { start: 0, end: 0 }),
    severity: SEVERITIES[severity],
    code,
    source: "signwright",
    message: messageOf(diagnostic, detail),
    ...(detail.codeDescription ? { codeDescription: { href: documentationUrl(code) } } : {}),
    ...(detail.diagnosticTags && tags ? { tags: [...tags] } : {}),
    ...(placed.length > 0
      ? {
          relatedInformation: placed.map((note) => ({
            location: { uri: document.uri, range: document.rangeOf(note.range ?? { start: 0, end: 0 }) },
            message: note.message,
          })),
        }
      : {}),
    ...(detail.diagnosticData && diagnostic.fixes.length > 0
      ? { data: { fixes: diagnostic.fixes.map((fix) => fixData(document, fix)) } }
      : {}),
  };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = { error: 1, warning: 2, info: 3 };

const UNNECESSARY = 1 satisfies DiagnosticTag;

/** Codes that editors show in another way than by a squiggle alone: what is not needed is faded. */
const TAGS: Readonly<Partial<Record<DiagnosticCode, readonly DiagnosticTag[]>>> = {
  "resolve/unused": [UNNECESSARY],
};

/** What, why, and what to do: an editor shows the message only. */
function messageOf({ message, notes, help }: Diagnostic, { relatedInformation }: DiagnosticDetail): string {
  const told = notes.filter((note) => !(note.range && relatedInformation)).map((note) => note.message);
  return [message, ...told, ...(help === undefined ? [] : [`help: ${help}`])].join("\n");
}

function fixData(document: EditorDocument, { title, applicability, edits }: Fix): object {
  return {
    title,
    applicability,
    edits: edits.map(({ range, newText }) => ({ range: document.rangeOf(range), newText })),
  };
}
