import { isAlias, isNode, isScalar } from "yaml";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";

/** The range of a node without the white space and comments after it; the start of the file for what is no node. */
export function rangeOfNode(node: unknown, file: SourceFile): SourceRange {
  const range = isNode(node) ? node.range : undefined;
  if (!range) return { file, start: 0, end: 0 };
  let end = Math.min(range[1], file.text.length);
  // A block scalar, and whatever ends in one, includes the line end after it.
  while (end > range[0] && " \t\r\n".includes(file.text.charAt(end - 1))) end--;
  return { file, start: range[0], end };
}

/** Whether a key is the merge key `<<`, written plainly. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

/**
 * The text of a key; `undefined` when there is none, or when it is a list or a map.
 * While a line has no colon yet, YAML reads it and the next line as one key: the last line is then the key that was meant.
 */
export function keyText(key: unknown, file: SourceFile): string | undefined {
  if (!isScalar(key)) return undefined;
  const value = key.value;
  if (value === null || value === undefined)
    return key.source === undefined || key.source === "" ? undefined : key.source;
  if (isSeveralLines(key, file)) {
    const { text } = lastLine(file.text.slice(key.range?.[0] ?? 0, key.range?.[1] ?? 0));
    return text.replace(/^(["'])(.*)\1$/, "$2");
  }
  return typeof value === "string" ? value : (key.source ?? JSON.stringify(value));
}

/** The range of a key that {@link keyText} reads; `undefined` when there is no key. */
export function keyRange(key: unknown, file: SourceFile): SourceRange | undefined {
  if (!isNode(key) && !isAlias(key)) return undefined;
  const range = rangeOfNode(key, file);
  if (!isScalar(key) || !isSeveralLines(key, file)) return range;
  return { file, start: range.end - lastLine(file.text.slice(range.start, range.end)).text.length, end: range.end };
}

function isSeveralLines(
  key: { readonly type?: string | undefined; readonly range?: readonly number[] | null | undefined },
  file: SourceFile,
): boolean {
  if (key.type !== "PLAIN" || !key.range) return false;
  const newline = file.text.indexOf("\n", key.range[0]);
  return newline >= 0 && newline < (key.range[1] ?? 0);
}

function lastLine(text: string): { readonly text: string } {
  return { text: text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1).trim() };
}
