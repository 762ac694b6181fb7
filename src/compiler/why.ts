import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { assignedEntitlements, managedEntitlement } from "../plan/assigned-entitlements.ts";
import { checkFileFacts } from "./check-file-facts.ts";
import { covers } from "./file-rules/profile-matches-target.ts";
import { extensionsAmong } from "./planning/discovered-extensions.ts";
import type { AutomaticAppleTarget, ResolvedSpec, WantedCapability } from "./target.ts";
import { deviceObstacles } from "./why-device.ts";
import { manualProfile } from "./why-manual-profile.ts";
import { keyRange, obstacle, type AppleTarget, type Obstacle, type WhyInput } from "./why-obstacle.ts";
import { automaticProfile, type JudgedProfile } from "./why-profile.ts";

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
  const { question } = input;
  const { profile, until, obstacles } =
    target.method === "automatic" ? automaticProfile(input, target) : manualProfile(input, target);
  const store = storeObstacles(input, target);
  // Whatever else is wrong with an App Store build, no device would take it directly.
  if (store.length > 0) return { target, profile, obstacles: store, until: null };
  const all = [
    ...obstacles,
    ...fileErrors(input, target).map((diagnostic): Obstacle => ({ reason: "file", since: null, diagnostic })),
    ...(target.method === "automatic" ? capabilityObstacles(input, target, profile) : []),
    ...(question.device === undefined ? [] : deviceObstacles(input, target, { profile, udid: question.device })),
  ];
  return { target, profile, obstacles: all, until: all.length === 0 ? until : null };
}

/** What is said of dates and of bundle IDs without a profile with more than a rule over files can say. */
const SAID_WITH_MORE: readonly Diagnostic["code"][] = ["rule/expired", "rule/profile-bundle-id"];

/** What is wrong with the files that a target is signed with. */
function fileErrors({ compilation, facts, findings, now, spec }: WhyInput, target: AppleTarget): readonly Diagnostic[] {
  // A rule tells what many targets share at the first of them alone. What the target's name stands for decides which profiles are whose.
  const others = spec.targets.filter((t) => t.name === target.name && t.id !== target.id);
  const alone = { ...compilation, spec: { ...spec, targets: [target, ...others] } };
  const key =
    target.certificate === undefined ? undefined : compilation.document.rangeOf(["keys", target.certificate], "value");
  const unopened = findings.filter(
    ({ range, code }) =>
      key !== undefined &&
      range !== undefined &&
      range.start >= key.start &&
      range.end <= key.end &&
      !code.startsWith("rule/"),
  );
  return [
    ...unopened,
    ...checkFileFacts(alone, facts, now).filter(({ address }) => address === `targets.${target.id}`),
  ].filter(({ severity, code }) => severity === "error" && !SAID_WITH_MORE.includes(code));
}

/** No device takes an App Store build but from the store itself. */
function storeObstacles(input: WhyInput, target: AppleTarget): readonly Obstacle[] {
  const { question, spec } = input;
  if (question.device === undefined || target.profileType !== "app_store") return [];
  const others = targetsSigning(question.bundleId, spec, input.teams).filter(
    (t) => t.profileType !== "app_store" && t.platform === target.platform,
  );
  const file = target.method === "manual" ? ", and a profile of that type to its `profiles`" : "";
  const way =
    others.length > 0
      ? `build it with ${others.map((t) => `\`${t.id}\``).join(" or ")}`
      : `add \`${target.platform === "macos" ? "developer_id" : "ad_hoc"}\` to its \`profile_type\`${file}`;
  const store = target.platform === "macos" ? "the Mac App Store" : "the App Store";
  return [
    obstacle(target, {
      reason: "store_build",
      message: `App Store builds come to devices through ${store} and TestFlight only`,
      help: way,
      range: keyRange(input, target, "profile_type"),
    }),
  ];
}

/** An app that claims what its profile does not allow is refused when it is installed. */
function capabilityObstacles(
  input: WhyInput,
  target: AutomaticAppleTarget,
  profile: JudgedProfile | undefined,
): readonly Obstacle[] {
  const { bundleId } = input.question;
  const extension =
    target.extensions === "discover" ? undefined : target.extensions.find((e) => e.bundleId === bundleId);
  const wanted = covers(target.bundleId, bundleId) ? target.capabilities : (extension?.capabilities ?? []);
  const identifier = extension ? bundleId : target.bundleId;
  const registered = input.teams[target.key]?.bundle_ids.find((b) => b.identifier === identifier);
  if (!registered) return [];
  const range = keyRange(input, target, extension ? "extensions" : "capabilities");
  return wanted.flatMap((capability): readonly Obstacle[] => {
    // A managed one is in no list of the API's: only the profile tells whether it is there.
    if (managedEntitlement(capability.capabilityType) || registered.capabilities.includes(capability.capabilityType))
      return unassigned(input, target, { capability, identifier, profile, range });
    return [
      obstacle(target, {
        reason: "capability_missing",
        message: `${identifier} does not have ${capability.capabilityType}, so no profile allows it`,
        help: "`signwright apply` turns it on and makes the profile anew",
        range,
      }),
    ];
  });
}

/** App Groups and the like are assigned by a person; until then the profile allows none, and refuses an app that uses one. */
function unassigned(
  { stored }: WhyInput,
  target: AutomaticAppleTarget,
  at: {
    readonly capability: WantedCapability;
    readonly identifier: string;
    readonly profile: JudgedProfile | undefined;
    readonly range: Diagnostic["range"];
  },
): readonly Obstacle[] {
  const { capability, identifier, profile, range } = at;
  const { capabilityType: type } = capability;
  const assigned = Object.hasOwn(assignedEntitlements, type) ? assignedEntitlements[type] : undefined;
  const facts = stored.find(({ instance }) => instance === profile?.uuid)?.facts;
  const managed = managedEntitlement(type);
  const granted = facts?.["granted"];
  if (managed && profile && Array.isArray(granted) && !granted.includes(managed.entitlement))
    return [
      obstacle(target, {
        reason: "capability_unassigned",
        message: `the profile "${profile.name}" does not allow ${managed.what}: Apple has not granted it, or nobody has enabled it for ${identifier}`,
        help: `ask Apple for it (${managed.request}), enable it in the developer portal under Identifiers, ${identifier}, Additional Capabilities, then \`signwright apply\``,
        range,
      }),
    ];
  const empty = facts?.["unassigned"];
  if (!assigned || !profile || !Array.isArray(empty) || !empty.includes(assigned.entitlement)) return [];
  return [
    obstacle(target, {
      reason: "capability_unassigned",
      message: `no ${assigned.what} are assigned to ${identifier}, so the profile "${profile.name}" allows none`,
      help: `in the developer portal under Identifiers, open ${identifier} and choose its ${assigned.what}, then \`signwright apply\``,
      range,
    }),
  ];
}
