import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { ObservedBundleId, ObservedCapability } from "../../plan/observed.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext } from "../provider.ts";
import { capabilityOf } from "./capability-rows.ts";
import type { Listing, Query } from "./client.ts";
import type { Connection } from "./connection.ts";
import { createOnce } from "./create-once.ts";
import { textOf, type Resource } from "./json-api.ts";
import { byCodeUnit } from "./normal-form.ts";
import { INCLUDE_LIMIT, relatedResources } from "./related-resources.ts";
import { replaceAll } from "./snapshot.ts";

/** Reads all bundle IDs of the team with their capabilities into the snapshot. */
export async function readBundleIds(connection: Connection, signal: AbortSignal): Promise<void> {
  const ask = { path: "/v1/bundleIds", query: queryOf(connection), what: "the bundle IDs" };
  const listing = await connection.client.list(ask, signal);
  const rows = await Promise.all(
    listing.rows.map(async (row) => [row.id, await completeBundleId(row, listing, connection, signal)] as const),
  );
  replaceAll(connection.snapshot.bundleIds, rows);
}

/** Reads one bundle ID into the snapshot; one that Apple does not know changes nothing. */
export async function readOneBundleId(id: string, connection: Connection, signal: AbortSignal): Promise<void> {
  const path = `/v1/bundleIds/${encodeURIComponent(id)}`;
  const document = await connection.client.get({ path, query: queryOf(connection), what: "the bundle ID" }, signal);
  const row = document?.data[0];
  if (document === undefined || row === undefined) return;
  const included = new Map(document.included.map((resource) => [`${resource.type}/${resource.id}`, resource] as const));
  remember(connection, await completeBundleId(row, { included }, connection, signal));
}

function queryOf({ hasApps }: Connection): Query {
  return {
    include: ["bundleIdCapabilities", ...(hasApps ? ["app"] : [])],
    "limit[bundleIdCapabilities]": INCLUDE_LIMIT,
    "fields[bundleIds]": ["identifier", "name", "platform", "bundleIdCapabilities", ...(hasApps ? ["app"] : [])],
    "fields[bundleIdCapabilities]": ["capabilityType", "settings"],
    ...(hasApps ? { "fields[apps]": "bundleId" } : {}),
  };
}

async function completeBundleId(
  row: Resource,
  listing: Pick<Listing, "included">,
  { client }: Connection,
  signal: AbortSignal,
): Promise<ObservedBundleId> {
  const path = `/v1/bundleIds/${encodeURIComponent(row.id)}/bundleIdCapabilities`;
  const what = `the capabilities of ${textOf(row, "identifier") ?? row.id}`;
  const ask = { row, listing, relationship: "bundleIdCapabilities", path, what };
  const capabilities = await relatedResources(client, ask, signal);
  return bundleIdOf(row, capabilities.map(capabilityOf), hasApp(row));
}

/** Registers a bundle ID, or adopts the one that has exactly this identifier. */
export async function createBundleId(
  change: ChangeOf<"bundle_id">,
  connection: Connection,
  { signal }: ApplyContext,
): Promise<Applied> {
  const { after } = change;
  invariant(after !== null, "a bundle ID is created, never deleted");
  const { identifier, name, platform } = after;
  const { value, adopted } = await createOnce<ObservedBundleId>({
    look: () => lookForBundleId(connection, identifier, signal),
    write: () =>
      connection.client.post(
        {
          path: "/v1/bundleIds",
          what: `the bundle ID "${identifier}"`,
          body: { data: { type: "bundleIds", attributes: { identifier, name, platform } } },
        },
        signal,
      ),
    accept: async (resource) => remember(connection, bundleIdOf(resource, [], null)),
    sleep: (milliseconds) => connection.sleep(milliseconds, signal),
  });
  return { record: { id: value.id, identifier: value.identifier }, adopted };
}

/** The bundle ID with exactly this identifier. Throws `app-store-connect/not-found` when the team has none. */
export async function requireBundleId(
  connection: Connection,
  identifier: string,
  signal: AbortSignal,
): Promise<ObservedBundleId> {
  const found = await knownBundleId(connection, identifier, signal);
  if (found === undefined)
    throw new DiagnosableError(
      createDiagnostic("app-store-connect/not-found", { what: `the bundle ID ${identifier}` }),
    );
  return found;
}

/** The bundle ID with exactly this identifier; `undefined` when the team has none. */
export async function knownBundleId(
  connection: Connection,
  identifier: string,
  signal: AbortSignal,
): Promise<ObservedBundleId | undefined> {
  const known = [...connection.snapshot.bundleIds.values()].find((bundleId) => bundleId.identifier === identifier);
  return known ?? lookForBundleId(connection, identifier, signal);
}

/** Apple's filter matches substrings (bitrise profiles.go), so the rows are compared exactly. */
async function lookForBundleId(
  connection: Connection,
  identifier: string,
  signal: AbortSignal,
): Promise<ObservedBundleId | undefined> {
  const query = {
    "filter[identifier]": identifier,
    "fields[bundleIds]": ["identifier", "name", "platform"],
  };
  const { rows } = await connection.client.list(
    { path: "/v1/bundleIds", query, what: `the bundle ID "${identifier}"` },
    signal,
  );
  const row = rows.find((candidate) => textOf(candidate, "identifier") === identifier);
  if (row === undefined) return undefined;
  const known = connection.snapshot.bundleIds.get(row.id);
  return remember(connection, bundleIdOf(row, known?.capabilities ?? [], known?.has_app ?? null));
}

function remember(connection: Connection, bundleId: ObservedBundleId): ObservedBundleId {
  connection.snapshot.bundleIds.set(bundleId.id, bundleId);
  return bundleId;
}

/** Whether an app uses it, of a row that was asked for with its app: Apple gives the relationship, with data only if there is one. */
function hasApp(row: Resource): boolean | null {
  const relationship = row.relationships["app"];
  return relationship === undefined ? null : (relationship.data ?? []).length > 0;
}

function bundleIdOf(
  row: Resource,
  capabilities: readonly ObservedCapability[],
  has_app: boolean | null,
): ObservedBundleId {
  return {
    id: row.id,
    identifier: textOf(row, "identifier") ?? "",
    name: textOf(row, "name") ?? "",
    platform: textOf(row, "platform") ?? "",
    capabilities: [...capabilities].sort(
      (a, b) => byCodeUnit(a.capability_type, b.capability_type) || byCodeUnit(a.id, b.id),
    ),
    has_app,
  };
}
