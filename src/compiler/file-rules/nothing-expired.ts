import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { SourceRange } from "../../diagnostics/source-range.ts";
import { profileRange, targetRange, type FileRuleContext } from "./file-rule.ts";

const DAY = 86_400_000;

/** Something with a date, and where the spec names it. */
interface Dated {
  readonly what: string;
  readonly notBefore: string | undefined;
  readonly notAfter: string;
  readonly range: SourceRange;
  readonly target: string;
  readonly renewBefore: number;
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
    return checkDates(context.now, item);
  });
}

function dated(context: FileRuleContext): readonly Dated[] {
  const { spec, facts } = context;
  return spec.targets.flatMap((target): Dated[] => {
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
    const certificates = (["certificate", "installer_certificate"] as const).flatMap((key): Dated[] => {
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
    const profiles = target.profiles.flatMap((path): Dated[] => {
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

function checkDates(now: Date, item: Dated): readonly Diagnostic[] {
  const details = { range: item.range, address: `targets.${item.target}` };
  const left = Date.parse(item.notAfter) - now.getTime();
  const date = item.notAfter.slice(0, 10);
  const { help } = item;
  if (left <= 0) return [createDiagnostic("rule/expired", { what: item.what, date }, { ...details, help })];
  if (item.notBefore !== undefined && Date.parse(item.notBefore) > now.getTime()) {
    const from = item.notBefore.slice(0, 10);
    return [
      createDiagnostic(
        "rule/not-yet-valid",
        { what: item.what, date: from },
        { ...details, help: "wait until then, or check this machine's clock" },
      ),
    ];
  }
  if (left <= item.renewBefore * DAY) {
    return [
      createDiagnostic(
        "rule/expires-soon",
        { what: item.what, date, days: Math.floor(left / DAY) },
        { ...details, help },
      ),
    ];
  }
  return [];
}
