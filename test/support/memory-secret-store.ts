import type { Address } from "../../src/plan/address.ts";
import type { JsonValue, OwnershipRecord } from "../../src/plan/observed.ts";
import type { SecretStore, StoreEntry } from "../../src/providers/provider.ts";

/** A store in memory: what it was given, in order, in the clear. */
export interface MemorySecretStore extends SecretStore {
  readonly entries: readonly StoreEntry[];
  readonly records: () => readonly OwnershipRecord[];
}

/** Creates an empty store that forgets everything with the test. */
export function createMemorySecretStore(): MemorySecretStore {
  const entries: StoreEntry[] = [];
  const records = new Map<Address, { readonly [name: string]: JsonValue }>();
  const of = (address: Address): readonly StoreEntry[] => entries.filter((entry) => entry.address === address);
  return {
    entries,
    records: () => [...records].map(([address, facts]) => ({ address, facts })),
    async put(entry) {
      const index = entries.findIndex((held) => held.address === entry.address && held.instance === entry.instance);
      if (index === -1) entries.push(entry);
      else entries[index] = entry;
    },
    get: async (address, instance) =>
      of(address).findLast((entry) => instance === undefined || entry.instance === instance),
    list: async (address) => of(address).map(({ parts: _parts, ...object }) => object),
    async record(address, facts) {
      records.set(address, facts);
    },
    async forget(address) {
      records.delete(address);
    },
  };
}
