import { basename } from "node:path";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { readAppFolder, readArtefact, type Artefact } from "../formats/artefact/artefact.ts";
import { diagnosticOf, FormatError } from "../formats/format-error.ts";
import { isFolder, openFileSource, openFolderSource } from "../host/file-source.ts";

/**
 * Opens something built, a file or an `.app` folder, and checks its signature by itself.
 * @param path absolute
 * @param shown the path as the person wrote it
 * Throws `file/not-found`, `file/unreadable`, `format/…`.
 */
export async function openArtefact(path: string, shown: string): Promise<Artefact> {
  try {
    if (await isFolder(path, shown)) return await readAppFolder(await openFolderSource(path, shown), basename(path));
    const source = await openFileSource(path, shown);
    try {
      return await readArtefact(source);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof FormatError) throw new DiagnosableError(diagnosticOf(error, shown), { cause: error });
    throw error;
  }
}
