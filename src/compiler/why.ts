import { extensionsAmong } from "./planning/discovered-extensions.ts";
import { covers } from "./file-rules/profile-matches-target.ts";
import type { ResolvedSpec } from "./target.ts";
import { deviceObstacles } from "./why-device.ts";
import { keyRange, obstacle, type AppleTarget, type Obstacle, type WhyInput } from "./why-obstacle.ts";
import { heldProfile, type JudgedProfile } from "./why-profile.ts";

/** The answer for one target. */
export interface Answer {
  readonly target: AppleTarget;
  readonly profile: JudgedProfile | undefined;
  /** None: the build can be installed. */
  readonly obstacles: readonly Obstacle[];
  /** ISO 8601, UTC: until when it can, by the dates of profile and certificate; null where there is none, or it cannot. */
  readonly until: string | null;
}

/**
 * Targets whose builds have this bundle ID: as their app, as a listed extension, below their wildcard, or, as far as `teams` knows the
 * team, as an extension that `discover` finds.
 */
export function targetsSigning(
  bundleId: string,
  spec: Pick<ResolvedSpec, "targets">,
  teams: WhyInput["teams"] | "any",
): readonly AppleTarget[] {
  return spec.targets.filter((target): target is AppleTarget => {
    if (target.platform === "android") return false;
    if (covers(target.bundleId, bundleId)) return true;
    if (target.extensions !== "discover") return target.extensions.some((e) => e.bundleId === bundleId);
    if (teams === "any") return bundleId.startsWith(`${target.bundleId}.`);
    const team = target.method === "automatic" ? teams[target.key] : undefined;
    return (
      extensionsAmong(team?.bundle_ids ?? [], spec)
        .get(target.bundleId)
        ?.includes(bundleId) ?? false
    );
  });
}

/** Whether builds of a target with this bundle ID can be installed, and what keeps them from it. Pure. */
export function answerFor(input: WhyInput, target: AppleTarget): Answer {
  const { question, findings } = input;
  const { profile, until, obstacles } = heldProfile(input, target);
  // Dates are said with the day since when; what else is wrong with the files has its own diagnostic.
  const files =
    target.method === "automatic"
      ? []
      : findings.filter(
          (d) => d.severity === "error" && d.code !== "rule/expired" && d.address === `targets.${target.id}`,
        );
  const all = [
    ...storeObstacles(input, target),
    ...obstacles,
    ...files.map((diagnostic): Obstacle => ({ reason: "file", since: null, diagnostic })),
    ...capabilityObstacles(input, target),
    ...(question.device === undefined || target.profileType === "app_store"
      ? []
      : deviceObstacles(input, target, { profile, udid: question.device })),
  ];
  return { target, profile, obstacles: all, until: all.length === 0 ? until : null };
}

/** No device takes an App Store build but from the store itself. */
function storeObstacles(input: WhyInput, target: AppleTarget): readonly Obstacle[] {
  const { question, spec } = input;
  if (question.device === undefined || target.profileType !== "app_store") return [];
  const others = targetsSigning(question.bundleId, spec, input.teams).filter(
    (t) => t.profileType !== "app_store" && t.platform === target.platform,
  );
  const way =
    others.length > 0
      ? `build it with ${others.map((t) => `\`${t.id}\``).join(" or ")}`
      : `add \`${target.platform === "macos" ? "developer_id" : "ad_hoc"}\` to its \`profile_type\``;
  const store = target.platform === "macos" ? "the Mac App Store" : "the App Store and TestFlight";
  return [
    obstacle(target, {
      reason: "store_build",
      message: `App Store builds come to devices through ${store} only`,
      help: way,
      range: keyRange(input, target, "profile_type"),
    }),
  ];
}

/** An app that claims what its profile does not allow is refused when it is installed. */
function capabilityObstacles(input: WhyInput, target: AppleTarget): readonly Obstacle[] {
  if (target.method !== "automatic") return [];
  const { bundleId } = input.question;
  const extension =
    target.extensions === "discover" ? undefined : target.extensions.find((e) => e.bundleId === bundleId);
  const wanted = bundleId === target.bundleId ? target.capabilities : (extension?.capabilities ?? []);
  const registered = input.teams[target.key]?.bundle_ids.find((b) => b.identifier === bundleId);
  if (!registered) return [];
  return wanted
    .filter(({ capabilityType }) => !registered.capabilities.includes(capabilityType))
    .map(({ capabilityType }) =>
      obstacle(target, {
        reason: "capability_missing",
        message: `${bundleId} does not have ${capabilityType}, so no profile allows it`,
        help: "`signwright apply` turns it on and makes the profile anew",
        range: keyRange(input, target, extension ? "extensions" : "capabilities"),
      }),
    );
}
