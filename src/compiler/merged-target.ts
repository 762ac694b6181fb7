import type {
  Capabilities,
  CertificateSelection,
  DeviceSelection,
  Extensions,
  ProfileTypes,
  SecretReference,
  SigningSpec,
} from "../generated/signing-spec.ts";
import type { DocumentPath } from "./document.ts";
import type { TargetPlatform } from "./signing-matrix.ts";

export type { DocumentPath } from "./document.ts";

/** The `policy_console` map of a target of either platform. */
export interface PolicyConsoleFields {
  readonly key: string;
  readonly profile?: string;
  readonly description?: string;
  readonly signing?: "sign_on_console" | "sign_externally" | "skip_codesign";
  readonly signing_cert_id?: string;
  readonly apps?: readonly string[];
}

/** The alias of an upload key that Signwright makes, as Google's documentation calls it (Android: Sign your app). */
export const defaultUploadAlias = "upload";

/** All keys that a target of any kind can have. The schema has already seen to it that a target has only its own. */
export interface TargetFields {
  readonly platform: TargetPlatform;
  readonly method: "automatic" | "manual";
  readonly profile_type?: ProfileTypes;
  readonly bundle_id?: string;
  readonly extensions?: Extensions;
  readonly capabilities?: Capabilities;
  readonly key?: string;
  readonly devices?: DeviceSelection;
  readonly certificates?: CertificateSelection;
  readonly certificate?: string;
  readonly installer_certificate?: string;
  readonly certificate_type?: string;
  readonly profiles?: readonly string[];
  readonly catalyst?: boolean;
  readonly installer?: boolean;
  readonly profile_name?: string;
  readonly renew_before?: string;
  readonly package_name?: string;
  readonly keystore?: string;
  readonly keystore_alias?: string;
  readonly key_password?: SecretReference;
  readonly certificate_sha256?: string;
  readonly policy_console?: PolicyConsoleFields;
  readonly remove_capabilities?: readonly string[];
  readonly disable_devices?: readonly string[];
  readonly include_macs?: boolean;
  readonly retire_after?: string;
  readonly prevent_destroy?: boolean;
}

/** A target with the defaults of its platform under it, and where each of its keys stands in the text. */
export interface MergedTarget {
  readonly name: string;
  readonly fields: TargetFields;
  /** Whether the target itself has the key. */
  readonly own: (key: keyof TargetFields) => boolean;
  /** The path of a key: in the target, or in the defaults that give it; the target itself when neither does. */
  readonly pathOf: (key: keyof TargetFields) => DocumentPath;
}

/** Puts `defaults` under the targets of each platform. A key of the target replaces the default's; nothing is joined. */
export function mergeTargets(spec: SigningSpec): readonly MergedTarget[] {
  return Object.entries(spec.targets ?? {}).map(([name, target]) => {
    const defaults: Partial<TargetFields> = spec.defaults?.[target.platform] ?? {};
    const own = (key: keyof TargetFields): boolean => Object.hasOwn(target, key);
    return {
      name,
      // Copied only where there is something to put under it.
      fields: Object.keys(defaults).length === 0 ? target : { ...defaults, ...(target as TargetFields) },
      own,
      pathOf: (key) => {
        if (own(key)) return ["targets", name, key];
        return Object.hasOwn(defaults, key) ? ["defaults", target.platform, key] : ["targets", name];
      },
    };
  });
}

/** The profile types that a target lists; a single one stands for itself. Empty for Android. */
export function profileTypesIn(fields: TargetFields): readonly Extract<ProfileTypes, string>[] {
  const types = fields.profile_type;
  if (types === undefined) return [];
  return typeof types === "string" ? [types] : types;
}
