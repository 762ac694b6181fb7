import type { Position, Range } from "vscode-languageserver";
import { compile, type Compilation } from "../../compiler/compile.ts";
import { lineOf } from "../../compiler/line-of.ts";
import { lineStarts, type SourceFile, type SourceRange } from "../../diagnostics/source-range.ts";

/** How the editor counts characters within a line: in UTF-16 units, or in bytes of UTF-8. */
export type PositionEncoding = "utf-16" | "utf-8";

/** One version of a signing file that is open in an editor: immutable, and shared by all features. */
export interface EditorDocument {
  readonly uri: string;
  readonly encoding: PositionEncoding;
  /** The version that the editor counts. */
  readonly version: number;
  readonly text: string;
  /** The text as diagnostics and fixes name it. */
  readonly file: SourceFile;
  /** What the compiler makes of the text; computed when it is first asked for, once. */
  readonly compilation: Compilation;
  /** The position of a UTF-16 offset: 0-based line, and character in the document's encoding. An offset beyond the text is its end. */
  positionAt(offset: number): Position;
  /** The UTF-16 offset of a position. A character beyond its line is the end of the line, before its line end. */
  offsetAt(position: Position): number;
  /** A range of the compiler in LSP's positions. */
  rangeOf(range: Pick<SourceRange, "start" | "end">): Range;
}

/** What an editor says of a document that it opens or changes. */
export interface EditorText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** UTF-16 when absent. */
  readonly encoding?: PositionEncoding;
}

/** Opens one version of a document. Nothing is parsed before a feature needs it. */
export function openEditorDocument({ uri, version, text, encoding = "utf-16" }: EditorText): EditorDocument {
  const file: SourceFile = { name: uri, text };
  let compilation: Compilation | undefined;
  const positionAt = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, text.length));
    const line = lineOf(file, at) - 1;
    const start = lineStarts(file)[line] ?? 0;
    return { line, character: encoding === "utf-8" ? bytesOf(text.slice(start, at)) : at - start };
  };
  return {
    uri,
    encoding,
    version,
    text,
    file,
    get compilation() {
      return (compilation ??= compile(file));
    },
    positionAt,
    offsetAt(position) {
      const start = lineStarts(file)[Math.max(0, position.line)];
      if (start === undefined) return text.length;
      const end = endOfLine(file, start, position.line);
      const character = Math.max(0, position.character);
      return Math.min(start + (encoding === "utf-8" ? unitsIn(text.slice(start, end), character) : character), end);
    },
    rangeOf: ({ start, end }) => ({ start: positionAt(start), end: positionAt(end) }),
  };
}

/** The offset at which a line's own text ends, before its line end. */
function endOfLine(file: SourceFile, start: number, line: number): number {
  let end = lineStarts(file)[line + 1] ?? file.text.length;
  while (end > start && /[\r\n]/.test(file.text.charAt(end - 1))) end--;
  return end;
}

/** The bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The UTF-16 units of a line's text that its first bytes in UTF-8 stand for; bytes amid a character count as before it. */
function unitsIn(line: string, bytes: number): number {
  let units = 0;
  let seen = 0;
  for (const character of line) {
    seen += bytesOf(character);
    if (seen > bytes) break;
    units += character.length;
  }
  return units;
}
