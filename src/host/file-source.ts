import { constants } from "node:fs";
import { open, opendir, readlink, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { reasonOf } from "./files.ts";

const CHUNK = 1024 * 1024;
/** What no app comes near to; it keeps a walk through a wrong folder short. */
const MAX_FILES = 100_000;
const MAX_DEPTH = 64;

/** A file that is read piece by piece. */
export interface FileSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, in order. A range beyond the end gives fewer. */
  readonly chunks: (start: number, end: number) => AsyncIterable<Uint8Array>;
}

/** The files below a folder. */
export interface FolderSource {
  /** Paths with `/`, beginning with the folder's own name, sorted by code unit. */
  readonly paths: readonly string[];
  /** Path of a symbolic link → what it points to. Links are never followed. */
  readonly links: ReadonlyMap<string, string>;
  readonly open: (path: string) => FileSource | undefined;
}

/** Whether a path is a folder. Throws `file/not-found` and `file/unreadable`. */
export async function isFolder(path: string, shown: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw failure(error, shown);
  }
}

/** Opens a regular file for reading in pieces; it stays open until `close`. Throws `file/not-found` and `file/unreadable`. */
export async function openFileSource(
  path: string,
  shown: string,
): Promise<FileSource & { readonly close: () => Promise<void> }> {
  const { file, size } = await openRegular(path, shown);
  return { size, chunks: (start, end) => chunksOf(file, start, end), close: () => file.close() };
}

/** Lists a folder's files; each is opened while it is read. Throws `file/unreadable`, also for a folder with too many files. */
export async function openFolderSource(path: string, shown: string): Promise<FolderSource> {
  const sizes = new Map<string, number>();
  const links = new Map<string, string>();
  const parent = dirname(path);
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH) throw unreadable(shown, "its folders are nested too deep");
    for await (const entry of await opendir(join(parent, folder))) {
      const name = `${folder}/${entry.name}`;
      if (sizes.size + links.size >= MAX_FILES) throw unreadable(shown, `it holds more than ${MAX_FILES} files`);
      if (entry.isDirectory()) await walk(name, depth + 1);
      else if (entry.isSymbolicLink()) links.set(name, await readlink(join(parent, name)));
      else if (entry.isFile()) sizes.set(name, (await stat(join(parent, name))).size);
      else throw unreadable(shown, `${name} is neither file nor folder`);
    }
  };
  try {
    await walk(basename(path), 0);
  } catch (error) {
    throw error instanceof DiagnosableError ? error : failure(error, shown);
  }
  return {
    paths: [...sizes.keys()].sort(),
    links,
    open: (name) => {
      const size = sizes.get(name);
      return size === undefined
        ? undefined
        : { size, chunks: (start, end) => readOnce(join(parent, name), name, { start, end: Math.min(end, size) }) };
    },
  };
}

async function* readOnce(
  path: string,
  shown: string,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const { file } = await openRegular(path, shown);
  try {
    yield* chunksOf(file, start, end);
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const buffer = new Uint8Array(Math.min(CHUNK, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function openRegular(path: string, shown: string): Promise<{ readonly file: FileHandle; readonly size: number }> {
  let file;
  try {
    // Without O_NONBLOCK opening a pipe would wait for somebody to write into it.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw failure(error, shown);
  }
  const found = await file.stat();
  if (found.isFile()) return { file, size: found.size };
  await file.close();
  throw unreadable(shown, "it is not a regular file");
}

function failure(error: unknown, shown: string): DiagnosableError {
  const isMissing = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
  if (isMissing) return new DiagnosableError(createDiagnostic("file/not-found", { path: shown }), { cause: error });
  return unreadable(shown, reasonOf(error), error);
}

function unreadable(path: string, reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file/unreadable", { path, reason }), { cause });
}
