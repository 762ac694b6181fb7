import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { readProvisioningProfile, type ProvisioningProfile } from "../../formats/provisioning-profile.ts";
import type { ObservedDevice, ObservedProfile } from "../../plan/observed.ts";
import { unexpectedAnswer } from "./exchange.ts";
import { normalUdid } from "./normal-form.ts";
import type { KnownCertificate } from "./snapshot.ts";

/** What a profile was asked to hold. */
interface AskedContent {
  readonly certificates: readonly KnownCertificate[];
  readonly devices: readonly ObservedDevice[];
}

/**
 * Reads the bytes of a profile and checks that they are what was asked for: its UUID, bundle ID, signature and every certificate.
 * Gives the devices that Apple left out, which it does without a word while it is processing them (eas-cli #2011).
 * Throws `app-store-connect/unexpected-answer`.
 */
export function checkProfileContent(
  bytes: Uint8Array,
  observed: ObservedProfile,
  asked: AskedContent,
): readonly ObservedDevice[] {
  const profile = readContent(bytes, observed);
  const wrong = (what: string) => unexpectedAnswer(`profile "${observed.name}" ${what}`);
  if (profile.signature === "invalid") throw wrong("has a signature that does not hold");
  if (profile.uuid.toLowerCase() !== observed.uuid.toLowerCase()) throw wrong(`holds another UUID, ${profile.uuid}`);
  if (profile.bundleId !== observed.bundle_id)
    throw wrong(`is for ${profile.bundleId}, not ${observed.bundle_id ?? "its bundle ID"}`);
  const held = new Set(profile.certificates.map(({ sha256 }) => sha256));
  const missing = asked.certificates.find(
    (certificate) =>
      certificate.observed.certificate_sha256 !== null && !held.has(certificate.observed.certificate_sha256),
  );
  if (missing !== undefined) throw wrong(`lacks the certificate ${missing.observed.serial_number}`);
  const udids = new Set(profile.deviceUdids.map(normalUdid));
  return asked.devices.filter((device) => !udids.has(normalUdid(device.udid)));
}

function readContent(bytes: Uint8Array, { name }: ObservedProfile): ProvisioningProfile {
  try {
    return readProvisioningProfile(bytes);
  } catch (error) {
    if (error instanceof DiagnosableError)
      throw unexpectedAnswer(`profile "${name}" cannot be read: ${error.diagnostic.message}`);
    throw error;
  }
}
