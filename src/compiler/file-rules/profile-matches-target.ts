import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ProvisioningProfile } from "../../formats/provisioning-profile.ts";
import type { ProfileFile } from "../file-facts.ts";
import type { ManualAppleTarget } from "../target.ts";
import { unfitKind } from "./certificate-kind.ts";
import { profileRange, targetRange, type FileRuleContext } from "./file-rule.ts";

/** A manual target's profiles fit it: signature, platform, profile type, the certificate, and every bundle ID is covered. */
export function profileMatchesTarget(context: FileRuleContext): readonly Diagnostic[] {
  const types = profileTypesByName(context);
  return context.spec.targets.flatMap((target) => {
    if (target.platform === "android" || target.method !== "manual") return [];
    const files = target.profiles.flatMap((path) => context.facts.profiles.get(path) ?? []);
    const own = ownFiles(target, files, types.get(target.name) ?? []);
    return [
      ...own.flatMap((file) => checkProfile(context, target, file)),
      // Only when all were opened is it known that none covers a bundle ID.
      ...(files.length === target.profiles.length ? checkCoverage(context, target, own) : []),
    ];
  });
}

type ProfileTypes = readonly ManualAppleTarget["profileType"][];

/** The profile types that each target of the file stands for, in its order. */
function profileTypesByName({ spec }: FileRuleContext): ReadonlyMap<string, ProfileTypes> {
  const types = new Map<string, ManualAppleTarget["profileType"][]>();
  for (const target of spec.targets) {
    if (target.platform === "android") continue;
    const known = types.get(target.name);
    if (known) known.push(target.profileType);
    else types.set(target.name, [target.profileType]);
  }
  return types;
}

/** A target that stands for several profile types lists the profiles of all of them: each looks at its own, the first also at strays. */
function ownFiles(
  target: ManualAppleTarget,
  files: readonly ProfileFile[],
  types: ProfileTypes,
): readonly ProfileFile[] {
  const isFirst = types[0] === target.profileType;
  return files.filter(({ profile }) =>
    types.includes(profile.profileType) ? profile.profileType === target.profileType : isFirst,
  );
}

function checkProfile(context: FileRuleContext, target: ManualAppleTarget, file: ProfileFile): readonly Diagnostic[] {
  const { profile, path } = file;
  const details = { range: profileRange(context, target.name, path), address: `targets.${target.id}` };
  const diagnostics: Diagnostic[] = [];
  const reason = signatureProblems[profile.signature];
  if (reason !== undefined)
    diagnostics.push(createDiagnostic("rule/profile-signature", { profile: path, reason }, details));
  const platforms = profilePlatformsOf(target);
  if (profile.platforms.length > 0 && !profile.platforms.some((p) => platforms.includes(p))) {
    const found = profile.platforms.join(" and ");
    diagnostics.push(
      createDiagnostic(
        "rule/profile-platform-mismatch",
        { profile: path, found, target: target.id, expected: target.platform },
        {
          ...details,
          help: `use a profile for ${target.platform}`,
        },
      ),
    );
  }
  if (profile.profileType !== target.profileType) {
    const [found, expected] = [profileTypeNames[profile.profileType], profileTypeNames[target.profileType]];
    diagnostics.push(
      createDiagnostic(
        "rule/profile-type-mismatch",
        { profile: path, found, target: target.id, expected },
        {
          ...details,
          help: `use another profile, or \`profile_type: ${profile.profileType}\``,
        },
      ),
    );
  }
  return [...diagnostics, ...checkCertificate(context, target, file)];
}

function checkCertificate(
  context: FileRuleContext,
  target: ManualAppleTarget,
  { profile, path }: ProfileFile,
): readonly Diagnostic[] {
  const identity = context.facts.identities.get(target.certificate);
  // One of another kind is in no such profile, and is told already.
  if (!identity || unfitKind(target, "certificate", identity)) return [];
  const { sha256, commonName, subject, serial } = identity.certificate;
  // Every certificate counts, not only the first (peers.md 1.4).
  if (profile.certificates.some((c) => c.sha256 === sha256)) return [];
  const mine = `\`${target.certificate}\` is ${commonName ?? subject}, serial ${serial}`;
  const held = profile.certificates.map((c) => `the profile holds ${c.commonName ?? c.subject}, serial ${c.serial}`);
  return [
    createDiagnostic(
      "rule/certificate-not-in-profile",
      { certificate: `of \`${target.certificate}\``, profile: path },
      {
        range: profileRange(context, target.name, path),
        address: `targets.${target.id}`,
        notes: [mine, ...held].map((message) => ({ message })),
        help: "add the certificate to the profile in the developer portal and download it again, or name the certificate that is in it",
      },
    ),
  ];
}

function checkCoverage(
  context: FileRuleContext,
  target: ManualAppleTarget,
  files: readonly ProfileFile[],
): readonly Diagnostic[] {
  // Outside of the App Store a Mac app needs a profile only for some capabilities.
  if (files.length === 0 && target.profileType === "developer_id") return [];
  return [target.bundleId, ...target.extensions.map((e) => e.bundleId)]
    .filter((bundleId) => !files.some((file) => covers(file.profile.bundleId, bundleId)))
    .map((bundle_id) =>
      createDiagnostic(
        "rule/profile-bundle-id",
        { target: target.id, bundle_id },
        {
          range: targetRange(context, target.name, "bundle_id"),
          address: `targets.${target.id}`,
          notes: files.map((file) => ({ message: `\`${file.path}\` is for \`${file.profile.bundleId}\`` })),
          help: "add the profile of that bundle ID to `profiles`",
        },
      ),
    );
}

/** Whether a profile's bundle ID, exact or with a final `*`, covers a bundle ID. */
export function covers(pattern: string, bundleId: string): boolean {
  return pattern.endsWith("*") ? bundleId.startsWith(pattern.slice(0, -1)) : pattern === bundleId;
}

/** visionOS apps sign with iOS types, and a Catalyst profile says macOS or iOS. */
export function profilePlatformsOf(target: Pick<ManualAppleTarget, "platform" | "catalyst">): readonly string[] {
  if (target.platform === "visionos") return ["visionos", "ios"];
  return target.catalyst ? ["macos", "ios"] : [target.platform];
}

/** Why the signature of a profile does not hold; `undefined` where it does. */
export const signatureProblems: Readonly<Record<ProvisioningProfile["signature"], string | undefined>> = {
  valid: undefined,
  unsigned: "nobody signed it",
  invalid: "it was changed after it was signed",
};

/** Profile types with their article, for messages. */
export const profileTypeNames: Readonly<Record<ManualAppleTarget["profileType"], string>> = {
  development: "a development",
  ad_hoc: "an ad hoc",
  app_store: "an App Store",
  enterprise: "an enterprise",
  developer_id: "a Developer ID",
};
