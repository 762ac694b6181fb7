import type { CST } from "yaml";
import { canonicalScalar } from "./canonical-scalar.ts";
import { leavesOf } from "./source-layout.ts";

/** A line of a printed value, and how many lines below the value's first it was. */
export interface ValueLine {
  /** Without indentation for the first line, with it for the others. */
  readonly text: string;
  readonly below: number;
}

type Leaf = CST.SourceToken | CST.FlowScalar | CST.BlockScalar;

/**
 * A value in braces or brackets: its line breaks stay, white space around its parts becomes that of `{ a: 1 }` and `[a, b]`, and
 * inner lines are indented below `indent` by how many brackets are open.
 */
export function flowLines(
  token: CST.FlowCollection,
  indent: number,
): { readonly lines: readonly ValueLine[]; readonly comments: number } {
  const lines: ValueLine[] = [];
  let current = "";
  let below = 0;
  let depth = 0;
  let comments = 0;
  let previous: Leaf | undefined;

  const add = (text: string, space: string): void => {
    const isFirst = lines.length === 0;
    current += current === "" ? (isFirst ? "" : " ".repeat(indent + 2 + 2 * depth)) + text : space + text;
  };
  const breakLine = (): void => {
    // More than one empty line in a row says nothing more than one.
    if (current !== "" || lines.at(-1)?.text !== "") lines.push({ text: current, below });
    current = "";
    below++;
  };

  for (const leaf of leavesOf(token)) {
    if (leaf.type === "space" || leaf.type === "byte-order-mark") continue;
    if (leaf.type === "newline") {
      breakLine();
      continue;
    }
    if (leaf.type === "comment") {
      comments++;
      add(leaf.source.replace(/[ \t]+$/, ""), " ");
      continue;
    }
    const isClosing = leaf.type === "flow-map-end" || leaf.type === "flow-seq-end";
    if (isClosing) depth--;
    const [first = "", ...more] = isScalar(leaf)
      ? scalarLines(leaf, { inFlow: true, isTagged: previous?.type === "tag", indent: indent + 2 + 2 * depth })
      : [leaf.source];
    add(first, spaceBetween(previous, leaf));
    for (const line of more) {
      lines.push({ text: current, below: below++ });
      current = line;
    }
    if (leaf.type === "flow-map-start" || leaf.type === "flow-seq-start") depth++;
    previous = leaf;
    // What stands behind the last bracket is not part of the value.
    if (isClosing && depth === 0) break;
  }
  lines.push({ text: current, below });
  return { lines, comments };
}

/** The lines of a text that may go over several: the first as it follows its key, the others indented. */
export function scalarLines(
  token: CST.FlowScalar,
  { inFlow, isTagged, indent }: { readonly inFlow: boolean; readonly isTagged: boolean; readonly indent: number },
): readonly string[] {
  const lines = canonicalScalar(token, { inFlow, isTagged }).split("\n");
  return lines.map((line, index) => {
    // Line folding drops white space around a line break, but not what a backslash protects.
    const ended = index < lines.length - 1 ? line.replace(/(?<!\\)[ \t]+$/, "") : line;
    if (index === 0) return ended;
    const text = ended.replace(/^[ \t]+/, "");
    return text === "" ? "" : " ".repeat(indent) + text;
  });
}

function isScalar(leaf: Leaf): leaf is CST.FlowScalar {
  return (
    leaf.type === "scalar" ||
    leaf.type === "alias" ||
    leaf.type === "single-quoted-scalar" ||
    leaf.type === "double-quoted-scalar"
  );
}

function spaceBetween(before: Leaf | undefined, { type }: Leaf): string {
  switch (type) {
    case "flow-map-end":
      return before?.type === "flow-map-start" ? "" : " ";
    case "flow-seq-end":
      return "";
    case "comma":
      return "";
    case "map-value-ind":
      // A colon right behind an alias would be part of its name.
      return before?.type === "alias" ? " " : "";
    default:
      return before?.type === "flow-seq-start" ? "" : " ";
  }
}
