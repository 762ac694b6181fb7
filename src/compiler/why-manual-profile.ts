import type { SourceRange } from "../diagnostics/source-range.ts";
import type { ProfileFile } from "./file-facts.ts";
import { profileRange } from "./file-rules/file-rule.ts";
import { covers, profileTypeNames } from "./file-rules/profile-matches-target.ts";
import type { ManualAppleTarget } from "./target.ts";
import { keyRange, obstacle, type Obstacle, type WhyInput } from "./why-obstacle.ts";
import { earliest, isPast, type HeldProfile, type JudgedProfile } from "./why-profile.ts";

const RENEW = "renew it in the developer portal and replace the file";

/** Finds the profile file of the user that builds with the bundle ID get, and judges it and the certificate by their dates. */
export function manualProfile(input: WhyInput, target: ManualAppleTarget): HeldProfile {
  const { facts, question, now } = input;
  const [file] = target.profiles
    .flatMap((path) => facts.profiles.get(path) ?? [])
    .filter(({ profile: p }) => p.profileType === target.profileType && covers(p.bundleId, question.bundleId))
    .toSorted(byFit);
  const certificate = facts.identities.get(target.certificate)?.certificate;
  const expired =
    certificate && isPast(now, certificate.notAfter)
      ? [
          obstacle(target, {
            reason: "certificate_expired",
            since: certificate.notAfter,
            message: `the certificate of \`${target.certificate}\` has expired`,
            help: RENEW,
            range: keyRange(input, target, "certificate"),
          }),
        ]
      : [];
  return {
    profile: file && judged(target, file),
    obstacles: [...(file ? dateObstacles(input, target, file) : withoutProfile(input, target)), ...expired],
    until: earliest([file?.profile.expires ?? null, certificate?.notAfter ?? null]),
  };
}

/** As Xcode does, an explicit App ID is taken before a wildcard, the longer wildcard before the shorter; then the one that lasts longer. */
function byFit({ profile: a }: ProfileFile, { profile: b }: ProfileFile): number {
  const wild = (pattern: string): number => (pattern.endsWith("*") ? 1 : 0);
  return (
    wild(a.bundleId) - wild(b.bundleId) ||
    b.bundleId.length - a.bundleId.length ||
    Date.parse(b.expires) - Date.parse(a.expires)
  );
}

function judged(target: ManualAppleTarget, { profile }: ProfileFile): JudgedProfile {
  return {
    name: profile.name,
    uuid: profile.uuid,
    state: "ACTIVE",
    expires: profile.expires,
    devices: profile.deviceUdids,
    allDevices: profile.provisionsAllDevices || target.profileType === "developer_id",
  };
}

function dateObstacles(
  input: WhyInput,
  target: ManualAppleTarget,
  { path, profile }: ProfileFile,
): readonly Obstacle[] {
  if (!isPast(input.now, profile.expires)) return [];
  return [
    obstacle(target, {
      reason: "profile_expired",
      since: profile.expires,
      message: `the profile "${profile.name}" in \`${path}\` has expired`,
      help: RENEW,
      range: profileRange(input, target.name, path),
    }),
  ];
}

function withoutProfile(input: WhyInput, target: ManualAppleTarget): readonly Obstacle[] {
  // Outside of the App Store a Mac app needs a profile only for some capabilities.
  if (target.profiles.length === 0 && target.profileType === "developer_id") return [];
  const closed = target.profiles.filter((path) => !input.facts.profiles.has(path));
  if (closed.length > 0) return closed.map((path) => unopened(target, path, profileRange(input, target.name, path)));
  const held = target.profiles.flatMap((path) => input.facts.profiles.get(path) ?? []);
  const notes = held.map(({ path, profile }) => {
    return `\`${path}\` is ${profileTypeNames[profile.profileType]} profile for \`${profile.bundleId}\``;
  });
  return [
    obstacle(target, {
      reason: "no_profile",
      message: `none of its profiles is ${profileTypeNames[target.profileType]} profile for ${input.question.bundleId}`,
      help: "add the profile of that bundle ID to `profiles`",
      range: keyRange(input, target, "profiles"),
      notes,
    }),
  ];
}

/** A file that could not be opened; why not has its own diagnostic. */
function unopened(target: ManualAppleTarget, file: string, range: SourceRange): Obstacle {
  return obstacle(target, {
    reason: "file",
    message: `\`${file}\` could not be opened`,
    help: "`signwright validate` says why",
    range,
  });
}
