import type { Address } from "../../plan/address.ts";
import type { OwnershipRecord } from "../../plan/observed.ts";
import type { Clock } from "../provider.ts";
import type { AppStoreConnectClient } from "./client.ts";
import type { Sleep } from "./exchange.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TaskQueue } from "./turnstile.ts";

/** What reading and applying work with: the client of one key, and what is known of its team. */
export interface Connection {
  /** The key's name in the spec. */
  readonly name: string;
  /** Apple's ID of the API key. */
  readonly keyId: string;
  readonly client: AppStoreConnectClient;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** The team that the spec says the key belongs to. */
  readonly teamId: string | undefined;
  /** Whether the server knows apps: the one of the Enterprise Program does not. */
  readonly hasApps: boolean;
  /** The store's key of each certificate resource, to find a certificate that an earlier, killed run issued. */
  readonly certificateKeys: ReadonlyMap<Address, Address>;
  /** The ownership marks that the store holds. */
  readonly records: () => readonly OwnershipRecord[];
  readonly snapshot: Snapshot;
  /** Serialises the writes of one object, by its id. */
  readonly inTurn: TaskQueue;
}
