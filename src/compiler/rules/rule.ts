import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SigningSpec } from "../../generated/signing-spec.ts";
import type { SigningDocument } from "../document.ts";
import type { MergedTarget } from "../merged-target.ts";

/** What a rule looks at: the text with its ranges, the spec, and its targets with defaults applied. */
export interface RuleContext {
  readonly document: SigningDocument;
  readonly spec: SigningSpec;
  readonly targets: readonly MergedTarget[];
}

/** Something that the schema cannot say. A rule is pure, gives each mistake once, and does not look at files. */
export type Rule = (context: RuleContext) => readonly Diagnostic[];
