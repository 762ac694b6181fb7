import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SigningSpec } from "../../generated/signing-spec.ts";
import type { DocumentPath, SigningDocument } from "../document.ts";
import type { MergedTarget } from "../merged-target.ts";

/** What a rule looks at: the text with its ranges, the spec, and its targets with defaults applied. */
export interface RuleContext {
  readonly document: SigningDocument;
  readonly spec: SigningSpec;
  readonly targets: readonly MergedTarget[];
  /** What the schema left out of the spec because it is wrong: that it is missing here is no mistake of its own. */
  readonly dropped: readonly DocumentPath[];
}

/** Something that the schema cannot say. A rule is pure, gives each mistake once, and does not look at files. */
export type Rule = (context: RuleContext) => readonly Diagnostic[];

/** Whether something was left out of the spec at this path: the whole, or what it stands in. */
export function isDropped({ dropped }: RuleContext, path: DocumentPath): boolean {
  return dropped.some((gone) => gone.every((segment, index) => segment === path[index]));
}

/** Takes each finding once: targets that share a default share its mistake. */
export function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, range }) => {
    const place = `${code} ${range?.start} ${range?.end} ${message}`;
    return seen.size < seen.add(place).size;
  });
}
