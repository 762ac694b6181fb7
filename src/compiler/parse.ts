import { isMap, isSeq, type Document } from "yaml";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";
import { findMergeConflict, type MergeConflict } from "./merge-conflict.ts";
import { plainDocument } from "./plain-document.ts";
import { composeYaml, MAXIMUM_DEPTH, MAXIMUM_SIZE, rememberYamlDocument } from "./yaml-document.ts";
import { yamlLocator } from "./yaml-location.ts";
import { onePerLine, syntaxDiagnostics } from "./yaml-syntax.ts";
import { tabRegions } from "./yaml-tabs.ts";
import { valueOfYaml } from "./yaml-value.ts";

/** What `parse` gives: a document for any text, and what is the matter with it. */
export interface ParseResult {
  readonly document: SigningDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a signing file as YAML 1.2 with merge keys. Never throws: the worse the text, the less the document holds and
 * the more the diagnostics say. Size and nesting are bounded before anything recursive runs.
 */
export function parse(file: SourceFile): ParseResult {
  const size = byteLength(file.text);
  if (size > MAXIMUM_SIZE) {
    return refused(
      file,
      createDiagnostic(
        "yaml/too-large",
        { size: mebibytes(size), limit: mebibytes(MAXIMUM_SIZE) },
        { range: at(file, 0, 0) },
      ),
    );
  }
  const plain = plainDocument(file);
  return plain ? { document: plain, diagnostics: [] } : parseFully(file);
}

/**
 * Reads any text with the YAML library, which builds all nodes of it, in about four times the time.
 * @internal `parse` decides which texts need it; both ways give the same for the others.
 */
export function parseFully(file: SourceFile): ParseResult {
  const composed = composeYaml(file);
  if ("deepAt" in composed) {
    const range = at(file, composed.deepAt, composed.deepAt + 1);
    return refused(file, createDiagnostic("yaml/too-deep", { limit: MAXIMUM_DEPTH }, { range }));
  }
  return read(file, composed.yaml, composed.secondDocument);
}

function read(file: SourceFile, yaml: Document.Parsed, secondDocument: number | undefined): ParseResult {
  const { value, aliased, diagnostics: found } = valueOfYaml(yaml, file, MAXIMUM_DEPTH);
  const isSyntax = (diagnostic: Diagnostic): boolean => diagnostic.code === "yaml/syntax";
  // Ours come first: where both speak of a line, ours know more about what was meant.
  const conflict = findMergeConflict(file);
  const syntax = conflict
    ? [conflictDiagnostic(conflict)]
    : onePerLine([...found.filter(isSyntax), ...syntaxDiagnostics(yaml, file)]);
  const diagnostics = [...syntax, ...found.filter((diagnostic) => !conflict && !isSyntax(diagnostic))];
  if (secondDocument !== undefined) {
    const start = Math.max(0, file.text.indexOf("---", secondDocument));
    diagnostics.push(createDiagnostic("yaml/multiple-documents", {}, { range: at(file, start, start + 3) }));
  }
  if (value !== undefined && !isMap(yaml.contents) && syntax.length === 0) diagnostics.push(notAMap(file, yaml));
  const brokenRanges = [
    ...brokenRangesOf(file, yaml, syntax),
    ...tabRegions(yaml, file),
    ...(conflict ? [conflict.whole] : []),
  ];
  const document: SigningDocument = { file, value, brokenRanges, ...yamlLocator(yaml, file, aliased) };
  rememberYamlDocument(document, yaml);
  return { document, diagnostics: diagnostics.sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0)) };
}

/** What else is wrong with the text follows from that. */
function conflictDiagnostic({ marker }: MergeConflict): Diagnostic {
  return createDiagnostic(
    "yaml/syntax",
    { reason: "git left a merge conflict here" },
    { range: marker, help: "keep one of the two texts, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`" },
  );
}

function notAMap(file: SourceFile, yaml: Document.Parsed): Diagnostic {
  const range = yaml.contents?.range;
  const start = range?.[0] ?? 0;
  const lineEnd = file.text.slice(start).search(/[\r\n]/);
  const end = Math.min(
    isSeq(yaml.contents) ? start + 1 : (range?.[1] ?? start),
    lineEnd < 0 ? file.text.length : start + lineEnd,
  );
  return createDiagnostic(
    "yaml/not-a-map",
    {},
    { range: at(file, start, Math.max(start, end)), help: "start the file with `version: 1` and `targets:`" },
  );
}

function brokenRangesOf(
  file: SourceFile,
  yaml: Document.Parsed,
  syntax: readonly Diagnostic[],
): readonly SourceRange[] {
  const ranges = syntax.flatMap(({ range }) => (range ? [range] : []));
  for (const { pos } of [...yaml.errors, ...yaml.warnings]) ranges.push(at(file, pos[0], pos[1]));
  return ranges;
}

function refused(file: SourceFile, diagnostic: Diagnostic): ParseResult {
  const nothing = diagnostic.range ?? at(file, 0, 0);
  const document: SigningDocument = {
    file,
    value: undefined,
    brokenRanges: [],
    rangeOf: () => nothing,
    definitionOf: () => undefined,
    pathAt: () => undefined,
  };
  return { document, diagnostics: [diagnostic] };
}

function at(file: SourceFile, start: number, end: number): SourceRange {
  return { file, start: Math.min(start, file.text.length), end: Math.min(end, file.text.length) };
}

function byteLength(text: string): number {
  // A UTF-16 unit is one to three bytes: most texts need no counting.
  if (text.length * 3 <= MAXIMUM_SIZE || text.length > MAXIMUM_SIZE) return text.length;
  return new TextEncoder().encode(text).length;
}

function mebibytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, "")} MiB`;
}
