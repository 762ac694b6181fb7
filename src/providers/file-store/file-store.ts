import { randomUUID } from "node:crypto";

import type { Secret } from "../../secret/secret.ts";
import type { Clock, Journal, Provider, SecretStore, Sources } from "../provider.ts";
import { readAgeIdentities } from "./age-encryption.ts";
import { applyChange } from "./apply-change.ts";
import type { Backend } from "./backend.ts";
import { createJournal } from "./journal.ts";
import { createHeadChain } from "./head-chain.ts";
import {
  createLock,
  inspectLock,
  lockedBy,
  type AcquiredLock,
  type Holder,
  type LockInspection,
  type StoreLock,
} from "./lock.ts";
import { createSecretStore, type OwnSecretStore } from "./secret-store.ts";
import { createStoreLog } from "./store-log.ts";
import { createStoreMaintenance, type StoreMaintenance } from "./store-maintenance.ts";
import { createStorePassphrase, type StorePassphrase } from "./store-passphrase.ts";
import { storedOutput } from "./stored-output.ts";

/** What a file store is made with. */
export interface FileStoreOptions {
  /** Where the store's files lie; closed with the store. */
  readonly backend: Backend;
  /** Name → `age1…`, as the spec names them; empty when it names none: then the identity's own recipient, as `self`. */
  readonly recipients: Readonly<Record<string, string>>;
  /** The passphrase that opens the store, where the spec has one instead of recipients. Asked for once, and only when needed. */
  readonly passphrase?: (() => Promise<Secret>) | undefined;
  /** The text of the age identity: a line `AGE-SECRET-KEY-1…`, perhaps with comments. Asked for once, and only when needed. */
  readonly identity: () => Promise<Secret | undefined>;
  /** Where the identity comes from, for messages; default `SIGNWRIGHT_IDENTITY`. */
  readonly identityFrom?: string;
  readonly clock: Clock;
  /** Files of the user's that changes import. */
  readonly sources: Sources;
  readonly holder: Holder;
  /** Makes the ids of locks; default random UUIDs. */
  readonly randomId?: () => string;
}

/** The store of a spec: what it keeps, the journal and the lock of its applies, and the provider of the resources kept in it. */
export interface FileStore extends Provider {
  readonly name: "store";
  readonly secrets: SecretStore;
  readonly journal: Journal;
  /**
   * Taking the lock also checks that the store can be written, because an apply begins with it: it throws
   * `file-store/recipients-differ`, `file-store/no-recipients` and `file-store/newer-format` before anything is made elsewhere.
   */
  readonly lock: StoreLock;
  readonly maintenance: StoreMaintenance;
  /** Another passphrase of this store than the spec's: the one that it had before. */
  readonly withPassphrase: (passphrase: () => Promise<Secret>) => StorePassphrase;
}

/** The store in a backend. Nothing is read or written before the first call of a method. */
export function createFileStore(options: FileStoreOptions): FileStore {
  const { backend, recipients, holder, clock, sources, identityFrom = "SIGNWRIGHT_IDENTITY" } = options;
  const ownIdentities = rememberSuccess(async () => {
    const text = await options.identity();
    return text === undefined ? [] : readAgeIdentities(text, identityFrom);
  });
  const passphrase = options.passphrase && createStorePassphrase(backend, options.passphrase);
  // The journal names the plan of each step before the step goes on, so what the step logs belongs to it.
  let plan: string | undefined;
  const log = createStoreLog(backend, holder, clock, () => plan);
  const secrets = createSecretStore({
    backend,
    log,
    recipients,
    passphrase,
    identities: async () => {
      const own = await ownIdentities();
      if (passphrase === undefined) return own;
      await passphrase.unlock((await createHeadChain(backend).newest())?.manifest.recipients);
      return [...own, ...passphrase.known()];
    },
    identityFrom,
  });
  const journal = createJournal(backend);
  const lock = createLock({ backend, holder, clock, randomId: options.randomId ?? randomUUID });
  const parts = { backend, lock, log, holder, clock, recipients, passphrase, identityFrom };
  return {
    name: "store",
    secrets,
    journal: {
      append: async (entry) => {
        plan = entry.plan;
        await journal.append(entry);
      },
      entries: (of) => journal.entries(of),
    },
    lock: {
      acquire: (operation) => acquireWritable(operation, { lock, secrets, inspection: inspectLock(backend, holder) }),
      release: (info) => lock.release(info),
    },
    maintenance: createStoreMaintenance({ ...parts, ownIdentities }),
    withPassphrase: (other) => createStorePassphrase(backend, other),
    read: () => secrets.observe(),
    apply: (change, context) => applyChange(change, context, { store: secrets, sources, clock }),
    output: (address) => storedOutput(secrets, address),
    close: () => {
      ownIdentities.forget();
      return backend.close();
    },
  };
}

/** Takes the lock for a run that writes; the store is checked before, so that nothing is written into one that cannot be, and after. */
async function acquireWritable(
  operation: string,
  {
    lock,
    secrets,
    inspection,
  }: { readonly lock: StoreLock; readonly secrets: OwnSecretStore; readonly inspection: LockInspection },
): Promise<AcquiredLock> {
  try {
    await secrets.checkWritable();
  } catch (error) {
    // While somebody else rekeys the store it may be for others than the spec names: that it is locked says more.
    const holder = await inspection.holder();
    throw holder?.state === "running" || holder?.state === "unknown" ? lockedBy(holder) : error;
  }
  const acquired = await lock.acquire(operation);
  try {
    // Somebody may have rekeyed the store since.
    await secrets.checkWritable();
    return acquired;
  } catch (error) {
    await lock.release(acquired);
    throw error;
  }
}

/** Does something once and remembers the result, but not a failure: the person may unlock a secret and try again. */
function rememberSuccess<T>(work: () => Promise<T>): { (): Promise<T>; readonly forget: () => void } {
  let running: Promise<T> | undefined;
  const once = (): Promise<T> => {
    running ??= work().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
  return Object.assign(once, {
    forget: () => {
      running = undefined;
    },
  });
}
