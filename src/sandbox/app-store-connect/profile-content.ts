import { build, type PlistValue } from "plist";

import { signProvisioningProfile } from "../provisioning-profile-signer.ts";
import { entitlementsOf } from "./entitlements.ts";
import type { ProfileTypeRules } from "./profile-types.ts";
import type { BundleIdRecord, CertificateRecord, DeviceRecord, Team } from "./team.ts";

/** What a provisioning profile says. */
export interface ProfileContentSource {
  readonly name: string;
  readonly uuid: string;
  readonly created: Date;
  readonly expires: Date;
  readonly rules: ProfileTypeRules;
  readonly bundleId: BundleIdRecord;
  readonly certificates: readonly CertificateRecord[];
  readonly devices: readonly DeviceRecord[];
}

const millisecondsOfDay = 86_400_000;

/** Writes and signs the profile: the bytes of a `.mobileprovision` or `.provisionprofile` file. */
export function writeProfileContent(team: Team, source: ProfileContentSource): Buffer {
  const xml = build(contentOf(team, source), { indent: "\t" });
  return signProvisioningProfile(
    Buffer.from(`${xml}\n`, "utf8"),
    team.certificateAuthority.profileSigner,
    source.created,
  );
}

/** The keys that Apple's profiles have, in their order. */
function contentOf(
  team: Team,
  { name, uuid, created, expires, rules, bundleId, certificates, devices }: ProfileContentSource,
): Record<string, PlistValue> {
  const holdsAllDevices = rules.purpose === "in-house" || rules.purpose === "direct";
  return {
    AppIDName: bundleId.name,
    ApplicationIdentifierPrefix: [bundleId.seedId],
    CreationDate: created,
    Platform: [...rules.contentPlatforms],
    IsXcodeManaged: false,
    DeveloperCertificates: certificates.map((certificate) => certificate.content),
    Entitlements: entitlementsOf({
      teamId: team.teamId,
      seedId: bundleId.seedId,
      identifier: bundleId.identifier,
      capabilityTypes: [...bundleId.capabilities.keys()],
      byHand: bundleId.entitlements,
      rules,
    }),
    ExpirationDate: expires,
    Name: name,
    ...(devices.length === 0 ? {} : { ProvisionedDevices: devices.map((device) => device.udid) }),
    ...(holdsAllDevices ? { ProvisionsAllDevices: true } : {}),
    TeamIdentifier: [team.teamId],
    TeamName: team.teamName,
    TimeToLive: Math.round((expires.getTime() - created.getTime()) / millisecondsOfDay),
    UUID: uuid,
    Version: 1,
  };
}
