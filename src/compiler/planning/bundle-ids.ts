import { addressOf, type Address } from "../../plan/address.ts";
import { managedEntitlement } from "../../plan/assigned-entitlements.ts";
import type { ObservedBundleId, ObservedCapability } from "../../plan/observed.ts";
import { bundleIdName, profileName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { AutomaticAppleTarget, WantedCapability } from "../target.ts";
import { discoveredExtensions } from "./discovered-extensions.ts";
import { changeOf, isCapabilityByHand, sameSet, sortedSet, type Planned, type PlanningInput } from "./planning.ts";

/** A bundle ID that targets need, with every capability that any of them asks for. */
interface WantedBundleId {
  readonly identifier: string;
  readonly targets: string[];
  readonly capabilities: Map<string, WantedCapability>;
  /** Apple's types of capabilities that it must not have. */
  readonly removed: Set<string>;
}

/** The bundle IDs that one key's targets need, what of them changes, and which of them change so that their profiles fall. */
export interface PlannedBundleIds extends Planned {
  /** Addresses of changes that a profile of the identifier waits for. */
  readonly pending: ReadonlyMap<string, readonly Address[]>;
  /** Identifiers whose capabilities change: Apple turns their profiles invalid. */
  readonly invalidated: ReadonlySet<string>;
}

/**
 * Bundle IDs of a target: the app's and its extensions'. With `extensions: discover` they are the registered ones below the
 * app's (dot boundary) that have no app of their own and are not another target's, nor below another target's app.
 */
export function bundleIdsOf(input: PlanningInput, target: AutomaticAppleTarget): readonly string[] {
  if (target.extensions !== "discover")
    return sortedSet([target.bundleId, ...target.extensions.map((e) => e.bundleId)]);
  const discovered = discoveredExtensions(input, target.key).get(target.bundleId) ?? [];
  return sortedSet([target.bundleId, ...discovered]);
}

/** Plans bundle IDs and their capabilities for the automatic targets of one key. Nothing is removed that `remove_capabilities` does not name. */
export function planBundleIds(
  input: PlanningInput,
  owner: string,
  targets: readonly AutomaticAppleTarget[],
): PlannedBundleIds {
  const changes: Change[] = [];
  const pending = new Map<string, Address[]>();
  const invalidated = new Set<string>();
  const registered = new Map((input.observed.app_store_connect[owner]?.bundle_ids ?? []).map((b) => [b.identifier, b]));
  for (const wanted of wantedBundleIds(input, targets)) {
    const observed = registered.get(wanted.identifier);
    const created = observed ? [] : [createBundleId(owner, wanted)];
    const capabilities = [
      ...planCapabilities(input, owner, wanted, observed),
      ...removeCapabilities(input, owner, wanted, observed),
    ];
    changes.push(...created, ...capabilities);
    if (capabilities.length > 0) invalidated.add(wanted.identifier);
    pending.set(
      wanted.identifier,
      [...created, ...capabilities].map((c) => c.address),
    );
  }
  return { changes, diagnostics: [], pending, invalidated };
}

/** The bundle IDs of automatic targets of one key, in the order of their identifiers. */
export function wantedBundleIds(
  input: PlanningInput,
  targets: readonly AutomaticAppleTarget[],
): readonly WantedBundleId[] {
  const wanted = new Map<string, WantedBundleId>();
  const want = (identifier: string, target: AutomaticAppleTarget, capabilities: readonly WantedCapability[]): void => {
    const entry: WantedBundleId = wanted.get(identifier) ?? {
      identifier,
      targets: [],
      capabilities: new Map(),
      removed: new Set(),
    };
    entry.targets.push(target.id);
    for (const capability of capabilities) {
      // A target that only asks for a capability leaves its settings to the one that gives them.
      const earlier = entry.capabilities.get(capability.capabilityType);
      if (!earlier || earlier.settings.length === 0) entry.capabilities.set(capability.capabilityType, capability);
    }
    if (identifier === target.bundleId) for (const type of target.removeCapabilities) entry.removed.add(type);
    wanted.set(identifier, entry);
  };
  for (const target of targets) {
    for (const identifier of bundleIdsOf(input, target)) {
      const listed =
        target.extensions === "discover" ? undefined : target.extensions.find((e) => e.bundleId === identifier);
      want(identifier, target, identifier === target.bundleId ? target.capabilities : (listed?.capabilities ?? []));
    }
  }
  return sortedSet(wanted.keys()).flatMap((identifier) => wanted.get(identifier) ?? []);
}

function createBundleId(owner: string, wanted: WantedBundleId): Change {
  return changeOf({
    address: addressOf(owner, "bundle_id", wanted.identifier),
    type: "bundle_id",
    action: "create",
    action_reason: "missing",
    reason: "the team has no such bundle ID",
    // Apple makes every new bundle ID UNIVERSAL, whatever is asked (fastlane sigh/runner.rb:334-336).
    after: { identifier: wanted.identifier, name: bundleIdDisplayName(wanted.identifier), platform: "UNIVERSAL" },
    targets: wanted.targets,
  });
}

/** Names of App IDs take letters, digits and spaces only, as the developer portal says when one types another. */
function bundleIdDisplayName(identifier: string): string {
  return identifier
    .replaceAll("*", "wildcard")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim();
}

function planCapabilities(
  input: PlanningInput,
  owner: string,
  wanted: WantedBundleId,
  observed: ObservedBundleId | undefined,
): readonly Change[] {
  const shown = new Map(observed?.capabilities.map((c) => [c.capability_type, c]));
  // Apple turns every profile of a bundle ID invalid when a capability changes, so the change writes those profiles too.
  const fallen = (input.observed.app_store_connect[owner]?.profiles ?? []).filter(
    (p) => p.bundle_id === wanted.identifier,
  );
  return sortedSet(wanted.capabilities.keys()).flatMap((type): readonly Change[] => {
    const settings = wanted.capabilities.get(type)?.settings ?? [];
    const present = shown.get(type);
    const address = addressOf(owner, "capability", `${wanted.identifier}:${type.toLowerCase()}`);
    // What the API cannot turn on is a step by hand.
    if (managedEntitlement(type) || (!present && isCapabilityByHand(input, address))) return [];
    const differing = present ? settings.filter((s) => !hasSetting(present, s)) : [];
    if (present && differing.length === 0) return [];
    const setting = differing.map((s) => s.key).join(" and ");
    const attributes = { bundle_id: wanted.identifier, capability_type: type };
    return [
      changeOf({
        address,
        type: "capability",
        action: present ? "update" : "create",
        action_reason: present ? "attributes_differ" : "missing",
        reason: present
          ? `${setting} of ${wanted.identifier} is set otherwise`
          : `${wanted.identifier} does not have it yet`,
        before: present ? { ...attributes, settings: present.settings } : null,
        after: { ...attributes, settings },
        depends_on: observed ? [] : [addressOf(owner, "bundle_id", wanted.identifier)],
        targets: wanted.targets,
        reads: observed
          ? [bundleIdName(owner, wanted.identifier), ...fallen.map((p) => profileName(owner, p.uuid))]
          : [],
      }),
    ];
  });
}

/** What the spec or `--destroy` turns off: either way the profiles of the bundle ID fall, and are made anew in the same plan. */
function removeCapabilities(
  input: PlanningInput,
  owner: string,
  wanted: WantedBundleId,
  observed: ObservedBundleId | undefined,
): readonly Change[] {
  const { identifier: bundle_id } = wanted;
  return (observed?.capabilities ?? []).flatMap(({ capability_type, settings }): readonly Change[] => {
    const address = addressOf(owner, "capability", `${bundle_id}:${capability_type.toLowerCase()}`);
    const isRemoved = wanted.removed.has(capability_type);
    if (!isRemoved && !input.requests.destroy.includes(`${address}#`)) return [];
    return [
      changeOf({
        address,
        type: "capability",
        action: "delete",
        action_reason: "delete_by_request",
        reason: `\`${isRemoved ? "remove_capabilities" : "--destroy"}\` turns it off for ${bundle_id}`,
        before: { bundle_id, capability_type, settings },
        targets: wanted.targets,
        reads: [
          bundleIdName(owner, bundle_id),
          ...(input.observed.app_store_connect[owner]?.profiles ?? [])
            .filter((p) => p.bundle_id === bundle_id)
            .map((p) => profileName(owner, p.uuid)),
        ],
      }),
    ];
  });
}

/** Settings that the spec does not name are left as they are. */
function hasSetting(capability: ObservedCapability, wanted: WantedCapability["settings"][number]): boolean {
  return capability.settings.some((s) => s.key === wanted.key && sameSet(s.options, wanted.options));
}
