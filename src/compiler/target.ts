import type { AppleCertificateType, AppleProfileType } from "../plan/resource.ts";
import type { SecretReference } from "../secret/secret-reference.ts";
import type { AppleTargetPlatform, DeviceFamily, ProfileTypeName, SigningRow } from "./signing-matrix.ts";

/** A capability that a bundle ID must have: Apple's CapabilityType and its settings. */
export interface WantedCapability {
  readonly capabilityType: string;
  readonly settings: readonly { readonly key: string; readonly options: readonly string[] }[];
}

/** An extension of an app, which needs a profile of its own. */
export interface WantedExtension {
  readonly bundleId: string;
  readonly capabilities: readonly WantedCapability[];
}

/** A device of a group. */
export interface GroupDevice {
  readonly name: string;
  readonly udid: string;
  readonly platform: AppleTargetPlatform;
}

/** How a target uses a signing profile of a policy console. */
export interface PolicyConsoleUse {
  /** Name of the key of type policy_console. */
  readonly key: string;
  /** Name of the signing profile on the console. */
  readonly profile: string;
  readonly description: string;
  readonly signing: "sign_on_console" | "sign_externally" | "skip_codesign";
  /** iOS: the name, or a prefix of it, of the identity on the console's Mac. */
  readonly signingCertId: string | undefined;
  readonly apps: readonly string[];
}

interface TargetBase {
  /** Unique: the name, or `name:profile_type` when the spec lists several profile types. */
  readonly id: string;
  /** The key under `targets`. */
  readonly name: string;
  readonly policyConsole: PolicyConsoleUse | undefined;
  /** Whether a plan that would destroy something of this target is an error. */
  readonly preventDestroy: boolean;
}

interface AppleTargetBase extends TargetBase {
  readonly platform: AppleTargetPlatform;
  readonly profileType: ProfileTypeName;
  readonly row: SigningRow;
  readonly bundleId: string;
  readonly catalyst: boolean;
  /** Days before expiry at which certificates and profiles are renewed. */
  readonly renewBefore: number;
}

/** A target whose bundle IDs, certificates and profiles Signwright keeps in order through Apple's API. */
export interface AutomaticAppleTarget extends AppleTargetBase {
  readonly method: "automatic";
  readonly appleProfileType: AppleProfileType;
  /** Name of the App Store Connect key. */
  readonly key: string;
  readonly extensions: "discover" | readonly WantedExtension[];
  readonly capabilities: readonly WantedCapability[];
  /** Apple's types of the capabilities that the app's bundle ID must not have. */
  readonly removeCapabilities: readonly string[];
  /** `undefined` for profile types without devices. */
  readonly devices: "all" | readonly GroupDevice[] | undefined;
  /** Names of the groups among them that are kept in files: what they hold is known when the files are read. */
  readonly deviceFiles: readonly string[];
  /** Devices that are to be disabled at Apple: those that the spec lists, and groups that are kept in files. */
  readonly disableDevices: { readonly listed: readonly GroupDevice[]; readonly files: readonly string[] };
  /** Whether Apple silicon Macs, which run iOS apps, are among the devices too. */
  readonly includeMacs: boolean;
  /** The type of the certificate that Signwright makes; null where none can be made. */
  readonly certificateType: AppleCertificateType | null;
  readonly certificates: "own" | "all" | readonly string[];
  /** Name of a certificate key to use instead of making one. */
  readonly certificate: string | undefined;
  /** Whether an installer certificate is needed too. */
  readonly installer: boolean;
  /** Name of a certificate key to use as installer certificate instead of making one. */
  readonly installerCertificate: string | undefined;
  readonly profileName: string | undefined;
  /** Days for which profiles of a replaced certificate are kept beside the new ones. */
  readonly retireAfter: number;
}

/** A target signed with certificate and profiles of the user. */
export interface ManualAppleTarget extends AppleTargetBase {
  readonly method: "manual";
  /** Name of the certificate key. */
  readonly certificate: string;
  readonly installerCertificate: string | undefined;
  /** Paths of profiles, as the spec writes them. */
  readonly profiles: readonly string[];
  /** Bundle IDs of extensions that the spec lists. */
  readonly extensions: readonly WantedExtension[];
}

/** An Android target: signed with a keystore of the user, or with an upload key that Signwright makes. */
export interface AndroidTarget extends TargetBase {
  readonly platform: "android";
  readonly method: "manual" | "automatic";
  readonly packageName: string;
  /** Name of the keystore key; `undefined` with `method: automatic`. */
  readonly keystore: string | undefined;
  readonly keystoreAlias: string;
  readonly keyPassword: SecretReference | undefined;
  readonly certificateSha256: string | undefined;
}

/** A target that Apple signs. */
export type AppleTarget = AutomaticAppleTarget | ManualAppleTarget;

/** One target of the spec with names resolved and defaults applied. */
export type Target = AppleTarget | AndroidTarget;

/** An App Store Connect API key of the spec. */
export interface AppStoreConnectKey {
  readonly type: "app_store_connect";
  readonly name: string;
  readonly teamId: string | undefined;
  readonly issuerId: string;
  readonly keyId: string;
  readonly privateKey: SecretReference;
  readonly program: "standard" | "enterprise";
  /** Base URL of the API: Apple's for the program, unless the spec names another. */
  readonly url: string;
  /** The authorities that alone are trusted for that server; the usual ones when undefined. */
  readonly caFile: string | undefined;
}

/** A signing certificate with private key, in files of the user. */
export interface CertificateKey {
  readonly type: "certificate";
  readonly name: string;
  /** A PKCS#12 file, or a certificate beside `privateKey`. */
  readonly file: string;
  readonly password: SecretReference | undefined;
  readonly privateKey: SecretReference | undefined;
}

/** An Android keystore of the user. */
export interface KeystoreKey {
  readonly type: "keystore";
  readonly name: string;
  readonly file: string;
  readonly password: SecretReference | undefined;
}

/** A policy console with the account to use there. */
export interface PolicyConsoleKey {
  readonly type: "policy_console";
  readonly name: string;
  readonly url: string;
  readonly username: SecretReference;
  readonly password: SecretReference;
  readonly caFile: string | undefined;
  /** How a signing profile is changed: written in place, or replaced by a new one, after which the old one is archived. */
  readonly update: "put" | "replace";
}

/** An entry of `keys`. */
export type KeyEntry = AppStoreConnectKey | CertificateKey | KeystoreKey | PolicyConsoleKey;

/** Where the store is and who reads it. */
export interface StoreSettings {
  readonly url: string;
  readonly recipients: Readonly<Record<string, string>>;
  readonly identity: SecretReference | undefined;
  /** What opens the store where nobody is named as a recipient. */
  readonly passphrase: SecretReference | undefined;
}

/** The spec with names resolved: what planning and the providers work from. */
export interface ResolvedSpec {
  readonly store: StoreSettings;
  readonly keys: ReadonlyMap<string, KeyEntry>;
  readonly targets: readonly Target[];
  /** Paths of the files that device groups are kept in, by the group's name. */
  readonly deviceFiles: ReadonlyMap<string, string>;
  /** Certificates a team may hold, by Apple's type; what the spec's `limits` says, else the reported numbers. */
  readonly certificateLimits: Readonly<Record<string, number>>;
  /** Devices a team may register in a membership year, by family; what the spec's `limits` says, else Apple's number. */
  readonly deviceLimits: Readonly<Record<DeviceFamily, number>>;
}
