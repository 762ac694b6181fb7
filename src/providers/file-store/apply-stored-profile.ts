import { readProvisioningProfile, type ProvisioningProfile } from "../../formats/provisioning-profile.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { assignedEntitlements, managedEntitlements } from "../../plan/assigned-entitlements.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import { Secret } from "../../secret/secret.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { compareText, sha256Hex, type Facts } from "./manifest.ts";
import { namingFile } from "./naming-file.ts";
import { putEntry, requirePlanned, type ApplyTools } from "./put-entry.ts";
import { stepFailed } from "./store-failure.ts";

/** Keeps a provisioning profile: the one that Apple made, or a file of the user's. */
export async function applyStoredProfile(
  change: ChangeOf<"stored_profile">,
  context: ApplyContext,
  tools: ApplyTools,
): Promise<Applied> {
  const { address, after } = change;
  if (after === null) throw stepFailed(address, "the plan does not say what it is afterwards");
  const { source } = after;
  const { bytes, from, facts } =
    "file" in source
      ? await profileOfFile(source.file, tools)
      : await profileOfProvider(address, { profile: source.profile, uuid: after.uuid ?? undefined }, context);
  const profile = namingFile(from, () => readProvisioningProfile(bytes));
  if (profile.signature === "invalid") {
    throw new DiagnosableError(
      createDiagnostic(
        "rule/profile-signature",
        { profile: from, reason: "it was changed after it was signed" },
        { address },
      ),
    );
  }
  const sha256 = sha256Hex(bytes);
  requirePlanned(address, "the profile", after.uuid, profile.uuid);
  requirePlanned(address, "the file", after.sha256, sha256);
  return putEntry(
    change,
    {
      address,
      instance: profile.uuid,
      facts: { ...factsOf(profile), sha256, ...facts },
      parts: { file: new Secret(bytes) },
    },
    tools,
  );
}

/** The bytes of a profile, what they are called in messages, and facts that they do not tell. */
interface ProfileBytes {
  readonly bytes: Uint8Array;
  readonly from: string;
  readonly facts: Facts;
}

async function profileOfFile(path: string, { sources }: ApplyTools): Promise<ProfileBytes> {
  const { bytes } = await sources.file(path);
  return { bytes, from: path, facts: { source: "file" } };
}

async function profileOfProvider(
  address: Address,
  { profile, uuid }: { readonly profile: Address; readonly uuid: string | undefined },
  context: ApplyContext,
): Promise<ProfileBytes> {
  const made = await context.output(profile, uuid);
  if (made === undefined) throw stepFailed(address, `${profile} does not exist`);
  return { bytes: made.bytes, from: profile, facts: { source: profile } };
}

function factsOf(profile: ProvisioningProfile): Facts {
  return {
    uuid: profile.uuid,
    name: profile.name,
    bundle_id: profile.bundleId,
    app_id: `${profile.appIdPrefix}.${profile.bundleId}`,
    profile_type: profile.profileType,
    platforms: profile.platforms,
    team_id: profile.teamId,
    created: profile.created,
    expires: profile.expires,
    certificate_sha256: profile.certificates.map((certificate) => certificate.sha256).toSorted(compareText),
    device_count: profile.deviceUdids.length,
    unassigned: unassignedIn(profile),
    granted: grantedIn(profile),
  };
}

/** Entitlements that the profile has and that nobody assigned a value to in the developer portal. */
function unassignedIn({ entitlements }: ProvisioningProfile): readonly string[] {
  return Object.values(assignedEntitlements)
    .map(({ entitlement }) => entitlement)
    .filter((name) => {
      const values = entitlements[name];
      return Array.isArray(values) && values.length === 0;
    })
    .toSorted(compareText);
}

/** Managed entitlements that the profile holds: Apple granted them, and somebody enabled them for the bundle ID. */
function grantedIn({ entitlements }: ProvisioningProfile): readonly string[] {
  return Object.values(managedEntitlements)
    .map(({ entitlement }) => entitlement)
    .filter((name) => entitlements[name] !== undefined && entitlements[name] !== false)
    .toSorted(compareText);
}
