import type { Address } from "../../plan/address.ts";
import type { Change } from "../../plan/plan.ts";
import type { Applied, Clock, Sources, StoreEntry } from "../provider.ts";
import type { OwnSecretStore } from "./secret-store.ts";
import { stepFailed } from "./store-failure.ts";

/** What changes of the store are carried out with. */
export interface ApplyTools {
  readonly store: OwnSecretStore;
  /** Files of the user's. */
  readonly sources: Sources;
  readonly clock: Clock;
}

/** An object to be put, but for its date. */
export type NewEntry = Omit<StoreEntry, "created">;

/**
 * Puts what a change asks for. A create looks first: when the newest instance is this one already, it is adopted.
 * The new instance is never older than those that the store holds, whatever the clock says, because the newest one counts.
 */
export async function putEntry(change: Change, entry: NewEntry, { store, clock }: ApplyTools): Promise<Applied> {
  const newest = (await store.list(change.address)).at(-1);
  const now = clock();
  const created =
    newest !== undefined && Date.parse(newest.created) > now.getTime() ? newest.created : now.toISOString();
  const dated: StoreEntry = { ...entry, created };
  if (change.action === "create" && newest?.instance === entry.instance && (await store.holds(dated)))
    return { adopted: true };
  await store.put(dated);
  return {};
}

/** Throws when a value that the plan knows is not the one that would be written. `what` names it for people. */
export function requirePlanned(address: Address, what: string, planned: string | null, found: string): void {
  if (planned !== null && planned !== found)
    throw stepFailed(address, `${what} is ${found}, but the plan says ${planned}`);
}
