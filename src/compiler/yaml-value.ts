import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
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

/** An anchored node, and what came of it once it is complete: an alias inside of it would never end. */
interface Anchored {
  readonly node: Node;
  built?: { readonly value: unknown; readonly size: number; readonly height: number };
}

/** What is known while a document's value is made, in the order of the text. */
interface Building {
  readonly file: SourceFile;
  readonly maximumDepth: number;
  readonly diagnostics: Diagnostic[];
  readonly anchors: Map<string, Anchored>;
  readonly aliased: Map<Alias, Node>;
  /** Values so far, with those that aliases add. */
  size: number;
  /** Values that aliases added so far. */
  expansion: number;
  /** How many collections are nested in the node built last. */
  height: number;
  refused: boolean;
}

/**
 * Turns a composed document into a plain value, in one pass. It replaces `Document.toJS`, which throws on bad aliases,
 * looks every alias up from the start of the document, and keeps no trace of where things came from.
 */
export function valueOfYaml(yaml: Document.Parsed, file: SourceFile, maximumDepth: number): YamlValue {
  const building: Building = {
    file,
    maximumDepth,
    diagnostics: [],
    anchors: new Map(),
    aliased: new Map(),
    size: 0,
    expansion: 0,
    height: 0,
    refused: false,
  };
  const value = build(building, yaml.contents, 1);
  return { value: building.refused ? undefined : value, aliased: building.aliased, diagnostics: building.diagnostics };
}

function build(state: Building, node: unknown, depth: number): unknown {
  state.size++;
  state.height = 0;
  if (isAlias(node)) return buildAlias(state, node, depth);
  if (isScalar(node)) return buildScalar(state, node);
  if (!isMap(node) && !isSeq(node)) return null;
  const { file, maximumDepth } = state;
  if (depth > maximumDepth) {
    refuse(
      state,
      createDiagnostic("yaml/too-deep", { limit: maximumDepth }, { range: firstCharacter(rangeOfNode(node, file)) }),
    );
    return null;
  }
  const sizeBefore = state.size;
  const anchored = announce(state, node);
  const value = isMap(node) ? buildMap(state, node, depth) : buildList(state, node.items, depth);
  if (anchored) anchored.built = { value, size: state.size - sizeBefore, height: state.height };
  return value;
}

function buildScalar(state: Building, node: Scalar): unknown {
  const value = plainScalar(node.value);
  const anchored = announce(state, node);
  if (anchored) anchored.built = { value, size: 1, height: 0 };
  return value;
}

/** Makes a node known under its anchor. The same name again stands for the later node from there on. */
function announce(state: Building, node: Scalar | YAMLMap | YAMLSeq): Anchored | undefined {
  if (node.anchor === undefined || node.anchor === "") return undefined;
  const anchored: Anchored = { node };
  state.anchors.set(node.anchor, anchored);
  return anchored;
}

function buildList(state: Building, items: readonly unknown[], depth: number): unknown[] {
  let highest = 0;
  const value = items.map((item) => {
    const built = build(state, item, depth + 1);
    highest = Math.max(highest, state.height + 1);
    return built;
  });
  state.height = highest;
  return value;
}

function buildMap(state: Building, map: YAMLMap, depth: number): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const merges: Pair[] = [];
  let firstPairs: Map<string, Pair> | undefined;
  let highest = 0;
  for (const pair of map.items) {
    if (isMergeKey(pair.key)) {
      merges.push(pair);
      continue;
    }
    const key = keyOf(state, pair);
    if (key !== undefined && Object.hasOwn(value, key)) {
      firstPairs ??= pairsByKey(map, state.file);
      reportDuplicate(state, key, { pair, first: firstPairs.get(key) });
    }
    const built = build(state, pair.value, depth + 1);
    highest = Math.max(highest, state.height + 1);
    if (key !== undefined) setKey(value, key, built);
  }
  // What is merged never replaces what stands in the map itself, wherever the merge key stands.
  for (const pair of merges) {
    merge(state, value, { pair, depth });
    highest = Math.max(highest, state.height + 1);
  }
  state.height = highest;
  return value;
}

function keyOf(state: Building, pair: Pair): string | undefined {
  const { file, anchors } = state;
  if (isScalar(pair.key)) buildScalar(state, pair.key);
  const anchored = isAlias(pair.key) ? anchors.get(pair.key.source) : undefined;
  if (anchored && isAlias(pair.key)) state.aliased.set(pair.key, anchored.node);
  const key = isAlias(pair.key) ? anchored?.node : pair.key;
  const text = keyText(key, file);
  if (text !== undefined) {
    if (isScalar(key) && key.type === "PLAIN" && key.source?.startsWith("//") === true) reportSlashes(state, key);
    return text;
  }
  const range = keyRange(pair.key, file) ?? rangeOfNode(pair.value, file);
  if (pair.key === null || isScalar(key)) {
    const colon = colonAt(range, pair.key === null);
    // Where no colon stands either, the library has said what is wrong.
    if (colon)
      report(state, "there is no key before this colon", { range: colon, help: "write a key before the colon" });
  } else if (isAlias(pair.key) && !anchored) {
    reportUnknownAnchor(state, pair.key);
  } else {
    const help = "put quotes around the text if it is meant as a value";
    report(state, "a key must be a plain text", { range: firstCharacter(range), help });
  }
  return undefined;
}

/** JSON with comments: the comment is read as the beginning of the key after it. */
function reportSlashes(state: Building, key: Scalar): void {
  const { file, start } = rangeOfNode(key, state.file);
  const range = { file, start, end: start + 2 };
  report(state, "`//` starts no comment", { range, help: "start comments with `#`" });
}

function reportDuplicate(
  { file, diagnostics }: Building,
  key: string,
  at: { readonly pair: Pair; readonly first: Pair | undefined },
): void {
  const firstRange = at.first && keyRange(at.first.key, file);
  const notes = firstRange ? [{ message: "the first one is here", range: firstRange }] : [];
  diagnostics.push(createDiagnostic("yaml/duplicate-key", { key }, { range: keyRange(at.pair.key, file), notes }));
}

function merge(
  state: Building,
  value: Record<string, unknown>,
  { pair, depth }: { readonly pair: Pair; readonly depth: number },
): void {
  const built = build(state, pair.value, depth + 1);
  const sources: readonly unknown[] = Array.isArray(built) ? built : [built];
  for (const [index, source] of sources.entries()) {
    if (isPlainMap(source)) {
      for (const key of Object.keys(source)) if (!Object.hasOwn(value, key)) setKey(value, key, source[key]);
      continue;
    }
    const node: unknown = isSeq(pair.value) ? pair.value.items[index] : pair.value;
    const isReported = state.refused || (isAlias(node) && !state.aliased.has(node));
    if (isReported) continue;
    const range = keyRange(pair.key, state.file) ?? rangeOfNode(pair.value, state.file);
    const help = "write `<<: *name`, where `&name` marks a map";
    report(state, "a merge key `<<` needs the alias of a map, or a list of them", { range, help });
    return;
  }
}

function buildAlias(state: Building, alias: Alias, depth: number): unknown {
  const { anchors, aliased, maximumDepth } = state;
  const range = rangeOfNode(alias, state.file);
  const anchored = anchors.get(alias.source);
  if (!anchored) {
    reportUnknownAnchor(state, alias);
    return null;
  }
  if (!anchored.built) {
    report(state, `the alias \`*${alias.source}\` stands inside of what it stands for`, {
      range,
      help: "write the value out",
    });
    return null;
  }
  aliased.set(alias, anchored.node);
  state.size += anchored.built.size;
  state.expansion += anchored.built.size;
  state.height = anchored.built.height;
  if (state.expansion > ALIAS_LIMIT) refuse(state, createDiagnostic("yaml/alias-limit", {}, { range }));
  else if (depth + state.height - 1 > maximumDepth)
    refuse(state, createDiagnostic("yaml/too-deep", { limit: maximumDepth }, { range }));
  return state.refused ? null : anchored.built.value;
}

function reportUnknownAnchor(state: Building, alias: Alias): void {
  const near = nearestName(alias.source, [...state.anchors.keys()]);
  const help =
    near === undefined
      ? `mark the value with \`&${alias.source}\``
      : `there is an anchor with a similar name: \`&${near}\``;
  report(state, `there is no anchor \`&${alias.source}\` before this alias`, {
    range: rangeOfNode(alias, state.file),
    help,
  });
}

function report(
  { diagnostics }: Building,
  reason: string,
  details: { readonly range: SourceRange; readonly help: string },
): void {
  diagnostics.push(createDiagnostic("yaml/syntax", { reason }, details));
}

function refuse(state: Building, diagnostic: Diagnostic): void {
  if (!state.refused) state.diagnostics.push(diagnostic);
  state.refused = true;
}

function pairsByKey(map: YAMLMap, file: SourceFile): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = keyText(pair.key, file);
    if (key !== undefined && !pairs.has(key)) pairs.set(key, pair);
  }
  return pairs;
}

/** Sets a key as data: `__proto__` too is only a name. */
function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
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
    case "bigint":
      return String(value);
    default:
      return null;
  }
}

/** The colon after an empty key, or before a value that has no key at all. */
function colonAt({ file, start }: SourceRange, isBefore: boolean): SourceRange | undefined {
  const at = isBefore ? file.text.lastIndexOf(":", start) : start + file.text.slice(start).search(/\S/);
  return at >= 0 && file.text.charAt(at) === ":" ? { file, start: at, end: at + 1 } : undefined;
}

function firstCharacter(range: SourceRange): SourceRange {
  return { file: range.file, start: range.start, end: Math.min(range.start + 1, range.end) };
}
