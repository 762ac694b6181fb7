import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import { nearestName } from "./nearest-name.ts";
import { keyRange, keyText, isMergeKey, rangeOfNode } from "./yaml-key.ts";

/** How many values aliases and merge keys may add to a document: far above any real file, far below what hurts. */
const ALIAS_LIMIT = 1_000_000;

/** The plain value of a YAML document, and what its aliases stand for. */
export interface YamlValue {
  /** `undefined` when aliases expand to too much or too deep. */
  readonly value: unknown;
  /** What each alias stands for; aliases without a meaning are missing. */
  readonly aliased: ReadonlyMap<Alias, Node>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Anchored {
  readonly node: Node;
  /** Set when the anchored node is complete; an alias inside of it would never end. */
  built?: { readonly value: unknown; readonly size: number; readonly height: number };
}

/**
 * Turns a composed document into a plain value, in one pass and in the order of the text. It replaces `Document.toJS`,
 * which throws on bad aliases, looks every alias up from the start of the document, and keeps no trace of where things came from.
 */
export function valueOfYaml(yaml: Document.Parsed, file: SourceFile, maximumDepth: number): YamlValue {
  const diagnostics: Diagnostic[] = [];
  const anchors = new Map<string, Anchored>();
  const aliased = new Map<Alias, Node>();
  let size = 0;
  let height = 0;
  let expansion = 0;
  let refused = false;

  function report(reason: string, range: SourceRange, help: string): void {
    diagnostics.push(createDiagnostic("yaml/syntax", { reason }, { range, help }));
  }

  function build(node: unknown, depth: number): unknown {
    size++;
    height = 0;
    if (isAlias(node)) return buildAlias(node, depth);
    if (isScalar(node)) {
      const value = plainScalar(node.value);
      remember(node, value, 1);
      return value;
    }
    if (!isMap(node) && !isSeq(node)) return null;
    if (depth > maximumDepth) {
      refuse(createDiagnostic("yaml/too-deep", { limit: maximumDepth }, { range: firstCharacter(rangeOfNode(node, file)) }));
      return null;
    }
    const sizeBefore = size;
    const anchored = announce(node);
    const value = isMap(node) ? buildMap(node, depth) : buildList(node.items, depth);
    if (anchored) anchored.built = { value, size: size - sizeBefore, height };
    return value;
  }

  function announce(node: Node): Anchored | undefined {
    if (isAlias(node) || node.anchor === undefined || node.anchor === "") return undefined;
    const anchored: Anchored = { node };
    anchors.set(node.anchor, anchored);
    return anchored;
  }

  function remember(node: Node, value: unknown, nodeSize: number): void {
    const anchored = announce(node);
    if (anchored) anchored.built = { value, size: nodeSize, height: 0 };
  }

  function buildList(items: readonly unknown[], depth: number): unknown[] {
    let highest = 0;
    const value = items.map((item) => {
      const built = build(item, depth + 1);
      highest = Math.max(highest, height + 1);
      return built;
    });
    height = highest;
    return value;
  }

  function buildMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const merges: Pair[] = [];
    let firstPairs: Map<string, Pair> | undefined;
    let highest = 0;
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        merges.push(pair);
        continue;
      }
      const key = keyOf(pair);
      if (key !== undefined && Object.hasOwn(value, key)) {
        firstPairs ??= pairsByKey(map);
        reportDuplicate(key, pair, firstPairs.get(key));
      }
      const built = build(pair.value, depth + 1);
      highest = Math.max(highest, height + 1);
      if (key !== undefined) setKey(value, key, built);
    }
    // What is merged never replaces what stands in the map itself, wherever the merge key stands.
    for (const pair of merges) {
      merge(value, pair, depth);
      highest = Math.max(highest, height + 1);
    }
    height = highest;
    return value;
  }

  function keyOf(pair: Pair): string | undefined {
    const key = isAlias(pair.key) ? targetOf(pair.key)?.node : pair.key;
    if (isScalar(pair.key)) announceKey(pair.key);
    const text = keyText(key, file);
    if (text !== undefined) return text;
    const range = keyRange(pair.key, file) ?? rangeOfNode(pair.value, file);
    if (pair.key === null || isScalar(key)) report("there is no key before this colon", range, "write a key before the colon");
    else if (key !== undefined) report("a key must be a plain text", firstCharacter(range), "put quotes around the text if it is meant as a value");
    return undefined;
  }

  function announceKey(key: Node): void {
    if (isScalar(key)) remember(key, plainScalar(key.value), 1);
  }

  function reportDuplicate(key: string, pair: Pair, first: Pair | undefined): void {
    const range = keyRange(pair.key, file);
    const firstRange = first && keyRange(first.key, file);
    diagnostics.push(
      createDiagnostic("yaml/duplicate-key", { key }, {
        range,
        notes: firstRange ? [{ message: "the first one is here", range: firstRange }] : [],
      }),
    );
  }

  function merge(value: Record<string, unknown>, pair: Pair, depth: number): void {
    const built = build(pair.value, depth + 1);
    const sources: readonly unknown[] = Array.isArray(built) ? built : [built];
    for (const source of sources) {
      if (!isPlainMap(source)) {
        if (refused || isUnresolved(pair.value)) continue;
        const range = keyRange(pair.key, file) ?? rangeOfNode(pair.value, file);
        report("a merge key `<<` needs the alias of a map, or a list of them", range, "write `<<: *name`, where `&name` marks a map");
        return;
      }
      for (const key of Object.keys(source)) if (!Object.hasOwn(value, key)) setKey(value, key, source[key]);
    }
  }

  function isUnresolved(node: unknown): boolean {
    return isAlias(node) && !aliased.has(node);
  }

  function targetOf(alias: Alias): Anchored | undefined {
    const anchored = anchors.get(alias.source);
    if (anchored) aliased.set(alias, anchored.node);
    return anchored;
  }

  function buildAlias(alias: Alias, depth: number): unknown {
    const range = rangeOfNode(alias, file);
    const anchored = anchors.get(alias.source);
    if (!anchored) {
      const near = nearestName(alias.source, [...anchors.keys()]);
      const help = near === undefined ? `mark the value with \`&${alias.source}\`` : `there is an anchor with a similar name: \`&${near}\``;
      report(`there is no anchor \`&${alias.source}\` before this alias`, range, help);
      return null;
    }
    if (!anchored.built) {
      report(`the alias \`*${alias.source}\` stands inside of what it stands for`, range, "write the value out");
      return null;
    }
    aliased.set(alias, anchored.node);
    size += anchored.built.size;
    expansion += anchored.built.size;
    height = anchored.built.height;
    if (expansion > ALIAS_LIMIT) refuse(createDiagnostic("yaml/alias-limit", {}, { range }));
    else if (depth + height > maximumDepth) refuse(createDiagnostic("yaml/too-deep", { limit: maximumDepth }, { range }));
    return refused ? null : anchored.built.value;
  }

  function refuse(diagnostic: Diagnostic): void {
    if (!refused) diagnostics.push(diagnostic);
    refused = true;
  }

  const value = build(yaml.contents, 1);
  return { value: refused ? undefined : value, aliased, diagnostics };
}

function pairsByKey(map: YAMLMap): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair);
  }
  return pairs;
}

/** Sets a key as data: `__proto__` too is only a name. */
function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  else map[key] = value;
}

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A scalar as JSON has it; what a tag made of it is none of our types. */
function plainScalar(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      return value === null || value === undefined ? null : String(value);
  }
}

function firstCharacter(range: SourceRange): SourceRange {
  return { file: range.file, start: range.start, end: Math.min(range.start + 1, range.end) };
}
