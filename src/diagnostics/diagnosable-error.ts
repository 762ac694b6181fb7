import type { Diagnostic } from "./diagnostic.ts";

/**
 * An expected failure of the outside world or of a file, carrying the diagnostic that the person will see.
 * Providers, formats and the host throw it; the engine and the CLI turn it into output. `retryable` says whether the
 * same call may work later without anybody changing anything.
 */
export class DiagnosableError extends Error {
  readonly diagnostic: Diagnostic;
  readonly retryable: boolean;

  constructor(diagnostic: Diagnostic, options: { readonly cause?: unknown; readonly retryable?: boolean } = {}) {
    super(`${diagnostic.code}: ${diagnostic.message}`, { cause: options.cause });
    this.name = "DiagnosableError";
    this.diagnostic = diagnostic;
    this.retryable = options.retryable ?? false;
  }
}
