import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import type { DocumentPath, SigningDocument } from "./document.ts";
import type { MergedTarget } from "./merged-target.ts";

/** A text with its targets: what a place is looked for in. */
interface Places {
  readonly document: SigningDocument;
  readonly targets: readonly MergedTarget[];
}

/**
 * Gives diagnostics about the world the place of the signing file that they come from: planning and providers know addresses, the
 * person knows lines. What has a place, or is about nothing that the file names, stays as it is.
 */
export function placeInSpec(diagnostics: readonly Diagnostic[], places: Places): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const range = diagnostic.range ?? rangeOfAddress(diagnostic.address ?? "", places);
    return range ? { ...diagnostic, range } : diagnostic;
  });
}

function rangeOfAddress(address: string, { document, targets }: Places): SourceRange | undefined {
  const [, key] = /^keys\.(.+)$/.exec(address) ?? [];
  if (key !== undefined) return document.rangeOf(["keys", key, "url"], "value");
  const [, owner = "", kind = "", name = ""] = /^([^/]+)\/([a-z_]+)\/(.+)$/.exec(address) ?? [];
  for (const target of targets) {
    const path = target.fields.policy_console?.key === owner ? pathInConsole(target, kind, name) : undefined;
    if (path) return document.rangeOf([...target.pathOf("policy_console"), ...path], "value");
  }
  return undefined;
}

/** Where `policy_console` of a target says what an address of its console is about. */
function pathInConsole({ fields }: MergedTarget, kind: string, name: string): DocumentPath | undefined {
  const use = fields.policy_console;
  switch (kind) {
    case "signing_profile":
      return use?.profile === name ? ["profile"] : undefined;
    case "installed_identity":
      return use?.signing_cert_id === undefined ? undefined : ["signing_cert_id"];
    case "secured_app": {
      const platform = fields.platform === "android" ? "android" : "ios";
      const index = (use?.apps ?? []).findIndex((app) => `${app}:${platform}` === name);
      return index < 0 ? undefined : ["apps", index];
    }
    default:
      return undefined;
  }
}
