import type { CachedProfile, CachedTeam } from "../plan/world-cache.ts";
import { textFact } from "./planning/planning.ts";
import { profileAddresses } from "./planning/wanted-profile.ts";
import type { AutomaticAppleTarget } from "./target.ts";
import { keyRange, obstacle, type Obstacle, type WhyInput } from "./why-obstacle.ts";
import { isDeadState } from "../plan/profile-state.ts";

/** The profile that builds of a target get. */
export interface JudgedProfile {
  readonly name: string;
  readonly uuid: string;
  /** Apple's state; ACTIVE for a file of the user. */
  readonly state: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** UDIDs that it lists. */
  readonly devices: readonly string[];
  /** Whether it is for every device: in-house and Developer ID. */
  readonly allDevices: boolean;
}

/** A target's profile, what is wrong with it and its certificate, and until when both hold. */
export interface HeldProfile {
  readonly profile: JudgedProfile | undefined;
  readonly obstacles: readonly Obstacle[];
  /** ISO 8601, UTC; null where a date is missing. */
  readonly until: string | null;
}

/** Whether a date has come. */
export function isPast(now: Date, date: string): boolean {
  return Date.parse(date) <= now.getTime();
}

/** Finds the profile of ours that builds with the bundle ID get, and judges it with its certificate. */
export function automaticProfile(input: WhyInput, target: AutomaticAppleTarget): HeldProfile {
  const { question, now } = input;
  const team = input.teams[target.key];
  const identifier = target.bundleId.endsWith("*") ? target.bundleId : question.bundleId;
  const all = (team?.profiles ?? []).filter(
    (p) => p.profile_type === target.appleProfileType && p.bundle_id === identifier,
  );
  const works = (p: CachedProfile): number => (isDeadState(p.state) || isPast(now, p.expires) ? 1 : 0);
  const [found] = all
    .filter((p) => p.ours)
    .toSorted((a, b) => works(a) - works(b) || Date.parse(b.expires) - Date.parse(a.expires));
  if (!team || !found)
    return { profile: undefined, obstacles: [noProfile(input, target, { identifier, all })], until: null };
  const profile: JudgedProfile = {
    name: found.name,
    uuid: found.uuid,
    state: found.state,
    expires: found.expires,
    devices: found.device_list === null ? [] : (team.device_lists[found.device_list] ?? []),
    allDevices: target.row.devices === "forbidden" && target.profileType !== "app_store",
  };
  const certificate = judgeCertificates(input, target, found, team);
  return {
    profile,
    obstacles: [...profileObstacles(input, target, profile), ...certificate.obstacles],
    until: earliest([found.expires, certificate.until]),
  };
}

/** There is none, or the one that the store holds has expired: Apple's lists leave expired profiles out. */
function noProfile(
  input: WhyInput,
  target: AutomaticAppleTarget,
  { identifier, all }: { readonly identifier: string; readonly all: readonly CachedProfile[] },
): Obstacle {
  const { stored } = profileAddresses(target.key, identifier, target.appleProfileType);
  const copy = input.stored.findLast((object) => object.address === stored);
  const expires = textFact(copy, "expires");
  if (expires !== undefined && isPast(input.now, expires))
    return expiredProfile(input, target, { name: textFact(copy, "name") ?? identifier, expires });
  const isListed = target.extensions !== "discover" && target.extensions.some((e) => e.bundleId === identifier);
  const foreign = all.map((p) => `"${p.name}"`).join(", ");
  const others = foreign === "" ? "" : `; what the team has (${foreign}) is not Signwright's`;
  const message =
    copy === undefined
      ? `there is no profile for ${identifier} yet${others}`
      : `the profile "${textFact(copy, "name") ?? identifier}" is gone from Apple${others}`;
  return obstacle(target, {
    reason: "no_profile",
    message,
    help: "`signwright apply` makes it",
    range: keyRange(input, target, isListed ? "extensions" : "bundle_id"),
  });
}

function expiredProfile(
  input: WhyInput,
  target: AutomaticAppleTarget,
  { name, expires }: Pick<JudgedProfile, "name" | "expires">,
): Obstacle {
  return obstacle(target, {
    reason: "profile_expired",
    since: expires,
    message: `the profile "${name}" has expired`,
    help: "`signwright apply` makes a new one",
    range: keyRange(input, target, "renew_before"),
  });
}

function profileObstacles(input: WhyInput, target: AutomaticAppleTarget, profile: JudgedProfile): readonly Obstacle[] {
  const { name, expires, state } = profile;
  if (isPast(input.now, expires)) return [expiredProfile(input, target, profile)];
  if (!isDeadState(state)) return [];
  return [
    obstacle(target, {
      reason: "profile_invalid",
      message: `Apple says that the profile "${name}" is ${state}`,
      help: "`signwright apply` makes a new one",
      range: keyRange(input, target, "capabilities"),
    }),
  ];
}

/** Whether builds can be signed with one of the profile's certificates, and until when. */
function judgeCertificates(
  input: WhyInput,
  target: AutomaticAppleTarget,
  profile: CachedProfile,
  team: CachedTeam,
): Pick<HeldProfile, "obstacles" | "until"> {
  const shown = team.certificates.filter((c) => profile.certificates.includes(c.serial_number));
  const alive = shown.filter((c) => !isPast(input.now, c.expires));
  const ours = alive.filter((c) => c.ours);
  if (ours.length > 0) return { obstacles: [], until: latest(ours.map((c) => c.expires)) };
  const range = keyRange(input, target, target.certificate === undefined ? "key" : "certificate");
  const help =
    target.certificate === undefined
      ? "`signwright apply` makes a new certificate and profile"
      : `replace the file of \`${target.certificate}\``;
  // Apple's list may leave out what has expired; the user's own file has the date still.
  const file = target.certificate === undefined ? undefined : input.facts.identities.get(target.certificate);
  const past = [...shown.map((c) => c.expires), ...(file ? [file.certificate.notAfter] : [])].filter((date) =>
    isPast(input.now, date),
  );
  const gone = latest(past);
  // Apple takes a revoked certificate out of its profiles too.
  const serials = profile.certificates.join(", ");
  const named = serials === "" ? "" : ` (${serials})`;
  const said =
    alive.length > 0
      ? {
          reason: "certificate_not_held" as const,
          message: `the store holds the private key of none of the profile's certificates${named}`,
        }
      : gone !== null
        ? {
            reason: "certificate_expired" as const,
            since: gone,
            message: `the certificate of the profile "${profile.name}" has expired`,
          }
        : {
            reason: "certificate_gone" as const,
            message: `the certificate of the profile "${profile.name}"${named} was revoked, or is gone from Apple`,
          };
  return { obstacles: [obstacle(target, { ...said, help, range })], until: null };
}

function sorted(dates: readonly (string | null)[]): readonly string[] {
  return dates.filter((date) => date !== null).toSorted((a, b) => Date.parse(a) - Date.parse(b));
}

/** The date that comes first; null where there is none. */
export function earliest(dates: readonly (string | null)[]): string | null {
  return sorted(dates)[0] ?? null;
}

function latest(dates: readonly string[]): string | null {
  return sorted(dates).at(-1) ?? null;
}
