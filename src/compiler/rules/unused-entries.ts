import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { deviceGroupReferences, keyReferences } from "./references.ts";
import type { RuleContext } from "./rule.ts";

/** Keys and device groups that no target uses are likely a mistake of a name elsewhere. */
export function unusedEntries({ document, spec, targets, dropped }: RuleContext): readonly Diagnostic[] {
  // What was left out, or cannot be read, may be what uses them.
  if (document.brokenRanges.length > 0 || dropped.some(([section]) => section === "targets" || section === "defaults"))
    return [];
  const keys = new Set(targets.flatMap((t) => keyReferences(t).map((r) => r.name)));
  const groups = new Set(targets.flatMap(deviceGroupReferences));
  const unused = (section: "keys" | "devices", what: string, used: ReadonlySet<string>): readonly Diagnostic[] =>
    Object.keys(spec[section] ?? {})
      .filter((name) => !used.has(name))
      .map((name) =>
        createDiagnostic("resolve/unused", { what, name }, { range: document.rangeOf([section, name], "key") }),
      );
  return [...unused("keys", "key", keys), ...unused("devices", "device group", groups)];
}
