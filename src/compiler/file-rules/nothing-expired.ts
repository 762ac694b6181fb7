import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import type { AndroidTarget, AppleTarget } from "../target.ts";
import { validityDiagnostic, type Dated } from "../validity.ts";
import { certificatesOf, profileRange, targetRange, type FileRuleContext } from "./file-rule.ts";

/** Something with a date, and where the spec names it. */
interface NamedDated extends Dated {
  readonly range: SourceRange;
  readonly target: string;
  readonly help: string;
}

const APPLE_HELP = "renew it in the developer portal and replace the file";
// Android keys are never renewed: an app keeps its key for life (developer.android.com, Sign your app).
const ANDROID_HELP =
  "a key cannot be renewed: ask Google Play for a reset of the upload key, or use another key for a new app";

/** Nothing of a manual target has expired; what will soon is a warning, since only a person can renew it. Android keys included. */
export function nothingExpired(context: FileRuleContext): readonly Diagnostic[] {
  const seen = new Set<string>();
  return dated(context).flatMap((item) => {
    // A certificate that many targets share is told once.
    const place = `${item.range.start} ${item.what}`;
    if (seen.has(place)) return [];
    seen.add(place);
    const found = validityDiagnostic(context.now, item, {
      range: item.range,
      address: `targets.${item.target}`,
      help: item.help,
    });
    return found ? [found] : [];
  });
}

function dated(context: FileRuleContext): readonly NamedDated[] {
  return context.spec.targets.flatMap((target) =>
    target.platform === "android" ? datedKey(context, target) : datedFiles(context, target),
  );
}

function datedKey(context: FileRuleContext, target: AndroidTarget): readonly NamedDated[] {
  const keystore = context.facts.keystores.get(target.keystore ?? "");
  const certificate = keystore?.entries.find((e) => e.alias === target.keystoreAlias)?.certificate;
  if (!certificate) return [];
  const what = `certificate of \`${target.keystoreAlias}\``;
  const range = targetRange(context, target.name, "keystore_alias");
  const { notBefore, notAfter } = certificate;
  return [{ what, notBefore, notAfter, range, target: target.id, renewBefore: 0, help: ANDROID_HELP }];
}

function datedFiles(context: FileRuleContext, target: AppleTarget): readonly NamedDated[] {
  const shared = { target: target.id, renewBefore: target.renewBefore, help: APPLE_HELP };
  const certificates = certificatesOf(context, target).map(({ identity: { path, certificate }, range }) => {
    const { notBefore, notAfter } = certificate;
    return { ...shared, what: `certificate in \`${path}\``, notBefore, notAfter, range };
  });
  if (target.method !== "manual") return certificates;
  const profiles = target.profiles.flatMap((path): readonly NamedDated[] => {
    const expires = context.facts.profiles.get(path)?.profile.expires;
    if (expires === undefined) return [];
    const range = profileRange(context, target.name, path);
    return [{ ...shared, what: `profile \`${path}\``, notBefore: undefined, notAfter: expires, range }];
  });
  return [...certificates, ...profiles];
}
