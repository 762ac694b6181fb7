import type { Range, SemanticTokens } from "vscode-languageserver";
import { valueAt } from "../../compiler/schema-diagnostics/schema-node.ts";
import type { DocumentPath } from "../../compiler/document.ts";
import type { EditorDocument } from "./editor-document.ts";
import { namesOf, type NameKind } from "./names.ts";

/** What the numbers of {@link semanticTokens} stand for. The grammar colours the rest of the YAML. */
export const semanticTokensLegend = {
  tokenTypes: ["variable", "enum", "class", "label", "macro"],
  tokenModifiers: ["declaration", "readonly"],
};

const TYPES: Readonly<Record<NameKind | "environment variable", number>> = {
  key: 0,
  "device group": 1,
  target: 2,
  anchor: 3,
  "environment variable": 4,
};
const DECLARATION = 1;
const READONLY = 2;

interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: number;
  readonly modifiers: number;
}

/** The names of a document and what they are, in the protocol's numbers; within a part of it when one is given. */
export function semanticTokens(document: EditorDocument, range?: Range): SemanticTokens {
  const from = range ? document.offsetAt(range.start) : 0;
  const to = range ? document.offsetAt(range.end) : document.text.length;
  const names = namesOf(document).map(({ range: { start, end }, kind, role }) => ({
    start,
    end,
    type: TYPES[kind],
    modifiers: role === "definition" ? DECLARATION : 0,
  }));
  const tokens = [...names, ...environmentVariables(document)]
    .filter(({ start, end }) => start < to && end > from)
    .sort((a, b) => a.start - b.start);
  return { data: encoded(document, tokens) };
}

/** Each token counts from the one before it; a token never spans lines. */
function encoded(document: EditorDocument, tokens: readonly Token[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  let last = -1;
  for (const token of tokens) {
    const { start, end } = document.rangeOf(token);
    if (start.line !== end.line || start.character === end.character || token.start < last) continue;
    const isSameLine = start.line === line;
    data.push(
      start.line - line,
      isSameLine ? start.character - character : start.character,
      end.character - start.character,
      token.type,
      token.modifiers,
    );
    ({ line, character } = start);
    last = token.end;
  }
  return data;
}

/** Names of environment variables in secret references. */
function environmentVariables({ compilation }: EditorDocument): readonly Token[] {
  const { document } = compilation;
  const found: Token[] = [];
  const look = (value: unknown, path: DocumentPath, depth: number): void => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || depth === 0) return;
    for (const [key, item] of Object.entries(value)) {
      const at = [...path, key];
      if (key === "env" && typeof item === "string") {
        if (!document.definitionOf(at, "value"))
          found.push({ ...document.rangeOf(at, "value"), type: TYPES["environment variable"], modifiers: READONLY });
      } else look(item, at, depth - 1);
    }
  };
  for (const section of ["keys", "store", "targets", "defaults"])
    look(valueAt(document.value, [section]), [section], 3);
  return found;
}
