import type { Address } from "../../plan/address.ts";
import { compareText, type Facts, type Manifest } from "./manifest.ts";
import type { Recipients } from "./recipients.ts";
import { objectId } from "./retired-files.ts";
import type { LoggedEvent, ReadLog } from "./store-log.ts";

/** An object that somebody could decrypt. */
export interface ExposedObject {
  readonly address: Address;
  readonly instance: string;
  readonly facts: Facts;
  /** Whether the store holds it now; otherwise it was retired. */
  readonly held: boolean;
}

/** What somebody could decrypt, from the first day on. */
export interface Exposure {
  /** Sorted by address; all instances, retired ones too. */
  readonly objects: readonly ExposedObject[];
  /** Whether the history is known: without a log, and behind lines that cannot be read, only what the store holds now is. */
  readonly isComplete: boolean;
}

/**
 * What could be decrypted with the identity of one age recipient, until now. A line of the log counts also when its change never came
 * to its head, because the encrypted file was written before: it is better to name one too many.
 * `manifest` is the newest one before the recipient goes.
 */
export function exposureOf(recipient: string, manifest: Manifest, log: ReadLog | undefined): Exposure {
  const events = log?.events ?? [];
  const history = replay(recipient, manifest.recipients, events);
  const held = new Map(manifest.objects.map((object) => [objectId(object), object]));
  const exposed = new Map<string, ExposedObject>();
  for (const [id, object] of history) exposed.set(id, { ...object, held: held.has(id) });
  if (reads(recipient, manifest.recipients)) {
    for (const [id, { address, instance, facts }] of held) exposed.set(id, { address, instance, facts, held: true });
  }
  return {
    objects: [...exposed.values()].toSorted(
      (a, b) => compareText(a.address, b.address) || compareText(a.instance, b.instance),
    ),
    isComplete: log !== undefined && log.unreadable === 0,
  };
}

type KnownObject = Omit<ExposedObject, "held">;

/** Goes through the log from the start, with the recipients that the store had at each line. */
function replay(
  recipient: string,
  current: Recipients,
  events: readonly LoggedEvent[],
): ReadonlyMap<string, KnownObject> {
  const readable = readableLines(recipient, current, events);
  const all = new Map<string, KnownObject>();
  const exposed = new Map<string, KnownObject>();
  for (const event of events) {
    if (event.event === "put" || event.event === "retire") {
      const { address, instance, facts } = event;
      all.set(objectId(event), { address, instance, facts });
      if (event.event === "put" && readable.has(event)) exposed.set(objectId(event), { address, instance, facts });
    } else if (event.event === "rekey" && reads(recipient, event.recipients)) {
      for (const object of event.objects) {
        const { address, instance } = object;
        exposed.set(objectId(object), all.get(objectId(object)) ?? { address, instance, facts: {} });
      }
    }
  }
  return exposed;
}

/** The lines at which the store was encrypted for a recipient: what the next rekey found tells, or else what the store is now. */
function readableLines(
  recipient: string,
  current: Recipients,
  events: readonly LoggedEvent[],
): ReadonlySet<LoggedEvent> {
  const lines = new Set<LoggedEvent>();
  let recipients = current;
  for (const event of events.toReversed()) {
    if (event.event === "rekey") recipients = event.previous;
    if (reads(recipient, recipients)) lines.add(event);
  }
  return lines;
}

function reads(recipient: string, recipients: Recipients): boolean {
  return Object.values(recipients).includes(recipient);
}
