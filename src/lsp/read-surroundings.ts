import { createHash } from "node:crypto";
import { URI, Utils } from "vscode-uri";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { listFolder, type ListedEntry } from "../host/list-folder.ts";
import { readFileBounded, resolveInside } from "../host/files.ts";
import { cacheFiles, parseFactsCache, parsePlanCache, type FactsCache, type PlanCache } from "../plan/world-cache.ts";
import { readingOf } from "./named-files.ts";
import type { EditorDocument } from "./service/editor-document.ts";
import { findingsIn, placeFindings, type PlacedFindings, type Surroundings } from "./service/surroundings.ts";

/** A cache file is some thousand lines at most; what is larger is none of ours. */
const CACHE_LIMIT = 16 * 1024 * 1024;

/** Nobody chooses from more names than this. */
const ENTRY_LIMIT = 2_000;

/** Reads what lies around the open documents, and remembers it. */
export interface SurroundingsReader {
  /** What is known now. Reads nothing. */
  readonly known: (document: EditorDocument) => Surroundings;
  /** What is in a folder beside the document; `undefined` where it cannot, or must not, be read. */
  readonly entriesOf: (uri: string, path: string) => Promise<readonly ListedEntry[] | undefined>;
  /** Reads what is not known yet for this version, or changed on disk. Gives whether anything was read. */
  readonly refresh: (document: EditorDocument) => Promise<boolean>;
  /** Files were made, changed or removed; gives the documents that have to do with them. */
  readonly filesChanged: (uris: readonly string[]) => readonly string[];
  /** Everything is to be read anew. */
  readonly reset: () => void;
  readonly forget: (uri: string) => void;
}

/** What the reader is given. */
export interface SurroundingsOptions {
  readonly clock: () => Date;
  /** Whether files around this document may be read. */
  readonly mayRead: (uri: string) => boolean;
}

interface Known {
  /** What was read, as `readingOf` says it; `undefined` when it has to be read again. */
  reading: string | undefined;
  files: PlacedFindings | undefined;
  plan: PlanCache | undefined;
  world: FactsCache | undefined;
  inProgress: Promise<void> | undefined;
}

/** Makes a reader with nothing known. */
export function createSurroundingsReader({ clock, mayRead }: SurroundingsOptions): SurroundingsReader {
  const documents = new Map<string, Known>();
  const digests = new WeakMap<EditorDocument, string>();

  const digestOf = (document: EditorDocument): string => {
    const digest = digests.get(document) ?? createHash("sha256").update(document.text).digest("hex");
    digests.set(document, digest);
    return digest;
  };

  const entryOf = (uri: string): Known => {
    const entry = documents.get(uri) ?? {
      reading: undefined,
      files: undefined,
      plan: undefined,
      world: undefined,
      inProgress: undefined,
    };
    documents.set(uri, entry);
    return entry;
  };

  const isKnown = (entry: Known, reading: string): boolean =>
    entry.reading === reading && entry.files?.isExact === true;

  return {
    known(document) {
      const entry = mayRead(document.uri) ? documents.get(document.uri) : undefined;
      const folder = folderOf(document.uri);
      return {
        now: clock(),
        // Placed when they are asked for: not everything that looks around needs the text compiled.
        get files() {
          return entry?.files && findingsIn(entry.files, document.compilation);
        },
        plan: entry?.plan,
        get planIsCurrent() {
          return entry?.plan !== undefined && entry.plan.spec_sha256 === digestOf(document);
        },
        world: entry?.world,
        keystores: entry?.files?.facts.keystores,
        uriOf: (path) => (folder ? uriInside(folder, path) : undefined),
      };
    },
    async entriesOf(uri, path) {
      const folder = mayRead(uri) ? folderOf(uri) : undefined;
      return folder && entriesInside(folder.fsPath, path);
    },
    async refresh(document) {
      const folder = folderOf(document.uri);
      if (!folder || !mayRead(document.uri)) return false;
      const entry = entryOf(document.uri);
      const reading = readingOf(document.compilation);
      while (entry.inProgress) await entry.inProgress;
      if (isKnown(entry, reading)) return false;
      entry.reading = reading;
      entry.inProgress = read(entry, document, folder.fsPath);
      try {
        await entry.inProgress;
      } finally {
        entry.inProgress = undefined;
      }
      return true;
    },
    filesChanged(uris) {
      return [...documents].flatMap(([uri, entry]) => {
        const folder = folderOf(uri)?.toString();
        if (folder === undefined || !uris.some((changed) => normalized(changed).startsWith(`${folder}/`))) return [];
        entry.reading = undefined;
        return [uri];
      });
    },
    reset() {
      for (const entry of documents.values()) entry.reading = undefined;
    },
    forget: (uri) => {
      documents.delete(uri);
    },
  };
}

async function read(entry: Known, document: EditorDocument, root: string): Promise<void> {
  // The readers of key files are half of the program: they are loaded when the first one is needed.
  const { gatherFileFacts } = await import("../workspace/gather-file-facts.ts");
  const { compilation } = document;
  const [files, plan, world] = await Promise.all([
    gatherFileFacts(compilation, { root, resolveSecret: undefined }),
    readText(root, cacheFiles.plan),
    readText(root, cacheFiles.facts),
  ]);
  entry.files = placeFindings(files, compilation);
  entry.plan = plan === undefined ? undefined : parsePlanCache(plan);
  entry.world = world === undefined ? undefined : parseFactsCache(world);
}

async function entriesInside(root: string, path: string): Promise<readonly ListedEntry[] | undefined> {
  try {
    return await listFolder(await resolveInside(root, path === "" ? "." : path), ENTRY_LIMIT);
  } catch (error) {
    if (error instanceof DiagnosableError) return undefined;
    throw error;
  }
}

/** A text inside the folder; `undefined` where there is none that can be read. */
async function readText(root: string, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFileBounded(await resolveInside(root, path), CACHE_LIMIT));
  } catch (error) {
    if (error instanceof DiagnosableError) return undefined;
    throw error;
  }
}

/** The folder of a document on this machine; `undefined` for one that was never saved, or is elsewhere. */
export function folderOf(uri: string): URI | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? Utils.dirname(parsed) : undefined;
}

/** Editors write the same address in several ways (`%3A` and `:`). */
function normalized(uri: string): string {
  return URI.parse(uri).toString();
}

function uriInside(folder: URI, path: string): string | undefined {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return undefined;
  const uri = Utils.joinPath(folder, path);
  return uri.path.startsWith(`${folder.path}/`) ? uri.toString() : undefined;
}
