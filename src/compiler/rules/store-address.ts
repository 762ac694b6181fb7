import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { readStoreUrl } from "../store-url.ts";
import type { RuleContext } from "./rule.ts";

/** The address of the store is one that can be opened; whether something is there is asked only by what opens it. */
export function storeAddress({ document, spec }: RuleContext): readonly Diagnostic[] {
  const url = typeof spec.store === "string" ? spec.store : spec.store?.url;
  const location = url === undefined ? undefined : readStoreUrl(url);
  if (location === undefined || !("problem" in location)) return [];
  const range = document.rangeOf(typeof spec.store === "string" ? ["store"] : ["store", "url"], "value");
  return [createDiagnostic("rule/store-address", { reason: location.problem }, { range })];
}
