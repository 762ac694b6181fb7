import { isMap, isScalar, isSeq } from "yaml";
import type { Position, SelectionRange } from "vscode-languageserver";
import { yamlDocumentOf } from "../../compiler/yaml-document.ts";
import { keyRange, rangeOfNode } from "../../compiler/yaml-key.ts";
import type { EditorDocument } from "./editor-document.ts";

/** A part of the text as offsets. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** For each position the parts of the text around it, from the innermost: a name, its quotes, its pair, its map, the file. */
export function selectionRanges(document: EditorDocument, positions: readonly Position[]): readonly SelectionRange[] {
  return positions.map((position) => {
    const offset = document.offsetAt(position);
    const spans = [{ start: 0, end: document.text.length }, ...spansAround(document, offset)];
    let selection: SelectionRange | undefined;
    let outer: Span | undefined;
    for (const span of spans) {
      const isNew = outer === undefined || span.start !== outer.start || span.end !== outer.end;
      const isInside = outer === undefined || (span.start >= outer.start && span.end <= outer.end);
      if (!isNew || !isInside) continue;
      selection = { range: document.rangeOf(span), ...(selection ? { parent: selection } : {}) };
      outer = span;
    }
    return selection ?? { range: { start: position, end: position } };
  });
}

function spansAround(document: EditorDocument, offset: number): readonly Span[] {
  const { file, text } = document;
  const spans: Span[] = [];
  const covers = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  let node: unknown = yamlDocumentOf(document.compilation.document)?.contents;
  while (node !== undefined && node !== null) {
    const span = rangeOfNode(node, file);
    if (!covers(span)) return spans;
    spans.push(span);
    if (isScalar(node)) {
      const inner = { start: span.start + 1, end: span.end - 1 };
      if (/["']/.test(text.charAt(span.start)) && covers(inner)) spans.push(inner);
      return spans;
    }
    if (isSeq(node)) {
      node = node.items.find((item) => covers(rangeOfNode(item, file)));
      continue;
    }
    if (!isMap(node)) return spans;
    const pair = node.items.findLast(({ key }) => (keyRange(key, file)?.start ?? Number.POSITIVE_INFINITY) <= offset);
    const key = keyRange(pair?.key, file);
    if (!pair || !key) return spans;
    const value = rangeOfNode(pair.value, file);
    spans.push({ start: key.start, end: Math.max(key.end, value.end) });
    node = covers(key) ? pair.key : pair.value;
  }
  return spans;
}
