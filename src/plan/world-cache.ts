import { entriesOf, hasForm, isRecord, isText, isTextList, isWholeNumber, type JsonForm } from "./json-form.ts";
import type {
  AppStoreConnectObserved,
  Observed,
  ObservedBundleId,
  ObservedCertificate,
  ObservedDevice,
  ObservedProfile,
  ObservedSigningProfile,
} from "./observed.ts";
import { isAction, type Action, type Change, type Plan } from "./plan.ts";

/**
 * Where `plan` and `apply` leave what they saw and decided, relative to the folder of the signing file. Editors read it, so that they
 * can offer what exists without a credential. It holds nothing secret, and may be deleted at any time. Form: schema/cache.schema.json.
 */
export const cacheFiles = {
  folder: ".signwright/cache",
  facts: ".signwright/cache/facts.json",
  plan: ".signwright/cache/plan.json",
} as const;

/** A bundle ID that the team has. */
export interface CachedBundleId extends Pick<ObservedBundleId, "identifier" | "name" | "platform" | "has_app"> {
  /** Apple's capability types. */
  readonly capabilities: readonly string[];
}

/** A device that the team has. */
export type CachedDevice = Pick<ObservedDevice, "name" | "udid" | "platform" | "device_class" | "status">;

/** A certificate that the team has. */
export interface CachedCertificate extends Pick<
  ObservedCertificate,
  "certificate_type" | "display_name" | "serial_number" | "expires"
> {
  /** Whether the store holds its private key. */
  readonly ours: boolean;
}

/** A profile that the team has. */
export interface CachedProfile extends Pick<
  ObservedProfile,
  "name" | "uuid" | "profile_type" | "state" | "expires" | "bundle_id" | "certificates"
> {
  /** Whether the store says that Signwright made it. */
  readonly ours: boolean;
  /** Place in `device_lists` of the UDIDs that it lists; null where it lists none. */
  readonly device_list: number | null;
}

/** What one App Store Connect key saw of its team. */
export interface CachedTeam {
  /** ISO 8601, UTC: when it was read. A later run that did not use the key leaves it as it was. */
  readonly read_at: string;
  readonly bundle_ids: readonly CachedBundleId[];
  readonly devices: readonly CachedDevice[];
  readonly certificates: readonly CachedCertificate[];
  readonly profiles: readonly CachedProfile[];
  /** UDIDs as profiles list them, sorted. Most profiles of a team list the same devices: each list stands here once. */
  readonly device_lists: readonly (readonly string[])[];
}

/** What one policy console showed. */
export interface CachedConsole {
  /** ISO 8601, UTC. */
  readonly read_at: string;
  readonly signing_profiles: readonly Pick<
    ObservedSigningProfile,
    "name" | "description" | "keystore_alias" | "signing_cert_id"
  >[];
}

/** What one keystore file of the user holds. */
export interface CachedKeystore {
  /** ISO 8601, UTC. */
  readonly read_at: string;
  readonly aliases: readonly string[];
}

/** `facts.json`: what the last plans saw of the world, by the names of the keys of the spec. */
export interface FactsCache {
  readonly kind: "facts";
  readonly format_version: "1.0";
  /** ISO 8601, UTC: when it was written. */
  readonly timestamp: string;
  readonly app_store_connect: Readonly<Record<string, CachedTeam>>;
  readonly policy_console: Readonly<Record<string, CachedConsole>>;
  readonly keystores: Readonly<Record<string, CachedKeystore>>;
}

/** One change that the last plan found to make and that was not carried out since. */
export interface CachedChange {
  readonly address: string;
  readonly action: Action;
  /** One sentence: why. */
  readonly reason: string;
  /** Targets that want it (`shop`, `shop:ad_hoc`); none for what the spec does not name any more. */
  readonly targets: readonly string[];
}

/** `plan.json`: what the last plan found to change, less what was carried out since. */
export interface PlanCache {
  readonly kind: "plan";
  readonly format_version: "1.0";
  /** ISO 8601, UTC: when it was planned. */
  readonly timestamp: string;
  /** SHA-256 of the bytes of the signing file that it was made for: for another text it says nothing. */
  readonly spec_sha256: string;
  /** Targets that it was restricted to; empty for all. */
  readonly targeted: readonly string[];
  readonly errored: boolean;
  readonly changes: readonly CachedChange[];
}

/** What facts are made from. */
export interface FactsInput {
  readonly observed: Observed;
  /** Aliases in the keystores that the spec names, by key name. */
  readonly keystores: ReadonlyMap<string, readonly string[]>;
  /** Names of all keys of the spec: what an earlier run knew of others is dropped. */
  readonly keyNames: ReadonlySet<string>;
  readonly previous: FactsCache | undefined;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** The facts of a run, over those of earlier runs about keys that this one did not use. */
export function factsCacheOf(input: FactsInput): FactsCache {
  const { observed, previous, timestamp } = input;
  const held = new Set<unknown>(
    observed.store.objects.flatMap((o) => [o.facts["public_key_sha256"], o.facts["certificate_sha256"]]),
  );
  const made = new Set<unknown>([
    ...observed.store.objects.filter((o) => o.address.startsWith("store/stored_profile/")).map((o) => o.instance),
    ...observed.store.records.map((r) => r.facts["uuid"]),
  ]);
  const over = <T>(old: Readonly<Record<string, T>> | undefined, now: readonly (readonly [string, T])[]) =>
    byName([...Object.entries(old ?? {}).filter(([name]) => input.keyNames.has(name)), ...now]);
  return {
    kind: "facts",
    format_version: "1.0",
    timestamp,
    app_store_connect: over(
      previous?.app_store_connect,
      Object.entries(observed.app_store_connect).map(([name, seen]) => [
        name,
        { read_at: timestamp, ...teamOf(seen, held, made) },
      ]),
    ),
    policy_console: over(
      previous?.policy_console,
      Object.entries(observed.policy_console).map(([name, seen]) => [
        name,
        { read_at: timestamp, signing_profiles: seen.signing_profiles.map(consoleProfileOf) },
      ]),
    ),
    keystores: over(
      previous?.keystores,
      [...input.keystores].map(([name, aliases]) => [name, { read_at: timestamp, aliases }]),
    ),
  };
}

/** What is left to do of a plan, for editors: its changes, or those of them that an apply did not reach. */
export function planCacheOf(plan: Plan, left: readonly Change[] = plan.changes): PlanCache {
  return {
    kind: "plan",
    format_version: "1.0",
    timestamp: plan.timestamp,
    spec_sha256: plan.spec_sha256,
    targeted: plan.targeted,
    errored: plan.errored,
    changes: left.map(({ address, action, reason, targets }) => ({ address, action, reason, targets })),
  };
}

/** Reads `facts.json`; `undefined` for any text that is none. Never throws. */
export function parseFactsCache(text: string): FactsCache | undefined {
  const value = documentOf(text, "facts");
  return hasForm(value, factsForm) ? { ...value, kind: "facts", format_version: "1.0" } : undefined;
}

/** Reads `plan.json`; `undefined` for any text that is none. Never throws. */
export function parsePlanCache(text: string): PlanCache | undefined {
  const value = documentOf(text, "plan");
  return hasForm(value, planForm) ? { ...value, kind: "plan", format_version: "1.0" } : undefined;
}

function teamOf(
  seen: AppStoreConnectObserved,
  held: ReadonlySet<unknown>,
  made: ReadonlySet<unknown>,
): Omit<CachedTeam, "read_at"> {
  const lists = new Map(
    seen.profiles.flatMap(({ devices }) => (devices.length === 0 ? [] : [[devices.join("\n"), devices] as const])),
  );
  const places = new Map([...lists.keys()].map((key, place) => [key, place]));
  return {
    bundle_ids: seen.bundle_ids.map(({ identifier, name, platform, capabilities, has_app }) => ({
      identifier,
      name,
      platform,
      has_app,
      capabilities: capabilities.map((c) => c.capability_type).sort(),
    })),
    devices: seen.devices.map(({ name, udid, platform, device_class, status }) => ({
      name,
      udid,
      platform,
      device_class,
      status,
    })),
    certificates: seen.certificates.map(({ certificate_type, display_name, serial_number, expires, ...digests }) => ({
      certificate_type,
      display_name,
      serial_number,
      expires,
      ours: isHeld(held, digests.public_key_sha256) || isHeld(held, digests.certificate_sha256),
    })),
    profiles: seen.profiles.map(({ name, uuid, profile_type, state, expires, bundle_id, certificates, devices }) => ({
      name,
      uuid,
      profile_type,
      state,
      expires,
      bundle_id,
      certificates,
      ours: made.has(uuid),
      device_list: devices.length === 0 ? null : (places.get(devices.join("\n")) ?? null),
    })),
    device_lists: [...lists.values()],
  };
}

function isHeld(held: ReadonlySet<unknown>, digest: string | null): boolean {
  return digest !== null && held.has(digest);
}

function consoleProfileOf(seen: ObservedSigningProfile): CachedConsole["signing_profiles"][number] {
  const { name, description, keystore_alias, signing_cert_id } = seen;
  return { name, description, keystore_alias, signing_cert_id };
}

function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const newest = [...new Map(entries)];
  return Object.fromEntries(newest.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function documentOf(text: string, kind: "facts" | "plan"): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value["kind"] === kind && value["format_version"] === "1.0" ? value : undefined;
  } catch {
    return undefined;
  }
}

const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isPlaceOrNull = (value: unknown): value is number | null =>
  value === null || (isWholeNumber(value) && value >= 0);
const isListOfTextLists = (value: unknown): value is readonly (readonly string[])[] =>
  Array.isArray(value) && value.every(isTextList);
const isFlagOrNull = (value: unknown): value is boolean | null => value === null || isFlag(value);

const isListOf =
  <T>(form: JsonForm<T>) =>
  (value: unknown): value is readonly T[] =>
    entriesOf(value, form) !== undefined;

const isOf =
  <T>(form: JsonForm<T>) =>
  (value: unknown): value is T =>
    hasForm(value, form);

const isRecordOf =
  <T>(fits: (member: unknown) => member is T) =>
  (value: unknown): value is Readonly<Record<string, T>> =>
    isRecord(value) && Object.values(value).every(fits);

const isTeam = isOf<CachedTeam>({
  read_at: isText,
  bundle_ids: isListOf({
    identifier: isText,
    name: isText,
    platform: isText,
    has_app: isFlagOrNull,
    capabilities: isTextList,
  }),
  devices: isListOf({ name: isText, udid: isText, platform: isText, device_class: isText, status: isText }),
  certificates: isListOf({
    certificate_type: isText,
    display_name: isText,
    serial_number: isText,
    expires: isText,
    ours: isFlag,
  }),
  profiles: isListOf({
    name: isText,
    uuid: isText,
    profile_type: isText,
    state: isText,
    expires: isText,
    bundle_id: isTextOrNull,
    certificates: isTextList,
    ours: isFlag,
    device_list: isPlaceOrNull,
  }),
  device_lists: isListOfTextLists,
});

const isConsole = isOf<CachedConsole>({
  read_at: isText,
  signing_profiles: isListOf({
    name: isText,
    description: isText,
    keystore_alias: isTextOrNull,
    signing_cert_id: isTextOrNull,
  }),
});

const isKeystore = isOf<CachedKeystore>({ read_at: isText, aliases: isTextList });

const factsForm: JsonForm<Omit<FactsCache, "kind" | "format_version">> = {
  timestamp: isText,
  app_store_connect: isRecordOf(isTeam),
  policy_console: isRecordOf(isConsole),
  keystores: isRecordOf(isKeystore),
};

const planForm: JsonForm<Omit<PlanCache, "kind" | "format_version">> = {
  timestamp: isText,
  spec_sha256: isText,
  targeted: isTextList,
  errored: isFlag,
  changes: isListOf<CachedChange>({ address: isText, action: isAction, reason: isText, targets: isTextList }),
};
