import type { DocumentPath } from "../../../compiler/document.ts";
import { valueAt, type SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { shapesAt } from "../schema-at.ts";
import { itemKinds } from "./candidate.ts";
import type { Offer } from "./completion-item.ts";
import { listOf, recordOf, type CompletionRequest } from "./completion-input.ts";
import { documentationOf, keyOffers } from "./key-offers.ts";
import { blockMap, inlineMap } from "./skeleton.ts";
import { valueCandidates } from "./value-candidates.ts";
import { wordOffers } from "./value-offers.ts";

/** An item of a list that is wanted. */
interface ItemPlace {
  readonly path: DocumentPath;
  readonly index: number;
  /** The column of the item's first word; `undefined` in brackets. */
  readonly column: number | undefined;
}

/** Items of a list, without those that it has. */
export function itemOffers(request: CompletionRequest, { path, index, column }: ItemPlace): readonly Offer[] {
  const at = [...path, index];
  const shapes = shapesAt(request.value, at);
  const scalars = shapes.filter(({ type }) => type === "string");
  const present = presentItems(request.value, path, index);
  const candidates = valueCandidates(
    request,
    at,
    shapes.filter(({ type }) => type !== "array"),
  );
  const words = wordOffers(
    request,
    candidates.filter(({ text }) => !present.has(/^[^:]*/.exec(text)?.[0] ?? text)),
    scalars,
  );
  const { text, quote } = request.cursor.token;
  if (quote !== "") return words;
  const maps = shapes.filter(({ type, required = [] }) => type === "object" && required.length > 0);
  // What begins with a key is a map on lines of its own, which brackets have no room for.
  const keys =
    maps.length > 0 && column !== undefined
      ? keyOffers(request, { path: at, present: new Set(), column, given: undefined })
      : [];
  return [
    ...words,
    ...(text === "" ? maps.map((shape) => mapItemOffer(request, { path: at, column }, shape)) : []),
    ...keys.map((offer) => ({ ...offer, rank: offer.rank + 5 })),
  ];
}

function mapItemOffer(
  request: CompletionRequest,
  { path, column }: Omit<ItemPlace, "index">,
  shape: SchemaNode,
): Offer {
  const place = { path, schema: shape };
  const pieces =
    column === undefined || !request.input.client.snippets
      ? inlineMap(request, { ...place, column: undefined }, shape)
      : blockMap(request, { ...place, column }, shape);
  const label = `new ${shape.title ?? "entry"}`;
  return { label, kind: itemKinds.snippet, rank: 2, pieces, documentation: documentationOf(shape) };
}

/** Values that a list has already. */
function presentItems(value: unknown, list: DocumentPath, without: number): ReadonlySet<string> {
  const items = listOf(valueAt(value, list));
  return new Set(
    items.flatMap((item, index) => {
      if (index === without || item === null) return [];
      if (typeof item === "string") return [item];
      return typeof item === "object" ? Object.keys(recordOf(item)).slice(0, 1) : [JSON.stringify(item)];
    }),
  );
}

/** What a line below a key can start with, beside the keys of a map: the word that is its value, or a dash and the first item. */
export function belowOffers(
  request: CompletionRequest,
  { path, column }: { readonly path: DocumentPath; readonly column: number },
): readonly Offer[] {
  const shapes = shapesAt(request.value, path);
  const scalars = shapes.filter(({ type }) => type !== "array" && type !== "object");
  const words = scalars.length > 0 ? wordOffers(request, valueCandidates(request, path, scalars), scalars) : [];
  if (!shapes.some(({ type }) => type === "array")) return words;
  const items = itemOffers(request, { path, index: 0, column: column + 2 });
  const named = new Set(words.map(({ label }) => label));
  return [
    ...words,
    ...items
      .filter(({ label }) => !named.has(label))
      .map((offer) => ({ ...offer, pieces: ["- ", ...offer.pieces], rank: offer.rank + 1 })),
  ];
}
