import type { Clock } from "../provider.ts";
import type { Address } from "../../plan/address.ts";
import type { Backend } from "./backend.ts";
import type { Holder } from "./lock.ts";
import { sortFacts, STORE_FORMAT, type Facts } from "./manifest.ts";

/** What happened to the store, for people: who made and who retired what. Public facts only. */
export interface LogEvent {
  readonly event: "put" | "retire" | "record" | "forget";
  readonly address: Address;
  readonly instance?: string;
  /** SHA-256 of the encrypted file; the file of a retired object stays until it is pruned. */
  readonly object?: string;
  /** The encrypted file that a put has replaced. */
  readonly replaced_object?: string;
  readonly facts?: Facts;
}

/** The append-only log `log.jsonl`. Nothing reads it as truth: a line says that a change was made or was about to be. */
export interface StoreLog {
  append(event: LogEvent): Promise<void>;
}

/** The log in a backend, which adds time and person to each event. */
export function createStoreLog(backend: Backend, holder: Holder, clock: Clock): StoreLog {
  return {
    append: (event) => {
      const { facts, ...what } = event;
      const line = {
        format_version: STORE_FORMAT,
        at: clock().toISOString(),
        by: `${holder.user}@${holder.host}`,
        ...what,
        ...(facts === undefined ? {} : { facts: sortFacts(facts) }),
      };
      // A line without its head would say that something was about to be, no more; so they may last together.
      return backend.append("log.jsonl", JSON.stringify(line), "with the next head");
    },
  };
}
