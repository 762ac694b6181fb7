import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import type { DocumentPath, SigningDocument } from "./document.ts";
import type { MergedTarget, TargetFields } from "./merged-target.ts";

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
    const range = diagnostic.range ?? rangeOf(diagnostic, places);
    return range ? { ...diagnostic, range } : diagnostic;
  });
}

/** What is wrong at a service, and which value of its key says so; everything else is about the key as a whole. */
const valueOfKey: Partial<Record<DiagnosticCode, string>> = {
  "app-store-connect/unavailable": "url",
  "app-store-connect/unexpected-answer": "url",
  "app-store-connect/untrusted-certificate": "url",
  "policy-console/unavailable": "url",
  "policy-console/unexpected-answer": "url",
  "policy-console/untrusted-certificate": "url",
  "rule/team-mismatch": "team_id",
};

function rangeOf({ address = "", code }: Diagnostic, { document, targets }: Places): SourceRange | undefined {
  const [, key] = /^keys\.(.+)$/.exec(address) ?? [];
  if (key !== undefined) return rangeOfKey(key, valueOfKey[code], document);
  if (address.startsWith("targets."))
    return rangeInTarget(address.slice("targets.".length), valueOfTarget[code], { document, targets });
  const [, owner = "", kind = "", name = ""] = /^([^/]+)\/([a-z_]+)\/(.+)$/.exec(address) ?? [];
  if (kind === "device") return rangeOfDevice(name, document);
  for (const target of targets) {
    const path = target.fields.policy_console?.key === owner ? pathInConsole(target, kind, name) : undefined;
    if (path) return document.rangeOf([...target.pathOf("policy_console"), ...path], "value");
  }
  return undefined;
}

/** What a plan finds wrong with a target, and which value of it says so; everything else is about the target as a whole. */
const valueOfTarget: Partial<Record<DiagnosticCode, keyof TargetFields>> = {
  "plan/no-devices": "devices",
  "plan/device-not-enabled": "devices",
  "rule/device-platform": "devices",
};

/** `at` is the target's ID, with the value behind a slash where the finding itself knows it. Names of targets hold dots, and no slash. */
function rangeInTarget(
  at: string,
  value: keyof TargetFields | undefined,
  { document, targets }: Places,
): SourceRange | undefined {
  const [id = "", field] = at.split("/");
  const target = targets.find(({ name }) => id === name || id.startsWith(`${name}:`));
  if (!target) return undefined;
  const key = (field as keyof TargetFields | undefined) ?? value;
  const path = key === undefined ? ["targets", target.name] : target.pathOf(key);
  return document.rangeOf(path, path.length === 2 ? "key" : "value");
}

function rangeOfKey(key: string, value: string | undefined, document: SigningDocument): SourceRange | undefined {
  // The store has no entry among the keys, and need not be named at all.
  if (key === "store") return names(document.value, "store") ? document.rangeOf(["store"], "key") : undefined;
  return value === undefined ? document.rangeOf(["keys", key], "key") : document.rangeOf(["keys", key, value], "value");
}

/** Where a group lists a device; nowhere for one of a file. */
function rangeOfDevice(udid: string, document: SigningDocument): SourceRange | undefined {
  const groups = names(document.value, "devices") ? document.value.devices : undefined;
  if (typeof groups !== "object" || groups === null) return undefined;
  for (const [group, devices] of Object.entries(groups)) {
    const index = Array.isArray(devices) ? devices.findIndex((d: unknown) => names(d, "udid") && d.udid === udid) : -1;
    if (index >= 0) return document.rangeOf(["devices", group, index, "udid"], "value");
  }
  return undefined;
}

const names = <K extends string>(value: unknown, key: K): value is Readonly<Record<K, unknown>> =>
  typeof value === "object" && value !== null && key in value;

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
