import { isMap, type Pair } from "yaml";
import type { DocumentSymbol, SymbolInformation, SymbolKind } from "vscode-languageserver";
import type { DocumentPath } from "../../compiler/document.ts";
import { yamlDocumentOf } from "../../compiler/yaml-document.ts";
import { valueAt } from "../../compiler/schema-diagnostics/schema-node.ts";
import { keyRange, keyText, rangeOfNode } from "../../compiler/yaml-key.ts";
import type { EditorDocument } from "./editor-document.ts";
import { namesOf, type NameKind } from "./names.ts";

const KINDS = { section: 3, key: 20, group: 18, target: 5, property: 7 } as const satisfies Record<string, SymbolKind>;

/** How the entries of each section are shown; of what else is at the top, only the key. */
const ENTRY_KINDS: Readonly<Record<string, SymbolKind>> = {
  keys: KINDS.key,
  devices: KINDS.group,
  targets: KINDS.target,
  defaults: KINDS.property,
};

/** The outline: sections, and in them keys, groups and targets by their names, with what they are beside them. */
export function documentSymbols(document: EditorDocument): readonly DocumentSymbol[] {
  const root = yamlDocumentOf(document.compilation.document)?.contents;
  if (!isMap(root)) return [];
  return root.items.flatMap((pair) => {
    const name = keyText(pair.key, document.file);
    if (name === undefined) return [];
    const kind = ENTRY_KINDS[name];
    const children =
      kind !== undefined && isMap(pair.value)
        ? pair.value.items.flatMap((entry) => symbolOf(document, entry, { kind, path: [name], children: [] }))
        : [];
    return symbolOf(document, pair, { kind: kind === undefined ? KINDS.property : KINDS.section, path: [], children });
  });
}

/** The names of all open documents that hold the letters of a query in their order. */
export function workspaceSymbols(documents: readonly EditorDocument[], query: string): readonly SymbolInformation[] {
  return documents.flatMap((document) =>
    namesOf(document)
      .filter(({ role, name }) => role === "definition" && holdsInOrder(name, query))
      .flatMap(({ kind, name, range }) => {
        const symbolKind = NAME_KINDS[kind];
        if (symbolKind === undefined) return [];
        return [
          {
            name,
            kind: symbolKind,
            containerName: kind,
            location: { uri: document.uri, range: document.rangeOf(range) },
          },
        ];
      }),
  );
}

const NAME_KINDS: Readonly<Record<NameKind, SymbolKind | undefined>> = {
  key: KINDS.key,
  "device group": KINDS.group,
  target: KINDS.target,
  anchor: undefined,
};

function symbolOf(
  document: EditorDocument,
  pair: Pair,
  shown: { readonly kind: SymbolKind; readonly path: DocumentPath; readonly children: DocumentSymbol[] },
): readonly DocumentSymbol[] {
  const { file } = document;
  const name = keyText(pair.key, file);
  const key = keyRange(pair.key, file);
  if (name === undefined || name === "" || !key || key.end <= key.start) return [];
  const value = rangeOfNode(pair.value, file);
  const detail = detailOf(document, [...shown.path, name]);
  return [
    {
      name,
      kind: shown.kind,
      range: document.rangeOf({ start: key.start, end: Math.max(key.end, value.end) }),
      selectionRange: document.rangeOf(key),
      ...(detail === undefined ? {} : { detail }),
      ...(shown.children.length > 0 ? { children: shown.children } : {}),
    },
  ];
}

/** What an entry is, in a few words: `ios app_store com.acme.shop`. */
function detailOf({ compilation }: EditorDocument, path: DocumentPath): string | undefined {
  const value = valueAt(compilation.document.value, path);
  if (Array.isArray(value))
    return path.length > 1 ? `${value.length} device${value.length === 1 ? "" : "s"}` : undefined;
  if (path.length === 1) return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  const words = ["type", "platform", "profile_type", "bundle_id", "package_name"].flatMap((key) => {
    const word = valueAt(value, [key]);
    if (typeof word === "string") return [word];
    return Array.isArray(word) ? [word.filter((item) => typeof item === "string").join(", ")] : [];
  });
  return words.length === 0 ? undefined : words.join(" ");
}

function holdsInOrder(name: string, query: string): boolean {
  let from = 0;
  for (const letter of query.toLowerCase()) {
    const at = name.toLowerCase().indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
