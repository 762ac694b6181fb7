import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { HeldLock } from "../../providers/file-store/lock.ts";
import type { FileStore } from "../../providers/file-store/file-store.ts";
import { ask, canAsk } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { toJsonText } from "../failure.ts";
import { INTERRUPTED, listenForInterrupt } from "../interruption.ts";
import { withStore, type StoreFlags, type StoreOutcome } from "../open-maintenance.ts";
import { lockText } from "../views/lock-text.ts";

/** Flags of `store unlock`. */
export interface UnlockFlags extends StoreFlags {
  readonly id?: string;
}

/** `signwright store unlock`: shows who holds the lock, and removes it when its id is given or a person confirms. */
export async function storeUnlock(this: CliContext, flags: UnlockFlags, path?: string): Promise<void> {
  await withStore(this, flags, path, async ({ store }) => {
    const held = await store.maintenance.lockHolder();
    const outcome = held ? await removeLock(this, flags, store, held) : { code: 0, removed: false };
    if (flags.json)
      this.host.stdout.write(toJsonText({ format_version: "1.0", lock: held ?? null, removed: outcome.removed }));
    else if (!held) this.host.stdout.write("The store is not locked.\n");
    else if (outcome.removed) this.host.stdout.write("Removed the lock; the log says so.\n");
    return outcome;
  });
}

async function removeLock(
  context: CliContext,
  flags: UnlockFlags,
  store: FileStore,
  held: HeldLock,
): Promise<StoreOutcome & { readonly removed: boolean }> {
  if (!flags.json) context.host.stdout.write(lockText(held, context.paint));
  const refused = (diagnostic: ReturnType<typeof createDiagnostic>) => ({
    code: 1,
    removed: false,
    diagnostics: [diagnostic],
  });
  if (flags.id !== undefined && flags.id !== held.id)
    return refused(createDiagnostic("file-store/lock-differs", { given: flags.id, id: held.id }));
  if (flags.id === undefined) {
    if (!canAsk(context, flags.json))
      return refused(createDiagnostic("file-store/not-confirmed", { flag: `--id ${held.id}` }));
    const interruption = listenForInterrupt(context);
    const isConfirmed = await ask(context, "Remove this lock?", interruption.stop).finally(interruption.end);
    if (!isConfirmed) {
      context.host.stderr.write("The lock stays.\n");
      return { code: interruption.stop.aborted ? INTERRUPTED : 1, removed: false };
    }
  }
  // The person saw this lock: one that another run has taken since stays.
  if (await store.maintenance.unlock(held)) return { code: 0, removed: true };
  const now = await store.maintenance.lockHolder();
  if (now === undefined) return { code: 0, removed: true };
  return refused(createDiagnostic("file-store/lock-differs", { given: held.id, id: now.id }));
}
