import { match } from "ts-pattern";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Change, ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { knownBundleId } from "./bundle-ids.ts";
import { findCapability } from "./capabilities.ts";
import { certificateBySerial } from "./certificates.ts";
import type { Connection } from "./connection.ts";
import { deleteProfile } from "./delete-profile.ts";
import { disableDevice } from "./devices.ts";
import { unexpectedAnswer } from "./exchange.ts";

/** Carries out a destructive line. What is gone already counts as done. */
export function destroy(change: Change, connection: Connection, context: ApplyContext): Promise<Applied> {
  return match<Change, Promise<Applied>>(change)
    .with({ type: "profile" }, (c) => deleteProfile(c, connection, context))
    .with({ type: "capability" }, (c) => removeCapability(c, connection, context))
    .with({ type: "device" }, (c) => disableDevice(c, connection, context))
    .with({ type: "certificate" }, (c) => revokeCertificate(c, connection, context))
    .with({ type: "bundle_id" }, (c) => deleteBundleId(c, connection, context))
    .otherwise(({ type }) => {
      throw new Error(`invariant: App Store Connect has no ${type}`);
    });
}

/** Revokes the certificate whose serial number the change names, and no other. */
async function revokeCertificate(
  change: ChangeOf<"certificate">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const serial = change.deposed;
  invariant(serial !== undefined && serial !== "", "a certificate to revoke is named by its serial number");
  const known = certificateBySerial(connection, serial)?.observed;
  if (known === undefined) return { adopted: true };
  const path = `/v1/certificates/${encodeURIComponent(known.id)}`;
  const revoked = await connection.client.delete({ path, what: `the certificate ${serial}` }, signal);
  connection.snapshot.certificates.delete(known.id);
  return { adopted: !revoked };
}

async function deleteBundleId(
  change: ChangeOf<"bundle_id">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const identifier = change.before?.identifier ?? change.name;
  const known = await knownBundleId(connection, identifier, signal);
  if (known === undefined) return { adopted: true };
  const path = `/v1/bundleIds/${encodeURIComponent(known.id)}`;
  const deleted = await connection.client.delete({ path, what: `the bundle ID ${identifier}` }, signal);
  connection.snapshot.bundleIds.delete(known.id);
  return { adopted: !deleted };
}

/** Switches a capability off, and looks afterwards: writes to one bundle ID at once are lost, so they go one after the other. */
async function removeCapability(
  change: ChangeOf<"capability">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const { before } = change;
  invariant(before !== null, "a capability to switch off is named by what it is");
  const bundleId = await knownBundleId(connection, before.bundle_id, signal);
  if (bundleId === undefined) return { adopted: true };
  const what = `the capability ${before.capability_type} of "${before.bundle_id}"`;
  return connection.inTurn(bundleId.id, async () => {
    const found = await findCapability(before, bundleId, connection, signal);
    if (found === undefined) return { adopted: true };
    const path = `/v1/bundleIdCapabilities/${encodeURIComponent(found.id)}`;
    await connection.client.delete({ path, what }, signal);
    if ((await findCapability(before, bundleId, connection, signal)) === undefined) return {};
    throw unexpectedAnswer(`it confirms that ${what} is off, but shows it on`);
  });
}
