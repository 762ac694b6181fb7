import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SigningSpec } from "../generated/signing-spec.ts";
import { deviceFilesIn } from "./device-groups.ts";
import type { SecretReference } from "../secret/secret-reference.ts";
import { wantedCapabilities } from "./capability.ts";
import type { DocumentPath, SigningDocument } from "./document.ts";
import { defaultUploadAlias, mergeTargets, profileTypesIn, type MergedTarget } from "./merged-target.ts";
import { resolveCertificateLimits, resolveDeviceLimits, resolveKeys, resolveStore } from "./resolve-keys.ts";
import { rules } from "./rules/index.ts";
import type { AppleCertificateType } from "../plan/resource.ts";
import { traceShared } from "./trace-shared.ts";
import { signingRow, type AppleTargetPlatform, type ProfileTypeName, type SigningRow } from "./signing-matrix.ts";
import type { GroupDevice, PolicyConsoleUse, ResolvedSpec, Target, WantedExtension } from "./target.ts";

/** The spec with names resolved, and what the rules found. */
export interface Resolved {
  readonly spec: ResolvedSpec;
  /** The targets as written, for rules that need to point into the text. */
  readonly merged: readonly MergedTarget[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Applies defaults, expands profile-type lists, resolves names, and runs every rule. A target that lacks what it needs is left out.
 * `dropped` is what the schema left out of the spec.
 */
export function resolve(spec: SigningSpec, document: SigningDocument, dropped: readonly DocumentPath[] = []): Resolved {
  const merged = mergeTargets(spec);
  const traced = traceShared(document);
  const found = rules.flatMap((rule) => rule({ document: traced.document, spec, targets: merged, dropped }));
  return {
    spec: {
      store: resolveStore(spec),
      keys: resolveKeys(spec),
      targets: merged.flatMap((target) => resolveTarget(spec, target)),
      deviceFiles: deviceFilesIn(spec),
      certificateLimits: resolveCertificateLimits(spec),
      deviceLimits: resolveDeviceLimits(spec),
    },
    merged,
    diagnostics: traced.withoutRepetitions(found),
  };
}

function resolveTarget(spec: SigningSpec, target: MergedTarget): readonly Target[] {
  const { platform } = target.fields;
  if (platform === "android") return resolveAndroid(target);
  const types = profileTypesIn(target.fields);
  return types.flatMap((type) =>
    resolveApple(spec, target, { platform, type, id: types.length > 1 ? `${target.name}:${type}` : target.name }),
  );
}

function resolveAndroid(target: MergedTarget): readonly Target[] {
  const { fields, name } = target;
  const { method, package_name, keystore } = fields;
  const alias = fields.keystore_alias ?? (method === "automatic" ? defaultUploadAlias : undefined);
  if (package_name === undefined || alias === undefined || (method === "manual" && keystore === undefined)) return [];
  return [
    {
      id: name,
      name,
      platform: "android",
      method,
      packageName: package_name,
      keystore: method === "manual" ? keystore : undefined,
      keystoreAlias: alias,
      keyPassword: fields.key_password as SecretReference | undefined,
      certificateSha256: fields.certificate_sha256?.replaceAll(":", "").toLowerCase(),
      policyConsole: policyConsoleUse(target),
      preventDestroy: fields.prevent_destroy ?? false,
    },
  ];
}

function resolveApple(
  spec: SigningSpec,
  target: MergedTarget,
  variant: { readonly platform: AppleTargetPlatform; readonly type: ProfileTypeName; readonly id: string },
): readonly Target[] {
  const { fields, name } = target;
  const { platform, type, id } = variant;
  const row = signingRow(platform, type);
  if (!row || fields.bundle_id === undefined) return [];
  const bundleId = fields.bundle_id;
  const catalyst = fields.catalyst ?? false;
  const renewBefore = days(fields.renew_before ?? spec.renew_before ?? "30d");
  const policyConsole = policyConsoleUse(target);
  const preventDestroy = fields.prevent_destroy ?? false;
  // Written out in both: engines give a copy with many more keys the slow form of an object, and there may be ten thousand.
  if (fields.method === "manual") {
    if (fields.certificate === undefined) return [];
    return [
      {
        id,
        name,
        platform,
        profileType: type,
        row,
        bundleId,
        catalyst,
        renewBefore,
        policyConsole,
        preventDestroy,
        method: "manual",
        certificate: fields.certificate,
        installerCertificate: fields.installer_certificate,
        profiles: fields.profiles ?? [],
        extensions: fields.extensions === "discover" ? [] : wantedExtensions(fields.extensions ?? []),
      },
    ];
  }
  const appleProfileType = catalyst ? row.catalystProfileType : row.appleProfileType;
  if (appleProfileType === null || fields.key === undefined) return [];
  const certificates = fields.certificates ?? "own";
  return [
    {
      id,
      name,
      platform,
      profileType: type,
      row,
      bundleId,
      catalyst,
      renewBefore,
      policyConsole,
      preventDestroy,
      method: "automatic",
      appleProfileType,
      key: fields.key,
      extensions:
        fields.extensions === undefined || fields.extensions === "discover"
          ? "discover"
          : wantedExtensions(fields.extensions),
      capabilities: wantedCapabilities(fields.capabilities),
      removeCapabilities: (fields.remove_capabilities ?? []).map((capability) => capability.toUpperCase()),
      devices: row.devices === "required" ? groupDevices(spec, fields.devices ?? "all") : undefined,
      deviceFiles: row.devices === "required" ? groupsInFiles(spec, fields.devices ?? "all") : [],
      disableDevices: {
        listed: listedDevices(spec, fields.disable_devices ?? []),
        files: groupsInFiles(spec, fields.disable_devices ?? []),
      },
      includeMacs: platform === "ios" && (fields.include_macs ?? false),
      certificateType: certificateTypeOf(row, fields.certificate_type),
      certificates: type === "development" ? certificates : "own",
      certificate: fields.certificate,
      installer: fields.installer ?? wantsInstaller(platform, type, fields.installer_certificate),
      installerCertificate: fields.installer_certificate,
      profileName: fields.profile_name,
      retireAfter: days(fields.retire_after ?? "14d"),
    },
  ];
}

/** The Mac App Store takes only signed packages; outside of it they are signed where the spec names a certificate for that. */
function wantsInstaller(
  platform: AppleTargetPlatform,
  type: ProfileTypeName,
  certificate: string | undefined,
): boolean {
  return platform === "macos" && (type === "app_store" || (type === "developer_id" && certificate !== undefined));
}

/** The certificate type that the spec chooses, where the profile type accepts it: one list of profile types may need several. */
function certificateTypeOf(row: SigningRow, chosen: string | undefined): AppleCertificateType | null {
  return row.acceptedCertificateTypes.find((type) => type === chosen) ?? row.certificateType;
}

function wantedExtensions(
  list: Exclude<MergedTarget["fields"]["extensions"], string | undefined>,
): readonly WantedExtension[] {
  return list.map((item) =>
    typeof item === "string"
      ? { bundleId: item, capabilities: [] }
      : { bundleId: item.bundle_id, capabilities: wantedCapabilities(item.capabilities) },
  );
}

/** The devices of the named groups that the spec itself lists. */
function groupDevices(spec: SigningSpec, selection: "all" | readonly string[]): "all" | readonly GroupDevice[] {
  return selection === "all" ? "all" : listedDevices(spec, selection);
}

function listedDevices(spec: SigningSpec, groups: readonly string[]): readonly GroupDevice[] {
  return groups.flatMap((name) => {
    const group = spec.devices?.[name];
    return Array.isArray(group)
      ? group.map(({ name: device, udid, platform }) => ({ name: device, udid, platform }))
      : [];
  });
}

function groupsInFiles(spec: SigningSpec, selection: "all" | readonly string[]): readonly string[] {
  if (selection === "all") return [];
  const groups: SigningSpec["devices"] = spec.devices ?? {};
  return selection.filter((name) => Object.hasOwn(groups, name) && !Array.isArray(groups[name]));
}

function policyConsoleUse(target: MergedTarget): PolicyConsoleUse | undefined {
  const consoleUse = target.fields.policy_console;
  if (!consoleUse) return undefined;
  return {
    key: consoleUse.key,
    profile: consoleUse.profile ?? "",
    description: consoleUse.description ?? "",
    signing: consoleUse.signing ?? "sign_on_console",
    signingCertId: consoleUse.signing_cert_id,
    apps: consoleUse.apps ?? [],
  };
}

/** Days of a duration such as `30d`; the schema has seen to the form. */
function days(duration: string): number {
  return Number.parseInt(duration, 10);
}
