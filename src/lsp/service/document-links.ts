import type { DocumentLink } from "vscode-languageserver";
import { valueAt } from "../../compiler/schema-diagnostics/schema-node.ts";
import type { DocumentPath } from "../../compiler/document.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { EditorDocument } from "./editor-document.ts";
import type { Surroundings } from "./surroundings.ts";

/** A value that names a file or an address. */
interface Link {
  readonly path: DocumentPath;
  readonly text: string;
  readonly kind: "file" | "address";
}

/** The keys whose text is a path, wherever they stand: also `{ file: … }` of a secret. */
const FILE_KEYS = new Set(["file", "certificate", "ca_file"]);

/** The files and web addresses that a document names. A file that leads out of the folder is no link. */
export function documentLinks(document: EditorDocument, surroundings: Surroundings): readonly DocumentLink[] {
  const source = document.compilation.document;
  return linksIn(source.value).flatMap(({ path, text, kind }) => {
    const target = kind === "file" ? surroundings.uriOf(text) : text;
    if (target === undefined || source.definitionOf(path, "value")) return [];
    const range = withoutQuotes(document, source.rangeOf(path, "value"));
    const tooltip = kind === "file" ? "Open the file" : "Open the address";
    return [{ range: document.rangeOf(range), target, tooltip }];
  });
}

function linksIn(value: unknown): readonly Link[] {
  const keys = valueAt(value, ["keys"]);
  const ofKeys = textsBelow(keys, ["keys"], 3).flatMap(({ path, text }): Link[] => {
    const key = String(path.at(-1));
    // In `keys` a certificate is a file; in a target it is the name of an entry.
    if (FILE_KEYS.has(key)) return [{ path, text, kind: "file" }];
    return key === "url" && /^https?:\/\/[^\s]+$/.test(text) ? [{ path, text, kind: "address" }] : [];
  });
  const ofDevices = textsBelow(valueAt(value, ["devices"]), ["devices"], 2).flatMap(({ path, text }): Link[] =>
    path.length === 3 && path[2] === "file" ? [{ path, text, kind: "file" }] : [],
  );
  const ofTargets = ["targets", "defaults"].flatMap((section) =>
    namesIn(valueAt(value, [section])).flatMap((name) => {
      const path = [section, name, "profiles"];
      return textsBelow(valueAt(value, path), path, 1).map(({ path: at, text }): Link => ({
        path: at,
        text,
        kind: "file",
      }));
    }),
  );
  return [...ofKeys, ...ofDevices, ...ofTargets];
}

/** All texts in a value down to a depth, with their paths. */
function textsBelow(
  value: unknown,
  path: DocumentPath,
  depth: number,
): readonly { readonly path: DocumentPath; readonly text: string }[] {
  if (typeof value === "string") return value === "" ? [] : [{ path, text: value }];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, item]) => textsBelow(item, [...path, key], depth - 1));
}

function namesIn(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function withoutQuotes({ text }: EditorDocument, range: SourceRange): SourceRange {
  const quote = text.charAt(range.start);
  const isQuoted =
    (quote === '"' || quote === "'") && range.end - range.start > 1 && text.charAt(range.end - 1) === quote;
  return isQuoted ? { ...range, start: range.start + 1, end: range.end - 1 } : range;
}
