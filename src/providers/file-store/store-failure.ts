import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { HttpFailure } from "../provider.ts";

/** The store holds something that Signwright did not write, or not like this. `reason` names the file, never its content. */
export function corrupt(reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/corrupt", { reason }), { cause });
}

/** The store cannot be written: permissions, a full disk, a file system that lacks something. */
export function writeFailed(reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/write-failed", { reason }), { cause });
}

/** A remote store gave no answer. `where` is its address, `reason` our own words; the same call may work later. */
export function unreachable(where: string, reason: string, cause?: unknown): DiagnosableError {
  const help = cause instanceof HttpFailure ? cause.help : undefined;
  return new DiagnosableError(createDiagnostic("file-store/unreachable", { where, reason }, { help }), {
    cause,
    retryable: true,
  });
}

/** A remote store does not let this user do what was asked. */
export function accessRefused(where: string, reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/access-refused", { where, reason }), { cause });
}

/** Others wrote all the time, so that this writer never got its turn. */
export function movedOn(): DiagnosableError {
  return new DiagnosableError(createDiagnostic("file-store/moved", {}), { retryable: true });
}

/** A step of the plan that cannot be carried out as it was planned. */
export function stepFailed(address: Address, reason: string, cause?: unknown): DiagnosableError {
  return new DiagnosableError(createDiagnostic("apply/step-failed", { address, reason }, { address }), { cause });
}
