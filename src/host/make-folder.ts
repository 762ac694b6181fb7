import { mkdir } from "node:fs/promises";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { reasonOf } from "./files.ts";

/** Makes a folder that only its owner may enter, with those above it. Throws `file/unreadable`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DiagnosableError(createDiagnostic("file/unreadable", { path, reason: reasonOf(error) }), {
      cause: error,
    });
  }
}
