import type { SchemaViolation } from "../../generated/find-violations.ts";
import type { DocumentPath, SigningDocument } from "../document.ts";
import type { FoundDiagnostic, Place } from "./diagnostic-at.ts";
import { pathOfPointer } from "./json-pointer.ts";
import { keyDiagnostics } from "./key-diagnostics.ts";
import { unionAt, valueAt, type SchemaNode } from "./schema-node.ts";
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
  const isRepeated = repetitionsOf(document);
  return [...places].flatMap(([pointer, atPlace]) => {
    const place: Place = { document, path: pathOfPointer(pointer, document.value), violations: atPlace };
    if (isRepeated(place.path)) return [];
    const ofValue = valueDiagnostic(place);
    return ofValue ? [{ path: place.path, diagnostic: ofValue }] : keyDiagnostics(place);
  });
}

/**
 * Tells whether a place holds, through an alias, what was looked at where it is written, by the same part of the schema: a wrong map
 * that thousands of others share is then looked at once.
 */
function repetitionsOf(document: SigningDocument): (path: DocumentPath) => boolean {
  const written = new Map<object, Set<string | number | SchemaNode | undefined>>();
  return (path) => {
    const value = valueAt(document.value, path);
    const container = typeof value === "object" && value !== null ? path : path.slice(0, -1);
    const holder = valueAt(document.value, container);
    const schema = unionAt(document.value, container);
    if (typeof holder !== "object" || holder === null || schema === undefined) return false;
    const known = written.get(holder);
    const part = container === path ? schema : path.at(-1);
    if (known?.has(schema) === true && known.has(part)) return true;
    // Only what stands in the text itself: what is wrong merely at its use is said at each.
    if (document.definitionOf(path, "value") === undefined) {
      const parts = known ?? new Set();
      written.set(holder, parts.add(schema).add(part));
    }
    return false;
  };
}
