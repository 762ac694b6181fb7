import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";

/** How a file is named to people, when that is not the path it is opened by. */
export interface FileNaming {
  /** The path as the person wrote it. */
  readonly shown?: string;
  /** Where the spec names it. */
  readonly range?: SourceRange | undefined;
}

/**
 * Reads a regular file of at most `limit` bytes; directories, pipes and devices are refused, so that it always ends.
 * Throws `file/not-found` or `file/unreadable`. The files of a spec are few and small: they are read before the promise is given,
 * which is quicker than to have threads started for it.
 */
export async function readFileBounded(path: string, limit: number, naming: FileNaming = {}): Promise<Uint8Array> {
  const shown = naming.shown ?? path;
  const unreadable = (reason: string, cause?: unknown): DiagnosableError =>
    new DiagnosableError(createDiagnostic("file/unreadable", { path: shown, reason }, { range: naming.range }), {
      cause,
    });
  const missing = (cause?: unknown): DiagnosableError =>
    new DiagnosableError(createDiagnostic("file/not-found", { path: shown }, { range: naming.range }), { cause });
  let file;
  try {
    // Asked first: that a file is not there is common, and Node takes long to make an error of it.
    if (!isThere(path)) throw missing();
    // Without O_NONBLOCK opening a pipe would wait for somebody to write into it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof DiagnosableError) throw error;
    throw isMissing(error) ? missing(error) : unreadable(reasonOf(error), error);
  }
  try {
    const found = fstatSync(file);
    if (found.isDirectory()) throw unreadable("it is a folder");
    if (!found.isFile()) throw unreadable("it is not a regular file");
    // One byte more than the limit tells a file that is too large, also one that grows meanwhile.
    const bytes = new Uint8Array(Math.min(found.size, limit) + 1);
    let length = 0;
    while (length < bytes.length) {
      const bytesRead = readSync(file, bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > limit) throw unreadable(`it has more than ${limit} bytes`);
    return bytes.slice(0, length);
  } catch (error) {
    throw error instanceof DiagnosableError ? error : unreadable(reasonOf(error), error);
  } finally {
    closeSync(file);
  }
}

/**
 * The real path of a file inside `root` that is named relative to it, with `/`. Symbolic links are followed and must stay inside.
 * The file itself (and folders on the way) may be missing. Throws `file/outside-root`, also for an absolute path, and
 * `file/unreadable` where a folder on the way cannot be looked into.
 */
export async function resolveInside(root: string, relativePath: string, range?: SourceRange): Promise<string> {
  const outside = (): DiagnosableError =>
    new DiagnosableError(createDiagnostic("file/outside-root", { path: relativePath }, { range }));
  // `isAbsolute` knows only the rules of this system; a spec must mean the same on all.
  if (isAbsolute(relativePath) || /^[A-Za-z]:|^\\|\0/.test(relativePath)) throw outside();
  try {
    const realRoot = realPathOfExisting(root);
    const lexical = resolve(realRoot, relativePath);
    if (!isInside(realRoot, lexical)) throw outside();
    const real = realPathOfExisting(lexical);
    if (!isInside(realRoot, real)) throw outside();
    return real;
  } catch (error) {
    if (error instanceof DiagnosableError) throw error;
    throw new DiagnosableError(
      createDiagnostic("file/unreadable", { path: relativePath, reason: reasonOf(error) }, { range }),
      { cause: error },
    );
  }
}

/**
 * Writes a file that only its owner can read (mode 0600), whole or not at all: into a new file beside it, which is flushed and then
 * takes the name. Throws `file/unwritable`.
 */
export async function writePrivateFile(path: string, bytes: Uint8Array, naming: FileNaming = {}): Promise<void> {
  const { open, rename, unlink } = await import("node:fs/promises");
  const { randomBytes } = await import("node:crypto");
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    const diagnostic = createDiagnostic(
      "file/unwritable",
      { path: naming.shown ?? path, reason: reasonOf(error) },
      { range: naming.range },
    );
    throw new DiagnosableError(diagnostic, { cause: error });
  }
}

/** The real path, where what does not exist yet is taken as written. */
function realPathOfExisting(path: string): string {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    // A link whose target is missing leads to where that target would be.
    if (found?.isSymbolicLink() && !isThere(path)) {
      return realPathOfExisting(resolve(dirname(path), readlinkSync(path)));
    }
    if (found) return realpathSync.native(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return dirname(path) === path ? path : join(realPathOfExisting(dirname(path)), basename(path));
}

/** Whether a path leads to something; throws where that cannot be looked at. */
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOENT: "its folder does not exist",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its symbolic links lead in a circle",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many files are open",
};

/** Says in words why the file system refused; an unknown code is given as it is. */
export function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
  return REASONS[code] ?? code;
}
