import type { Backend } from "./backend.ts";
import type { Manifest } from "./manifest.ts";
import { objectName } from "./object-files.ts";
import { PASSPHRASE, type Recipients } from "./recipients.ts";
import { retiredFiles } from "./retired-files.ts";
import { wrappedIdentityName } from "./store-passphrase.ts";
import { readStoreLog, type LoggedEvent } from "./store-log.ts";

/** What is cleared after everything was encrypted anew. */
export interface ClearingOptions {
  readonly backend: Backend;
  /** The newest manifest. */
  readonly manifest: Manifest;
  /** The names that were in the folder `objects` before the newest head was made. */
  readonly before: readonly string[];
  /** Whether that head changed the recipients: then no write that began before it can still come to a head of its own. */
  readonly isSwitch: boolean;
}

/**
 * Removes encrypted files that the log names as superseded: replaced by a later file of the same object, or made by a run that ended
 * before its head. What the manifest names stays, and so does the last file of every retired object. So does what the log does not
 * explain: it may be the only copy of something, or belong to a run that is about to name it.
 */
export async function removeSuperseded({
  backend,
  manifest,
  before,
  isSwitch,
}: ClearingOptions): Promise<{ readonly removed: number; readonly left: readonly string[] }> {
  const events = (await readStoreLog(backend))?.events ?? [];
  const retired = retiredFiles(events, manifest, await backend.list("objects"));
  const kept = new Set([...manifest.objects, ...retired].map(({ object }) => object));
  const superseded = supersededFiles(events, isSwitch);
  const unkept = before.filter((name) => !kept.has(name.replace(/\.age$/, "")));
  const gone = unkept.flatMap((name) => /^([0-9a-f]{64})\.age$/.exec(name)?.[1] ?? []).filter((d) => superseded.has(d));
  for (const digest of gone) await backend.remove(objectName(digest));
  for (const name of oldWrappedIdentities(events, manifest.recipients)) await backend.remove(name);
  return { removed: gone.length, left: unkept.filter((name) => !superseded.has(name.replace(/\.age$/, ""))) };
}

function supersededFiles(events: readonly LoggedEvent[], isSwitch: boolean): ReadonlySet<string> {
  const digests = events.flatMap((event) => {
    if (event.event === "put") {
      const replaced = event.replaced_object === undefined ? [] : [event.replaced_object];
      return isSwitch ? [event.object, ...replaced] : replaced;
    }
    // The new files of a rekey that never came to its head are superseded as well; where it did, the manifest names them.
    return event.event === "rekey" ? event.objects.flatMap((o) => [o.object, o.replaced_object]) : [];
  });
  return new Set(digests);
}

/** Files of wrapped identities that the store no longer uses. */
function oldWrappedIdentities(events: readonly LoggedEvent[], current: Recipients): readonly string[] {
  const known = events.flatMap((event) =>
    event.event === "rekey" ? [event.recipients[PASSPHRASE], event.previous[PASSPHRASE]] : [],
  );
  return [...new Set(known)].flatMap((recipient) => {
    if (recipient === undefined || recipient === current[PASSPHRASE]) return [];
    return wrappedIdentityName(recipient) ?? [];
  });
}
