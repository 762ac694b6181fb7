import type { SourceFile, SourceRange } from "../diagnostics/source-range.ts";
import type { DocumentPath, PairPart, SigningDocument } from "./document.ts";
import { readPlainYaml, type Places, type PlainYaml } from "./plain-yaml.ts";

/** Which of the four offsets of an entry are its key's and its value's. */
const FIRST_OF: Readonly<Record<PairPart, number>> = { key: 0, value: 2 };

/** One step down a path: where the key and the value stand. */
interface Step {
  readonly key: SourceRange | undefined;
  readonly value: SourceRange;
}

/**
 * The document of a text that keeps to the plain part of YAML; `undefined` for any other. Nothing is the matter with such a text as YAML,
 * and nothing in it stands for something that is written elsewhere.
 */
export function plainDocument(file: SourceFile): SigningDocument | undefined {
  const yaml = readPlainYaml(file.text);
  if (yaml === undefined) return undefined;
  const steps = stepper(file, yaml);
  return {
    file,
    value: yaml.value,
    brokenRanges: [],
    rangeOf(path, part) {
      let container: unknown = yaml.value;
      let key = steps.firstKey(container);
      let value: SourceRange | undefined = steps.range(yaml.range[0], yaml.range[1]);
      for (const segment of path) {
        const next = steps.step(container, segment);
        value = next?.value;
        if (!next) break;
        key = next.key ?? key;
        container = childOf(container, segment);
      }
      const found = part === "value" ? value : undefined;
      return found ?? key ?? { file, start: yaml.range[0], end: yaml.range[0] };
    },
    definitionOf: () => undefined,
    pathAt: (offset) => pathAt(yaml, offset),
  };
}

function stepper(
  file: SourceFile,
  { places }: PlainYaml,
): {
  readonly range: (start: number, end: number) => SourceRange;
  readonly firstKey: (container: unknown) => SourceRange | undefined;
  readonly step: (container: unknown, segment: string | number) => Step | undefined;
} {
  const indices = new Map<Places, ReadonlyMap<string, number>>();

  function indexOf(at: Places, segment: string | number): number {
    if (at.keys === undefined) return typeof segment === "number" && segment < at.offsets.length / 4 ? segment : -1;
    const index = indices.get(at) ?? new Map(at.keys.map((key, entry) => [key, entry]));
    indices.set(at, index);
    return index.get(String(segment)) ?? -1;
  }

  /** Without the white space after it, which is part of what ends in a block. */
  function range(start: number, end: number): SourceRange {
    let last = end;
    while (last > start && " \n".includes(file.text.charAt(last - 1))) last--;
    return { file, start, end: last };
  }

  function firstKey(container: unknown): SourceRange | undefined {
    const at = placesOf(places, container);
    return at?.keys?.[0] === undefined ? undefined : partOf(at, 0, "key");
  }

  function partOf({ offsets }: Places, entry: number, part: PairPart): SourceRange {
    const first = entry * 4 + FIRST_OF[part];
    return range(offsets[first] ?? 0, offsets[first + 1] ?? 0);
  }

  function step(container: unknown, segment: string | number): Step | undefined {
    const at = placesOf(places, container);
    const entry = at ? indexOf(at, segment) : -1;
    if (at === undefined || entry < 0) return undefined;
    const value = partOf(at, entry, "value");
    // What stands for the key of a list item: its first key, or the item itself.
    const key = at.keys ? partOf(at, entry, "key") : (firstKey(childOf(container, segment)) ?? value);
    return { key, value };
  }

  return { range, firstKey, step };
}

function pathAt(
  { value, places }: PlainYaml,
  offset: number,
): { readonly path: DocumentPath; readonly part: PairPart } | undefined {
  const path: (string | number)[] = [];
  let part: PairPart | undefined;
  for (let container: unknown = value, at = placesOf(places, value); at; at = placesOf(places, container)) {
    const { keys, offsets } = at;
    const covers = (first: number): boolean => (offsets[first] ?? 0) <= offset && offset <= (offsets[first + 1] ?? 0);
    let entry = offsets.length / 4 - 1;
    // The last item around the place, or the last key before it.
    while (entry >= 0 && !(keys ? (offsets[entry * 4] ?? 0) <= offset : covers(entry * 4 + FIRST_OF.value))) entry--;
    if (entry < 0) break;
    const segment = keys?.[entry] ?? entry;
    path.push(segment);
    part = keys && covers(entry * 4) ? "key" : "value";
    if (part === "key") break;
    container = childOf(container, segment);
  }
  return part && { path, part };
}

function placesOf(places: PlainYaml["places"], container: unknown): Places | undefined {
  return typeof container === "object" && container !== null ? places.get(container) : undefined;
}

function childOf(container: unknown, segment: string | number): unknown {
  return (container as Readonly<Record<string | number, unknown>>)[segment];
}
