import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isSigningSpec } from "../generated/is-signing-spec.ts";
import type { SigningSpec } from "../generated/signing-spec.ts";
import type { DocumentPath, SigningDocument } from "./document.ts";

/** What `validate` gives: the spec as far as it is right, and what is wrong. */
export interface ValidateResult {
  /** The typed spec; `undefined` only when there is nothing to work with (the file is not a map, or was refused). */
  readonly spec: SigningSpec | undefined;
  /** Whether something was left out of `spec` because it is wrong. A partial spec is good for more diagnostics, never for a plan. */
  readonly partial: boolean;
  /** What was left out: `["keys", "acme"]`. A reference to it is no mistake of its own. */
  readonly dropped: readonly DocumentPath[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What `validate` gives for a document that fits the schema; `undefined` for any other. To say what is wrong takes ten times the
 * code, which a program need not load before something is.
 */
export function validSpec({ value }: SigningDocument): ValidateResult | undefined {
  return isSigningSpec(value) ? { spec: value, partial: false, dropped: [], diagnostics: [] } : undefined;
}
