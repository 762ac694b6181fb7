import type { AppStoreConnectObserved } from "../../plan/observed.ts";
import type { ReadContext } from "../provider.ts";
import { readBundleIds } from "./bundle-ids.ts";
import { readCertificates } from "./certificates.ts";
import { confirmMissing } from "./confirm-missing.ts";
import type { Connection } from "./connection.ts";
import { readDevices } from "./devices.ts";
import { byCodeUnit } from "./normal-form.ts";
import { readProfiles } from "./profiles.ts";

/** Which kinds of objects a plan needs; reading costs at least one request each. */
export interface Wants {
  readonly certificates: boolean;
  readonly profiles: boolean;
  readonly devices: boolean;
  readonly bundleIds: boolean;
}

/** Share of the hourly limit below which progress says how much is left. */
const LITTLE_LEFT = 0.1;

/** Reads what is wanted, all kinds side by side, into the snapshot and gives it in a fixed order. */
export async function readTeam(
  connection: Connection,
  wants: Wants,
  context: ReadContext,
): Promise<AppStoreConnectObserved> {
  const { report } = context;
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const reading = async (wanted: boolean, what: string, read: typeof readDevices): Promise<void> => {
    if (!wanted) return;
    report(`reading ${what}`);
    await read(connection, signal);
  };
  const readings = [
    reading(wants.bundleIds, "bundle IDs", readBundleIds),
    reading(wants.devices, "devices", readDevices),
    reading(wants.certificates, "certificates", readCertificates),
    reading(wants.profiles, "profiles", readProfiles),
  ];
  try {
    await Promise.all(readings);
    await confirmMissing(connection, wants, signal);
  } catch (error) {
    // One failure ends the others too, tries and pauses included, so that nothing goes on behind the back of the caller.
    failed.abort();
    await Promise.allSettled(readings);
    throw error;
  }
  const rate = connection.client.rateLimit();
  if (rate !== undefined && rate.remaining < rate.limit * LITTLE_LEFT)
    report(`${rate.remaining} of ${rate.limit} requests are left this hour`);
  return observedTeam(connection);
}

/** What the snapshot holds, in a fixed order. */
export function observedTeam({ snapshot, client }: Connection): AppStoreConnectObserved {
  const rate = client.rateLimit();
  return {
    kind: "app_store_connect",
    bundle_ids: sorted(snapshot.bundleIds.values(), ({ identifier }) => identifier),
    devices: sorted(snapshot.devices.values(), ({ udid }) => udid),
    certificates: sorted(
      [...snapshot.certificates.values()].map(({ observed }) => observed),
      ({ serial_number }) => serial_number,
    ),
    profiles: sorted(snapshot.profiles.values(), ({ name, uuid }) => `${name}\n${uuid}`),
    ...(rate === undefined ? {} : { rate_limit: rate }),
  };
}

function sorted<T extends { readonly id: string }>(rows: Iterable<T>, key: (row: T) => string): readonly T[] {
  return [...rows].sort((a, b) => byCodeUnit(key(a), key(b)) || byCodeUnit(a.id, b.id));
}
