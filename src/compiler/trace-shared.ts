import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import type { SigningDocument } from "./document.ts";

/** A document that remembers of each range that it gives whether an alias or merge key stands there. */
export interface TracedDocument {
  readonly document: SigningDocument;
  /**
   * Findings without those at a use of a shared part that are made where the part is written, too. What is wrong only at a use is
   * said there, and has no fix: an edit of the alias would not be one of the value.
   */
  readonly withoutRepetitions: (found: readonly Diagnostic[]) => readonly Diagnostic[];
}

/** Traces the shared parts that are asked about from here on. */
export function traceShared(document: SigningDocument): TracedDocument {
  const definitions = new WeakMap<SourceRange, SourceRange>();
  return {
    document: {
      file: document.file,
      value: document.value,
      brokenRanges: document.brokenRanges,
      definitionOf: (path, part) => document.definitionOf(path, part),
      pathAt: (offset) => document.pathAt(offset),
      rangeOf: (path, part) => {
        const range = { ...document.rangeOf(path, part) };
        const definition = document.definitionOf(path, part);
        if (definition) definitions.set(range, definition);
        return range;
      },
    },
    withoutRepetitions: (found) => {
      const place = ({ code, message }: Diagnostic, range: SourceRange | undefined): string =>
        `${code} ${range?.start} ${range?.end} ${message}`;
      const written = new Set(
        found.filter(({ range }) => !range || !definitions.has(range)).map((d) => place(d, d.range)),
      );
      return found.flatMap((diagnostic): readonly Diagnostic[] => {
        const definition = diagnostic.range && definitions.get(diagnostic.range);
        if (!definition) return [diagnostic];
        if (written.has(place(diagnostic, definition))) return [];
        return [
          {
            ...diagnostic,
            notes: [...diagnostic.notes, { message: "it is written here", range: definition }],
            fixes: [],
          },
        ];
      });
    },
  };
}
