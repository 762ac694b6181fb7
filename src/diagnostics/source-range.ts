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
  const { text } = file;
  if (text.includes("\r")) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
  } else {
    // Looking for one character is what engines are best at: an editor asks for this at every key.
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
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
    byte: byteOffset(file, at),
  };
}

/**
 * Start and end of a range for formats in which the byte order mark at the beginning of a file is no character of its first line
 * (SARIF 2.1.0, section 3.30.2; editors show it so too).
 */
export function columnsWithoutByteOrderMark(range: SourceRange): {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
} {
  const hasMark = range.file.text.startsWith("\ufeff");
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, column } = positionAt(range.file, offset);
    return { line, column: hasMark && line === 1 ? Math.max(1, column - 1) : column };
  };
  return { start: at(range.start), end: at(range.end) };
}

/** Every so many UTF-16 units the UTF-8 offset is kept: counting from the start for each of many diagnostics takes too long. */
const CHECKPOINT = 256;

const checkpointsOf = new WeakMap<SourceFile, Uint32Array>();

function byteOffset(file: SourceFile, at: number): number {
  const checkpoint = Math.floor(at / CHECKPOINT);
  let bytes = checkpoints(file)[checkpoint] ?? 0;
  for (let unit = checkpoint * CHECKPOINT; unit < at; unit++) bytes += bytesOfUnit(file.text, unit);
  return bytes;
}

function checkpoints(file: SourceFile): Uint32Array {
  const known = checkpointsOf.get(file);
  if (known) return known;
  const offsets = new Uint32Array(Math.floor(file.text.length / CHECKPOINT) + 1);
  let bytes = 0;
  for (let unit = 0; unit < file.text.length; unit++) {
    if (unit % CHECKPOINT === 0) offsets[unit / CHECKPOINT] = bytes;
    bytes += bytesOfUnit(file.text, unit);
  }
  if (file.text.length % CHECKPOINT === 0) offsets[file.text.length / CHECKPOINT] = bytes;
  checkpointsOf.set(file, offsets);
  return offsets;
}

/** What a UTF-16 unit adds to the UTF-8 text: a surrogate pair is 3 + 1 bytes, a lone surrogate becomes U+FFFD with 3. */
function bytesOfUnit(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  const before = isLow && index > 0 ? text.charCodeAt(index - 1) : 0;
  return before >= 0xd800 && before <= 0xdbff ? 1 : 3;
}

/** The text of a 1-based line, without its line end; the empty string for a line that the file does not have. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return file.text.slice(start, starts[line] ?? file.text.length).replace(/[\r\n]+$/, "");
}
