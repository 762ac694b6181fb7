import { isMap, isSeq } from "yaml";
import type { FoldingRange } from "vscode-languageserver";
import { yamlDocumentOf } from "../../compiler/yaml-document.ts";
import { lineOf } from "../../compiler/line-of.ts";
import { lineStarts, lineText } from "../../diagnostics/source-range.ts";
import { rangeOfNode } from "../../compiler/yaml-key.ts";
import type { EditorDocument } from "./editor-document.ts";

/** What can be folded: everything below a key or in a list's item that has several lines, and comments of several lines. */
export function foldingRanges(document: EditorDocument): readonly FoldingRange[] {
  const { file, compilation } = document;
  const found = new Map<number, FoldingRange>();
  const add = (from: number, to: number): void => {
    const startLine = lineOf(file, from) - 1;
    const endLine = lineOf(file, to) - 1;
    // Of two that start on one line editors show the first: the larger one.
    if (endLine > startLine && !found.has(startLine)) found.set(startLine, { startLine, endLine });
  };
  const walk = (node: unknown): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isMap(value) || isSeq(value)) add(rangeOfNode(key, file).start, rangeOfNode(value, file).end);
        walk(value);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) {
        if (isMap(item) || isSeq(item)) {
          const { start, end } = rangeOfNode(item, file);
          add(start, end);
        }
        walk(item);
      }
    }
  };
  walk(yamlDocumentOf(compilation.document)?.contents);
  return [...found.values(), ...comments(document)].sort((a, b) => a.startLine - b.startLine);
}

/** Comments on lines of their own, two and more below each other. */
function comments({ file }: EditorDocument): readonly FoldingRange[] {
  const found: FoldingRange[] = [];
  const lines = lineStarts(file).length;
  let first: number | undefined;
  for (let line = 0; line <= lines; line++) {
    if (line < lines && /^\s*#/.test(lineText(file, line + 1))) first ??= line;
    else {
      if (first !== undefined && line - first > 1) found.push({ startLine: first, endLine: line - 1, kind: "comment" });
      first = undefined;
    }
  }
  return found;
}
