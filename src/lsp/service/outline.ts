/** A part of the text, as UTF-16 offsets. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A scalar as it is written. */
export interface OutlineScalar extends TextSpan {
  readonly kind: "scalar";
  /** The text without its quotes; escapes stay as they are. Empty for block scalars, whose text nobody completes. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
  /** Whether a quoted text has its closing quote. */
  readonly closed: boolean;
}

/** An alias: `*name`. */
export interface OutlineAlias extends TextSpan {
  readonly kind: "alias";
  readonly name: string;
}

/** A key and its value. A half-typed line is an entry without a colon. */
export interface OutlineEntry {
  readonly key: OutlineScalar;
  /** The offset of the colon; `undefined` while it is not typed. */
  colon: number | undefined;
  value: OutlineNode | undefined;
}

/** An item of a list; `start` is its dash, or its first character between brackets. */
export interface OutlineItem {
  readonly start: number;
  value: OutlineNode | undefined;
}

/** A map, by indentation or in braces. */
export interface OutlineMap extends TextSpan {
  readonly kind: "map";
  readonly flow: boolean;
  /** The column of the keys; of a map in braces, the column of the block around it. */
  readonly indent: number;
  readonly entries: OutlineEntry[];
  end: number;
  /** Whether a map in braces has its closing brace. */
  closed: boolean;
}

/** A list, with dashes or in brackets. */
export interface OutlineList extends TextSpan {
  readonly kind: "list";
  readonly flow: boolean;
  /** The column of the dashes; of a list in brackets, the column of the block around it. */
  readonly indent: number;
  readonly items: OutlineItem[];
  end: number;
  closed: boolean;
}

/** A node of an outline. */
export type OutlineNode = OutlineScalar | OutlineAlias | OutlineMap | OutlineList;

/**
 * What a text looks like, line by line: every text has an outline, also one that is no YAML at all. A mistake spoils its own
 * line and nothing around it, which is what makes an outline, and not the parsed document, the right thing to ask while a person types.
 */
export interface Outline {
  readonly root: OutlineNode | undefined;
  readonly comments: readonly TextSpan[];
  /** Nodes with an anchor, by its name. */
  readonly anchors: ReadonlyMap<string, OutlineNode>;
}

/** The key of an entry: of a line that lacks its colon, the first word. */
export function keyTextOf({ key, colon }: OutlineEntry): string {
  return colon === undefined && key.style === "plain" ? (/^[^\s:]*/.exec(key.text)?.[0] ?? "") : key.text;
}

/** The value of an outline as plain data: texts, numbers and truth values as YAML 1.2 reads them, aliases and merge keys followed. */
export function valueOfOutline(outline: Outline, node: OutlineNode | undefined, depth = 0): unknown {
  if (!node || depth > MAXIMUM_DEPTH) return null;
  switch (node.kind) {
    case "scalar":
      return node.style === "plain" ? plainValue(node.text) : node.text;
    case "alias":
      return valueOfOutline(outline, outline.anchors.get(node.name), depth + 1);
    case "list":
      return node.items.map((item) => valueOfOutline(outline, item.value, depth + 1));
    case "map":
      return valueOfMap(outline, node, depth);
  }
}

/** Deeper than any signing file; an alias inside of its own anchor ends here. */
const MAXIMUM_DEPTH = 32;

function valueOfMap(outline: Outline, node: OutlineMap, depth: number): unknown {
  const own = new Map<string, unknown>();
  const merged = new Map<string, unknown>();
  for (const entry of node.entries) {
    const value = valueOfOutline(outline, entry.value, depth + 1);
    if (entry.key.text === "<<" && entry.key.style === "plain") {
      for (const source of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        if (typeof source !== "object" || source === null) continue;
        for (const [key, item] of Object.entries(source)) if (!merged.has(key)) merged.set(key, item);
      }
    } else own.set(keyTextOf(entry), value);
  }
  return Object.fromEntries([...merged, ...own]);
}

function plainValue(text: string): unknown {
  if (text === "" || text === "~" || /^null$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
