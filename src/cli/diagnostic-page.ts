import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { readFileBounded } from "../host/files.ts";

/** No page is nearly as long. */
const LIMIT = 1024 * 1024;

/**
 * The documentation page of a code, in Markdown, from the package that this program is part of. Throws `file/not-found` when the
 * package was installed without its pages.
 */
export async function readDiagnosticPage(code: DiagnosticCode): Promise<string> {
  const name = `docs/diagnostics/${code}.md`;
  // The program is a bundle in a folder of the package, or a source file in another: the pages are beside one of the folders above.
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    // oxlint-disable-next-line no-await-in-loop -- the nearest folder that has it counts
    const bytes = await readFileBounded(join(folder, name), LIMIT, { shown: name }).catch(absent);
    if (bytes) return new TextDecoder().decode(bytes);
    folder = dirname(folder);
  }
  throw new DiagnosableError(createDiagnostic("file/not-found", { path: name }));
}

function absent(error: unknown): undefined {
  if (error instanceof DiagnosableError && error.diagnostic.code === "file/not-found") return undefined;
  throw error;
}
