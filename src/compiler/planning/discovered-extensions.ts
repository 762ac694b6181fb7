import type { ResolvedSpec } from "../target.ts";
import type { PlanningInput } from "./planning.ts";

/**
 * Registered bundle IDs of one team that belong to an app of the spec without being named in it, by the app's bundle ID: those
 * below it (dot boundary) that have no app of their own, are no other target's, and are not below a nearer target's app.
 */
export type DiscoveredExtensions = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<PlanningInput, Map<string, DiscoveredExtensions>>();

/** The extensions that `extensions: discover` finds in the team of a key. Looked for once for each planning, however many targets ask. */
export function discoveredExtensions(input: PlanningInput, owner: string): DiscoveredExtensions {
  const ofInput = known.get(input) ?? new Map<string, DiscoveredExtensions>();
  known.set(input, ofInput);
  const found = ofInput.get(owner) ?? extensionsAmong(registeredOf(input, owner), input.spec);
  ofInput.set(owner, found);
  return found;
}

/** What was found to be an extension stays one while Apple does not say otherwise: its profile would go for a word left out. */
function registeredOf({ observed }: PlanningInput, owner: string): readonly RegisteredBundleId[] {
  const rows = observed.app_store_connect[owner]?.bundle_ids ?? [];
  if (rows.every(({ has_app }) => has_app !== null)) return rows;
  const profiles = observed.store.records
    .map(({ address }) => address)
    .filter((a) => a.startsWith(`${owner}/profile/`));
  const kept = new Set(profiles.map((address) => address.slice(`${owner}/profile/`.length, address.lastIndexOf(":"))));
  return rows.map((row) => (row.has_app === null && kept.has(row.identifier) ? { ...row, has_app: false } : row));
}

/** A registered bundle ID, as far as it matters here. */
interface RegisteredBundleId {
  readonly identifier: string;
  /** Apple's platform; SERVICES for what is no app's at all. */
  readonly platform: string;
  /** Whether an app of App Store Connect uses it; null when that was not read. */
  readonly has_app: boolean | null;
}

/** The extensions that `extensions: discover` finds among the registered bundle IDs of a team. */
export function extensionsAmong(
  registered: readonly RegisteredBundleId[],
  spec: Pick<ResolvedSpec, "targets">,
): DiscoveredExtensions {
  const apps = new Set<string>();
  const named = new Set<string>();
  for (const target of spec.targets) {
    if (target.platform === "android") continue;
    apps.add(target.bundleId);
    if (target.extensions !== "discover") for (const { bundleId } of target.extensions) named.add(bundleId);
  }
  const found = new Map<string, string[]>();
  for (const { identifier, platform, has_app } of registered) {
    // Services IDs, such as those for Sign in with Apple on the web, come in the same list (codemagic-cli-tools #93): no profile can be for one.
    if (platform === "SERVICES" || has_app !== false) continue;
    if (identifier.includes("*") || named.has(identifier) || apps.has(identifier)) continue;
    const app = nearestApp(identifier, apps);
    if (app === undefined) continue;
    const siblings = found.get(app);
    if (siblings) siblings.push(identifier);
    else found.set(app, [identifier]);
  }
  return found;
}

/** The longest bundle ID among the apps that an identifier lies below. */
function nearestApp(identifier: string, apps: ReadonlySet<string>): string | undefined {
  for (let dot = identifier.lastIndexOf("."); dot > 0; dot = identifier.lastIndexOf(".", dot - 1)) {
    const above = identifier.slice(0, dot);
    if (apps.has(above)) return above;
  }
  return undefined;
}
