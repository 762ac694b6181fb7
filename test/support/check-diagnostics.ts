import { expect } from "vitest";
import type { Diagnostic, Fix } from "../../src/diagnostics/diagnostic.ts";
import { positionAt, type SourceFile } from "../../src/diagnostics/source-range.ts";

// A fixture is valid YAML that carries its own expectation: below a line stand comments with carets under the text that
// a diagnostic is about.
//
//     profil: app_store
//   # ^^^^^^ error schema/unknown-key: unknown key `profil`
//
// The `#` is in the first column. Under the first column it counts as a caret itself; carets from the second column on
// say so. `!` stands for an empty range, and `~` after the carets for a range that goes on below the line.

/** Analyses a text with marks as it is, renders the marks anew, and compares the whole texts. */
export function checkDiagnostics(text: string, diagnose: (file: SourceFile) => readonly Diagnostic[]): void {
  const file = { name: "signing.yaml", text };
  expect(withMarks(file, diagnose(file))).toBe(text);
}

const SECOND_COLUMN = " (from the second column)";

const markPattern = /^#[\^! ]*~?( \(from the second column\))? (error|warning|info) [a-z-]+\/[a-z0-9-]+: /;

/** The text of a file with its old marks taken out and a mark below each line that a diagnostic is about. */
export function withMarks(file: SourceFile, diagnostics: readonly Diagnostic[]): string {
  const lines = file.text.match(/[^\r\n]*(\r\n|\n|\r|$)/g) ?? [];
  const marked = lines.map((line, index) => {
    if (markPattern.test(line)) return "";
    const ofLine = diagnostics.filter(
      ({ range }) => (range ? positionAt(range.file, range.start).line : 1) === index + 1,
    );
    const lineEnd = /[\r\n]+$/.exec(line)?.[0] ?? "\n";
    return line + ofLine.map((diagnostic) => mark(diagnostic, line) + lineEnd).join("");
  });
  return marked.join("");
}

function mark({ range, severity, code, message }: Diagnostic, line: string): string {
  const said = ` ${severity} ${code}: ${message}`;
  if (!range) return `#!${said}`;
  const start = positionAt(range.file, range.start);
  const end = positionAt(range.file, range.end);
  const column = start.column - 1;
  const content = line.replace(/[\r\n]+$/, "");
  const length = (end.line === start.line ? end.column - 1 : content.length) - column;
  const carets = length === 0 ? "!" : "^".repeat(length) + (end.line === start.line ? "" : "~");
  if (column === 0) return `#${carets.slice(1)}${said}`;
  if (column === 1) return `#${carets}${SECOND_COLUMN}${said}`;
  return `#${" ".repeat(column - 1)}${carets}${said}`;
}

/** The text after a fix; its edits must not overlap. */
export function applyFix(text: string, fix: Fix): string {
  const edits = [...fix.edits].sort((a, b) => b.range.start - a.range.start);
  return edits.reduce(
    (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
    text,
  );
}

/** The one fix of the one diagnostic that has fixes; fails when there is another number of them. */
export function onlyFix(diagnostics: readonly Diagnostic[]): Fix {
  const fixes = diagnostics.flatMap((diagnostic) => diagnostic.fixes);
  const [fix] = fixes;
  if (!fix || fixes.length > 1)
    throw new Error(`expected one fix, found ${fixes.map(({ title }) => title).join(", ") || "none"}`);
  return fix;
}
