import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../merged-target.ts";
import type { RuleContext } from "./rule.ts";

/** Keys of a target that the language has and that this version does not carry out yet. */
const laterKeys = ["remove_capabilities", "disable_devices", "include_macs", "retire_after", "prevent_destroy"] as const;

/**
 * What the language has and this version does not do is an error: a key that is silently ignored is a promise that is silently
 * broken.
 */
export function notSupported({ document, spec, targets }: RuleContext): readonly Diagnostic[] {
  const later = (what: string, path: DocumentPath, part: "key" | "value", help?: string): Diagnostic =>
    createDiagnostic("rule/not-supported", { what }, { range: document.rangeOf(path, part), help });
  const storeUrl = typeof spec.store === "string" ? spec.store : spec.store?.url;
  return [
    ...(storeUrl !== undefined && /^(s3:\/\/|git\+)/.test(storeUrl)
      ? [later("a store other than a directory", typeof spec.store === "string" ? ["store"] : ["store", "url"], "value", "use a directory")]
      : []),
    ...Object.entries(spec.devices ?? {})
      .filter(([, group]) => !Array.isArray(group))
      .map(([name]) => later("a device group in a file", ["devices", name], "value", "list the devices in the signing file")),
    ...targets.flatMap((target) => {
      const { fields, name } = target;
      const apps = fields.policy_console?.apps ?? [];
      return [
        ...(fields.platform === "android" && fields.method === "automatic"
          ? [later("`method: automatic` for Android", ["targets", name, "method"], "value", "make the upload key with keytool and use `method: manual`")]
          : []),
        ...(apps.length > 0
          ? [later("securing apps on the policy console", [...target.pathOf("policy_console"), "apps"], "key", "remove `apps` and secure them on the console")]
          : []),
        ...laterKeys
          .filter((key) => Object.hasOwn(spec.targets?.[name] ?? {}, key))
          .map((key) => later(`\`${key}\``, ["targets", name, key], "key", "remove it")),
      ];
    }),
  ];
}
