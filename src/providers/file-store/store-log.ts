import type { Clock } from "../provider.ts";
import type { Address } from "../../plan/address.ts";
import type { Backend } from "./backend.ts";
import type { Holder } from "./lock.ts";
import { isAddress, isInstant, isRecord, isSha256, sortFacts, STORE_FORMAT, type Facts } from "./manifest.ts";
import type { Recipients } from "./recipients.ts";

/** What happened to the store, for people: who made and who retired what. Public facts only. */
export type LogEvent = ObjectEvent | RecordEvent | RekeyEvent | UnlockEvent;

/** An object was put into the store, or taken out of its manifest. */
export interface ObjectEvent {
  readonly event: "put" | "retire";
  readonly address: Address;
  readonly instance: string;
  /** SHA-256 of the encrypted file; the file of a retired object stays. */
  readonly object: string;
  /** The encrypted file that a put has replaced. */
  readonly replaced_object?: string;
  readonly facts: Facts;
}

/** An ownership mark was made or removed. */
export interface RecordEvent {
  readonly event: "record" | "forget";
  readonly address: Address;
  readonly facts: Facts;
}

/** Everything was encrypted anew. The line is written before the files, so it is there whenever one of them is. */
export interface RekeyEvent {
  readonly event: "rekey";
  /** Whom the new files are encrypted for. */
  readonly recipients: Recipients;
  /** Whom the old files are encrypted for. */
  readonly previous: Recipients;
  readonly objects: readonly ReencryptedObject[];
}

/** An object, its old encrypted file and the new one. Objects that were retired are among them. */
export interface ReencryptedObject {
  readonly address: Address;
  readonly instance: string;
  readonly object: string;
  readonly replaced_object: string;
}

/** A person removed the lock of another run. */
export interface UnlockEvent {
  readonly event: "unlock";
  readonly lock: { readonly id: string; readonly operation: string; readonly holder: string; readonly host: string };
}

/** An event with its time and person. */
export type LoggedEvent = LogEvent & {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `user@host` */
  readonly by: string;
  /** Digest of the plan that the change was a step of; absent for what no plan asked for. */
  readonly plan?: string;
};

/** The append-only log `log.jsonl`. Nothing reads it as truth: a line says that a change was made or was about to be. */
export interface StoreLog {
  append(event: LogEvent): Promise<void>;
}

const LOG_NAME = "log.jsonl";
/** A log grows by some hundred bytes a change; this is room for a hundred thousand of them. */
const LOG_LIMIT = 64 * 1024 * 1024;

/** The log in a backend, which adds time and person to each event, and the plan that is being carried out. */
export function createStoreLog(
  backend: Backend,
  holder: Holder,
  clock: Clock,
  plan: () => string | undefined = () => undefined,
): StoreLog {
  return {
    append: (event) => {
      const underPlan = plan();
      const line = {
        format_version: STORE_FORMAT,
        at: clock().toISOString(),
        by: `${holder.user}@${holder.host}`,
        ...(underPlan === undefined ? {} : { plan: underPlan }),
        ...event,
        ...("facts" in event ? { facts: sortFacts(event.facts) } : {}),
      };
      // A line without its head would say that something was about to be, no more; so they may last together.
      const lasting = event.event === "unlock" ? "at once" : "with the next head";
      return backend.append(LOG_NAME, JSON.stringify(line), lasting);
    },
  };
}

/** The log as it can be read. */
export interface ReadLog {
  /** Oldest first. */
  readonly events: readonly LoggedEvent[];
  /** Lines that are no events that this version knows: torn off by a crash, changed by hand, or of a newer version. */
  readonly unreadable: number;
}

/** Reads the log of a store; `undefined` when there is none. Throws `file-store/corrupt` when it is larger than any log. */
export async function readStoreLog(backend: Backend): Promise<ReadLog | undefined> {
  const bytes = await backend.read(LOG_NAME, LOG_LIMIT);
  if (bytes === undefined) return undefined;
  const lines = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const events = lines.flatMap((line) => readLine(line) ?? []);
  return { events, unreadable: lines.length - events.length };
}

function readLine(line: string): LoggedEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { at, by, plan } = value;
  if (!isInstant(at) || typeof by !== "string") return undefined;
  if (plan !== undefined && typeof plan !== "string") return undefined;
  const event = readEvent(value);
  return event && { at, by, ...(plan === undefined ? {} : { plan }), ...event };
}

function readEvent(value: { readonly [name: string]: unknown }): LogEvent | undefined {
  switch (value["event"]) {
    case "put":
    case "retire":
      return readObjectEvent(value, value["event"]);
    case "record":
    case "forget": {
      const { address, facts } = value;
      return isAddress(address) && isRecord(facts)
        ? { event: value["event"], address, facts: facts as Facts }
        : undefined;
    }
    case "rekey": {
      const { recipients, previous, objects } = value;
      if (!isTextByName(recipients) || !isTextByName(previous) || !Array.isArray(objects)) return undefined;
      const read = objects.flatMap((o: unknown) => readReencrypted(o) ?? []);
      return read.length === objects.length ? { event: "rekey", recipients, previous, objects: read } : undefined;
    }
    case "unlock":
      return readUnlock(value["lock"]);
    default:
      return undefined;
  }
}

function readObjectEvent(
  { address, instance, object, replaced_object: replaced, facts }: { readonly [name: string]: unknown },
  event: "put" | "retire",
): ObjectEvent | undefined {
  if (!isAddress(address) || typeof instance !== "string" || !isSha256(object) || !isRecord(facts)) return undefined;
  if (replaced !== undefined && !isSha256(replaced)) return undefined;
  return {
    event,
    address,
    instance,
    object,
    ...(replaced === undefined ? {} : { replaced_object: replaced }),
    facts: facts as Facts,
  };
}

function readReencrypted(value: unknown): ReencryptedObject | undefined {
  if (!isRecord(value)) return undefined;
  const { address, instance, object, replaced_object: replaced } = value;
  if (!isAddress(address) || typeof instance !== "string" || !isSha256(object) || !isSha256(replaced)) return undefined;
  return { address, instance, object, replaced_object: replaced };
}

function readUnlock(value: unknown): UnlockEvent | undefined {
  if (!isRecord(value)) return undefined;
  const { id, operation, holder, host } = value;
  if (typeof id !== "string" || typeof operation !== "string") return undefined;
  if (typeof holder !== "string" || typeof host !== "string") return undefined;
  return { event: "unlock", lock: { id, operation, holder, host } };
}

function isTextByName(value: unknown): value is Recipients {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
