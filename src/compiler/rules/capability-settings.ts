import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { hasSettings } from "../capability.ts";
import type { DocumentPath } from "../document.ts";
import type { MergedTarget, TargetFields } from "../merged-target.ts";
import { once, type RuleContext } from "./rule.ts";

/** Few capabilities have settings at Apple; a setting of another one would be left out without a word. */
export function capabilitySettings({ document, targets }: RuleContext): readonly Diagnostic[] {
  const found = targets.flatMap((target) =>
    capabilityLists(target).flatMap(({ list, path }) =>
      (list ?? []).flatMap((item, index) => {
        if (typeof item === "string") return [];
        return Object.keys(item)
          .filter((name) => !hasSettings(name))
          .map((capability) => {
            const range = document.rangeOf([...path, index, capability], "key");
            return createDiagnostic(
              "rule/capability-without-settings",
              { capability },
              { range, address: `targets.${target.name}` },
            );
          });
      }),
    ),
  );
  return once(found);
}

interface CapabilityList {
  readonly list: TargetFields["capabilities"];
  readonly path: DocumentPath;
}

function capabilityLists(target: MergedTarget): readonly CapabilityList[] {
  const { fields } = target;
  if (fields.platform === "android" || fields.method !== "automatic") return [];
  const own: CapabilityList = { list: fields.capabilities, path: target.pathOf("capabilities") };
  if (!Array.isArray(fields.extensions)) return [own];
  const ofExtensions = fields.extensions.map((item, index): CapabilityList => {
    const path = [...target.pathOf("extensions"), index, "capabilities"];
    return { list: typeof item === "string" ? undefined : item.capabilities, path };
  });
  return [own, ...ofExtensions];
}
