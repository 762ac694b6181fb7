import { schemaAt } from "../schema-diagnostics/schema-node.ts";
import type { DocumentPath } from "../document.ts";
import type { Mention } from "./source-layout.ts";

/**
 * The canonical place of a key in a map: the order of the schema's properties. A merge key comes first; a key that the schema does not
 * know keeps its place behind the others. `undefined` for maps whose keys are names that people chose.
 */
export function keyRank(value: unknown, path: DocumentPath): ((key: string) => number) | undefined {
  const properties = schemaAt(value, path)?.properties;
  if (!properties) return undefined;
  let ranks = ranksOf.get(properties);
  if (!ranks) {
    ranks = new Map(Object.keys(properties).map((key, index) => [key, index]));
    ranksOf.set(properties, ranks);
  }
  const known = ranks;
  return (key) => (key === "<<" ? -1 : (known.get(key) ?? Number.POSITIVE_INFINITY));
}

const ranksOf = new WeakMap<object, ReadonlyMap<string, number>>();

/** Something that can be put in order. */
export interface Ranked {
  readonly rank: number;
  /** Where it starts in the text. */
  readonly offset: number;
}

/** Entries by rank, equal ones as they stood, except that what uses an anchor never comes before what defines it. */
export function inCanonicalOrder<T extends Ranked>(
  entries: readonly T[],
  end: number,
  mentions: readonly Mention[],
): readonly T[] {
  if (entries.every((entry, index) => index === 0 || (entries[index - 1]?.rank ?? 0) <= entry.rank)) return entries;
  const sorted = entries.toSorted((a, b) => compareRanks(a.rank, b.rank) || a.offset - b.offset);
  const needs = needsOf(entries, end, mentions);
  if (needs.size === 0) return sorted;
  const positions = new Map(sorted.map((entry, position) => [entry, position]));
  const done = new Set<T>();
  // Not recursive: a chain of aliases can be as long as the file. Last in, first out, so the entry itself goes below what it needs.
  const waiting: T[] = [];
  for (const wanted of sorted) {
    waiting.push(wanted);
    for (let entry = waiting.at(-1); entry; entry = waiting.at(-1)) {
      const missing = [...(needs.get(entry) ?? [])].filter((other) => !done.has(other));
      if (missing.length === 0) {
        waiting.pop();
        done.add(entry);
      } else waiting.push(...missing.sort((a, b) => (positions.get(b) ?? 0) - (positions.get(a) ?? 0)));
    }
  }
  return [...done];
}

function compareRanks(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Which entries must come before which: an anchor before its aliases, and both before the same name is given to something else. */
function needsOf<T extends Ranked>(
  entries: readonly T[],
  end: number,
  mentions: readonly Mention[],
): ReadonlyMap<T, ReadonlySet<T>> {
  const needs = new Map<T, Set<T>>();
  const require = (later: T, earlier: T | undefined): void => {
    if (!earlier || earlier === later) return;
    const known = needs.get(later);
    if (known) known.add(earlier);
    else needs.set(later, new Set([earlier]));
  };
  const definer = new Map<string, T>();
  const users = new Map<string, T[]>();
  let index = 0;
  for (let at = firstFrom(mentions, entries[0]?.offset ?? end); at < mentions.length; at++) {
    const mention = mentions[at];
    if (!mention || mention.offset >= end) break;
    while ((entries[index + 1]?.offset ?? end) <= mention.offset) index++;
    const entry = entries[index];
    if (!entry) break;
    require(entry, definer.get(mention.name));
    if (mention.isAlias) {
      const known = users.get(mention.name);
      if (known) known.push(entry);
      else users.set(mention.name, [entry]);
    } else {
      for (const user of users.get(mention.name) ?? []) require(entry, user);
      users.delete(mention.name);
      definer.set(mention.name, entry);
    }
  }
  return needs;
}

function firstFrom(mentions: readonly Mention[], offset: number): number {
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((mentions[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
