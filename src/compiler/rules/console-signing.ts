import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { once, type RuleContext } from "./rule.ts";

/**
 * A signing profile of the policy console for iOS names the identity that signs, and holds one provisioning profile. An app with
 * extensions needs several, unless one with a wildcard covers them all (vendor's knowledge base).
 */
export function consoleSigning({ document, targets }: RuleContext): readonly Diagnostic[] {
  const found = targets.flatMap((target): readonly Diagnostic[] => {
    const { platform, policy_console: use, bundle_id, extensions, profiles } = target.fields;
    if (platform !== "ios" || use === undefined || use.signing === "skip_codesign") return [];
    const address = `targets.${target.name}`;
    const path = target.pathOf("policy_console");
    const unnamed =
      use.signing_cert_id === undefined
        ? [
            createDiagnostic(
              "schema/missing-key",
              { subject: "`policy_console`", key: "signing_cert_id" },
              {
                range: document.rangeOf(path, "key"),
                address,
                help: "add the name of the signing identity on the console's Mac, for example `signing_cert_id: iPhone Distribution`",
              },
            ),
          ]
        : [];
    const several = (Array.isArray(extensions) && extensions.length > 0) || (profiles ?? []).length > 1;
    if (!several || bundle_id === undefined || bundle_id.endsWith("*")) return unnamed;
    const range = document.rangeOf([...path, "profile"], "value");
    return [...unnamed, createDiagnostic("rule/console-holds-one-profile", { bundle_id }, { range, address })];
  });
  return once(found);
}
