import { documentationUrl } from "./codes.ts";
import type { Diagnostic, Note, Severity } from "./diagnostic.ts";
import { lineText, positionAt, type SourceRange } from "./source-range.ts";

/** Styles that a terminal view uses; a view without colour gives the text back as it is. */
export type TextStyle = "bold" | "dim" | "red" | "yellow" | "green" | "cyan" | "magenta";

/** Dresses text for the stream that it goes to. */
export type Paint = (style: TextStyle, text: string) => string;

/** The paint of plain text. */
export const plain: Paint = (_, text) => text;

const severityStyle: Readonly<Record<Severity, TextStyle>> = { error: "red", warning: "yellow", info: "cyan" };

/**
 * A diagnostic as people read it: what, where with the line of text, why, what to do, and where to read more.
 * Ends without a line end.
 */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint = plain): string {
  const style = severityStyle[diagnostic.severity];
  const head = `${paint(style, `${diagnostic.severity}[${diagnostic.code}]`)}${paint("bold", `: ${diagnostic.message}`)}`;
  const width = gutterWidth(diagnostic);
  const lines = [head];
  if (diagnostic.range) lines.push(...renderFrame(diagnostic.range, { paint, style, width }));
  else if (diagnostic.address !== undefined)
    lines.push(`${" ".repeat(width)}${paint("cyan", "-->")} ${diagnostic.address}`);
  for (const note of diagnostic.notes) lines.push(...renderNote(note, paint, width));
  if (diagnostic.help !== undefined) lines.push(detail("help", diagnostic.help, paint, width));
  for (const fix of diagnostic.fixes) lines.push(detail("fix", fix.title, paint, width));
  lines.push(detail("docs", documentationUrl(diagnostic.code), paint, width));
  return lines.join("\n");
}

/** Several diagnostics with an empty line between them, and a line end; empty for none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], paint: Paint = plain): string {
  return diagnostics.length === 0 ? "" : `${diagnostics.map((d) => renderDiagnostic(d, paint)).join("\n\n")}\n`;
}

function gutterWidth(diagnostic: Diagnostic): number {
  const ranges = [diagnostic.range, ...diagnostic.notes.map((n) => n.range)].filter((r) => r !== undefined);
  return Math.max(1, ...ranges.map((r) => String(positionAt(r.file, r.start).line).length));
}

interface FrameStyle {
  readonly paint: Paint;
  readonly style: TextStyle;
  readonly width: number;
}

function renderFrame(range: SourceRange, { paint, style, width }: FrameStyle): readonly string[] {
  const start = positionAt(range.file, range.start);
  const end = positionAt(range.file, range.end);
  const text = lineText(range.file, start.line);
  const bar = paint("cyan", "|");
  const before = text.slice(0, start.column - 1);
  const marked = start.line === end.line ? text.slice(start.column - 1, end.column - 1) : text.slice(start.column - 1);
  // Tabs stay tabs, so that the marks stand under what they mark whatever a tab's width is.
  const indent = before.replace(/[^\t]/gu, (character) => " ".repeat(columnsOf(character)));
  const marks = "^".repeat(Math.max(1, columnsOf(marked)));
  return [
    `${" ".repeat(width)}${paint("cyan", "-->")} ${range.file.name}:${start.line}:${start.column}`,
    `${" ".repeat(width + 1)}${bar}`,
    `${paint("cyan", String(start.line).padStart(width))} ${bar} ${printable(text)}`,
    `${" ".repeat(width + 1)}${bar} ${indent}${paint(style, marks)}`,
  ];
}

function renderNote(note: Note, paint: Paint, width: number): readonly string[] {
  const place = note.range ? ` (${note.range.file.name}:${positionAt(note.range.file, note.range.start).line})` : "";
  return [detail("note", note.message + place, paint, width)];
}

function detail(kind: string, text: string, paint: Paint, width: number): string {
  return `${" ".repeat(width + 1)}${paint("cyan", "=")} ${paint("bold", `${kind}:`)} ${printable(text)}`;
}

/** Text from files and servers must not steer the terminal: control characters are shown as `?`. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "?");
}

/** Columns that text takes in a terminal: two for wide East Asian characters and emoji, one for others. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  return columns;
}
