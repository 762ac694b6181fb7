import type { Compilation } from "../../compiler/compile.ts";
import type { SigningDocument } from "../../compiler/document.ts";
import type { FileFindings } from "../../compiler/check-file-facts.ts";
import { valueAt } from "../../compiler/schema-diagnostics/schema-node.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { FactsCache, PlanCache } from "../../plan/world-cache.ts";

/** What lies around a signing file on this machine, as far as it is known: the features read nothing themselves. */
export interface Surroundings {
  readonly now: Date;
  /** What the named files hold; `undefined` before they were read, and in a folder that is not trusted. */
  readonly files: FileFindings | undefined;
  /** The keystores among them, which have no place in the text. */
  readonly keystores: FileFindings["facts"]["keystores"] | undefined;
  /** What the last plan decided; `undefined` without one. */
  readonly plan: PlanCache | undefined;
  /** Whether that plan was made for this very text. */
  readonly planIsCurrent: boolean;
  /** What the last plan saw of the world; `undefined` without one. */
  readonly world: FactsCache | undefined;
  /** The address of a file that is named relative to the signing file; `undefined` where there is no folder, or it leads out of it. */
  readonly uriOf: (path: string) => string | undefined;
}

/** What was found in the files, placed by paths in the document's value: it fits every version that names the same files. */
export interface PlacedFindings {
  readonly facts: FileFindings["facts"];
  readonly diagnostics: readonly PlacedDiagnostic[];
  /** Whether each diagnostic has a path that leads back to just its place; otherwise it fits no other version. */
  readonly isExact: boolean;
}

interface PlacedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly place: Place | undefined;
}

type Place = NonNullable<ReturnType<SigningDocument["pathAt"]>>;

/** Takes the findings of one version out of its text. */
export function placeFindings({ facts, diagnostics }: FileFindings, { document }: Compilation): PlacedFindings {
  const placed = diagnostics.map(({ range, ...diagnostic }) => ({
    // A note's range would keep the whole text of that version in memory.
    diagnostic: { ...diagnostic, range: undefined, notes: diagnostic.notes.map(({ message }) => ({ message })) },
    place: range && document.pathAt(range.start),
    range,
  }));
  const isExact = placed.every(({ range, place }) => {
    const found = place && document.rangeOf(place.path, place.part);
    return found?.start === range?.start && found?.end === range?.end;
  });
  return { facts, diagnostics: placed.map(({ diagnostic, place }) => ({ diagnostic, place })), isExact };
}

/** Puts findings into a version of the document. What is said of a part that this version has not is left out. */
export function findingsIn({ facts, diagnostics }: PlacedFindings, { document }: Compilation): FileFindings {
  return {
    facts,
    diagnostics: diagnostics.flatMap(({ diagnostic, place }) => {
      if (!place || valueAt(document.value, place.path) === undefined) return [];
      return [{ ...diagnostic, range: document.rangeOf(place.path, place.part) }];
    }),
  };
}
