/** A file's text as the compiler read it; `name` is the path that messages show, `/`-separated. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source file. */
export interface SourceRange {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A place as people and editors count it: 1-based line and column (UTF-16 units), and the 0-based UTF-8 byte offset in the file. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();

/** UTF-16 offsets at which the lines of a file start; `\r\n`, `\n` and a lone `\r` end a line. Computed once a file. */
export function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsOf.get(file);
  if (known) return known;
  const starts = [0];
  for (let i = 0; i < file.text.length; i++) {
    const unit = file.text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && file.text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  lineStartsOf.set(file, starts);
  return starts;
}

/** The position of a UTF-16 offset; offsets beyond the text give the position of its end. */
export function positionAt(file: SourceFile, offset: number): SourcePosition {
  const at = Math.max(0, Math.min(offset, file.text.length));
  const starts = lineStarts(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return {
    line: low + 1,
    column: at - (starts[low] ?? 0) + 1,
    byte: new TextEncoder().encode(file.text.slice(0, at)).length,
  };
}

/** The text of a 1-based line, without its line end; the empty string for a line that the file does not have. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return file.text.slice(start, starts[line] ?? file.text.length).replace(/[\r\n]+$/, "");
}
