import type { Address } from "../../plan/address.ts";
import type { JsonValue, ObservedProfile } from "../../plan/observed.ts";
import type { Output, ReadContext } from "../provider.ts";
import type { Ask, Listing } from "./client.ts";
import type { Connection } from "./connection.ts";
import { textOf, type Resource } from "./json-api.ts";
import { byCodeUnit, normalDate, normalSerial } from "./normal-form.ts";
import { INCLUDE_LIMIT, relatedResources } from "./related-resources.ts";
import { replaceAll } from "./snapshot.ts";

/** What a profile is made of, included with it; its content is left out because lists would grow by 10 kB a row. */
const RELATED = {
  include: ["bundleId", "devices", "certificates"],
  "limit[devices]": INCLUDE_LIMIT,
  "limit[certificates]": INCLUDE_LIMIT,
  "fields[bundleIds]": "identifier",
  "fields[devices]": "udid",
  "fields[certificates]": "serialNumber",
} as const;

const FIELDS = [
  "name",
  "profileType",
  "profileState",
  "uuid",
  "expirationDate",
  "bundleId",
  "devices",
  "certificates",
] as const;

/** Reads all profiles that Apple lists into the snapshot. Expired ones may be missing (bitrise profiles.go). */
export async function readProfiles(connection: Connection, signal: AbortSignal): Promise<void> {
  const ask = {
    path: "/v1/profiles",
    query: { ...RELATED, "fields[profiles]": FIELDS },
    what: "the profiles",
  };
  const listing = await connection.client.list(ask, signal);
  const rows = await Promise.all(
    listing.rows.map(async (row) => [row.id, await profileOf(row, listing, connection, signal)] as const),
  );
  replaceAll(connection.snapshot.profiles, rows);
}

/** A profile and, where asked for, its bytes. */
interface ReadProfile {
  readonly observed: ObservedProfile;
  readonly content: Uint8Array | undefined;
}

/** Reads one profile with its content; `undefined` when Apple does not know it. */
export async function readProfile(
  id: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<ReadProfile | undefined> {
  const query = { ...RELATED, "fields[profiles]": [...FIELDS, "profileContent"] };
  const document = await connection.client.get(
    { path: `/v1/profiles/${encodeURIComponent(id)}`, query, what: "the profile" },
    signal,
  );
  const row = document?.data[0];
  if (document === undefined || row === undefined) return undefined;
  const included = new Map(document.included.map((resource) => [`${resource.type}/${resource.id}`, resource] as const));
  return {
    observed: await profileOf(row, { included }, connection, signal),
    content: contentOf(row),
  };
}

/** The content of a profile, CMS; `undefined` when the answer does not hold it. */
export function contentOf(row: Resource): Uint8Array | undefined {
  const content = textOf(row, "profileContent");
  return content === undefined || content === "" ? undefined : new Uint8Array(Buffer.from(content, "base64"));
}

/** The attributes of a profile row, without what it is made of. */
export function profileAttributes(
  row: Resource,
): Pick<ObservedProfile, "id" | "uuid" | "name" | "profile_type" | "state" | "expires"> {
  return {
    id: row.id,
    uuid: textOf(row, "uuid") ?? "",
    name: textOf(row, "name") ?? "",
    profile_type: textOf(row, "profileType") ?? "",
    state: textOf(row, "profileState") ?? "",
    expires: normalDate(textOf(row, "expirationDate")),
  };
}

/** The public facts to keep of a profile: its ownership mark. */
export function profileRecord({ id, uuid, name, expires }: ObservedProfile): {
  readonly [name: string]: JsonValue;
} {
  return { id, uuid, name, expires };
}

/**
 * The bytes behind a profile resource: of the one that this run made or adopted, else of the one that the plan names, else of the
 * one that its ownership mark names. `undefined` when there is none.
 */
export async function profileOutput(
  { address, uuid: planned }: { readonly address: Address; readonly uuid: string | undefined },
  connection: Connection,
  context: ReadContext,
): Promise<Output | undefined> {
  const made = connection.snapshot.made.profiles.get(address);
  if (made?.content !== undefined) return { facts: factsOf(made.observed), bytes: made.content };
  const uuid =
    made?.observed.uuid ?? planned ?? connection.records().find((record) => record.address === address)?.facts["uuid"];
  const known = [...connection.snapshot.profiles.values()].find((profile) => profile.uuid === uuid);
  if (known === undefined) return undefined;
  const profile = await readProfile(known.id, connection, context.signal);
  return profile?.content === undefined ? undefined : { facts: factsOf(profile.observed), bytes: profile.content };
}

function factsOf({ uuid, name, expires }: ObservedProfile): Output["facts"] {
  return { uuid, name, expires };
}

async function profileOf(
  row: Resource,
  listing: Pick<Listing, "included">,
  connection: Connection,
  signal: AbortSignal,
): Promise<ObservedProfile> {
  const path = `/v1/profiles/${encodeURIComponent(row.id)}`;
  const name = textOf(row, "name") ?? row.id;
  const related = (relationship: string, ask: Ask): Promise<readonly Resource[]> =>
    relatedResources(connection.client, { row, listing, relationship, ...ask }, signal);
  const [certificates, devices] = await Promise.all([
    related("certificates", {
      path: `${path}/certificates`,
      query: { limit: 200, "fields[certificates]": "serialNumber" },
      what: `the certificates of profile "${name}"`,
    }),
    related("devices", {
      path: `${path}/devices`,
      query: { limit: 200, "fields[devices]": "udid" },
      what: `the devices of profile "${name}"`,
    }),
  ]);
  return {
    ...profileAttributes(row),
    bundle_id: bundleIdentifier(row, listing, connection),
    certificates: certificates
      .map((certificate) => normalSerial(textOf(certificate, "serialNumber") ?? ""))
      .sort(byCodeUnit),
    devices: devices.map((device) => textOf(device, "udid") ?? "").sort(byCodeUnit),
  };
}

function bundleIdentifier(row: Resource, listing: Pick<Listing, "included">, connection: Connection): string | null {
  const linkage = row.relationships["bundleId"]?.data?.[0];
  if (linkage === undefined) return null;
  const included = listing.included.get(`${linkage.type}/${linkage.id}`);
  return (
    (included && textOf(included, "identifier")) ?? connection.snapshot.bundleIds.get(linkage.id)?.identifier ?? null
  );
}
