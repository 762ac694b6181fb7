import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnosticOf } from "../engine/refresh.ts";

/** Runs a command's work so that whatever it throws ends as diagnostics. */
export async function guarded<T>(
  work: () => Promise<T>,
  failed: (diagnostics: readonly Diagnostic[]) => T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return failed([diagnosticOf(error)]);
  }
}
