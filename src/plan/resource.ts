import type { Address } from "./address.ts";

/** Apple's platform of a bundle ID or device (App Store Connect API, BundleIdPlatform). */
export type ApplePlatform = "IOS" | "MAC_OS" | "UNIVERSAL";

/** Apple's profile types that Signwright creates (App Store Connect API, ProfileCreateRequest). */
export type AppleProfileType =
  | `${"IOS" | "TVOS"}_APP_${"DEVELOPMENT" | "STORE" | "ADHOC" | "INHOUSE"}`
  | `${"MAC" | "MAC_CATALYST"}_APP_${"DEVELOPMENT" | "STORE" | "DIRECT"}`;

/** Certificate types that Signwright asks Apple for (App Store Connect API, CertificateType). */
export type AppleCertificateType =
  | "DEVELOPMENT"
  | "DISTRIBUTION"
  | "IOS_DEVELOPMENT"
  | "IOS_DISTRIBUTION"
  | "MAC_APP_DEVELOPMENT"
  | "MAC_APP_DISTRIBUTION"
  | "MAC_INSTALLER_DISTRIBUTION"
  | "DEVELOPER_ID_APPLICATION";

/** An app's identifier at Apple. */
export interface BundleIdAttributes {
  readonly identifier: string;
  readonly name: string;
  readonly platform: ApplePlatform;
}

/** One capability of a bundle ID. */
export interface CapabilityAttributes {
  readonly bundle_id: string;
  /** Apple's CapabilityType, for example `PUSH_NOTIFICATIONS`. */
  readonly capability_type: string;
  /** Apple's CapabilitySetting list; empty without settings. */
  readonly settings: readonly { readonly key: string; readonly options: readonly string[] }[];
}

/** A registered device. */
export interface DeviceAttributes {
  readonly udid: string;
  readonly name: string;
  readonly platform: ApplePlatform;
  /** Only where it changes: a disabled device that is enabled again. */
  readonly status?: "ENABLED" | "DISABLED";
}

/** A private key that the store made and keeps, before a certificate exists for it. */
export interface KeyAttributes {
  readonly algorithm: "rsa";
  readonly bits: number;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex; null while it is not made (known after apply). */
  readonly public_key_sha256: string | null;
}

/** A signing certificate issued by Apple for a key of the store. */
export interface CertificateAttributes {
  readonly certificate_type: AppleCertificateType;
  /** The store's key that the certificate request is signed with. */
  readonly key: Address;
  /** SHA-256 of that key's SubjectPublicKeyInfo; null while the key is not made (known after apply). */
  readonly public_key_sha256: string | null;
  /** Lower-case hex without leading zeros; null until Apple has issued it (known after apply). */
  readonly serial_number: string | null;
  /** ISO 8601, UTC; null until Apple has issued it (known after apply). */
  readonly expires: string | null;
}

/** A certificate together with its private key, kept in the store. */
export interface IdentityAttributes {
  /** Where it comes from: the certificate resource that Apple issues, or a key of the spec (`keys.<name>`) for a file of the user. */
  readonly source: { readonly certificate: Address; readonly key: Address } | { readonly key_name: string };
  /** SHA-256 of the certificate (DER), lower-case hex; null until Apple has issued it (known after apply). */
  readonly certificate_sha256: string | null;
}

/** A provisioning profile at Apple. */
export interface ProfileAttributes {
  readonly profile_type: AppleProfileType;
  /** The identifier of the bundle ID, not Apple's resource id. */
  readonly bundle_id: string;
  /** The name without the content hash that the provider appends; with `exact_name`, the whole name. */
  readonly name: string;
  /** Whether `name` is the whole name (`profile_name` of the spec). */
  readonly exact_name: boolean;
  /** Certificates by resource address (made by us), or `serial:<lower hex>` for others of the team. */
  readonly certificates: readonly string[];
  /** UDIDs as Apple (or else the spec) writes them; empty for store profiles. */
  readonly devices: readonly string[];
  /** UUID of the profile that this one replaces, or null. */
  readonly replaces: string | null;
}

/** A provisioning profile kept in the store. */
export interface StoredProfileAttributes {
  /** The profile resource at Apple, or a file of the user (path relative to `signing.yaml`). */
  readonly source: { readonly profile: Address } | { readonly file: string };
  /** Null until Apple has made it (known after apply). */
  readonly uuid: string | null;
  /** SHA-256 of the file; null until Apple has made it (known after apply). */
  readonly sha256: string | null;
}

/** An Android keystore kept in the store. */
export interface KeystoreAttributes {
  /** The key of the spec (`keys.<name>`) that names file and password; null for an upload key that Signwright makes. */
  readonly key_name: string | null;
  readonly alias: string;
  /** SHA-256 of the certificate of that alias (DER), lower-case hex; null until the key is made (known after apply). */
  readonly certificate_sha256: string | null;
  /** SHA-256 of the file; null until the key is made (known after apply). */
  readonly sha256: string | null;
}

/** A signing profile on the policy console. */
export interface SigningProfileAttributes {
  readonly name: string;
  readonly description: string;
  readonly platform: "android" | "ios";
  /** Android: the alias. iOS: null. */
  readonly keystore_alias: string | null;
  /** iOS: the name of the identity on the console's Mac. Android: null. */
  readonly signing_cert_id: string | null;
  /** Android, and only where it changes: the password itself is in no plan. */
  readonly keystore_pass?: "(changed)";
  /** The store's keystore or profile whose file is uploaded. */
  readonly file: Address;
  /** SHA-256 of the uploaded file; null while the file does not exist (known after apply). */
  readonly file_sha256: string | null;
  /** iOS: SHA-256 of the certificate that signs (DER); null until it is issued (known after apply). Android: null. */
  readonly certificate_sha256: string | null;
}

/**
 * An identity in the keychain of the Mac on which a policy console signs iOS apps. The console has no request that shows or installs
 * one, so that it is there is a person's word.
 */
export interface InstalledIdentityAttributes {
  /** The store's identity: certificate and private key. */
  readonly identity: Address;
  /** SHA-256 of the certificate (DER), lower-case hex; null until it is issued (known after apply). */
  readonly certificate_sha256: string | null;
}

/** Who signs a secured app, as the policy console names it (Blue Cedar, "Code signing API"). */
export type ConsoleSigningType = "SIGN_ON_CONSOLE" | "SIGN_EXTERNALLY" | "SKIP_CODESIGN";

/** The signing policy of an app on the policy console: what it is secured with. */
export interface SecuredAppAttributes {
  /** The console's GUID of the app. */
  readonly app_id: string;
  readonly package_name: string;
  readonly platform: "android" | "ios";
  readonly signing_type: ConsoleSigningType;
  /** The signing profile; null where nobody signs. */
  readonly signing_profile: Address | null;
  /** `profile_data_id` that the signing profile has; null until it is written (known after apply), and where nobody signs. */
  readonly profile_data_id: string | null;
}

/** Attributes of every kind of resource. The JSON plan shows them as `before` and `after`. */
export interface ResourceAttributes {
  readonly bundle_id: BundleIdAttributes;
  readonly capability: CapabilityAttributes;
  readonly device: DeviceAttributes;
  readonly key: KeyAttributes;
  readonly certificate: CertificateAttributes;
  readonly identity: IdentityAttributes;
  readonly profile: ProfileAttributes;
  readonly stored_profile: StoredProfileAttributes;
  readonly keystore: KeystoreAttributes;
  readonly signing_profile: SigningProfileAttributes;
  readonly installed_identity: InstalledIdentityAttributes;
  readonly secured_app: SecuredAppAttributes;
}

/** The kinds of resources that a plan can hold. */
export type ResourceKind = keyof ResourceAttributes;
