import { certificateTypes } from "./certificate-types.ts";
import { profileTypes } from "./profile-types.ts";
import type { AppStoreConnectQuirks } from "../sandbox-options.ts";
import type { Resource } from "./resource.ts";
import {
  appleDate,
  deviceStatus,
  type AppRecord,
  type BundleIdRecord,
  type CapabilityRecord,
  type CertificateRecord,
  type DeviceRecord,
  type ProfileRecord,
  type Team,
} from "./team.ts";

/** A bundle ID as a resource. */
export function bundleIdResource(team: Team, bundleId: BundleIdRecord): Resource {
  return {
    type: "bundleIds",
    id: bundleId.id,
    attributes: {
      name: bundleId.name,
      platform: "UNIVERSAL",
      identifier: bundleId.identifier,
      seedId: bundleId.seedId,
    },
    relationships: {
      bundleIdCapabilities: {
        kind: "to-many",
        linked: () => [...bundleId.capabilities.values()].map(capabilityResource),
      },
      // Unlike the list of all profiles, this one also holds the expired ones.
      profiles: {
        kind: "to-many",
        linked: () =>
          [...team.profiles.values()]
            .filter((profile) => profile.bundleId === bundleId.id)
            .map((profile) => profileResource(team, profile)),
      },
      app: {
        kind: "to-one",
        linked: () => {
          const app = [...team.apps.values()].find((candidate) => candidate.bundleId === bundleId.identifier);
          return app === undefined ? undefined : appResource(app);
        },
      },
    },
  };
}

/** A capability as a resource. */
export function capabilityResource(capability: CapabilityRecord): Resource {
  return {
    type: "bundleIdCapabilities",
    id: capability.id,
    attributes: { capabilityType: capability.capabilityType, settings: capability.settings },
    relationships: {},
  };
}

/** A certificate as a resource. The request that it was made from never comes back (report of a Terraform provider). */
export function certificateResource(team: Team, certificate: CertificateRecord): Resource {
  return {
    type: "certificates",
    id: certificate.id,
    attributes: {
      serialNumber: certificate.serialNumber,
      certificateContent: certificate.content.toString("base64"),
      displayName: certificate.displayName,
      name: certificate.name,
      csrContent: null,
      platform: certificateTypes[certificate.certificateType]?.platform ?? null,
      expirationDate: appleDate(certificate.expires, team.quirks.dates),
      certificateType: certificate.certificateType,
      activated: certificate.activated,
    },
    // No certificate that signs an app belongs to a pass type.
    relationships: { passTypeId: { kind: "to-one", linked: () => undefined } },
  };
}

/** A profile as a resource. */
export function profileResource(team: Team, profile: ProfileRecord): Resource {
  return {
    type: "profiles",
    id: profile.id,
    attributes: {
      profileState: profileState(team, profile),
      createdDate: appleDate(profile.created, team.quirks.dates),
      profileType: profile.profileType,
      name: profile.name,
      profileContent: profile.content.toString("base64"),
      uuid: profile.uuid,
      platform: profileTypes[profile.profileType]?.platform ?? null,
      expirationDate: appleDate(profile.expires, team.quirks.dates),
    },
    relationships: {
      bundleId: {
        kind: "to-one",
        linked: () => {
          const bundleId = team.bundleIds.get(profile.bundleId);
          return bundleId === undefined ? undefined : bundleIdResource(team, bundleId);
        },
      },
      certificates: {
        kind: "to-many",
        linked: () =>
          present(profile.certificates, team.certificates).map((certificate) => certificateResource(team, certificate)),
      },
      devices: {
        kind: "to-many",
        linked: () => present(profile.devices, team.devices).map((device) => deviceResource(team, device)),
      },
    },
  };
}

/** Apple leaves the state of a profile alone when it expires; a state of its own for that is seen as well. */
function profileState(team: Team, profile: ProfileRecord): string {
  return team.quirks.expiredProfiles === "state-expired" && profile.expires <= team.clock() ? "EXPIRED" : profile.state;
}

function shownUdid(udid: string, form: AppStoreConnectQuirks["udids"] = "as-sent"): string {
  if (form === "upper-case") return udid.toUpperCase();
  return form === "without-dashes" ? udid.replaceAll("-", "").toLowerCase() : udid;
}

/** A device as a resource. */
export function deviceResource(team: Team, device: DeviceRecord): Resource {
  return {
    type: "devices",
    id: device.id,
    attributes: {
      addedDate: appleDate(device.addedDate, team.quirks.dates),
      name: device.name,
      deviceClass: device.deviceClass,
      model: device.model,
      udid: shownUdid(device.udid, team.quirks.udids),
      platform: device.platform,
      status: deviceStatus(team, device),
    },
    relationships: {},
  };
}

/** An app as a resource. */
export function appResource(app: AppRecord): Resource {
  return {
    type: "apps",
    id: app.id,
    attributes: {
      name: app.name,
      bundleId: app.bundleId,
      sku: app.sku,
      primaryLocale: app.primaryLocale,
    },
    relationships: {},
  };
}

function present<Value>(ids: readonly string[], records: ReadonlyMap<string, Value>): Value[] {
  return ids.flatMap((id) => {
    const record = records.get(id);
    return record === undefined ? [] : [record];
  });
}
