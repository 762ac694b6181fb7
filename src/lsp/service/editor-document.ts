import type { Position, Range } from "vscode-languageserver";
import { compile, type Compilation } from "../../compiler/compile.ts";
import { lineOf } from "../../compiler/line-of.ts";
import { lineStarts, type SourceFile, type SourceRange } from "../../diagnostics/source-range.ts";

/** One version of a signing file that is open in an editor: immutable, and shared by all features. */
export interface EditorDocument {
  readonly uri: string;
  /** The version that the editor counts. */
  readonly version: number;
  readonly text: string;
  /** The text as diagnostics and fixes name it. */
  readonly file: SourceFile;
  /** What the compiler makes of the text; computed when it is first asked for, once. */
  readonly compilation: Compilation;
  /** The position of a UTF-16 offset: 0-based line and character, as LSP counts. An offset beyond the text is its end. */
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
}

/** Opens one version of a document. Nothing is parsed before a feature needs it. */
export function openEditorDocument({ uri, version, text }: EditorText): EditorDocument {
  const file: SourceFile = { name: uri, text };
  let compilation: Compilation | undefined;
  const positionAt = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, text.length));
    const line = lineOf(file, at) - 1;
    return { line, character: at - (lineStarts(file)[line] ?? 0) };
  };
  return {
    uri,
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
      return Math.min(start + Math.max(0, position.character), endOfLine(file, start, position.line));
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
