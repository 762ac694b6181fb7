import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { once, type RuleContext } from "./rule.ts";

/**
 * What the language has and this version does not do is an error: a key that is silently ignored is a promise that is silently
 * broken.
 */
export function notSupported({ document, targets }: RuleContext): readonly Diagnostic[] {
  const found = targets.flatMap((target) => {
    if ((target.fields.policy_console?.apps ?? []).length === 0) return [];
    const range = document.rangeOf([...target.pathOf("policy_console"), "apps"], "key");
    const help = "remove `apps` and secure them on the console";
    return [createDiagnostic("rule/not-supported", { what: "securing apps on the policy console" }, { range, help })];
  });
  return once(found);
}
