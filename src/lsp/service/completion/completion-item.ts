import type { CompletionItem, CompletionItemKind, InsertReplaceEdit, TextEdit } from "vscode-languageserver";
import { lineStartOf } from "../../../compiler/line-of.ts";
import type { CompletionRequest } from "./completion-input.ts";
import { plainText, snippetText, type TextPiece } from "./text-piece.ts";

/** What is offered, before it is put into the text. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What is inserted. */
  readonly pieces: readonly TextPiece[];
  /** Offers of a smaller rank come first; of the same rank in the order in which they are made. */
  readonly rank: number;
  /** What the person's typing is compared with, when it is not the label. */
  readonly filter?: string;
  readonly detail?: string | undefined;
  /** Markdown. */
  readonly documentation?: string | undefined;
}

/** The offers as items of LSP, with their edits. */
export function completionItems(request: CompletionRequest, offers: readonly Offer[]): CompletionItem[] {
  const ranked = offers.toSorted((a, b) => a.rank - b.rank);
  const width = String(ranked.length).length;
  return ranked.map((offer, index) => itemOf(request, offer, String(index).padStart(width, "0")));
}

function itemOf(request: CompletionRequest, offer: Offer, sortText: string): CompletionItem {
  const { document, cursor, input } = request;
  const { client } = input;
  const { label, kind, detail, documentation } = offer;
  const startsLine = typeof offer.pieces[0] === "object" && "column" in offer.pieces[0];
  const pieces = [...(startsLine ? [] : leadOf(request)), ...offer.pieces, ...trailOf(request)];
  const isSnippet = client.snippets && pieces.some((piece) => typeof piece !== "string");
  const style = {
    lineEnd: document.text.includes("\r\n") ? "\r\n" : "\n",
    added: client.keepsIndentation ? 0 : leadingSpaces(request),
  };
  const newText = isSnippet ? snippetText(pieces, style) : plainText(pieces, style);
  const filterText = cursor.token.quote + (offer.filter ?? label);
  const isLong = pieces.some((piece) => typeof piece === "object" && "column" in piece);
  return {
    label,
    kind,
    sortText,
    filterText,
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined
      ? {}
      : {
          documentation: client.markdown
            ? { kind: "markdown" as const, value: documentation }
            : plainWords(documentation),
        }),
    textEdit: editOf(request, newText),
    ...(isSnippet ? { insertTextFormat: 2 as const } : {}),
    ...(isLong && client.keepsIndentation ? { insertTextMode: 1 as const } : {}),
    ...shiftOf(request),
  };
}

/** What is missing between what stands before the cursor and an item: its indentation, a space, or the dash of a list. */
function leadOf(request: CompletionRequest): readonly TextPiece[] {
  const { cursor } = request;
  const indentation = isAtLineStart(request) && cursor.shift > 0 ? [" ".repeat(cursor.shift)] : [];
  return [...indentation, ...separatorOf(request)];
}

function separatorOf({ cursor }: CompletionRequest): readonly TextPiece[] {
  if (cursor.at === "value") return cursor.tight ? [" "] : [];
  if (cursor.at !== "item") return [];
  return cursor.missing === "dash" ? ["- "] : cursor.missing === "space" ? [" "] : [];
}

/** What follows must not become part of what is inserted. */
function trailOf({ cursor, document }: CompletionRequest): readonly TextPiece[] {
  const rest = document.text.slice(cursor.token.end, cursor.token.end + 400);
  const next = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  const isHole = cursor.token.text === "" && cursor.token.quote === "";
  if (cursor.flow && isHole && (cursor.at === "item" || cursor.at === "key")) {
    // An entry in front of others needs its comma.
    const following = rest.charAt(next);
    if (following !== "" && !/[,\]}#\r\n]/.test(following)) return [next === 0 ? ", " : ","];
  }
  return next === 0 && rest !== "" && !/^[\r\n,:\]}]/.test(rest) ? [" "] : [];
}

function editOf({ document, cursor, input }: CompletionRequest, newText: string): TextEdit | InsertReplaceEdit {
  const { start, end } = cursor.token;
  const replace = document.rangeOf({ start, end });
  const isInside = start < cursor.offset && cursor.offset < end && cursor.token.quote === "";
  if (!input.client.insertReplace || !isInside) return { range: replace, newText };
  return { newText, replace, insert: document.rangeOf({ start, end: cursor.offset }) };
}

/** Puts the cursor's line into the column of its block, where the person is a space or two beside it. */
function shiftOf(request: CompletionRequest): Pick<CompletionItem, "additionalTextEdits"> {
  const { document, cursor } = request;
  const { shift, token } = cursor;
  // Where both edits would start at the same place, LSP wants one.
  if (shift === 0 || (shift > 0 && isAtLineStart(request))) return {};
  const start = lineStartOf(document.file, token.start);
  const end = shift < 0 ? start - shift : start;
  const newText = shift > 0 ? " ".repeat(shift) : "";
  return { additionalTextEdits: [{ range: document.rangeOf({ start, end }), newText }] };
}

function isAtLineStart({ document, cursor }: CompletionRequest): boolean {
  return lineStartOf(document.file, cursor.token.start) === cursor.token.start;
}

function leadingSpaces({ document, cursor }: CompletionRequest): number {
  const lineStart = lineStartOf(document.file, cursor.token.start);
  return /^[ \t]*/.exec(document.text.slice(lineStart, cursor.token.start))?.[0].length ?? 0;
}

/** Markdown as words, for editors that show it as it is. */
function plainWords(markdown: string): string {
  return markdown
    .replace(/```\w*\n([\s\S]*?)\n?```/g, "$1")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "");
}
