import type { Diagnostic, Severity } from "./diagnostic.ts";
import type { RepositoryPaths } from "./repository-paths.ts";
import { printable } from "./render-text.ts";
import { columnsWithoutByteOrderMark, type SourceRange } from "./source-range.ts";

/** Words of the workflow commands (GitHub Actions, "Workflow commands", "Setting an error message"). */
const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/**
 * Diagnostics as annotations of a GitHub Actions job, one workflow command a line, with a line end; empty for none. GitHub shows the
 * first ten of each severity and step on the lines of the pull request.
 */
export function renderGitHubAnnotations(diagnostics: readonly Diagnostic[], paths: RepositoryPaths): string {
  return diagnostics.map((diagnostic) => `${annotation(diagnostic, paths)}\n`).join("");
}

function annotation(diagnostic: Diagnostic, paths: RepositoryPaths): string {
  const place = diagnostic.range
    ? { file: paths.pathOf(diagnostic.range.file.name), ...lines(diagnostic.range) }
    : { file: paths.subject, line: 1 };
  const properties = Object.entries({ ...place, title: diagnostic.code }).map(
    ([name, value]) => `${name}=${escapedProperty(String(value))}`,
  );
  return `::${commands[diagnostic.severity]} ${properties.join(",")}::${escapedData(messageOf(diagnostic, paths))}`;
}

interface Lines {
  readonly line: number;
  readonly endLine: number;
  readonly col?: number;
  readonly endColumn?: number;
}

/** Lines and columns count from 1, the last ones included; GitHub takes columns only where both are on one line. */
function lines(range: SourceRange): Lines {
  const { start, end } = columnsWithoutByteOrderMark(range);
  // A range that ends before the first character of a line does not touch that line.
  const endLine = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  if (endLine !== start.line || end.line !== start.line) return { line: start.line, endLine };
  return { line: start.line, endLine, col: start.column, endColumn: Math.max(start.column, end.column - 1) };
}

/** What, why and what to do; the place stands beside it. */
function messageOf(diagnostic: Diagnostic, paths: RepositoryPaths): string {
  const notes = diagnostic.notes.map(({ message, range }) => {
    const at = range ? ` (${paths.pathOf(range.file.name)}:${columnsWithoutByteOrderMark(range).start.line})` : "";
    return `note: ${message}${at}`;
  });
  const help = diagnostic.help === undefined ? [] : [`help: ${diagnostic.help}`];
  return [diagnostic.message, ...notes, ...help].flatMap((text) => text.split(/\r\n|\n|\r/).map(printable)).join("\n");
}

/** The value of a command: `%` and line ends are escaped (actions/toolkit, `escapeData`, as the runner undoes it). */
function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The value of a property, which `,` and `::` would end. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
