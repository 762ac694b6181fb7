import { randomUUID } from "node:crypto";

import type { Ledger, ObjectFacts } from "../ledger.ts";
import type { PolicyConsoleOptions } from "../sandbox-options.ts";

/** A user of the console. */
export interface ConsoleUser {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
  readonly created: string;
}

/** A policy profile; signing profiles are those of type `signing`. */
export interface PolicyProfile {
  readonly id: string;
  readonly type: string;
  name: string;
  description: string;
  /** The JSON string that came with it, passwords included: the console gives it back as it is. */
  data: string;
  dataId: string;
  /** When `data` was last written, `YYYY-MM-DD HH:MM:SS.0`. */
  dataStamp: string;
  /** How often it was written: what the console itself knows, whatever it shows of it. */
  writings: number;
  /** Signing profiles only. */
  readonly platform: "android" | "ios" | undefined;
  /** The uploaded file; signing profiles only. The console never gives it out. */
  file: Uint8Array | undefined;
  /** SHA-256 of the uploaded file, lower-case hex; the console never tells it. */
  fileSha256: string | undefined;
}

/** A policy that an app was secured with. */
export interface AppliedPolicy {
  readonly code: string;
  readonly data: string | undefined;
  /** The `profile_data_id` that the policy's profile had then. */
  readonly profileDataId: string | undefined;
  /** Which writing of which signing profile was used; signing only. */
  readonly signedWith?: { readonly profileId: string; readonly writings: number };
}

/** An app on the console. */
export interface ConsoleApp {
  readonly id: string;
  readonly name: string;
  readonly packageName: string;
  readonly platform: "android" | "ios";
  readonly versionName: string;
  readonly versionCode: string;
  /** Policy code → what was applied last. */
  readonly policies: Map<string, AppliedPolicy>;
}

/** Everything that the console holds. */
export interface ConsoleState {
  /** How it behaves; the control endpoint may change it. */
  options: PolicyConsoleOptions;
  readonly clock: () => Date;
  readonly users: readonly ConsoleUser[];
  /** Active profiles by id, oldest first. */
  readonly profiles: Map<string, PolicyProfile>;
  /** Profiles that DELETE has moved away. */
  readonly archivedProfiles: Map<string, PolicyProfile>;
  readonly apps: Map<string, ConsoleApp>;
  /** Policy code → the id that the console has for it. */
  readonly policyIds: ReadonlyMap<string, string>;
  readonly record: (facts: ObjectFacts) => void;
}

/** Policy codes of the vendor's documentation (page `configuring-security-policies-for-your-apps`). */
const policyCodes = [
  "MAP_NEXT",
  "APP_CUSTOMIZATION",
  "APP_STORE",
  "CLIENT_CERTS",
  "DAR",
  "DATA_SHARING",
  "DEVICE_POSTURE",
  "DIAGNOSTICS",
  "END_USER_LICENSE_AGREEMENT",
  "FIPS_MAP_NEXT",
  "LOCAL_AUTH",
  "MASTER",
  "MOCANA_BROWSER",
  "SECURE_CONNECTION",
  "SECURE_WEB_STACK",
  "SIGNING",
  "TRUSTED_SERVER_CERTS",
] as const;

/** Creates a console with the users and apps of the options. */
export function createConsoleState(options: PolicyConsoleOptions, clock: () => Date, ledger: Ledger): ConsoleState {
  const apps = (options.apps ?? []).map((app): [string, ConsoleApp] => {
    const id = app.appId ?? randomUUID();
    const { name, packageName, platform, versionName = "1.0", versionCode = "1" } = app;
    const policies = new Map(
      (app.policies ?? []).map((code): [string, AppliedPolicy] => [
        code,
        { code, data: undefined, profileDataId: undefined },
      ]),
    );
    return [id, { id, name, packageName, platform, versionName, versionCode, policies }];
  });
  return {
    options,
    clock,
    users: options.users.map(({ username, password, admin, active = true }) => ({
      id: randomUUID(),
      email: username,
      password,
      isAdmin: admin,
      isActive: active,
      created: consoleStamp(clock()),
    })),
    profiles: new Map(),
    archivedProfiles: new Map(),
    apps: new Map(apps),
    policyIds: new Map(policyCodes.map((code) => [`POLICY_CODE_${code}`, randomUUID()])),
    record: (facts) => {
      ledger.recordObject("policy-console", facts);
    },
  };
}

/** The console's form of a time (Java's Timestamp), in UTC and whole seconds: `2017-06-19 15:21:01.0`. */
export function consoleStamp(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d{3}Z$/, ".0");
}
