import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { once, type RuleContext } from "./rule.ts";

/** An extension's bundle ID begins with its app's and a dot; iOS refuses others, macOS takes them. */
export function extensionInsideApp({ document, targets }: RuleContext): readonly Diagnostic[] {
  const found = targets.flatMap((target) => {
    const { bundle_id, extensions, platform } = target.fields;
    if (bundle_id === undefined || !Array.isArray(extensions)) return [];
    const prefix = bundle_id.endsWith("*") ? bundle_id.slice(0, -1) : `${bundle_id}.`;
    return extensions.flatMap((item, index) => {
      const extension = typeof item === "string" ? item : item.bundle_id;
      if (extension.startsWith(prefix)) return [];
      const path = [...target.pathOf("extensions"), index, ...(typeof item === "string" ? [] : ["bundle_id"])];
      return [
        createDiagnostic(
          "rule/extension-outside-app",
          { extension, bundle_id },
          {
            range: document.rangeOf(path, "value"),
            address: `targets.${target.name}`,
            severity: platform === "macos" ? "warning" : "error",
          },
        ),
      ];
    });
  });
  return once(found);
}
