import type { Fault } from "./faults.ts";

/** An API key that the sandbox's App Store Connect knows. */
export interface ApiKeyOptions {
  readonly keyId: string;
  /** The issuer of a team key; absent for an individual key, which may not use the provisioning endpoints. */
  readonly issuerId?: string;
  /** The P-256 public key: SubjectPublicKeyInfo, PEM. */
  readonly publicKeyPem: string;
  /** Role of the key; only ADMIN and APP_MANAGER may change anything. ADMIN when absent. */
  readonly role?: "ADMIN" | "APP_MANAGER" | "DEVELOPER" | "MARKETING" | "SALES" | "FINANCE" | "CUSTOMER_SUPPORT";
}

/** A device that the team has registered already. */
export interface DeviceOptions {
  readonly name: string;
  readonly udid: string;
  readonly platform: "IOS" | "MAC_OS";
  /** Apple's DeviceClass; guessed from platform and name when absent. */
  readonly deviceClass?: string;
  /** ENABLED when absent; also DISABLED and PROCESSING. */
  readonly status?: string;
}

/** A bundle ID that the team has already. */
export interface BundleIdOptions {
  readonly identifier: string;
  readonly name: string;
  readonly platform?: "IOS" | "MAC_OS" | "UNIVERSAL";
  /** Apple's CapabilityType values. */
  readonly capabilities?: readonly string[];
}

/** An app record of the store. */
export interface AppOptions {
  readonly name: string;
  readonly bundleId: string;
  readonly sku: string;
  readonly primaryLocale?: string;
}

/** Where the live API differs from its description. Each is on as the reports say, and can be turned off. */
export interface AppStoreConnectQuirks {
  /** Expired profiles are missing from the list of all profiles, but not from their bundle ID's (bitrise profiles.go). On when absent. */
  readonly hidesExpiredProfiles?: boolean;
  /** The capabilities of a bundle ID come without pages and refuse `limit` (report of a Terraform provider). On when absent. */
  readonly capabilitiesRefuseLimit?: boolean;
  /** Developer ID certificates can only be made by the Account Holder, never with an API key (fastlane #27149; reports differ). Off when absent. */
  readonly developerIdNeedsAccountHolder?: boolean;
}

/** The local App Store Connect. Plain data, so that a scenario file can hold it. */
export interface AppStoreConnectOptions {
  /** 10 letters and digits. */
  readonly teamId: string;
  /** As certificates and profiles spell it; `Acme Inc` when absent. */
  readonly teamName?: string;
  /** Which program the team belongs to; `standard` when absent. */
  readonly program?: "standard" | "enterprise";
  readonly keys: readonly ApiKeyOptions[];
  /** Page size when a request does not say; 20 when absent. */
  readonly pageSizeDefault?: number;
  /** Current certificates allowed per family, by any certificate type of the family. */
  readonly certificateLimits?: Readonly<Record<string, number>>;
  /** Requests per rolling hour and key; 3600 when absent. */
  readonly hourlyRequestLimit?: number;
  readonly devices?: readonly DeviceOptions[];
  readonly bundleIds?: readonly BundleIdOptions[];
  readonly apps?: readonly AppOptions[];
  /** Identifiers that belong to other teams. */
  readonly unavailableIdentifiers?: readonly string[];
  readonly quirks?: AppStoreConnectQuirks;
}

/** A person who may log in to the policy console. */
export interface ConsoleUserOptions {
  /** An e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly admin: boolean;
  /** An inactive user cannot log in; active when absent. */
  readonly active?: boolean;
}

/** An app that was uploaded to the policy console. */
export interface ConsoleAppOptions {
  /** A GUID; made up when absent. */
  readonly appId?: string;
  readonly name: string;
  readonly packageName: string;
  readonly platform: "android" | "ios";
  readonly versionName?: string;
  readonly versionCode?: string;
}

/** The local policy console. Plain data, so that a scenario file can hold it. */
export interface PolicyConsoleOptions {
  readonly users: readonly ConsoleUserOptions[];
  /** Names of the code-signing identities on the console's Mac. */
  readonly identities?: readonly string[];
  readonly apps?: readonly ConsoleAppOptions[];
  /** What a request without a live session gets: the login page at the same URL, or a redirect to it. `page` when absent. */
  readonly loginMode?: "page" | "redirect";
  /** Seconds without a request after which a session ends; 1800 when absent. */
  readonly sessionIdleSeconds?: number;
  /** What PUT does with fields that it does not send; `keep` when absent. */
  readonly putMode?: "keep" | "replace";
  /** Whether an archived profile can still be read by its id; not when absent. */
  readonly archivedReadable?: boolean;
}

/** What the sandbox serves. */
export interface SandboxOptions {
  /** TCP port on 127.0.0.1; 0 or absent picks a free one. */
  readonly port?: number;
  /** The sandbox's only source of time. */
  readonly clock: () => Date;
  readonly appStoreConnect: AppStoreConnectOptions;
  readonly policyConsole: PolicyConsoleOptions;
  /** Misbehaviour from the start; more can be switched on while it runs. */
  readonly faults?: readonly Fault[];
}
