import type { PlistValue } from "plist";

import type { CertificateAuthority } from "../certificate-authority.ts";
import type { JsonValue } from "../json-value.ts";
import type { Ledger, ObjectFacts } from "../ledger.ts";
import type { AppStoreConnectOptions, AppStoreConnectQuirks } from "../sandbox-options.ts";

/** A bundle ID of the team. */
export interface BundleIdRecord {
  readonly id: string;
  readonly identifier: string;
  name: string;
  /** What the creator asked for; Apple answers UNIVERSAL whatever it was. */
  readonly requestedPlatform: string;
  readonly seedId: string;
  /** Capability type → its record. */
  capabilities: Map<string, CapabilityRecord>;
  /** What a person set in the portal beyond what the API knows: entitlement → its value in profiles. */
  readonly entitlements: Map<string, PlistValue>;
}

/** An enabled capability of a bundle ID. */
export interface CapabilityRecord {
  /** `<bundle ID's id>_<type>`, as Apple makes it. */
  readonly id: string;
  readonly capabilityType: string;
  settings: JsonValue;
}

/** A certificate that is not revoked. */
export interface CertificateRecord {
  readonly id: string;
  readonly certificateType: string;
  readonly name: string;
  readonly displayName: string;
  readonly serialNumber: string;
  readonly expires: Date;
  readonly publicKeySha256: string;
  /** PATCH can switch it; what that does to signing is Apple's secret. */
  activated: boolean;
  /** The certificate, DER. */
  readonly content: Buffer;
}

/** A registered device. */
export interface DeviceRecord {
  readonly id: string;
  name: string;
  readonly udid: string;
  readonly platform: string;
  readonly deviceClass: string;
  status: string;
  /** When Apple is done with a device that is PROCESSING; never when absent. */
  readonly processedAt?: Date;
  readonly model: string | null;
  readonly addedDate: Date;
}

/** A provisioning profile. */
export interface ProfileRecord {
  readonly id: string;
  readonly name: string;
  readonly profileType: string;
  readonly uuid: string;
  /** Apple's own; an expired one keeps it. */
  state: "ACTIVE" | "INVALID";
  readonly created: Date;
  readonly expires: Date;
  readonly bundleId: string;
  readonly certificates: readonly string[];
  readonly devices: readonly string[];
  /** The signed profile, DER. */
  readonly content: Buffer;
}

/** An app record of the store. */
export interface AppRecord {
  readonly id: string;
  readonly name: string;
  readonly bundleId: string;
  readonly sku: string;
  readonly primaryLocale: string;
}

/** What a team has at Apple, and what every handler needs to change it. All maps go from id to record, oldest first. */
export interface Team {
  readonly teamId: string;
  readonly teamName: string;
  readonly options: AppStoreConnectOptions;
  /** How the API misbehaves at the moment; replaced as a whole. */
  quirks: AppStoreConnectQuirks;
  readonly clock: () => Date;
  readonly certificateAuthority: CertificateAuthority;
  readonly bundleIds: Map<string, BundleIdRecord>;
  readonly certificates: Map<string, CertificateRecord>;
  readonly devices: Map<string, DeviceRecord>;
  readonly profiles: Map<string, ProfileRecord>;
  readonly apps: Map<string, AppRecord>;
  readonly record: (facts: ObjectFacts) => void;
}

/** What {@link createTeam} needs beside the options. */
export interface TeamSurroundings {
  readonly clock: () => Date;
  readonly certificateAuthority: CertificateAuthority;
  readonly ledger: Ledger;
}

/** Creates a team without any resources. */
export function createTeam(
  options: AppStoreConnectOptions,
  { clock, certificateAuthority, ledger }: TeamSurroundings,
): Team {
  return {
    teamId: options.teamId,
    teamName: options.teamName ?? "Acme Inc",
    options,
    quirks: options.quirks ?? {},
    clock,
    certificateAuthority,
    bundleIds: new Map(),
    certificates: new Map(),
    devices: new Map(),
    profiles: new Map(),
    apps: new Map(),
    record: (facts) => {
      ledger.recordObject("app-store-connect", facts);
    },
  };
}

/** Apple's forms of a date: `2020-02-12T13:17:50.000+0000`, or with `+00:00`. */
export function appleDate(date: Date, end: AppStoreConnectQuirks["dates"] = "+0000"): string {
  return date.toISOString().replace("Z", end);
}

/** Whether a device can be used now: `PROCESSING` ends by itself. */
export function deviceStatus(team: Team, { status, processedAt }: DeviceRecord): string {
  return status === "PROCESSING" && processedAt !== undefined && processedAt <= team.clock() ? "ENABLED" : status;
}

/** The clock's time in whole seconds, as certificates and profiles can hold it. */
export function secondsNow(clock: () => Date): Date {
  return new Date(Math.floor(clock().getTime() / 1000) * 1000);
}

/** Turns active profiles INVALID, as Apple does when what they were made from changes. */
export function invalidateProfiles(team: Team, isAffected: (profile: ProfileRecord) => boolean): void {
  for (const profile of team.profiles.values()) {
    if (profile.state === "INVALID" || !isAffected(profile)) continue;
    profile.state = "INVALID";
    team.record({ event: "invalidated", kind: "profiles", id: profile.id, name: profile.name });
  }
}
