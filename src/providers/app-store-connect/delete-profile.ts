import { invariant } from "../../diagnostics/invariant.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import type { Connection } from "./connection.ts";
import { textOf } from "./json-api.ts";

/** Deletes the profile whose UUID the change names, and no other. One that is gone already counts as deleted. */
export async function deleteProfile(
  change: ChangeOf<"profile">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const uuid = change.deposed;
  invariant(uuid !== undefined && uuid !== "", "a profile to delete is named by its UUID");
  const id = knownId(uuid, connection) ?? (await hiddenId(uuid, change.before?.bundle_id, connection, signal));
  if (id === undefined) return { adopted: true };
  const ask = {
    path: `/v1/profiles/${encodeURIComponent(id)}`,
    what: `the profile "${change.before?.name ?? uuid}"`,
  };
  const deleted = await connection.client.delete(ask, signal);
  connection.snapshot.profiles.delete(id);
  return { adopted: !deleted };
}

function knownId(uuid: string, connection: Connection): string | undefined {
  return [...connection.snapshot.profiles.values()].find((profile) => profile.uuid === uuid)?.id;
}

/** Expired profiles are missing from the list of all profiles, but not from their bundle ID's (bitrise profiles.go). */
async function hiddenId(
  uuid: string,
  identifier: string | undefined,
  connection: Connection,
  signal: AbortSignal,
): Promise<string | undefined> {
  const bundleId = [...connection.snapshot.bundleIds.values()].find((candidate) => candidate.identifier === identifier);
  if (bundleId === undefined) return undefined;
  const query = { limit: 200, "fields[profiles]": ["name", "uuid"] };
  const path = `/v1/bundleIds/${encodeURIComponent(bundleId.id)}/profiles`;
  const listing = await connection.client.related(
    { path, query, what: `the profiles of ${bundleId.identifier}` },
    signal,
  );
  return listing?.rows.find((row) => textOf(row, "uuid") === uuid)?.id;
}
