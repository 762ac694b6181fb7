import type { ProvisioningProfile } from "../../formats/provisioning-profile.ts";

/** Entitlements as JSON. */
export type Entitlements = Readonly<Record<string, unknown>>;

/** An entitlement that a profile does not allow. */
export interface EntitlementConflict {
  readonly entitlement: string;
  /** Completes "the profile does not allow the entitlement: …". */
  readonly reason: string;
}

/**
 * The entitlements of an app that a profile does not allow (Apple TN3125, "Inside Code Signing: Provisioning Profiles"; a value
 * of the profile may be a wildcard: `*` alone, or at the end as in `ABCDE12345.*`).
 * @param isMac on macOS the entitlements of sandbox and hardened runtime need no profile
 */
export function entitlementConflicts(
  app: Entitlements,
  profile: ProvisioningProfile,
  isMac: boolean,
): readonly EntitlementConflict[] {
  return Object.entries(app)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([entitlement, value]): readonly EntitlementConflict[] => {
      // A profile cannot widen what is switched off.
      if (value === false) return [];
      const allowed = profile.entitlements[entitlement];
      if (allowed === undefined)
        return isMac && isUnrestricted(entitlement) ? [] : [{ entitlement, reason: "it is not in the profile" }];
      const outside = valuesOutside(value, allowed);
      return outside === undefined ? [] : [{ entitlement, reason: outside }];
    });
}

/** What any app on macOS may claim: sandbox, hardened runtime and debugging (Apple TN3125). */
function isUnrestricted(entitlement: string): boolean {
  return entitlement.startsWith("com.apple.security.");
}

/** Which value lies outside of what a profile says, in words; `undefined` when none does. */
function valuesOutside(value: unknown, allowed: unknown): string | undefined {
  if (allowed === "*" && (typeof value === "string" || isTexts(value))) return undefined;
  if (isTexts(value)) {
    const outside = value.filter((one) => !allowsText(allowed, one));
    return outside.length === 0
      ? undefined
      : `${outside.map(quoted).join(", ")} ${outside.length === 1 ? "is" : "are"} not among ${listed(allowed)}`;
  }
  if (typeof value === "string")
    return allowsText(allowed, value)
      ? undefined
      : `${quoted(value)} is not ${Array.isArray(allowed) ? `among ${listed(allowed)}` : listed(allowed)}`;
  return isEqual(value, allowed) ? undefined : `the app has ${listed(value)}, the profile ${listed(allowed)}`;
}

function allowsText(allowed: unknown, text: string): boolean {
  const patterns = Array.isArray(allowed) ? allowed : [allowed];
  return patterns.some((pattern: unknown) => {
    if (typeof pattern !== "string") return false;
    return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => isEqual(one, b[i]));
  if (!isMap(a) || !isMap(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isEqual(a[name], b[name]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(text: string): string {
  return `\`${text}\``;
}

function listed(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Entitlements of a source file with Xcode's variables filled in, as far as the target tells them. */
export interface FilledEntitlements {
  readonly entitlements: Entitlements;
  /** Entitlements that hold a variable that only Xcode knows, and the variable. They are left out. */
  readonly unknown: readonly { readonly entitlement: string; readonly variable: string }[];
}

/** Fills in the variables of an `.entitlements` file (Xcode build settings reference). */
export function fillEntitlements(
  source: Entitlements,
  { profile, bundleId }: { readonly profile: ProvisioningProfile; readonly bundleId: string },
): FilledEntitlements {
  const values: Readonly<Record<string, string>> = {
    AppIdentifierPrefix: `${profile.appIdPrefix}.`,
    TeamIdentifierPrefix: `${profile.teamId}.`,
    DEVELOPMENT_TEAM: profile.teamId,
    CFBundleIdentifier: bundleId,
    PRODUCT_BUNDLE_IDENTIFIER: bundleId,
  };
  const filled = Object.entries(source).map(([entitlement, value]) => ({ entitlement, value: fill(value, values) }));
  const variables = filled.map(({ entitlement, value }) => ({ entitlement, value, variable: variableIn(value) }));
  return {
    entitlements: Object.fromEntries(
      variables.filter(({ variable }) => variable === undefined).map(({ entitlement, value }) => [entitlement, value]),
    ),
    unknown: variables.flatMap(({ entitlement, variable }) =>
      variable === undefined ? [] : [{ entitlement, variable }],
    ),
  };
}

const variablePattern = /\$(?:\(([A-Za-z0-9_:-]+)\)|\{([A-Za-z0-9_:-]+)\})/g;

function fill(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => fill(one, values));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, values)]));
  if (typeof value !== "string") return value;
  return value.replace(
    variablePattern,
    (whole, round?: string, curly?: string) => values[(round ?? curly ?? "").split(":")[0] ?? ""] ?? whole,
  );
}

function variableIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(variableIn).find((one) => one !== undefined);
  if (isMap(value)) return variableIn(Object.values(value));
  return typeof value === "string" ? value.match(variablePattern)?.[0] : undefined;
}
