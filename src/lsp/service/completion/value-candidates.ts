import type { DocumentPath } from "../../../compiler/document.ts";
import type { SchemaNode } from "../../../compiler/schema-diagnostics/schema-node.ts";
import { environmentName } from "../../../compiler/schema-diagnostics/value-diagnostics.ts";
import { itemKinds, type Candidate } from "./candidate.ts";
import type { CompletionRequest } from "./completion-input.ts";
import { fileCandidates } from "./file-candidates.ts";
import { keyReferenceCandidates, groupCandidates } from "./reference-candidates.ts";
import { closedCandidates } from "./schema-candidates.ts";
import { worldCandidates } from "./world-candidates.ts";

/** All values that are known for a place, the likeliest first and none twice; none for a free text that nothing is known of. */
export function valueCandidates(
  request: CompletionRequest,
  path: DocumentPath,
  shapes: readonly SchemaNode[],
): readonly Candidate[] {
  const found = [
    ...keyReferenceCandidates(request, path),
    ...groupCandidates(request, path),
    ...environmentCandidates(request, path),
    ...fileCandidates(request, path),
    ...worldCandidates(request, path),
    ...closedCandidates(request, path, shapes),
  ];
  const seen = new Set<string>();
  return found.filter(({ text }) => seen.size < seen.add(text).size);
}

/** Names that other references of the file read, and the one that this one would be called. */
function environmentCandidates({ document, cursor }: CompletionRequest, path: DocumentPath): readonly Candidate[] {
  if (path.at(-1) !== "env") return [];
  const { start, end } = cursor.token;
  const names = document.text.matchAll(/\benv["']?:[ \t]*["']?([A-Za-z_][A-Za-z0-9_]*)/g);
  // The name that is being typed is none that is used.
  const used = [...names].flatMap(({ 0: whole, 1: name = "", index }) => {
    const last = index + whole.length;
    return start < last && last <= end ? [] : [name];
  });
  const own = environmentName(path.slice(0, -1));
  const kind = itemKinds.variable;
  return [
    { text: own, kind, closed: true, detail: "named after this entry" },
    ...[...new Set(used)].map((text) => ({ text, kind, closed: true, detail: "used in this file" })),
  ];
}
