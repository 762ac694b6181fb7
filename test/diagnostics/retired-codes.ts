import type { DiagnosticCode } from "../../src/diagnostics/codes.ts";

/**
 * Codes that are no longer given, and the code that says the same now. They stay in the registry, because scripts and comments may
 * name them, and their pages say where to go.
 */
export const retiredCodes: ReadonlyMap<DiagnosticCode, DiagnosticCode> = new Map([
  // `catalyst` is a key of macOS targets only, so the schema already says it.
  ["rule/catalyst-not-for-platform", "schema/not-applicable"],
]);
