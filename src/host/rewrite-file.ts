import { randomBytes } from "node:crypto";
import { open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { reasonOf, type FileNaming } from "./files.ts";

/**
 * Replaces the content of a file that a person keeps, whole or not at all, and leaves its mode and a link to it as they are.
 * Throws `file/unwritable`.
 */
export async function rewriteFile(path: string, bytes: Uint8Array, naming: FileNaming = {}): Promise<void> {
  let temporary: string | undefined;
  try {
    const real = await realpath(path);
    const { mode } = await stat(real);
    temporary = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString("hex")}.tmp`);
    const file = await open(temporary, "wx", mode & 0o777);
    try {
      await file.writeFile(bytes);
      // The mode of a new file is cut by the umask, that of the old one was the person's choice.
      await file.chmod(mode & 0o777);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, real);
  } catch (error) {
    if (temporary !== undefined) await unlink(temporary).catch(() => undefined);
    const parameters = { path: naming.shown ?? path, reason: reasonOf(error) };
    throw new DiagnosableError(createDiagnostic("file/unwritable", parameters, { range: naming.range }), {
      cause: error,
    });
  }
}
