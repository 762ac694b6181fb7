import type { DocumentPath } from "../../../compiler/document.ts";
import { valueAt } from "../../../compiler/schema-diagnostics/schema-node.ts";
import type { FileFacts } from "../../../compiler/file-facts.ts";
import type { FactsCache } from "../../../plan/world-cache.ts";
import type { Cursor } from "../cursor.ts";
import type { EditorDocument } from "../editor-document.ts";
import { keyTextOf, valueOfOutline } from "../outline.ts";
import { outlineOfSection } from "../outline-around.ts";
import { withoutPath } from "../schema-at.ts";

/** An entry of a folder. */
interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What the editor can do with a completion. */
export interface CompletionClient {
  /** Whether it understands snippets; without them nothing is longer than a line. */
  readonly snippets: boolean;
  /** Whether it can choose between inserting in front of the rest of a word and replacing it. */
  readonly insertReplace: boolean;
  readonly markdown: boolean;
  /** Whether it leaves the indentation of further lines as it is sent; otherwise it adds that of the cursor's line. */
  readonly keepsIndentation: boolean;
}

/** What completion knows beside the document. All of it is optional but the client. */
export interface CompletionInput {
  readonly client: CompletionClient;
  /** What the last plan saw. */
  readonly world: FactsCache | undefined;
  /** What the keystores that the file names hold. */
  readonly keystores: FileFacts["keystores"] | undefined;
  /** What is in the folder that `completionFolder` named. */
  readonly folder: readonly FolderEntry[] | undefined;
}

/** One completion that is being made. */
export interface CompletionRequest {
  readonly document: EditorDocument;
  readonly cursor: Cursor;
  readonly input: CompletionInput;
  /** What is written around the cursor, as data, without what is being written. */
  readonly value: unknown;
  /** The entries of a top-level section as data: all of `keys`. */
  readonly section: (name: string) => Readonly<Record<string, unknown>>;
}

/** Begins a completion. */
export function completionRequest(document: EditorDocument, cursor: Cursor, input: CompletionInput): CompletionRequest {
  const sections = new Map<string, Readonly<Record<string, unknown>>>();
  return {
    document,
    cursor,
    input,
    value: withoutPath(valueOfOutline(cursor.outline, cursor.outline.root), writtenPath(cursor)),
    section(name) {
      const known = sections.get(name);
      if (known) return known;
      const outline = outlineOfSection(document, name);
      const entries = recordOf(recordOf(valueOfOutline(outline, outline.root))[name]);
      sections.set(name, entries);
      return entries;
    },
  };
}

/** The path of what is being written; empty where it is not there yet. */
function writtenPath(cursor: Cursor): DocumentPath {
  switch (cursor.at) {
    case "nothing":
      return [];
    case "key":
      return cursor.entry ? [...cursor.path, keyTextOf(cursor.entry)] : [];
    case "item":
      return [...cursor.path, cursor.index];
    case "value":
    case "below":
      return cursor.path;
  }
}

/** A value as a map; an empty one for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** A value as a list; an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The key that a value belongs to: of an item, that of its list. */
export function propertyOf(path: DocumentPath): string {
  return path.findLast((segment) => typeof segment === "string") ?? "";
}

/** The target, or the defaults of a platform, that a path is inside of, with the defaults under it; `undefined` elsewhere. */
export function targetAround({ value, section }: CompletionRequest, path: DocumentPath): TargetData | undefined {
  const [root, name] = path;
  if (typeof name !== "string" || (root !== "targets" && root !== "defaults")) return undefined;
  const own = recordOf(valueAt(value, [root, name]));
  if (root === "defaults") return { fields: { ...own, platform: name }, isDefaults: true };
  const defaults = recordOf(section("defaults")[String(own["platform"])]);
  return { fields: { ...defaults, ...own }, isDefaults: false };
}

/** The fields of a target as they are written, right or wrong. */
export interface TargetData {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isDefaults: boolean;
}

/** The profile types that a target lists; none when that is not written yet. */
export function profileTypesOfTarget({ fields }: TargetData): readonly string[] {
  const types = fields["profile_type"];
  return (Array.isArray(types) ? listOf(types) : [types]).filter((type) => typeof type === "string");
}
