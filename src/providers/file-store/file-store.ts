import { randomUUID } from "node:crypto";

import type { Secret } from "../../secret/secret.ts";
import type { Clock, Journal, Provider, SecretStore, Sources } from "../provider.ts";
import { readAgeIdentities, type AgeIdentity } from "./age-encryption.ts";
import { applyChange } from "./apply-change.ts";
import type { Backend } from "./backend.ts";
import { createJournal } from "./journal.ts";
import { createLock, type Holder, type StoreLock } from "./lock.ts";
import { createSecretStore } from "./secret-store.ts";
import { createStoreLog } from "./store-log.ts";
import { storedOutput } from "./stored-output.ts";

/** What a file store is made with. */
export interface FileStoreOptions {
  /** Where the store's files lie; closed with the store. */
  readonly backend: Backend;
  /** Name → `age1…`, as the spec names them; empty when it names none: then the identity's own recipient, as `self`. */
  readonly recipients: Readonly<Record<string, string>>;
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
}

/** The store in a backend. Nothing is read or written before the first call of a method. */
export function createFileStore(options: FileStoreOptions): FileStore {
  const {
    backend,
    holder,
    clock,
    sources,
    identityFrom = "SIGNWRIGHT_IDENTITY",
    randomId = randomUUID,
  } = options;
  let identities: Promise<readonly AgeIdentity[]> | undefined;
  const loadIdentities = async (): Promise<readonly AgeIdentity[]> => {
    const text = await options.identity();
    return text === undefined ? [] : readAgeIdentities(text, identityFrom);
  };
  const secrets = createSecretStore({
    backend,
    log: createStoreLog(backend, holder, clock),
    recipients: options.recipients,
    identities: () => {
      identities ??= loadIdentities().catch((error: unknown) => {
        // A failure is not kept: the person may unlock the secret and try again.
        identities = undefined;
        throw error;
      });
      return identities;
    },
    identityFrom,
  });
  const lock = createLock({ backend, holder, clock, randomId });
  return {
    name: "store",
    secrets,
    journal: createJournal(backend),
    lock: {
      acquire: async (operation) => {
        await secrets.checkWritable();
        return lock.acquire(operation);
      },
      release: (info) => lock.release(info),
    },
    read: () => secrets.observe(),
    apply: (change, context) => applyChange(change, context, { store: secrets, sources, clock }),
    output: (address) => storedOutput(secrets, address),
    close: () => {
      identities = undefined;
      return backend.close();
    },
  };
}
