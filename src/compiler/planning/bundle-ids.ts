import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedBundleId } from "../../plan/observed.ts";
import { bundleIdName } from "../../plan/observed-objects.ts";
import type { Change } from "../../plan/plan.ts";
import type { AutomaticAppleTarget, WantedCapability } from "../target.ts";
import { changeOf, sortedSet, type Planned, type PlanningInput } from "./planning.ts";

/** A bundle ID that targets need, with every capability that any of them asks for. */
interface WantedBundleId {
  readonly identifier: string;
  readonly targets: string[];
  readonly capabilities: Map<string, WantedCapability>;
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
 * app's (dot boundary) that have no app of their own and are not another target's.
 */
export function bundleIdsOf(input: PlanningInput, target: AutomaticAppleTarget): readonly string[] {
  if (target.extensions !== "discover") return sortedSet([target.bundleId, ...target.extensions.map((e) => e.bundleId)]);
  const named = new Set<string>(
    input.spec.targets.flatMap((t) => {
      if (t.platform === "android") return [];
      return [t.bundleId, ...(t.extensions === "discover" ? [] : t.extensions.map((e) => e.bundleId))] as const;
    }),
  );
  const registered = input.observed.app_store_connect[target.key]?.bundle_ids ?? [];
  const discovered = registered
    .filter((b) => b.identifier.startsWith(`${target.bundleId}.`) && !b.identifier.includes("*"))
    .filter((b) => b.has_app === false && !named.has(b.identifier))
    .map((b) => b.identifier);
  return sortedSet([target.bundleId, ...discovered]);
}

/** Plans bundle IDs and their capabilities for the automatic targets of one key. Capabilities are only ever added. */
export function planBundleIds(input: PlanningInput, owner: string, targets: readonly AutomaticAppleTarget[]): PlannedBundleIds {
  const changes: Change[] = [];
  const pending = new Map<string, Address[]>();
  const invalidated = new Set<string>();
  const registered = new Map((input.observed.app_store_connect[owner]?.bundle_ids ?? []).map((b) => [b.identifier, b]));
  for (const wanted of wantedBundleIds(input, targets)) {
    const observed = registered.get(wanted.identifier);
    const waits: Address[] = [];
    if (!observed) {
      const created = createBundleId(owner, wanted);
      changes.push(created);
      waits.push(created.address);
    }
    const added = addCapabilities(owner, wanted, observed);
    changes.push(...added);
    waits.push(...added.map((c) => c.address));
    if (added.length > 0) invalidated.add(wanted.identifier);
    pending.set(wanted.identifier, waits);
  }
  return { changes, diagnostics: [], pending, invalidated };
}

function wantedBundleIds(input: PlanningInput, targets: readonly AutomaticAppleTarget[]): readonly WantedBundleId[] {
  const wanted = new Map<string, WantedBundleId>();
  const want = (identifier: string, target: AutomaticAppleTarget, capabilities: readonly WantedCapability[]): void => {
    const entry: WantedBundleId = wanted.get(identifier) ?? { identifier, targets: [], capabilities: new Map() };
    entry.targets.push(target.id);
    for (const capability of capabilities) entry.capabilities.set(capability.capabilityType, capability);
    wanted.set(identifier, entry);
  };
  for (const target of targets) {
    for (const identifier of bundleIdsOf(input, target)) {
      const listed = target.extensions === "discover" ? undefined : target.extensions.find((e) => e.bundleId === identifier);
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
  return identifier.replaceAll("*", "wildcard").replace(/[^A-Za-z0-9]+/g, " ").trim();
}

function addCapabilities(owner: string, wanted: WantedBundleId, observed: ObservedBundleId | undefined): readonly Change[] {
  const enabled = new Set(observed?.capabilities.map((c) => c.capability_type));
  return sortedSet(wanted.capabilities.keys())
    .filter((type) => !enabled.has(type))
    .map((type) =>
      changeOf({
        address: addressOf(owner, "capability", `${wanted.identifier}:${type.toLowerCase()}`),
        type: "capability",
        action: "create",
        action_reason: "missing",
        reason: `${wanted.identifier} does not have it yet`,
        after: { bundle_id: wanted.identifier, capability_type: type, settings: wanted.capabilities.get(type)?.settings ?? [] },
        depends_on: observed ? [] : [addressOf(owner, "bundle_id", wanted.identifier)],
        targets: wanted.targets,
        reads: observed ? [bundleIdName(owner, wanted.identifier)] : [],
      }),
    );
}
