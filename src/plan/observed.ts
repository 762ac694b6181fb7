import type { Address } from "./address.ts";
import type { ApplePlatform } from "./resource.ts";

/** A value that JSON can hold; what plans, manifests and caches are made of. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A string from Apple that is usually one of those that we know; response enums are open. */
export type OpenEnum<Known extends string> = Known | (string & {});

/** A bundle ID as App Store Connect shows it. */
export interface ObservedBundleId {
  readonly id: string;
  readonly identifier: string;
  readonly name: string;
  readonly platform: OpenEnum<ApplePlatform>;
  readonly capabilities: readonly ObservedCapability[];
  /** Whether an app of App Store Connect uses it; null when that was not read. */
  readonly has_app: boolean | null;
}

/** A capability of a bundle ID as App Store Connect shows it. */
export interface ObservedCapability {
  readonly id: string;
  readonly capability_type: string;
  readonly settings: readonly { readonly key: string; readonly options: readonly string[] }[];
}

/** A device as App Store Connect shows it. */
export interface ObservedDevice {
  readonly id: string;
  readonly udid: string;
  readonly name: string;
  readonly platform: OpenEnum<ApplePlatform>;
  readonly device_class: OpenEnum<"APPLE_VISION_PRO" | "APPLE_WATCH" | "IPAD" | "IPHONE" | "IPOD" | "APPLE_TV" | "MAC">;
  readonly status: OpenEnum<"ENABLED" | "DISABLED" | "PROCESSING">;
}

/** A certificate as App Store Connect shows it; the digests are computed from its bytes. */
export interface ObservedCertificate {
  readonly id: string;
  /** Lower-case hex without leading zeros. */
  readonly serial_number: string;
  readonly certificate_type: string;
  readonly display_name: string;
  /** ISO 8601, UTC; from the certificate itself where its bytes are known. */
  readonly expires: string;
  readonly certificate_sha256: string | null;
  readonly public_key_sha256: string | null;
  readonly team_id: string | null;
}

/** A provisioning profile as App Store Connect shows it. */
export interface ObservedProfile {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly profile_type: string;
  readonly state: OpenEnum<"ACTIVE" | "INVALID" | "EXPIRED">;
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** The identifier of the bundle ID; null when Apple does not say. */
  readonly bundle_id: string | null;
  /** Serial numbers, lower-case hex without leading zeros, sorted. */
  readonly certificates: readonly string[];
  /** UDIDs as Apple writes them, sorted. */
  readonly devices: readonly string[];
}

/** How much of Apple's rolling hour a key has left. */
export interface ObservedRateLimit {
  /** Requests that Apple takes in an hour. */
  readonly limit: number;
  readonly remaining: number;
}

/** What one App Store Connect key sees of its team. */
export interface AppStoreConnectObserved {
  readonly kind: "app_store_connect";
  readonly bundle_ids: readonly ObservedBundleId[];
  readonly devices: readonly ObservedDevice[];
  readonly certificates: readonly ObservedCertificate[];
  readonly profiles: readonly ObservedProfile[];
  /**
   * What the newest answer said of the key's requests; absent where none did. It moves with every request, so it is no part of the
   * objects that plans are bound to, of a plan's digest, or of the cache.
   */
  readonly rate_limit?: ObservedRateLimit;
}

/** One object that the store holds: an instance of a resource of the store, with its public facts. */
export interface StoredObject {
  readonly address: Address;
  /** Tells instances of one address apart: SHA-256 of the public key (key, keystore) or of the certificate (identity), UUID (stored_profile). */
  readonly instance: string;
  /** ISO 8601, UTC: when it was put into the store. */
  readonly created: string;
  /** Public facts, never secrets: digests, serial, subject, dates, alias, team, names. */
  readonly facts: { readonly [name: string]: JsonValue };
}

/** What Signwright knows of an object elsewhere that it made: its ownership mark. */
export interface OwnershipRecord {
  readonly address: Address;
  readonly facts: { readonly [name: string]: JsonValue };
}

/** What the store holds: public facts only. The newest instance of an address comes last. */
export interface StoreObserved {
  readonly kind: "store";
  /** Number of the newest head; 0 when the store does not exist. */
  readonly head: number;
  /** Names and age recipients that the store is encrypted for; empty when it does not exist. */
  readonly recipients: { readonly [name: string]: string };
  readonly objects: readonly StoredObject[];
  readonly records: readonly OwnershipRecord[];
}

/** A signing profile as the policy console shows it, without its secrets. */
export interface ObservedSigningProfile {
  readonly profile_id: string;
  readonly name: string;
  readonly description: string;
  readonly keystore_alias: string | null;
  readonly signing_cert_id: string | null;
  /** `profile_data_stamp`, an opaque string; it moves when the data is written. */
  readonly data_stamp: string;
  readonly data_id: string;
  /**
   * Whether the secret part of the data (the keystore password) equals what the store holds: compared in memory by the provider.
   * Null when it was not compared.
   */
  readonly secret_matches: boolean | null;
}

/** An app on the policy console, with what it was last secured with. */
export interface ObservedConsoleApp {
  readonly app_id: string;
  readonly name: string;
  readonly package_name: string;
  readonly platform: OpenEnum<"android" | "ios">;
  /** Codes of the policies that it was secured with, sorted. */
  readonly policies: readonly string[];
  /** Its signing policy; null when it was never secured with one. Parts that the console does not show are null. */
  readonly signing: {
    readonly signing_type: string | null;
    readonly profile_id: string | null;
    readonly data_id: string | null;
  } | null;
}

/** What one policy console shows. */
export interface PolicyConsoleObserved {
  readonly kind: "policy_console";
  readonly signing_profiles: readonly ObservedSigningProfile[];
  /** Empty when no target secures apps: then they are not read. */
  readonly apps: readonly ObservedConsoleApp[];
  readonly is_administrator: boolean;
}

/** What one provider sees. */
export type ProviderObserved = AppStoreConnectObserved | StoreObserved | PolicyConsoleObserved;

/** The world as read for one plan: the store, and what each key of the spec sees, by key name. */
export interface Observed {
  readonly store: StoreObserved;
  readonly app_store_connect: Readonly<Record<string, AppStoreConnectObserved>>;
  readonly policy_console: Readonly<Record<string, PolicyConsoleObserved>>;
}
