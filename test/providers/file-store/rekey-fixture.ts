import { Decrypter } from "age-encryption";

import type { Address } from "../../../src/plan/address.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { Backend } from "../../../src/providers/file-store/backend.ts";
import { createDirectoryBackend } from "../../../src/providers/file-store/directory-backend.ts";
import { createFileStore, type FileStore } from "../../../src/providers/file-store/file-store.ts";
import type { RekeyRequest } from "../../../src/providers/file-store/store-maintenance.ts";
import { Secret } from "../../../src/secret/secret.ts";
import {
  entryOf,
  filesBelow,
  holder,
  newPerson,
  storeAddress,
  temporaryFolder,
  tickingClock,
  type Person,
} from "./store-fixture.ts";

/** What a store is opened with. */
export interface Reader {
  readonly recipients?: Readonly<Record<string, string>>;
  readonly identity?: string;
  readonly passphrase?: string;
  readonly pid?: number;
}

/** A file store over a folder or backend. */
export function storeOf(at: string | Backend, { recipients = {}, identity, passphrase, pid }: Reader): FileStore {
  return createFileStore({
    backend: typeof at === "string" ? createDirectoryBackend(at) : at,
    recipients,
    identity: () => Promise.resolve(identity === undefined ? undefined : new Secret(identity)),
    ...(passphrase === undefined ? {} : { passphrase: () => Promise.resolve(new Secret(passphrase)) }),
    clock: tickingClock(),
    sources: {
      key: () => Promise.reject(new Error("no sources")),
      file: () => Promise.reject(new Error("no sources")),
    },
    holder: { ...holder, ...(pid === undefined ? {} : { pid }) },
  });
}

/** A rekey that is confirmed and never stopped. */
export function request(more: Partial<RekeyRequest> = {}): RekeyRequest {
  return {
    confirm: () => Promise.resolve(true),
    signal: new AbortController().signal,
    report: () => undefined,
    ...more,
  };
}

/** The encrypted files of a store that an identity opens. */
export async function opens(folder: string, { identity }: Pick<Person, "identity">): Promise<readonly string[]> {
  const opened: string[] = [];
  for (const { path, bytes } of filesBelow(folder)) {
    if (!path.endsWith(".age")) continue;
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    if (
      await decrypter.decrypt(bytes).then(
        () => true,
        () => false,
      )
    )
      opened.push(path);
  }
  return opened;
}

/** The private key that a store holds under a name. */
export async function secretOf(store: FileStore, name: string, instance?: string): Promise<string | undefined> {
  return (await store.secrets.get(storeAddress(name), instance))?.parts["private_key"]?.revealText();
}

/** A store of ana and eve: two instances of `a`, one of `b`, and `gone`, which was retired. */
export async function storeOfTwo(): Promise<{ readonly folder: string; readonly ana: Person; readonly eve: Person }> {
  const [ana, eve] = await Promise.all([newPerson(), newPerson()]);
  const folder = temporaryFolder();
  const store = storeOf(folder, { recipients: named({ ana, eve }), identity: ana.identity });
  await store.secrets.put(entryOf("a", "1", "2026-01-01T00:00:00Z", "old a"));
  await store.secrets.put(entryOf("a", "2", "2026-02-01T00:00:00Z", "first try"));
  await store.secrets.put(entryOf("a", "2", "2026-02-01T00:00:00Z", "new a"));
  await store.secrets.put(entryOf("b"));
  await store.secrets.put(entryOf("gone"));
  await retire(store, storeAddress("gone"), "1");
  return { folder, ana, eve };
}

/** Takes an instance out of the manifest, as a plan does. */
export async function retire(store: FileStore, address: Address, instance: string): Promise<void> {
  const change: ChangeOf<"key"> = {
    address,
    type: "key",
    name: address,
    provider_name: "store",
    action: "delete",
    action_reason: "delete_because_replaced",
    reason: "because",
    before: null,
    after: null,
    after_unknown: [],
    replaces_older: false,
    depends_on: [],
    reads: [],
    targets: [],
    deposed: instance,
  };
  await store.apply(change, {
    signal: new AbortController().signal,
    store: store.secrets,
    report: () => undefined,
    output: () => Promise.resolve(undefined),
  });
}

/** Recipients by name. */
export function named(people: Readonly<Record<string, Person>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(people).map(([name, { recipient }]) => [name, recipient]));
}
