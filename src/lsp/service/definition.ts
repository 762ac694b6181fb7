import type { Location, Position } from "vscode-languageserver";
import type { EditorDocument } from "./editor-document.ts";
import { definitionOfName, nameAt } from "./names.ts";

/** Where the name at a position is defined; `undefined` where there is no name, or nothing defines it. */
export function findDefinition(document: EditorDocument, position: Position): Location | undefined {
  const name = nameAt(document, document.offsetAt(position));
  const definition = name && definitionOfName(document, name);
  return definition && { uri: document.uri, range: document.rangeOf(definition.range) };
}
