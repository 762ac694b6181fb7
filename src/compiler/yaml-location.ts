import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import type { DocumentPath, PairPart } from "./document.ts";
import { isMergeKey, keyRange, keyText, rangeOfNode } from "./yaml-key.ts";

/** Finds the text of a path, and the path at a place in the text. */
export interface YamlLocator {
  rangeOf(path: DocumentPath, part: PairPart): SourceRange;
  definitionOf(path: DocumentPath, part: PairPart): SourceRange | undefined;
  pathAt(offset: number): { readonly path: DocumentPath; readonly part: PairPart } | undefined;
}

/** One step down: the key (`undefined` for list items) and what it leads to. */
interface Step {
  readonly key: SourceRange | undefined;
  readonly node: unknown;
  /** The alias in front of it, when it comes through a merge key. */
  readonly through: SourceRange | undefined;
}

interface Found {
  readonly key: SourceRange | undefined;
  readonly value: SourceRange | undefined;
  /** The outermost alias on the way; `undefined` without one. */
  readonly through: SourceRange | undefined;
}

/** Makes the locator of a document; maps are indexed when they are first asked for. */
export function yamlLocator(yaml: Document.Parsed, file: SourceFile, aliased: ReadonlyMap<Alias, Node>): YamlLocator {
  const indices = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  function indexOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = indices.get(map);
    if (known) return known;
    const index = new Map<string, Pair>();
    for (const pair of map.items) {
      const key = isMergeKey(pair.key) ? undefined : keyText(resolved(pair.key), file);
      if (key !== undefined) index.set(key, pair);
    }
    indices.set(map, index);
    return index;
  }

  function resolved(node: unknown): unknown {
    return isAlias(node) ? aliased.get(node) : node;
  }

  function step(container: unknown, segment: string | number): Step | undefined {
    if (isSeq(container)) {
      const item = typeof segment === "number" ? container.items[segment] : undefined;
      return item === undefined ? undefined : { key: itemKey(item), node: item, through: undefined };
    }
    if (!isMap(container)) return undefined;
    const pair = indexOf(container).get(String(segment));
    if (pair) return { key: keyRange(pair.key, file), node: pair.value, through: undefined };
    return mergedStep(container, segment);
  }

  function mergedStep(map: YAMLMap, segment: string | number): Step | undefined {
    for (const pair of map.items) {
      if (!isMergeKey(pair.key)) continue;
      const value = resolved(pair.value);
      for (const source of isSeq(value) ? value.items : [pair.value]) {
        const found = step(resolved(source), segment);
        const alias = isAlias(pair.value) ? pair.value : source;
        if (found) return { ...found, through: isAlias(alias) ? rangeOfNode(alias, file) : found.through };
      }
    }
    return undefined;
  }

  /** What stands for the key of a list item: its first key, or the item itself where that is one line. */
  function itemKey(item: unknown): SourceRange | undefined {
    const first = isMap(item) ? item.items[0] : undefined;
    return (first && keyRange(first.key, file)) ?? visible(rangeOfNode(item, file));
  }

  /** Walks down as far as the document goes; the last key seen stands for what is missing. */
  function find(path: DocumentPath): Found {
    let node: unknown = yaml.contents;
    let key = itemKey(resolved(node));
    let through: SourceRange | undefined;
    for (const segment of path) {
      if (isAlias(node)) through ??= rangeOfNode(node, file);
      const next = step(resolved(node), segment);
      if (!next) return { key, value: undefined, through };
      node = next.node;
      key = next.key ?? key;
      through ??= next.through;
    }
    return { key, value: visible(rangeOfNode(node, file)), through };
  }

  function visible(range: SourceRange): SourceRange | undefined {
    return range.end > range.start ? range : undefined;
  }

  function ownRange(found: Found, part: PairPart): SourceRange {
    const start = yaml.contents?.range[0] ?? 0;
    return (part === "value" ? found.value : undefined) ?? found.key ?? { file, start, end: start };
  }

  return {
    rangeOf(path, part) {
      const found = find(path);
      return found.through ?? ownRange(found, part);
    },
    definitionOf(path, part) {
      const found = find(path);
      return found.through && ownRange(found, part);
    },
    pathAt: (offset) => pathAt(yaml.contents, offset, file),
  };
}

function pathAt(root: unknown, offset: number, file: SourceFile): { path: DocumentPath; part: PairPart } | undefined {
  const path: (string | number)[] = [];
  let part: PairPart | undefined;
  for (let node: unknown = root; isMap(node) || isSeq(node);) {
    if (isSeq(node)) {
      const index = node.items.findLastIndex((item) => covers(item, offset));
      if (index < 0) break;
      path.push(index);
      part = "value";
      node = node.items[index];
      continue;
    }
    const pair = node.items.findLast((candidate) => startsAtOrBefore(candidate.key, offset));
    const key = pair && keyText(pair.key, file);
    if (pair === undefined || key === undefined) break;
    path.push(key);
    part = covers(pair.key, offset) ? "key" : "value";
    if (part === "key") break;
    node = pair.value;
  }
  return part && { path, part };
}

function covers(node: unknown, offset: number): boolean {
  const range = nodeRange(node);
  return range !== undefined && range[0] <= offset && offset <= range[1];
}

function startsAtOrBefore(node: unknown, offset: number): boolean {
  const range = nodeRange(node);
  return range !== undefined && range[0] <= offset;
}

function nodeRange(node: unknown): readonly [number, number, number] | undefined {
  return (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && node.range ? node.range : undefined;
}
