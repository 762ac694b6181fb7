import { documentationUrl } from "./codes.ts";
import type { Diagnostic, Note, Severity } from "./diagnostic.ts";
import { maskSecrets } from "./mask-secrets.ts";
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
 * Ends without a line end. Nothing in it can steer a terminal, whatever a hostile file or server put into the diagnostic.
 */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint = plain): string {
  const style = severityStyle[diagnostic.severity];
  const width = gutterWidth(diagnostic);
  const message = continued(diagnostic.message, " ".repeat(width + 1));
  const lines = [`${paint(style, `${diagnostic.severity}[${diagnostic.code}]`)}${paint("bold", `: ${message}`)}`];
  if (diagnostic.range) lines.push(...renderFrame(diagnostic.range, { paint, style, width }));
  else if (diagnostic.address !== undefined) lines.push(place(printable(diagnostic.address), paint, width));
  for (const note of diagnostic.notes) lines.push(renderNote(note, paint, width));
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
  return diagnostic.range ? String(positionAt(diagnostic.range.file, diagnostic.range.start).line).length : 1;
}

interface FrameStyle {
  readonly paint: Paint;
  readonly style: TextStyle;
  readonly width: number;
}

/** A frame never gets wider than this: one line of a minified or hostile file must not fill the terminal. */
const FRAME_COLUMNS = 160;
/** UTF-16 units of a part of a line that are looked at: a line can be as long as the file. */
const LONGEST = 2000;
/** Columns that are shown before the marks when a line has to be cut. */
const CONTEXT_COLUMNS = 40;

function renderFrame(range: SourceRange, { paint, style, width }: FrameStyle): readonly string[] {
  const start = positionAt(range.file, range.start);
  const end = positionAt(range.file, range.end);
  const text = maskSecrets(lineText(range.file, start.line));
  const before = shown(text.slice(0, start.column - 1).slice(-LONGEST));
  // Of a range over several lines the first one is marked, to its end.
  const markedText = text.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
  const marked = shown(markedText.slice(0, LONGEST));
  const after = start.line === end.line ? shown(text.slice(end.column - 1).slice(0, LONGEST)) : [];
  const line = cut(before, marked, after);
  const bar = paint("cyan", "|");
  const marks = "^".repeat(Math.max(1, columnsOf(line.marked)));
  return [
    place(`${printable(range.file.name)}:${start.line}:${start.column}`, paint, width),
    `${" ".repeat(width + 1)}${bar}`,
    `${paint("cyan", String(start.line).padStart(width))} ${bar} ${[...line.before, ...line.marked, ...line.after].join("")}`.trimEnd(),
    `${" ".repeat(width + 1)}${bar} ${" ".repeat(columnsOf(line.before))}${paint(style, marks)}`,
  ];
}

function place(text: string, paint: Paint, width: number): string {
  return `${" ".repeat(width)}${paint("cyan", "-->")} ${text}`;
}

/** A line in three parts, each as the characters that are shown. */
interface Line {
  readonly before: readonly string[];
  readonly marked: readonly string[];
  readonly after: readonly string[];
}

/** Cuts a long line to what stands around its marks; `…` says where something is missing. */
function cut(before: readonly string[], marked: readonly string[], after: readonly string[]): Line {
  if (columnsOf(before) + columnsOf(marked) + columnsOf(after) <= FRAME_COLUMNS) return { before, marked, after };
  const reversed = fitting(before.toReversed(), CONTEXT_COLUMNS);
  const left = reversed.length === before.length ? before : ["…", ...reversed.toReversed()];
  const middle = fitting(marked, FRAME_COLUMNS - columnsOf(left) - 1);
  if (middle.length < marked.length) return { before: left, marked: middle, after: ["…"] };
  const right = fitting(after, FRAME_COLUMNS - columnsOf(left) - columnsOf(middle) - 1);
  return { before: left, marked, after: right.length === after.length ? after : [...right, "…"] };
}

/** The first characters that take no more than so many columns. */
function fitting(characters: readonly string[], columns: number): readonly string[] {
  let used = 0;
  const end = characters.findIndex((character) => (used += columnsOf([character])) > columns);
  return end === -1 ? characters : characters.slice(0, end);
}

function renderNote(note: Note, paint: Paint, width: number): string {
  const at = note.range ? ` (${note.range.file.name}:${positionAt(note.range.file, note.range.start).line})` : "";
  return detail("note", note.message + at, paint, width);
}

function detail(kind: string, text: string, paint: Paint, width: number): string {
  const indent = " ".repeat(width + 1);
  return `${indent}${paint("cyan", "=")} ${paint("bold", `${kind}:`)} ${continued(text, `${indent}  `)}`;
}

/** Text that may have several lines: those after the first are indented, so that none can pass for another diagnostic. */
function continued(text: string, indent: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, index) => (index === 0 ? printable(line) : indent + printable(line)))
    .join("\n");
}

/** A line of a file as it is shown, character by character: what it takes on the terminal is then known for each. */
function shown(text: string): readonly string[] {
  return Array.from(text, (character) => (character === "\t" ? TAB : printable(character)));
}

/** A tab's width depends on the terminal, so marks below it would not stand where they belong. */
const TAB = "    ";

/**
 * Text from files and servers must not steer the terminal: control characters (ESC begins a sequence that it would obey), line and
 * paragraph separators, and the signs that turn the direction of writing (CVE-2021-42574) are shown as `?`.
 */
export function printable(text: string): string {
  // Nearly all text is, and then what knows Unicode need not be made.
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, "?");
}

/** Columns that characters take in a terminal: two for wide East Asian ones and emoji, none for those that join others. */
function columnsOf(characters: readonly string[]): number {
  return characters.reduce(
    (columns, character) => columns + (character === TAB ? TAB.length : columnsOfCharacter(character)),
    0,
  );
}

const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;

function columnsOfCharacter(character: string): number {
  if (character <= "~") return 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
