import { createDiagnostic, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { addressOf, type Address } from "../../plan/address.ts";
import type { ObservedConsoleApp, ObservedSigningProfile } from "../../plan/observed.ts";
import { consoleAppName, signingProfileName } from "../../plan/observed-objects.ts";
import type { Change, ChangeOf } from "../../plan/plan.ts";
import type { ConsoleSigningType, SecuredAppAttributes } from "../../plan/resource.ts";
import { nearestName } from "../nearest-name.ts";
import type { PolicyConsoleUse, Target } from "../target.ts";
import { currentSigningProfile } from "./own-signing-profiles.ts";
import { changeOf, groupedBy, recordOf, sortedSet, textFact, type Planned, type PlanningInput } from "./planning.ts";

const signingTypes: Readonly<Record<PolicyConsoleUse["signing"], ConsoleSigningType>> = {
  sign_on_console: "SIGN_ON_CONSOLE",
  sign_externally: "SIGN_EXTERNALLY",
  skip_codesign: "SKIP_CODESIGN",
};

/** An app that a target names, with the app of the console that it is. */
interface NamedApp {
  readonly address: Address;
  /** As the spec names it: package name, bundle ID or GUID. */
  readonly name: string;
  /** `undefined` when the console has none. */
  readonly app: ObservedConsoleApp | undefined;
  readonly target: Target;
  readonly use: PolicyConsoleUse;
}

/**
 * Plans the apps that are secured on consoles. An app keeps what it was secured with until it is secured again, so it is due whenever
 * its signing profile is another one, or was written since. `earlier` are the changes planned so far.
 */
export function planSecuredApps(input: PlanningInput, earlier: readonly Change[]): Planned {
  const changes: Change[] = [];
  const diagnostics: Diagnostic[] = [];
  const named = groupedBy(
    input.targets.flatMap((target) => namedApps(input, target)),
    ({ address }) => address,
  );
  const profiles = new Map(earlier.flatMap((c) => (c.type === "signing_profile" ? [[c.address, c] as const] : [])));
  for (const address of sortedSet(named.keys())) {
    const sharing = named.get(address) ?? [];
    const [first] = sharing;
    if (!first) continue;
    const other = sharing.find(({ use }) => use.profile !== first.use.profile || use.signing !== first.use.signing);
    const problem = first.app ? other && disagreement(first, other) : unknownApp(input, first);
    if (problem) diagnostics.push(problem);
    else if (first.app) changes.push(...planApp(input, profiles, { ...first, app: first.app, sharing }));
  }
  const forbidden = changes.length === 0 ? [] : withoutRights(input, changes, earlier);
  return { changes, diagnostics: [...diagnostics, ...forbidden] };
}

/** Addresses of the apps that a target secures. */
export function securedAppAddresses(input: PlanningInput, target: Target): readonly Address[] {
  return namedApps(input, target).map(({ address }) => address);
}

/** Nothing is known of the apps of a console that was not read. */
function namedApps(input: PlanningInput, target: Target): readonly NamedApp[] {
  const use = target.policyConsole;
  const apps = use && input.observed.policy_console[use.key]?.apps;
  if (!use || !apps) return [];
  const platform = platformOf(target);
  return use.apps.map((name) => {
    const guid = guidIn(name);
    const app =
      guid === undefined
        ? apps.find((a) => a.package_name === name && a.platform === platform)
        : apps.find((a) => a.app_id.toLowerCase() === guid && a.platform === platform);
    const address = addressOf(use.key, "secured_app", `${app?.package_name ?? name}:${platform}`);
    return { address, name, app, target, use };
  });
}

/** The GUID in a name as the console writes it, or `undefined` when it is a package name. */
function guidIn(name: string): string | undefined {
  const bare = name.replaceAll(/[{}]/g, "").toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(bare) ? bare : undefined;
}

function platformOf(target: Target): "android" | "ios" {
  return target.platform === "android" ? "android" : "ios";
}

function planApp(
  input: PlanningInput,
  profileChanges: ReadonlyMap<Address, ChangeOf<"signing_profile">>,
  named: NamedApp & { readonly app: ObservedConsoleApp; readonly sharing: readonly NamedApp[] },
): readonly Change[] {
  const { address, app, use } = named;
  const signs = use.signing !== "skip_codesign";
  const profileAddress = signs ? addressOf(use.key, "signing_profile", use.profile) : null;
  const profileChange = profileAddress === null ? undefined : profileChanges.get(profileAddress);
  const all = input.observed.policy_console[use.key]?.signing_profiles ?? [];
  const profile = profileAddress === null ? undefined : currentSigningProfile(input, profileAddress);
  // A signing profile that cannot be planned has its own error.
  if (signs && !profile && !profileChange) return [];
  const after: SecuredAppAttributes = {
    app_id: app.app_id,
    package_name: app.package_name,
    platform: platformOf(named.target),
    signing_type: signingTypes[use.signing],
    signing_profile: profileAddress,
    profile_data_id: profileChange ? null : (profile?.data_id ?? null),
  };
  const why = whySecure(input, { address, app, after, profile, profileChange });
  if (why === undefined) return [];
  return [
    changeOf({
      address,
      type: "secured_app",
      action: app.signing ? "update" : "create",
      ...why,
      before: app.signing ? beforeOf(app, after, { owner: use.key, profiles: all, current: profile }) : null,
      after,
      after_unknown: profileChange ? ["profile_data_id"] : [],
      depends_on: profileChange ? [profileChange.address] : [],
      targets: named.sharing.map(({ target }) => target.id),
      reads: [
        consoleAppName(use.key, app.app_id),
        ...(profile ? [signingProfileName(use.key, profile.profile_id)] : []),
      ],
    }),
  ];
}

interface AppState {
  readonly address: Address;
  readonly app: ObservedConsoleApp;
  readonly after: SecuredAppAttributes;
  readonly profile: ObservedSigningProfile | undefined;
  readonly profileChange: ChangeOf<"signing_profile"> | undefined;
}

/** Why an app must be secured, or secured again; `undefined` when it is as it should be. */
function whySecure(
  input: PlanningInput,
  { address, app, after, profile, profileChange }: AppState,
): Pick<Change, "action_reason" | "reason"> | undefined {
  const { signing } = app;
  const mark = recordOf(input, address);
  const record = textFact(mark, "app_id") === app.app_id ? mark : undefined;
  // Where nobody signs, a console may show no signing policy; an app that was uploaded anew has no policy at all.
  const isSkipped = textFact(record, "signing_type") === "SKIP_CODESIGN" && app.policies.length > 0;
  if (!signing && after.signing_profile === null && isSkipped) return undefined;
  if (!signing) return { action_reason: "missing", reason: "it was never secured with a signing policy" };
  const again = (reason: string): Pick<Change, "action_reason" | "reason"> => ({
    action_reason: "source_changed",
    reason: `it has to be secured again: ${reason}`,
  });
  const type = signing.signing_type ?? textFact(record, "signing_type") ?? "a type that the console does not show";
  if (type !== after.signing_type) return { action_reason: "attributes_differ", reason: `it is secured with ${type}` };
  if (after.signing_profile === null) return undefined;
  if (profileChange) return again(whatHappensTo(profileChange));
  if (!profile || signing.profile_id !== profile.profile_id)
    return again("it was secured with another signing profile than the current one");
  const older = again("its signing profile was written since it was secured");
  if (signing.data_id !== null && signing.data_id !== profile.data_id) return older;
  const own = textFact(record, "profile_id") === profile.profile_id ? record : undefined;
  if (!own) return again("Signwright did not secure it, so whether its signing profile was written since is unknown");
  // A console may keep the id of the data when it writes it; then only the stamp in our own mark tells a newer writing. Where the id
  // of our mark is another one, the console does not keep it, and what the app shows is what it has.
  const isKept = textFact(own, "data_id") === profile.data_id;
  const isCurrent = isKept ? textFact(own, "data_stamp") === profile.data_stamp : signing.data_id !== null;
  return isCurrent ? undefined : older;
}

function whatHappensTo({ action, before, after }: ChangeOf<"signing_profile">): string {
  if (action === "create") return before ? "its signing profile is replaced" : "its signing profile is made";
  // What a console shows of an app tells no new description from a new file.
  return before?.file_sha256 != null && before.file_sha256 === after?.file_sha256
    ? "its signing profile changes, and although the file in it stays, the console counts the app as secured with an older one"
    : "its signing profile changes";
}

function beforeOf(
  app: ObservedConsoleApp,
  after: SecuredAppAttributes,
  console: {
    readonly owner: string;
    readonly profiles: readonly ObservedSigningProfile[];
    readonly current: ObservedSigningProfile | undefined;
  },
): SecuredAppAttributes {
  const { owner, profiles, current } = console;
  const profile = profiles.find((p) => p.profile_id === app.signing?.profile_id);
  const named = profile && addressOf(owner, "signing_profile", profile.name);
  return {
    ...after,
    // What the console says; it is only shown.
    signing_type: app.signing?.signing_type as ConsoleSigningType,
    signing_profile: (profile && profile === current ? after.signing_profile : named) ?? null,
    profile_data_id: app.signing?.data_id ?? null,
  };
}

function unknownApp(input: PlanningInput, { address, name, use, target }: NamedApp): Diagnostic {
  const platform = platformOf(target);
  const apps = input.observed.policy_console[use.key]?.apps ?? [];
  const other = apps.find(
    (a) => a.platform !== platform && (a.package_name === name || a.app_id.toLowerCase() === guidIn(name)),
  );
  const near = nearestName(
    name,
    apps.filter((a) => a.platform === platform).map((a) => a.package_name),
  );
  const notes = other ? [{ message: `the one that it has is for ${other.platform}` }] : [];
  const help = near === undefined ? undefined : `there is \`${near}\``;
  const details = { address, notes, ...(help === undefined ? {} : { help }) };
  return createDiagnostic("policy-console/unknown-app", { key: use.key, platform, app: name }, details);
}

function disagreement(first: NamedApp, other: NamedApp): Diagnostic {
  const object = `the app \`${first.name}\` of \`${first.use.key}\``;
  const parameters = { first: first.target.id, second: other.target.id, object };
  const help = "make them agree: an app is secured with one signing profile";
  return createDiagnostic("rule/conflicting-targets", parameters, { address: first.address, help });
}

/** Said once for each console, and not where a signing profile of it said so already. */
function withoutRights(
  input: PlanningInput,
  changes: readonly Change[],
  earlier: readonly Change[],
): readonly Diagnostic[] {
  const said = new Set(earlier.flatMap((c) => (c.type === "signing_profile" ? [c.provider_name] : [])));
  const consoles = groupedBy(changes, (c) => c.provider_name);
  return [...consoles].flatMap(([key, [change]]) =>
    change === undefined || said.has(key) || input.observed.policy_console[key]?.is_administrator !== false
      ? []
      : [createDiagnostic("policy-console/forbidden", { key }, { address: change.address })],
  );
}
