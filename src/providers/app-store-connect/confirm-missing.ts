import { ownerOf } from "../../plan/address.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import { readOneBundleId } from "./bundle-ids.ts";
import { readOneCertificate } from "./certificates.ts";
import type { Connection } from "./connection.ts";
import { readOneDevice } from "./devices.ts";
import { utcDate } from "./normal-form.ts";
import { readProfile } from "./profiles.ts";
import type { Wants } from "./read.ts";

/**
 * Looks for what our ownership marks name and the lists do not show, one by one: a list lags behind a write, and what was made a
 * moment ago would be made again. What is really gone costs one request each time, until the mark is replaced.
 */
export async function confirmMissing(connection: Connection, wants: Wants, signal: AbortSignal): Promise<void> {
  const { snapshot } = connection;
  const now = utcDate(connection.clock());
  const looks: Readonly<Record<string, (id: string, facts: OwnershipRecord["facts"]) => Promise<void> | undefined>> = {
    certificate: (id) =>
      wants.certificates && !snapshot.certificates.has(id) ? readOneCertificate(id, connection, signal) : undefined,
    device: (id) => (wants.devices && !snapshot.devices.has(id) ? readOneDevice(id, connection, signal) : undefined),
    bundle_id: (id) =>
      wants.bundleIds && !snapshot.bundleIds.has(id) ? readOneBundleId(id, connection, signal) : undefined,
    capability: (_, { bundle_id, capability_type }) => {
      const bundleId = [...snapshot.bundleIds.values()].find(({ identifier }) => identifier === bundle_id);
      const isOn = bundleId?.capabilities.some((capability) => capability.capability_type === capability_type);
      return bundleId === undefined || isOn === true ? undefined : readOneBundleId(bundleId.id, connection, signal);
    },
    profile: (id) =>
      wants.profiles && !snapshot.profiles.has(id) ? readOneProfile(id, connection, signal) : undefined,
  };
  const marks = connection.records().filter(({ address, facts }) => {
    const expires = facts["expires"];
    // Past its date it may be missing for good reason.
    return ownerOf(address) === connection.name && !(typeof expires === "string" && expires <= now);
  });
  await Promise.all(
    marks.map(async ({ address, facts }) => {
      const { id } = facts;
      const [, kind = ""] = address.split("/");
      if (typeof id === "string" && id !== "") await looks[kind]?.(id, facts);
    }),
  );
}

async function readOneProfile(id: string, connection: Connection, signal: AbortSignal): Promise<void> {
  const profile = await readProfile(id, connection, signal);
  if (profile !== undefined) connection.snapshot.profiles.set(id, profile.observed);
}
