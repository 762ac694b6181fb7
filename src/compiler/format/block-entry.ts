import { CST } from "yaml";
import { canonicalScalar } from "./canonical-scalar.ts";
import { isTrivia, startOf, type BlockCollection, type BlockItem, type SourceLayout } from "./source-layout.ts";

/** An entry of a block collection: `- value` or `key: value`. */
export interface BlockEntry {
  readonly item: BlockItem;
  readonly offset: number;
  readonly firstLine: number;
  readonly column: number;
  /** Whether nothing stands before it on its line: no dash of an item that it is the value of. */
  readonly startsLine: boolean;
  /** The key as a text; `undefined` for list items. */
  readonly key: string | undefined;
  /** What stands on its first line before the value: `-` or `key:`, with anchors and tags. */
  readonly head: string;
  /** Whether the value has an anchor or a tag. */
  readonly hasProperties: boolean;
  readonly isTagged: boolean;
  /** The line on which the head ends. */
  readonly headLine: number;
  /** Written in a way that has no canonical form here (`? key`, comments within the head): it is kept as it is. */
  readonly isOdd: boolean;
}

/** The entries of a block collection. What holds only comments is none. */
export function entriesOf(block: BlockCollection, layout: SourceLayout): readonly BlockEntry[] {
  return block.items.flatMap((item) => {
    const offset = startOf(item);
    return offset === undefined ? [] : [entryOf(item, offset, layout)];
  });
}

function entryOf(item: BlockItem, offset: number, layout: SourceLayout): BlockEntry {
  const start = item.start.filter((token) => !isTrivia(token));
  const separator = (item.sep ?? []).filter((token) => !isTrivia(token));
  const dash = start[0]?.type === "seq-item-ind" ? start[0] : undefined;
  const key = isScalar(item.key) ? item.key : undefined;
  const properties = (dash ? start : separator).slice(1);
  const keyProperties = dash ? [] : start;
  const tokens = [...keyProperties, ...(key ? [key] : []), ...(dash ? start : separator)];
  const firstLine = layout.lineAt(offset);
  const headLine = layout.lineAt(tokens.at(-1)?.offset ?? offset);
  const isTagged = properties.some(({ type }) => type === "tag");
  const keyText = key && canonicalScalar(key, { inFlow: false, isTagged: keyProperties.some(isTag) });
  // A colon right behind an alias would be part of its name.
  const name = keyText === undefined ? "-" : `${keyText}${key?.type === "alias" ? " " : ""}:`;
  const isSound =
    (dash !== undefined || (key !== undefined && separator[0]?.type === "map-value-ind")) &&
    [...keyProperties, ...properties].every(({ type }) => type === "anchor" || type === "tag") &&
    key?.source.includes("\n") !== true &&
    hasNoComment(layout, firstLine, headLine);
  const column = offset - layout.lineStart(firstLine);
  return {
    item,
    offset,
    firstLine,
    column,
    startsLine: (layout.lines[firstLine] ?? "").slice(0, column).trim() === "",
    key: key && CST.resolveAsScalar(key).value,
    head: [...keyProperties.map(sourceOf), name, ...properties.map(sourceOf)].join(" "),
    hasProperties: properties.length > 0,
    isTagged,
    headLine,
    isOdd:
      !isSound ||
      hasOddValue(item.value, headLine, layout) ||
      (dash !== undefined && startsOddly(item, headLine, layout)),
  };
}

/** Whether a collection that shares the line of a dash holds something odd: it cannot be shifted without the dash. */
function startsOddly({ value }: BlockItem, headLine: number, layout: SourceLayout): boolean {
  if (value?.type !== "block-map" && value?.type !== "block-seq") return false;
  const inner = entriesOf(value, layout);
  return inner[0]?.firstLine === headLine && inner.some(({ isOdd }) => isOdd);
}

/** A block scalar whose `|` stands on a line below the key, with a comment between, or something that is no value. */
function hasOddValue(value: CST.Token | undefined, headLine: number, layout: SourceLayout): boolean {
  switch (value?.type) {
    case "block-scalar": {
      const line = layout.lineAt(value.props[0]?.offset ?? value.offset);
      return (
        !hasNoComment(layout, headLine, line) || value.props.some(({ type }) => type === "anchor" || type === "tag")
      );
    }
    case undefined:
    case "block-map":
    case "block-seq":
    case "flow-collection":
    case "alias":
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return false;
    default:
      return true;
  }
}

function hasNoComment(layout: SourceLayout, from: number, to: number): boolean {
  for (let line = from; line < to; line++) if (layout.commentAt(line) !== undefined) return false;
  return true;
}

function isScalar(token: CST.Token | null | undefined): token is CST.FlowScalar {
  return (
    token?.type === "scalar" ||
    token?.type === "alias" ||
    token?.type === "single-quoted-scalar" ||
    token?.type === "double-quoted-scalar"
  );
}

function isTag({ type }: CST.SourceToken): boolean {
  return type === "tag";
}

function sourceOf({ source }: CST.SourceToken): string {
  return source;
}
