import type { CompletionList } from "vscode-languageserver";
import type { DocumentPath } from "../../compiler/document.ts";
import { completionItems, type Offer } from "./completion/completion-item.ts";
import {
  completionRequest,
  recordOf,
  type CompletionInput,
  type CompletionRequest,
} from "./completion/completion-input.ts";
import { folderOfPath, wantedFiles } from "./completion/file-candidates.ts";
import { belowOffers, itemOffers } from "./completion/item-offers.ts";
import { keyOffers } from "./completion/key-offers.ts";
import { valueOffers } from "./completion/value-offers.ts";
import { cursorAt, type Cursor } from "./cursor.ts";
import type { EditorDocument } from "./editor-document.ts";
import { keyTextOf, valueOfOutline, type OutlineEntry } from "./outline.ts";
import { namesAround } from "./outline-around.ts";

export type { CompletionClient, CompletionInput } from "./completion/completion-input.ts";

/**
 * Characters after which an editor asks by itself: where a value, an item, a quoted text, a line or the next part of a path begins.
 * No character accepts an item by itself: `-`, `.` and `,` are parts of names, and a word taken by mistake is worse than one key more.
 */
export const completionTriggers: readonly string[] = [":", " ", "-", '"', "'", "[", "{", ",", "\n", "/"];

/**
 * What can be written at an offset. Nothing is parsed for it: only the outline of the lines around the cursor is read, so it is as
 * quick, and as right, in a long file, and in one that is broken elsewhere. It never throws, whatever the text.
 */
export function complete(document: EditorDocument, offset: number, input: CompletionInput): CompletionList {
  const cursor = cursorAt(document, offset);
  const request = completionRequest(document, cursor, input);
  const offers = offersAt(request);
  // A half-typed name fits every new entry, and a path goes on in another folder: both are asked for again with each key.
  const isOpen = cursor.token.text !== "" && offers.some(({ filter }) => filter !== undefined);
  const isIncomplete = isOpen || folderOfCursor(cursor) !== undefined;
  return { isIncomplete, items: completionItems(request, offers) };
}

/**
 * The folder whose content a completion would need, relative to the signing file, with `/` at its end; empty for its own folder.
 * `undefined` where no path is written, or it leads out.
 */
export function completionFolder(document: EditorDocument, offset: number): string | undefined {
  return folderOfCursor(cursorAt(document, offset));
}

function folderOfCursor(cursor: Cursor): string | undefined {
  const path = valuePathOf(cursor);
  if (!path) return undefined;
  const value = recordOf(valueOfOutline(cursor.outline, cursor.outline.root));
  const entry = recordOf(recordOf(value[String(path[0])])[String(path[1])]);
  if (!wantedFiles(path, entry["type"])) return undefined;
  const folder = folderOfPath(cursor.token.prefix);
  return folder.startsWith("/") || folder.split("/").includes("..") || folder.includes(":") ? undefined : folder;
}

/** The path of the value that is being written; `undefined` where none can be. */
function valuePathOf(cursor: Cursor): DocumentPath | undefined {
  switch (cursor.at) {
    case "nothing":
    case "key":
      return undefined;
    case "item":
      return [...cursor.path, cursor.index];
    case "value":
    case "below":
      return cursor.path;
  }
}

function offersAt(request: CompletionRequest): readonly Offer[] {
  const { cursor } = request;
  const column = cursor.flow ? undefined : cursor.column;
  switch (cursor.at) {
    case "nothing":
      return [];
    case "key": {
      const { path, map, entry } = cursor;
      const others = (map?.entries ?? []).filter((other) => other !== entry);
      const given = entry?.colon === undefined ? undefined : { value: valueOfOutline(cursor.outline, entry.value) };
      const present = new Set([...others.map(keyTextOf), ...namesBeside(request, entry)]);
      return keyOffers(request, { path, present, column, given });
    }
    case "value":
      return valueOffers(request, { path: cursor.path, column });
    case "item": {
      const { path, index } = cursor;
      return itemOffers(request, { path, index, column: column === undefined ? undefined : column + 2 });
    }
    case "below": {
      const place = { path: cursor.path, column: cursor.column };
      const present = new Set(namesBeside(request, undefined));
      return [...belowOffers(request, place), ...keyOffers(request, { ...place, present, given: undefined })];
    }
  }
}

/** Names of the other entries of a section, whose text the outline around a cursor leaves out. */
function namesBeside({ document, cursor }: CompletionRequest, entry: OutlineEntry | undefined): readonly string[] {
  if (cursor.at !== "key" && cursor.at !== "below") return [];
  if (cursor.path.length !== 1 || cursor.flow) return [];
  const own = entry && keyTextOf(entry);
  return namesAround(document, cursor.offset).filter((name) => name !== own);
}
