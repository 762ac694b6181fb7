import { isFolder, openFileSource } from "../host/file-source.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";

/**
 * Whether an argument is something built and no signing file: a folder, an archive or package by its first bytes, or anything
 * that is called like one and will be refused as such.
 */
export async function isArtefact(path: string): Promise<boolean> {
  if (/\.(ipa|app|pkg|apk|aab)\/?$/i.test(path)) return true;
  try {
    if (await isFolder(path, path)) return true;
    const source = await openFileSource(path, path);
    try {
      for await (const chunk of source.chunks(0, 4))
        return ["PK\u0003\u0004", "xar!"].includes(Buffer.from(chunk).toString("latin1"));
      return false;
    } finally {
      await source.close();
    }
  } catch (error) {
    // Whoever reads it as a signing file says what is wrong.
    if (error instanceof DiagnosableError) return false;
    throw error;
  }
}
