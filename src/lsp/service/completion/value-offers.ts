import type { DocumentPath } from "../../../compiler/document.ts";
import { allowedValues, type SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { expectedOf, isSecretReference, scalarText } from "../../../compiler/schema-diagnostics/schema-wording.ts";
import { environmentName } from "../../../compiler/schema-diagnostics/value-diagnostics.ts";
import { exclusiveKeys, schemaOfKey, shapesAt, shapesOfSchema, withoutPath } from "../schema-at.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import type { Offer } from "./completion-item.ts";
import type { CompletionRequest } from "./completion-input.ts";
import { documentationOf } from "./key-offers.ts";
import { blockMap, inlineMap, written } from "./skeleton.ts";
import type { TextPiece } from "./text-piece.ts";
import { valueCandidates } from "./value-candidates.ts";

/** A value that is wanted. */
interface ValuePlace {
  readonly path: DocumentPath;
  /** The column of the key that it belongs to; `undefined` inside of braces and brackets. */
  readonly column: number | undefined;
}

/** Values of a key, on its line: words, lists of one word, references to secrets, and whole maps. */
export function valueOffers(request: CompletionRequest, { path, column }: ValuePlace): readonly Offer[] {
  const shapes = shapesOfValue(request, path);
  const scalars = shapes.filter(({ type }) => type !== "array" && type !== "object");
  const words = scalars.length > 0 ? wordOffers(request, valueCandidates(request, path, scalars), scalars) : [];
  // A word that has been begun is no list and no map, and may be a secret.
  const { text, quote, prefix } = request.cursor.token;
  if (shapes.some(isSecretReference)) return quote === "" ? secretOffers(path, shapes, prefix) : [];
  if (quote !== "") return words;
  const labels = new Set(words.map(({ label }) => label));
  const lists = shapes.filter(({ type }) => type === "array").flatMap((shape) => listOffers(request, path, shape));
  const others = lists.filter(({ label }) => !labels.has(label.slice(1, -1)));
  return [
    ...words,
    ...others,
    ...(text === "" ? shapes.flatMap((shape) => mapOffers(request, { path, column }, shape)) : []),
  ];
}

/** Shapes of the value at a path. What stands around a finished word does not narrow them: whoever goes back to it wants another. */
function shapesOfValue(request: CompletionRequest, path: DocumentPath): readonly SchemaNode[] {
  const { text } = request.cursor.token;
  const all = shapesAt(withoutPath(request.value, path.slice(0, -1)), path);
  const isFinished = text !== "" && all.some((shape) => allowedValues(shape).some((value) => String(value) === text));
  return isFinished ? all : shapesAt(request.value, path);
}

/** Offers of words; in the quotes that the person has begun with. */
export function wordOffers(
  request: CompletionRequest,
  candidates: readonly Candidate[],
  shapes: readonly SchemaNode[],
): readonly Offer[] {
  return candidates.map((candidate, index) => wordOffer(request, { candidate, index, schema: shapes[0] ?? {} }));
}

function wordOffer(
  { cursor }: CompletionRequest,
  { candidate, index, schema }: { readonly candidate: Candidate; readonly index: number; readonly schema: SchemaNode },
): Offer {
  const { text, kind, detail, documentation, yaml } = candidate;
  return {
    label: text,
    kind,
    rank: index / 1000,
    pieces: [yaml ?? quoted(text, cursor.token.quote, schema)],
    detail,
    documentation,
  };
}

/** A text in the quotes that the person has begun with. */
function quoted(text: string, quote: "" | '"' | "'", schema: SchemaNode): string {
  if (quote === '"') return JSON.stringify(text);
  return quote === "'" ? `'${text.replaceAll("'", "''")}'` : written(schema, text);
}

/** `[qa]`: a list with its first item. */
function listOffers(request: CompletionRequest, path: DocumentPath, shape: SchemaNode): readonly Offer[] {
  const items = shape.items ? shapesOfSchema(shape.items).filter(({ type }) => type === "string") : [];
  return valueCandidates(request, [...path, 0], items)
    .filter(({ partial, yaml }) => partial !== true && yaml === undefined)
    .map(({ text, kind, detail, documentation }, index) => ({
      label: `[${text}]`,
      kind,
      rank: 1 + index / 1000,
      pieces: [`[${scalarText(text)}]`],
      filter: request.cursor.token.text === "" ? `[${text}]` : text,
      detail,
      documentation,
    }));
}

/** The ways to name a secret. A word that is no beginning of one may be the secret itself: nothing is offered for that. */
function secretOffers(path: DocumentPath, shapes: readonly SchemaNode[], prefix: string): readonly Offer[] {
  return shapes.flatMap((shape) =>
    exclusiveKeys(shape)
      .filter((kind) => kind.startsWith(prefix))
      .flatMap((kind, index) => {
        const schema = schemaOfKey([shape], kind);
        if (!schema) return [];
        return [
          {
            label: `{ ${kind}: … }`,
            kind: itemKinds.snippet,
            rank: index,
            pieces: [`{ ${kind}: `, ...secretValue(path, kind), " }"],
            ...(prefix === "" ? {} : { filter: kind }),
            detail: expectedOf(schema),
            documentation: documentationOf(schema),
          },
        ];
      }),
  );
}

function secretValue(path: DocumentPath, kind: string): readonly TextPiece[] {
  switch (kind) {
    case "env":
      return [{ choices: [environmentName(path)] }];
    case "file":
      return [{ choices: ["secrets/key.p8"] }];
    case "exec":
      return ["[", { choices: ["command"] }, "]"];
    case "op":
      return ['"', { choices: ["op://vault/item/field"] }, '"'];
    default:
      return ["{ service: ", { choices: ["signwright"] }, ", account: ", { choices: ["account"] }, " }"];
  }
}

/** A whole map with its required keys. */
function mapOffers(request: CompletionRequest, { path, column }: ValuePlace, shape: SchemaNode): readonly Offer[] {
  const title = shape.title?.replaceAll("`", "");
  if (shape.type !== "object" || title === undefined) return [];
  const isInline = column === undefined || !request.input.client.snippets;
  const place = { path, schema: shape, column: isInline ? undefined : column + 2 };
  const body = isInline
    ? inlineMap(request, place, shape)
    : [{ column: column + 2 }, ...blockMap(request, { ...place, column: column + 2 }, shape)];
  return [{ label: title, kind: itemKinds.snippet, rank: 2, pieces: body, documentation: documentationOf(shape) }];
}
