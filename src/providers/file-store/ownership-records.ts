import type { Address } from "../../plan/address.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import { sortFacts, type Facts } from "./manifest.ts";
import type { StoreContent } from "./store-content.ts";

/** Keeps public facts about an object elsewhere, in the place of an earlier record of the address. The same facts again are no write. */
export async function keepRecord(content: StoreContent, address: Address, given: Facts): Promise<void> {
  const facts = sortFacts(given);
  const isKept = (records: readonly OwnershipRecord[] = []): boolean =>
    records.some((r) => r.address === address && isSameFacts(r.facts, facts));
  if (isKept((await content.newest())?.records)) return;
  await content.change({ event: "record", address, facts }, (present) =>
    isKept(present.records)
      ? "unchanged"
      : { ...present, records: [...without(present.records, address), { address, facts }] },
  );
}

/** Removes the record of an address; a missing one is fine. */
export async function forgetRecord(content: StoreContent, address: Address): Promise<void> {
  const found = (await content.newest())?.records.find((r) => r.address === address);
  if (found === undefined) return;
  await content.change({ event: "forget", address, facts: found.facts }, (present) => {
    const records = without(present.records, address);
    return records.length === present.records.length ? "unchanged" : { ...present, records };
  });
}

/** Whether facts are the same, in whatever order their names are. */
export function isSameFacts(a: Facts, b: Facts): boolean {
  return JSON.stringify(sortFacts(a)) === JSON.stringify(sortFacts(b));
}

function without(records: readonly OwnershipRecord[], address: Address): readonly OwnershipRecord[] {
  return records.filter((r) => r.address !== address);
}
