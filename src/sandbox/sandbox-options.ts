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

/** A certificate that the team has already, on a key that nobody holds. */
export interface CertificateOptions {
  /** Apple's CertificateType; one that the sandbox does not know is shown as a type of the future. */
  readonly certificateType: string;
  /** Whom Apple names in it; the team's name when absent. */
  readonly displayName?: string;
  /** When it was issued, ISO 8601 UTC; the sandbox's start when absent. */
  readonly issued?: string;
}

/** A profile that the team has already, with the oldest certificate that fits its type. */
export interface ProfileOptions {
  readonly name: string;
  /** Apple's ProfileType; one that the sandbox does not know is shown as a type of the future. */
  readonly profileType: string;
  /** The identifier of one of the team's bundle IDs. */
  readonly bundleId: string;
  /** When it was made, ISO 8601 UTC; the sandbox's start when absent. It expires a year later. */
  readonly created?: string;
  /** ACTIVE when absent; Apple shows an INVALID one until somebody deletes it. */
  readonly state?: "ACTIVE" | "INVALID";
}

/** Where the live API differs from its description, or is at its worst. Reports are named; the first value is what holds when absent. */
export interface AppStoreConnectQuirks {
  /**
   * What becomes of profiles past their date: `hidden` from the list of all profiles, but not from their bundle ID's (bitrise
   * profiles.go); `listed` and still ACTIVE; `zombie`, listed as ACTIVE while their own path is a 404 (codemagic #469);
   * `state-expired`, listed with a state that the description lacks (codemagic enums.py).
   */
  readonly expiredProfiles?: "hidden" | "listed" | "zombie" | "state-expired";
  /** The capabilities of a bundle ID come without pages and refuse `limit` (report of a Terraform provider). On when absent. */
  readonly capabilitiesRefuseLimit?: boolean;
  /** Of two capability writes to one bundle ID at once, both are confirmed and one is lost (the same report). On when absent. */
  readonly losesConcurrentCapabilityWrites?: boolean;
  /** Developer ID certificates can only be made by the Account Holder, never with an API key (fastlane #27149; reports differ). Off when absent. */
  readonly developerIdNeedsAccountHolder?: boolean;
  /** Seconds by which every list lags behind a write; reading one object by its id does not. 0 when absent. */
  readonly listLagSeconds?: number;
  /** Hours for which a device that was just registered is PROCESSING (24 to 72 are reported, eas-cli #2011). 0 when absent. */
  readonly deviceProcessingHours?: number;
  /**
   * What becomes of cursors: `kept`; `refused` each time (go-xcode #263); `repeated`, the second page leads to itself; `past-end`,
   * the last page leads on to empty ones (bitrise profiles.go).
   */
  readonly cursors?: "kept" | "refused" | "repeated" | "past-end";
  /** So many requests of one key in so many seconds, and the next is a 429, however much is left of the hour (developer forums 731014). */
  readonly burstLimit?: { readonly requests: number; readonly seconds: number };
  /** How UDIDs come back: `as-sent`, in `upper-case`, or in lower case `without-dashes` (fastlane #17433, #20551). */
  readonly udids?: "as-sent" | "upper-case" | "without-dashes";
  /** How dates end: `+0000`, which is not RFC 3339, or `+00:00`; both are seen. */
  readonly dates?: "+0000" | "+00:00";
  /** Answers hold attributes, relationships and members that no description has. Off when absent. */
  readonly extraFields?: boolean;
  /** Seconds by which the server's clock, by its Date header and its look at tokens, is ahead of the sandbox's. 0 when absent. */
  readonly skewSeconds?: number;
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
  /** Devices of one class that fit into a membership year, disabled ones counted; 100 when absent. */
  readonly deviceLimit?: number;
  readonly devices?: readonly DeviceOptions[];
  readonly bundleIds?: readonly BundleIdOptions[];
  readonly certificates?: readonly CertificateOptions[];
  readonly profiles?: readonly ProfileOptions[];
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
  /** Codes of policies that it was secured with already, without a profile, for example `POLICY_CODE_DAR`. */
  readonly policies?: readonly string[];
}

/** The local policy console. Plain data, so that a scenario file can hold it. */
export interface PolicyConsoleOptions {
  readonly users: readonly ConsoleUserOptions[];
  /** Names of the code-signing identities on the console's Mac. */
  readonly identities?: readonly string[];
  readonly apps?: readonly ConsoleAppOptions[];
  /** What a request without a live session gets: the login page at the same URL, or a redirect to it. `page` when absent. */
  readonly loginMode?: "page" | "redirect";
  /** Status of the redirect that follows a login: Tomcat's 303, or the 302 of its older versions. 303 when absent. */
  readonly loginStatus?: 303 | 302;
  /** Whether a login gives the session a new cookie, or it keeps that of the login page; `new` when absent. */
  readonly loginCookie?: "new" | "kept";
  /** Seconds without a request after which a session ends; 1800 when absent. */
  readonly sessionIdleSeconds?: number;
  /** The largest body that a dead session keeps and carries out after the login; a larger one is a 403. 4096 when absent. */
  readonly savedPostBytes?: number;
  /** What PUT does with fields that it does not send; `keep` when absent. */
  readonly putMode?: "keep" | "replace";
  /** Whether PUT gives the data of a profile a new id, moves its stamp only, or shows nothing at all. `new` when absent. */
  readonly putDataId?: "new" | "kept" | "unmoved";
  /** Whether an archived profile can still be read by its id; not when absent. */
  readonly archivedReadable?: boolean;
  /** Whether the name of an archived profile may be used again; `free` when absent. */
  readonly archivedNames?: "free" | "taken";
  /** Whether two active profiles of a type may have one name; not when absent. */
  readonly duplicateNames?: boolean;
  /** Whether the list of profiles holds the archived ones too, without saying so; `active` when absent. */
  readonly catalogLists?: "active" | "all";
  /** How a list is shown: always a list, one entry on its own, or entries without their details. `list` when absent. */
  readonly catalogShape?: "list" | "lone-object" | "without-details";
  /** Whether one profile comes as an object or as a list of one; `object` when absent. */
  readonly profileShape?: "object" | "list";
  /** Whether the data of a profile or policy comes as the JSON text that was sent, or parsed; `text` when absent. */
  readonly dataShape?: "text" | "object";
  /** Whether answers hold `status`; they do when absent. Errors always do. */
  readonly showsStatus?: boolean;
  /** How a request that makes no sense is refused: JSON of status 200 or 400, or a page of status 400, 200 or 500. `json` when absent. */
  readonly errorMode?: "json" | "json-400" | "page" | "page-200" | "page-500";
  /** Whether an app shows which writing of its signing profile it has, and who signs; it does when absent. */
  readonly showsSigningDetails?: boolean;
  /** Whether securing an app is over with its answer, or goes on behind it; `synchronous` when absent. */
  readonly securing?: "synchronous" | "eventual";
  /** Milliseconds of real time that securing an app takes; 0 when absent. */
  readonly securingMilliseconds?: number;
  /** When a keystore is opened with alias and password: never, when it is uploaded, or when it signs an app. `never` when absent. */
  readonly keystoreChecks?: "never" | "upload" | "signing";
  /** Whether those who log in are administrators: takes the rights of all when false. */
  readonly administrator?: boolean;
}

/** How the console behaves: all of its options but what it holds. It can be changed while the sandbox runs. */
export type PolicyConsoleQuirks = Omit<PolicyConsoleOptions, "users" | "apps">;

/** What the sandbox serves. */
export interface SandboxOptions {
  /** TCP port on 127.0.0.1; 0 or absent picks a free one. */
  readonly port?: number;
  /** The sandbox's only source of time. */
  readonly clock: () => Date;
  /** Where Apple's clock starts, ISO 8601 UTC; it goes on at the pace of `clock`. Tokens are looked at by `clock` all the same. */
  readonly startsAt?: string;
  readonly appStoreConnect: AppStoreConnectOptions;
  /** More teams on the same server, each with keys of its own. */
  readonly otherTeams?: readonly AppStoreConnectOptions[];
  readonly policyConsole: PolicyConsoleOptions;
  /** Misbehaviour from the start; more can be switched on while it runs. */
  readonly faults?: readonly Fault[];
}
