import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";

/** The code of the diagnostic that is thrown; `undefined` when nothing is. What is no diagnostic is thrown on. */
export async function thrownCode(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof DiagnosableError) return error.diagnostic.code;
    throw error;
  }
}
