import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, lstat, mkdir, open, readdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Only the owner may read and write. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** A file or folder is not what it must be: a symlink, a pipe, a folder in place of a file, or larger than allowed. */
export class UnexpectedFileError extends Error {
  constructor(path: string, found: string) {
    super(`\`${path}\` is ${found}`);
    this.name = "UnexpectedFileError";
  }
}

/** The system's error code (`ENOENT`, `EACCES`, …) of a failed file operation; `undefined` for other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * Makes a folder (0700) with the missing ones above it, each lasting before the next.
 * Throws `UnexpectedFileError` when `path` itself is a symlink or no folder.
 */
export async function ensureDirectory(path: string): Promise<void> {
  if (await isRealDirectory(path)) return;
  const parent = dirname(path);
  // The parent may be reached through a symlink: what lies above is the caller's choice.
  if (!(await exists(parent))) await ensureDirectory(parent);
  try {
    await mkdir(path, { mode: DIRECTORY_MODE });
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw error;
  }
  if (!(await isRealDirectory(path))) throw new UnexpectedFileError(path, "not a folder");
  await syncDirectory(parent);
}

/** Whether `path` is a folder; false when it is absent. Throws `UnexpectedFileError` for a symlink or anything else. */
export async function isRealDirectory(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) throw new UnexpectedFileError(path, "a symbolic link");
    if (!found.isDirectory()) throw new UnexpectedFileError(path, "not a folder");
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/**
 * Creates a file with all of its bytes, or leaves the existing one alone and gives false.
 * Nobody ever sees a part of it, and it survives a power cut once this returns true.
 */
export async function createIfAbsent(path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(path, bytes);
  try {
    await link(temporary, path);
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await unlinkIfPresent(temporary);
  }
  await syncDirectory(dirname(path));
  return true;
}

/** Puts a file in the place of an older one in one step: readers see the old bytes or the new ones, never a mixture. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path, bytes);
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlinkIfPresent(temporary);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Appends one line and waits until it lasts. A last line that a crash tore off is closed first, so that it cannot swallow the new one.
 * `line` has no line end. Throws `UnexpectedFileError` when the file is a symlink or no file.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await openChecked(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const torn = size > 0 && last[0] !== 0x0a;
    await file.writeFile(`${torn ? "\n" : ""}${line}\n`);
    await file.sync();
    if (size === 0) await syncDirectory(dirname(path));
  } finally {
    await file.close();
  }
}

/**
 * Reads a file of at most `limit` bytes; `undefined` when it is absent.
 * Throws `UnexpectedFileError` when it is larger, a symlink or no file.
 */
export async function readBounded(path: string, limit: number): Promise<Uint8Array | undefined> {
  let file;
  try {
    file = await openChecked(path, constants.O_RDONLY);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    if (size > limit) throw new UnexpectedFileError(path, `larger than ${limit} bytes`);
    const bytes = await file.readFile();
    if (bytes.length > limit) throw new UnexpectedFileError(path, `larger than ${limit} bytes`);
    return new Uint8Array(bytes);
  } finally {
    await file.close();
  }
}

/** The names in a folder, sorted by code unit, without temporary files; empty when the folder is absent. */
export async function listNames(path: string): Promise<readonly string[]> {
  if (!(await isRealDirectory(path))) return [];
  const names = await readdir(path);
  return names.filter((name) => !name.startsWith(TEMPORARY_PREFIX)).toSorted(byCodeUnit);
}

/** Removes a file; an absent one is fine. */
export async function removeFile(path: string): Promise<void> {
  await unlinkIfPresent(path);
  await syncDirectory(dirname(path));
}

/**
 * Removes the temporary files that crashed writers left in a folder: those that are `age` milliseconds older than a file written now.
 * The file system's own clock decides, so a wrong or simulated clock cannot remove a file that is in use.
 */
export async function sweepTemporaryFiles(path: string, age: number): Promise<void> {
  if (!(await isRealDirectory(path))) return;
  const left = (await readdir(path)).filter((name) => name.startsWith(TEMPORARY_PREFIX));
  if (left.length === 0) return;
  const probe = await writeTemporary(join(path, "probe"), new Uint8Array());
  try {
    const now = (await lstat(probe)).mtimeMs;
    for (const name of left) {
      const candidate = join(path, name);
      const found = await lstat(candidate).catch(() => undefined);
      if (found !== undefined && now - found.mtimeMs > age) await unlinkIfPresent(candidate);
    }
  } finally {
    await unlinkIfPresent(probe);
  }
}

const TEMPORARY_PREFIX = ".new-";

async function writeTemporary(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = join(
    dirname(path),
    `${TEMPORARY_PREFIX}${basename(path).slice(0, 32)}-${randomBytes(8).toString("hex")}`,
  );
  const file = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    FILE_MODE,
  );
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await unlinkIfPresent(temporary);
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

async function openChecked(path: string, flags: number) {
  let file;
  try {
    // Without O_NONBLOCK, opening a pipe that lies in the file's place would wait for ever.
    file = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, FILE_MODE);
  } catch (error) {
    if (systemErrorCode(error) === "ELOOP") throw new UnexpectedFileError(path, "a symbolic link");
    if (systemErrorCode(error) === "EISDIR") throw new UnexpectedFileError(path, "not a file");
    throw error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new UnexpectedFileError(path, "not a file");
}

async function syncDirectory(path: string): Promise<void> {
  let directory;
  try {
    directory = await open(path, constants.O_RDONLY);
    await directory.sync();
  } catch (error) {
    // Some file systems (and Windows) know no sync of a folder; there the operating system decides.
    const code = systemErrorCode(error);
    if (code !== "EINVAL" && code !== "EISDIR" && code !== "EPERM" && code !== "ENOTSUP") throw error;
  } finally {
    await directory?.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function unlinkIfPresent(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
