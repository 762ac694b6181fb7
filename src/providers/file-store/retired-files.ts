import type { Address } from "../../plan/address.ts";
import type { Manifest } from "./manifest.ts";
import type { StoredFile } from "./object-files.ts";
import { describeDifference } from "./recipients.ts";
import type { LoggedEvent, RekeyEvent } from "./store-log.ts";

/**
 * The encrypted files of objects that the manifest no longer names, as the log knows them: the last file of each that is there.
 * `present` are the names in the folder `objects`.
 */
export function retiredFiles(
  events: readonly LoggedEvent[],
  manifest: Manifest,
  present: readonly string[],
): readonly StoredFile[] {
  const there = new Set(present);
  const held = new Set(manifest.objects.map(objectId));
  const done = completedRekeys(events, manifest);
  const last = new Map<string, StoredFile>();
  const see = ({ address, instance, object }: StoredFile): void => {
    const id = objectId({ address, instance });
    if (!held.has(id) && there.has(`${object}.age`)) last.set(id, { address, instance, object });
  };
  for (const event of events) {
    if (event.event === "put" || event.event === "retire") see(event);
    else if (event.event === "rekey" && done.has(event)) event.objects.forEach(see);
  }
  return [...last.values()];
}

/**
 * The lines of the log whose rekey came to its head. A line is written before its files; what tells is that the recipients which it
 * names are those that the next one found, or that the store has now.
 */
export function completedRekeys(events: readonly LoggedEvent[], manifest: Manifest): ReadonlySet<RekeyEvent> {
  const lines = events.filter((event) => event.event === "rekey");
  return new Set(
    lines.filter((line, index) => {
      const after = lines[index + 1]?.previous ?? manifest.recipients;
      return describeDifference(line.recipients, after) === "";
    }),
  );
}

/** Tells objects apart: an address with its instance. */
export function objectId({ address, instance }: { readonly address: Address; readonly instance: string }): string {
  return `${address}\n${instance}`;
}
