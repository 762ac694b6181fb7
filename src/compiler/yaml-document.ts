import { Composer, Lexer, Parser, type Document } from "yaml";
import type { SourceFile } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";

/** The largest text that is parsed, in bytes of UTF-8: 16 MiB. */
export const MAXIMUM_SIZE = 16 * 1024 * 1024;

/** How many collections may stand inside each other. */
export const MAXIMUM_DEPTH = 64;

/** A text as the library composed it, or the place where it is nested too deep. */
export type ComposedYaml =
  | { readonly yaml: Document.Parsed; readonly secondDocument: number | undefined }
  | { readonly deepAt: number };

/** `parseDocument` of the library, with a watch on how much its parser has open: what composes afterwards is recursive. */
export function composeYaml(file: SourceFile): ComposedYaml {
  const parser = new Parser();
  let deepAt: number | undefined;

  function* tokens(): ReturnType<Parser["parse"]> {
    for (const lexeme of new Lexer().lex(file.text)) {
      yield* parser.next(lexeme);
      if (parser.stack.length > PARSER_DEPTH) {
        deepAt = parser.offset - lexeme.length;
        return;
      }
    }
    yield* parser.end();
  }

  // Equal keys are found while the value is made: the library compares every key with every other.
  const composer = new Composer({
    uniqueKeys: false,
    merge: true,
    version: "1.2",
    schema: "core",
    resolveKnownTags: false,
  });
  let yaml: Document.Parsed | undefined;
  let secondDocument: number | undefined;
  for (const document of composer.compose(tokens(), true, file.text.length)) {
    if (deepAt !== undefined) break;
    if (yaml) {
      secondDocument = document.range[0];
      break;
    }
    yaml = document;
  }
  if (deepAt !== undefined || !yaml) return { deepAt: deepAt ?? 0 };
  return { yaml, secondDocument };
}

/** Above the limit for true depth, as the parser also has open what ends there; far below what the library can stand. */
const PARSER_DEPTH = MAXIMUM_DEPTH + 8;

const yamlDocuments = new WeakMap<SigningDocument, Document.Parsed>();

/**
 * The `yaml` library's document behind a SigningDocument, for features that need the syntax itself; `undefined` when the text was refused
 * before it was composed. A text that could be read without the library is composed when this is first asked.
 * @internal the library is no part of the contract.
 */
export function yamlDocumentOf(document: SigningDocument): Document.Parsed | undefined {
  const known = yamlDocuments.get(document);
  if (known || document.value === undefined) return known;
  const composed = composeYaml(document.file);
  if ("deepAt" in composed) return undefined;
  rememberYamlDocument(document, composed.yaml);
  return composed.yaml;
}

/** @internal Remembers the library's document of a SigningDocument. Only `parse` calls it. */
export function rememberYamlDocument(document: SigningDocument, yaml: Document.Parsed): void {
  yamlDocuments.set(document, yaml);
}
