import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { wantedCapabilities } from "../capability.ts";
import { defaultUploadAlias, profileTypesIn, type MergedTarget, type TargetFields } from "../merged-target.ts";
import { signingRow, type ProfileTypeName } from "../signing-matrix.ts";
import { once, type RuleContext } from "./rule.ts";

/** What a target says of an object that another target may write too. */
interface Claim {
  readonly target: MergedTarget;
  /** The target, with its profile type where it stands for several. */
  readonly id: string;
  /** Names the object, for people and for comparison. */
  readonly object: string;
  /** All that decides the object's content, as text; asked for only when another target claims the object too. */
  readonly content: () => string;
  readonly key: keyof TargetFields;
}

/** Two targets that write one object with different content would fight over it in every apply: an error on both. */
export function conflictingTargets({ document, targets }: RuleContext): readonly Diagnostic[] {
  const claims = new Map<string, Claim[]>();
  for (const claim of targets.flatMap(claimsOf)) {
    const same = claims.get(claim.object);
    if (same) same.push(claim);
    else claims.set(claim.object, [claim]);
  }
  const at = (claim: Claim, first: Claim, second: Claim): Diagnostic => {
    const other = claim === first ? second : first;
    const notes =
      other.target === claim.target
        ? []
        : [
            {
              message: `the other target is \`${other.id}\``,
              range: document.rangeOf(["targets", other.target.name], "key"),
            },
          ];
    return createDiagnostic(
      "rule/conflicting-targets",
      { first: first.id, second: second.id, object: first.object },
      {
        range: document.rangeOf(claim.target.pathOf(claim.key), claim.target.own(claim.key) ? "value" : "key"),
        address: `targets.${claim.target.name}`,
        notes,
        help: "make them agree, or give each an object of its own",
      },
    );
  };
  const found = [...claims.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length === 1) return [];
    const content = first.content();
    const others = group.filter((claim) => claim.content() !== content);
    const [second] = others;
    if (!second) return [];
    // Within one target there is one place to show it at.
    const both = others.filter((other) => other.target !== first.target);
    return [at(first, first, second), ...both.map((other) => at(other, first, other))];
  });
  return once(found);
}

function claimsOf(target: MergedTarget): readonly Claim[] {
  return [...appleClaims(target), ...keystoreClaims(target), ...consoleClaims(target), ...appClaims(target)];
}

/** What an automatic target claims of each profile type: profiles, their fixed names, and the capabilities of its bundle IDs. */
function appleClaims(target: MergedTarget): readonly Claim[] {
  const { fields } = target;
  const { platform, bundle_id, key } = fields;
  if (platform === "android" || fields.method !== "automatic" || bundle_id === undefined) return [];
  const ofKey = key === undefined ? "" : ` of key \`${key}\``;
  const profiles = profileTypesIn(fields).flatMap((type): Claim[] => {
    const row = signingRow(platform, type);
    const apple = fields.catalyst === true ? row?.catalystProfileType : row?.appleProfileType;
    if (!row || !apple) return [];
    const content = (): string => profileContent(fields, type, row.devices === "required");
    const id = idOf(target, type);
    return bundleIdsIn(fields).flatMap(({ bundleId, at }): Claim[] => {
      const profile = {
        target,
        id,
        object: `the ${apple.toLowerCase()} profile of ${bundleId}${ofKey}`,
        content,
        key: at,
      };
      if (fields.profile_name === undefined) return [profile];
      const name = bundleId === bundle_id ? fields.profile_name : `${fields.profile_name} ${bundleId}`;
      return [
        profile,
        {
          target,
          id,
          object: `the profile named "${name}"${ofKey}`,
          content: () => `${apple} ${bundleId}`,
          key: "profile_name",
        },
      ];
    });
  });
  return [...profiles, ...capabilityClaims(target, ofKey)];
}

/** The order in which groups and serial numbers are listed says nothing. */
function profileContent(fields: TargetFields, type: ProfileTypeName, holdsDevices: boolean): string {
  const {
    devices = "all",
    certificates = "own",
    certificate = null,
    certificate_type = null,
    profile_name = null,
    include_macs = false,
  } = fields;
  const sorted = (list: string | readonly string[]): string | readonly string[] =>
    typeof list === "string" ? list : [...list].sort();
  return JSON.stringify([
    holdsDevices ? [sorted(devices), include_macs] : null,
    type === "development" ? sorted(certificates) : null,
    certificate,
    certificate_type,
    profile_name,
  ]);
}

interface ClaimedBundleId {
  readonly bundleId: string;
  readonly at: "bundle_id" | "extensions";
  readonly capabilities: TargetFields["capabilities"];
}

/** The bundle IDs that a target names: its app's, and its extensions'. Those that it discovers are nobody else's. */
function bundleIdsIn({ bundle_id, extensions, capabilities }: TargetFields): readonly ClaimedBundleId[] {
  if (bundle_id === undefined) return [];
  const app: ClaimedBundleId = { bundleId: bundle_id, at: "bundle_id", capabilities };
  if (!Array.isArray(extensions)) return [app];
  const listed = extensions.map((item): ClaimedBundleId => {
    if (typeof item === "string") return { bundleId: item, at: "extensions", capabilities: undefined };
    return { bundleId: item.bundle_id, at: "extensions", capabilities: item.capabilities };
  });
  return [app, ...listed];
}

/** A bundle ID has one setting of each capability, whoever asks for it. */
function capabilityClaims(target: MergedTarget, ofKey: string): readonly Claim[] {
  return bundleIdsIn(target.fields).flatMap(({ bundleId, at, capabilities }) =>
    wantedCapabilities(capabilities)
      .filter(({ settings }) => settings.length > 0)
      .map(({ capabilityType, settings }) => ({
        target,
        id: target.name,
        object: `the setting of ${capabilityType.toLowerCase()} of ${bundleId}${ofKey}`,
        content: () => JSON.stringify(settings),
        key: at === "bundle_id" ? ("capabilities" as const) : at,
      })),
  );
}

function keystoreClaims(target: MergedTarget): readonly Claim[] {
  const { keystore, keystore_alias, package_name, platform, method } = target.fields;
  if (platform !== "android") return [];
  const claim = (object: string, content: string): Claim => ({
    target,
    id: target.name,
    object,
    content: () => content,
    key: "keystore_alias",
  });
  if (method === "manual") {
    return keystore === undefined
      ? []
      : [claim(`the alias of keystore \`${keystore}\` in the store`, keystore_alias ?? "")];
  }
  const object = `the alias of the upload key of ${package_name ?? ""}`;
  return package_name === undefined ? [] : [claim(object, keystore_alias ?? defaultUploadAlias)];
}

/** A signing profile of the console holds one keystore, or one provisioning profile. */
function consoleClaims(target: MergedTarget): readonly Claim[] {
  const { fields } = target;
  const use = fields.policy_console;
  if (use?.profile === undefined || use.signing === "skip_codesign") return [];
  const object = `the signing profile "${use.profile}" of \`${use.key}\``;
  const claim = (id: string, signed: readonly unknown[]): Claim => {
    const content = (): string =>
      JSON.stringify([fields.platform, use.description ?? "", use.signing_cert_id ?? null, ...signed]);
    return { target, id, object, content, key: "policy_console" };
  };
  if (fields.platform === "android") {
    const keystore = fields.method === "automatic" ? fields.package_name : fields.keystore;
    return [claim(target.name, [fields.method, keystore ?? null])];
  }
  const { method, key, bundle_id, profiles } = fields;
  const source = method === "automatic" ? [key ?? null] : [profiles ?? null];
  return profileTypesIn(fields).map((type) => claim(idOf(target, type), [method, bundle_id ?? null, type, ...source]));
}

/** An app of the console is secured with one signing profile, in one way. One that is named by its GUID is known only by planning. */
function appClaims(target: MergedTarget): readonly Claim[] {
  const { policy_console: use, platform } = target.fields;
  return [...new Set(use?.apps ?? [])].map((app) => ({
    target,
    id: target.name,
    object: `the signing of ${platform} app \`${app}\` of \`${use?.key ?? ""}\``,
    content: () => JSON.stringify([use?.signing ?? "sign_on_console", use?.profile ?? null]),
    key: "policy_console",
  }));
}

function idOf(target: MergedTarget, type: ProfileTypeName): string {
  return profileTypesIn(target.fields).length > 1 ? `${target.name}:${type}` : target.name;
}
