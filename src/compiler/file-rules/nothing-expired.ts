import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import { validityDiagnostic, type Dated } from "../validity.ts";
import { profileRange, targetRange, type FileRuleContext } from "./file-rule.ts";

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
  const { spec, facts } = context;
  return spec.targets.flatMap((target): NamedDated[] => {
    if (target.platform === "android") {
      const entry = facts.keystores.get(target.keystore ?? "")?.entries.find((e) => e.alias === target.keystoreAlias);
      if (!entry?.certificate) return [];
      const { notBefore, notAfter } = entry.certificate;
      const range = targetRange(context, target.name, "keystore_alias");
      return [
        {
          what: `certificate of \`${target.keystoreAlias}\``,
          notBefore,
          notAfter,
          range,
          target: target.id,
          renewBefore: 0,
          help: ANDROID_HELP,
        },
      ];
    }
    const certificates = (["certificate", "installer_certificate"] as const).flatMap((key): NamedDated[] => {
      const name = key === "certificate" ? target.certificate : target.installerCertificate;
      const file = name === undefined ? undefined : facts.identities.get(name);
      if (!file) return [];
      const { notBefore, notAfter } = file.certificate;
      const range = targetRange(context, target.name, key);
      return [
        {
          what: `certificate in \`${file.path}\``,
          notBefore,
          notAfter,
          range,
          target: target.id,
          renewBefore: target.renewBefore,
          help: APPLE_HELP,
        },
      ];
    });
    if (target.method !== "manual") return certificates;
    const profiles = target.profiles.flatMap((path): NamedDated[] => {
      const file = facts.profiles.get(path);
      if (!file) return [];
      const range = profileRange(context, target.name, path);
      return [
        {
          what: `profile \`${path}\``,
          notBefore: undefined,
          notAfter: file.profile.expires,
          range,
          target: target.id,
          renewBefore: target.renewBefore,
          help: APPLE_HELP,
        },
      ];
    });
    return [...certificates, ...profiles];
  });
}
