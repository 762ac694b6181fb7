import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";

/** The store holds something that Signwright did not write, or not like this. `reason` names the file, never its content. */
export function corrupt(reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/corrupt", { reason }), { cause });
}

/** The store cannot be written: permissions, a full disk, a file system that lacks something. */
export function writeFailed(reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/write-failed", { reason }), { cause });
}

/** A step of the plan that cannot be carried out as it was planned. */
export function stepFailed(address: Address, reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(
    createDiagnostic("apply/step-failed", { address, reason }, { address }),
    { cause },
  );
}
