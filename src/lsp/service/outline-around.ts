import { lineOf } from "../../compiler/line-of.ts";
import { lineStarts } from "../../diagnostics/source-range.ts";
import type { EditorDocument } from "./editor-document.ts";
import type { Outline, TextSpan } from "./outline.ts";
import { isAtLineEnd, skipBlanks } from "./outline-inline.ts";
import { readOutline } from "./read-outline.ts";

const wholeOutlines = new WeakMap<EditorDocument, Outline>();
const topLevels = new WeakMap<EditorDocument, readonly number[]>();

/** The outline of a whole document; read when it is first asked for, once. */
export function outlineOf(document: EditorDocument): Outline {
  const known = wholeOutlines.get(document);
  if (known) return known;
  const outline = readOutline(document.text);
  wholeOutlines.set(document, outline);
  return outline;
}

/**
 * The outline of what matters at an offset: all top-level keys, and the whole of the entry around (one target). In a file of any length that is little text. Where the text is indented or put in braces as a
 * whole, or the entry takes something from elsewhere through an alias, it is the outline of everything.
 */
export function outlineAround(document: EditorDocument, offset: number): Outline {
  const { text, file } = document;
  const section = sectionAround(document, lineOf(file, offset) - 1);
  if (!section) return outlineOf(document);
  const { entry } = entriesAround(document, section, lineOf(file, offset) - 1);
  const own = spanOf(document, entry);
  if (hasAliasOrAnchor(text.slice(own.start, own.end))) return outlineOf(document);
  const others = topLevelLines(document).filter((line) => line < entry.start || line >= entry.end);
  const spans = others.map((line) => spanOf(document, { start: line, end: line + 1 }));
  return readOutline(
    text,
    [...spans, own].sort((a, b) => a.start - b.start),
  );
}

/** The outline of one section, such as `keys`: its top-level key and all below it. */
export function outlineOfSection(document: EditorDocument, name: string): Outline {
  const { text, file } = document;
  const starts = lineStarts(file);
  const lines = topLevelLines(document);
  const index = lines.findIndex((line) => {
    const word = /^["']?([\w-]+)["']?[ \t]*:/.exec(text.slice(starts[line] ?? 0, (starts[line] ?? 0) + 80));
    return word?.[1] === name;
  });
  const start = lines[index];
  if (start === undefined) return lines.length === 0 || isInBraces(document) ? outlineOf(document) : readOutline("");
  const span = spanOf(document, { start, end: lines[index + 1] ?? starts.length });
  return hasAliasOrAnchor(text.slice(span.start, span.end)) ? outlineOf(document) : readOutline(text, [span]);
}

/** The names of the entries of the section around an offset: those of all targets. */
export function namesAround(document: EditorDocument, offset: number): readonly string[] {
  const line = lineOf(document.file, offset) - 1;
  const section = sectionAround(document, line);
  if (!section) return [];
  const spans = entriesAround(document, section, line).names.map((at) => spanOf(document, { start: at, end: at + 1 }));
  return spans.flatMap(({ start, end }) => {
    const key = /^[ \t]*(?:"([^"]*)"|'([^']*)'|([^\s:#"'{}[\]&*-][^:#]*?))[ \t]*(?::|$)/.exec(
      document.text.slice(start, end).trimEnd(),
    );
    return key ? [key[1] ?? key[2] ?? key[3] ?? ""] : [];
  });
}

/** Lines, 0-based, the last one exclusive. */
interface Lines {
  readonly start: number;
  readonly end: number;
}

function spanOf({ file, text }: EditorDocument, { start, end }: Lines): TextSpan {
  const starts = lineStarts(file);
  return { start: starts[start] ?? text.length, end: starts[end] ?? text.length };
}

/** Lines that start in the first column with something that can be a key. */
function topLevelLines(document: EditorDocument): readonly number[] {
  const known = topLevels.get(document);
  if (known) return known;
  const { text, file } = document;
  const lines: number[] = [];
  for (const [line, start] of lineStarts(file).entries()) {
    const unit = text.charAt(text[start] === "\ufeff" ? start + 1 : start);
    if (unit !== "" && unit !== " " && !/[\s#}\]\-.%]/.test(unit)) lines.push(line);
  }
  topLevels.set(document, lines);
  return lines;
}

function isInBraces(document: EditorDocument): boolean {
  const [first] = topLevelLines(document);
  return first !== undefined && /^\ufeff?[{[]/.test(document.text.slice(lineStarts(document.file)[first] ?? 0));
}

/** The lines from a top-level key to the next; `undefined` where sections cannot be told by their first column. */
function sectionAround(document: EditorDocument, line: number): Lines | undefined {
  const lines = topLevelLines(document);
  const index = lines.findLastIndex((candidate) => candidate <= line);
  const start = lines[index];
  if (start === undefined || isInBraces(document)) return undefined;
  return { start, end: lines[index + 1] ?? lineStarts(document.file).length };
}

/** The lines that start the entries of a section, and the lines of the entry around a line. */
function entriesAround(
  document: EditorDocument,
  section: Lines,
  line: number,
): { readonly names: readonly number[]; readonly entry: Lines } {
  const { text, file } = document;
  const starts = lineStarts(file);
  // What stands in braces, in brackets or in quotes has no lines of its own.
  const head = text.slice(starts[section.start] ?? 0, starts[section.start + 1] ?? text.length);
  if (/:[ \t]+["'{[|>]/.test(head)) return { names: [], entry: section };
  const names: number[] = [];
  let indent: number | undefined;
  let start = section.start;
  let end = section.end;
  for (let at = section.start + 1; at < section.end; at++) {
    const lineStart = starts[at] ?? text.length;
    const content = skipBlanks(text, lineStart);
    if (isAtLineEnd(text, content)) continue;
    indent ??= content - lineStart;
    // The items of a list may stand in the column of its key.
    if (content - lineStart > indent || /^-\s/.test(text.slice(content, content + 2))) continue;
    names.push(at);
    if (at <= line) start = at;
    // Beside the top-level key the first entry says what the section is.
    else if (start > section.start || names.length > 1) end = Math.min(end, at);
  }
  return { names, entry: { start, end } };
}

/** Whether a text may hold `&anchor`, `*alias` or a merge key; comments and quoted text count as none. */
function hasAliasOrAnchor(text: string): boolean {
  return /(^|[\s,[{])[*&][\w.-]/.test(text.replace(/"[^"\n]*"|'[^'\n]*'|#[^\n]*/g, ""));
}
