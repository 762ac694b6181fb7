import type { SchemaViolation } from "../../generated/find-violations.ts";
import type { SigningDocument } from "../document.ts";
import type { FoundDiagnostic, Place } from "./diagnostic-at.ts";
import { pathOfPointer } from "./json-pointer.ts";
import { keyDiagnostics } from "./key-diagnostics.ts";
import { valueDiagnostic } from "./value-diagnostics.ts";

/**
 * Turns violations of the schema into diagnostics for people: one for each mistake. The validator is only the detector;
 * place by place, this looks at the value and at the schema that holds there, and says what is the matter.
 */
export function violationDiagnostics(
  document: SigningDocument,
  violations: readonly SchemaViolation[],
): readonly FoundDiagnostic[] {
  const places = new Map<string, SchemaViolation[]>();
  for (const violation of violations) {
    const known = places.get(violation.instancePath);
    if (known) known.push(violation);
    else places.set(violation.instancePath, [violation]);
  }
  return [...places].flatMap(([pointer, atPlace]) => {
    const place: Place = { document, path: pathOfPointer(pointer, document.value), violations: atPlace };
    const ofValue = valueDiagnostic(place);
    return ofValue ? [{ path: place.path, diagnostic: ofValue }] : keyDiagnostics(place);
  });
}
