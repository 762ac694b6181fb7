import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../document.ts";
import type { MergedTarget } from "../merged-target.ts";
import { once, type RuleContext } from "./rule.ts";

/** Keys of a target that the language has and that this version does not carry out yet. */
const laterKeys = ["remove_capabilities", "disable_devices", "retire_after", "prevent_destroy"] as const;

/**
 * What the language has and this version does not do is an error: a key that is silently ignored is a promise that is silently
 * broken.
 */
export function notSupported({ document, targets }: RuleContext): readonly Diagnostic[] {
  const later = ({ what, path, part, help }: Unsupported): Diagnostic =>
    createDiagnostic("rule/not-supported", { what }, { range: document.rangeOf(path, part), help });
  const found = targets.flatMap(inTarget);
  return once(found.map(later));
}

interface Unsupported {
  readonly what: string;
  readonly path: DocumentPath;
  readonly part: "key" | "value";
  readonly help: string;
}

function inTarget(target: MergedTarget): readonly Unsupported[] {
  const { fields } = target;
  const apps: readonly Unsupported[] =
    (fields.policy_console?.apps ?? []).length > 0
      ? [
          {
            what: "securing apps on the policy console",
            path: [...target.pathOf("policy_console"), "apps"],
            part: "key",
            help: "remove `apps` and secure them on the console",
          },
        ]
      : [];
  const keys = laterKeys.filter((key) => asksForSomething(fields[key]));
  return [
    ...apps,
    ...keys.map((key): Unsupported => ({
      what: `\`${key}\``,
      path: target.pathOf(key),
      part: "key",
      help: "remove it",
    })),
  ];
}

/** `false` and an empty list ask for what happens anyway. */
function asksForSomething(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
