import type { ProvisioningProfile } from "../../formats/provisioning-profile.ts";

/**
 * In what an embedded profile falls short of the stored one; `undefined` when it is another issue of it (renewed, or made anew) that
 * allows the same: App ID, type, platforms, certificates, and every device and entitlement of the stored one.
 */
export function profileDifference(
  embedded: ProvisioningProfile,
  stored: ProvisioningProfile,
  now: Date,
): string | undefined {
  const appId = (profile: ProvisioningProfile): string => `${profile.appIdPrefix}.${profile.bundleId}`;
  if (embedded.signature !== "valid")
    return embedded.signature === "unsigned" ? "nobody signed it" : "it was changed after it was signed";
  if (appId(embedded) !== appId(stored)) return `it is for \`${appId(embedded)}\`, not for \`${appId(stored)}\``;
  if (embedded.teamId !== stored.teamId) return `it belongs to team ${embedded.teamId}, not ${stored.teamId}`;
  if (embedded.profileType !== stored.profileType)
    return `its type is \`${embedded.profileType}\`, not \`${stored.profileType}\``;
  if (!includesAll(embedded.platforms, stored.platforms))
    return `it is for ${embedded.platforms.join(" and ")}, not for ${stored.platforms.join(" and ")}`;
  if (Date.parse(embedded.expires) <= now.getTime()) return `it expired on ${embedded.expires.slice(0, 10)}`;
  const digests = (profile: ProvisioningProfile): readonly string[] => profile.certificates.map(({ sha256 }) => sha256);
  if (!includesAll(digests(embedded), digests(stored))) return "it lacks a certificate that the stored one holds";
  const devices = (profile: ProvisioningProfile): readonly string[] =>
    profile.deviceUdids.map((udid) => udid.toUpperCase());
  if (!embedded.provisionsAllDevices && !includesAll(devices(embedded), devices(stored)))
    return "it lacks a device that the stored one holds";
  const missing = Object.keys(stored.entitlements).find(
    (name) => JSON.stringify(embedded.entitlements[name]) !== JSON.stringify(stored.entitlements[name]),
  );
  return missing === undefined ? undefined : `it has another value of the entitlement \`${missing}\``;
}

function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}
