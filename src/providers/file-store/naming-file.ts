import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { diagnosticOf, FormatError } from "../../formats/format-error.ts";

/** Runs a reader of `src/formats` and puts the name of the file (or address) into what it throws. */
export function namingFile<T>(file: string, read: () => Promise<T>): Promise<T>;
export function namingFile<T>(file: string, read: () => T): T;
export function namingFile<T>(file: string, read: () => T | Promise<T>): T | Promise<T> {
  try {
    const result = read();
    return result instanceof Promise ? result.catch((error: unknown) => rethrow(error, file)) : result;
  } catch (error) {
    return rethrow(error, file);
  }
}

function rethrow(error: unknown, file: string): never {
  if (error instanceof FormatError) throw new DiagnosableError(diagnosticOf(error, file), { cause: error });
  throw error;
}
