import { dirname, join } from "node:path";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import {
  appendLine,
  createIfAbsent,
  ensureDirectory,
  isRealDirectory,
  listNames,
  readBounded,
  removeFile,
  replaceFile,
  sweepTemporaryFiles,
  systemErrorCode,
  UnexpectedFileError,
} from "../../host/durable-files.ts";
import type { Backend } from "./backend.ts";
import { corrupt, writeFailed } from "./store-failure.ts";

/** What crashed writers left is removed after a day: no live writer takes that long between writing and linking a file. */
const LEFTOVER_AGE = 24 * 60 * 60 * 1000;
const FOLDERS = ["", "heads", "objects", "journal"];
const SAFE_NAME = /^(?:[a-z]+\/)?[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * A store in a folder of this machine. `directory` is absolute; it is made (0700) by the first write.
 * Creating a name is a hard link of a finished file to it, which the file system does once at most.
 */
export function createDirectoryBackend(directory: string): Backend {
  const path = (name: string): string => {
    // Names are made from digests and numbers; this guards against a later mistake of ours, not against users.
    invariant(name === "" || SAFE_NAME.test(name), `unsafe name in the store: ${name}`);
    return join(directory, name);
  };
  const parentIsReal = async (name: string): Promise<boolean> =>
    (await isRealDirectory(directory)) && (dirname(name) === "." || (await isRealDirectory(path(dirname(name)))));
  const forWriting = async (name: string): Promise<string> => {
    await ensureDirectory(directory);
    if (dirname(name) !== ".") await ensureDirectory(path(dirname(name)));
    return path(name);
  };
  return {
    locate: path,
    read: (name, limit) =>
      reading(name, async () => ((await parentIsReal(name)) ? readBounded(path(name), limit) : undefined)),
    create: (name, bytes) => writing(name, async () => createIfAbsent(await forWriting(name), bytes)),
    replace: (name, bytes) => writing(name, async () => replaceFile(await forWriting(name), bytes)),
    append: (name, line) => writing(name, async () => appendLine(await forWriting(name), line)),
    list: (folder) => reading(folder, async () => ((await isRealDirectory(directory)) ? listNames(path(folder)) : [])),
    remove: (name) =>
      writing(name, async () => {
        if (await parentIsReal(name)) await removeFile(path(name));
      }),
    sweep: () =>
      writing("", async () => {
        if (!(await isRealDirectory(directory))) return;
        for (const folder of FOLDERS) await sweepTemporaryFiles(path(folder), LEFTOVER_AGE);
      }),
    close: () => Promise.resolve(),
  };
}

async function reading<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosableError) throw error;
    if (error instanceof UnexpectedFileError) throw corrupt(error.message, error);
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw corrupt(`\`${name}\` cannot be read (${code})`, error);
  }
}

async function writing<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosableError) throw error;
    if (error instanceof UnexpectedFileError) throw corrupt(error.message, error);
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw writeFailed(`${name === "" ? "the folder" : `\`${name}\``}: ${describeSystemError(code)}`, error);
  }
}

function describeSystemError(code: string): string {
  switch (code) {
    case "EACCES":
      return "permission denied (EACCES)";
    case "EPERM":
    case "ENOTSUP":
      return `not permitted, or the file system has no hard links (${code})`;
    case "ENOSPC":
    case "EDQUOT":
      return `the disk is full (${code})`;
    case "EROFS":
      return "the file system is read-only (EROFS)";
    default:
      return code;
  }
}
