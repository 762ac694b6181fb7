import { timingSafeEqual } from "node:crypto";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import type { StoredObject, StoreObserved } from "../../plan/observed.ts";
import type { SecretStore, StoreEntry } from "../provider.ts";
import { decryptWith, encryptFor, type AgeIdentity } from "./age-encryption.ts";
import type { Backend } from "./backend.ts";
import { readContainer, writeContainer } from "./entry-container.ts";
import { createHeadChain, type ManifestContent } from "./head-chain.ts";
import {
  compareObjects,
  isNewerMinor,
  newerFormat,
  sha256Hex,
  sortFacts,
  type Facts,
  type Manifest,
  type ManifestObject,
} from "./manifest.ts";
import { requireRecipients, type Recipients } from "./recipients.ts";
import type { StoreLog } from "./store-log.ts";
import { corrupt, writeFailed } from "./store-failure.ts";

/** An encrypted object is at most this large; keystores and profiles are far smaller. */
const OBJECT_LIMIT = 64 * 1024 * 1024;

/** What a secret store is made with. */
export interface SecretStoreOptions {
  readonly backend: Backend;
  readonly log: StoreLog;
  /** Recipients of the spec; empty when it names none. */
  readonly recipients: Recipients;
  /** The identities of this reader; empty when there are none. */
  readonly identities: () => Promise<readonly AgeIdentity[]>;
  /** Where an identity could come from, for messages: "set …". */
  readonly identityFrom: string;
}

/** The secret store with what only the file store itself uses. */
export interface OwnSecretStore extends SecretStore {
  /** What the store holds, without decrypting anything. */
  observe(): Promise<StoreObserved>;
  /** Takes an instance out of the manifest; its encrypted file stays. False when the store does not hold it. */
  retire(address: Address, instance: string): Promise<boolean>;
  /** Whether the encrypted file of an object is there and unchanged. */
  isIntact(object: StoredObject): Promise<boolean>;
  /** Whether the store holds this already: same facts, file unchanged, and same parts as far as this run can open them. */
  holds(entry: StoreEntry): Promise<boolean>;
  /** Throws what `put` would throw because of recipients, identity or format, before anything is made that needs storing. */
  checkWritable(): Promise<void>;
}

/** The store of encrypted objects over a backend. */
export function createSecretStore(options: SecretStoreOptions): OwnSecretStore {
  const { backend, log, recipients, identities } = options;
  const chain = createHeadChain(backend);
  const newest = async (): Promise<Manifest | undefined> => (await chain.newest())?.manifest;
  const instancesOf = async (address: Address): Promise<readonly ManifestObject[]> =>
    ((await newest())?.objects ?? []).filter((o) => o.address === address);
  /** Also keeps a refused change out of the log. */
  const recipientsFor = async (manifest: Manifest | undefined): Promise<Recipients> =>
    requireRecipients(recipients, await identities(), manifest?.recipients);
  /** Makes the next head from the newest one; recipients are checked against each head that it builds on. */
  const advance = async (
    change: (content: ManifestContent, head: number) => ManifestContent | "unchanged",
  ): Promise<void> => {
    const own = await identities();
    await chain.advance((manifest, head) => {
      const checked = requireRecipients(recipients, own, manifest?.recipients);
      return change(
        { recipients: checked, objects: manifest?.objects ?? [], records: manifest?.records ?? [] },
        head,
      );
    });
  };

  const put = async (entry: StoreEntry): Promise<void> => {
    const { address, instance, created } = entry;
    const held = await newest();
    const object = await writeObject(options, entry, await recipientsFor(held));
    const replaced = held?.objects.find(isInstance(address, instance));
    const facts = sortFacts(entry.facts);
    await log.append({
      event: "put",
      address,
      instance,
      object,
      facts,
      ...(replaced && { replaced_object: replaced.object }),
    });
    await advance((content, head) => ({
      ...content,
      objects: [
        ...content.objects.filter((o) => !isInstance(address, instance)(o)),
        { address, instance, created, head, object, facts },
      ],
    }));
  };

  const get = async (address: Address, instance?: string): Promise<StoreEntry | undefined> => {
    const found = (await instancesOf(address))
      .filter((o) => instance === undefined || o.instance === instance)
      .at(-1);
    if (found === undefined) return undefined;
    const own = await identities();
    if (own.length === 0)
      throw new DiagnosableError(
        createDiagnostic("file-store/identity-missing", { where: options.identityFrom }),
      );
    const plain = await decryptWith(
      own,
      await readObject(backend, found.object),
      `${address} (${objectName(found.object)})`,
    );
    return { ...publicFacts(found), parts: readContainer(plain, found, objectName(found.object)) };
  };

  const record = async (address: Address, given: Facts): Promise<void> => {
    const facts = sortFacts(given);
    const text = JSON.stringify(facts);
    const unchanged = (content: Pick<ManifestContent, "records">): boolean =>
      content.records.some(
        (r) => r.address === address && JSON.stringify(sortFacts(r.facts)) === text,
      );
    const held = await newest();
    if (held !== undefined && unchanged(held)) return;
    await recipientsFor(held);
    await log.append({ event: "record", address, facts });
    await advance((content) =>
      unchanged(content)
        ? "unchanged"
        : {
            ...content,
            records: [...content.records.filter((r) => r.address !== address), { address, facts }],
          },
    );
  };

  const forget = async (address: Address): Promise<void> => {
    const held = await newest();
    const found = held?.records.find((r) => r.address === address);
    if (found === undefined) return;
    await recipientsFor(held);
    await log.append({ event: "forget", address, facts: found.facts });
    await advance((content) =>
      content.records.some((r) => r.address === address)
        ? { ...content, records: content.records.filter((r) => r.address !== address) }
        : "unchanged",
    );
  };

  const retire = async (address: Address, instance: string): Promise<boolean> => {
    const held = await newest();
    const found = held?.objects.find(isInstance(address, instance));
    if (found === undefined) return false;
    await recipientsFor(held);
    // First the log: once the manifest lets go of the object, only the log knows its file.
    await log.append({
      event: "retire",
      address,
      instance,
      object: found.object,
      facts: found.facts,
    });
    await advance((content) =>
      content.objects.some(isInstance(address, instance))
        ? { ...content, objects: content.objects.filter((o) => !isInstance(address, instance)(o)) }
        : "unchanged",
    );
    return true;
  };

  const isIntact = async ({ address, instance }: StoredObject): Promise<boolean> => {
    const found = (await newest())?.objects.find(isInstance(address, instance));
    const bytes = found && (await backend.read(objectName(found.object), OBJECT_LIMIT));
    return bytes !== undefined && sha256Hex(bytes) === found?.object;
  };

  const holds = async (entry: StoreEntry): Promise<boolean> => {
    const held = await newest();
    const found = held?.objects.find(isInstance(entry.address, entry.instance));
    if (held === undefined || found === undefined || !(await isIntact(found))) return false;
    if (JSON.stringify(sortFacts(found.facts)) !== JSON.stringify(sortFacts(entry.facts)))
      return false;
    if (ownAmong(held.recipients, await identities()).length === 0) return true;
    const opened = await get(entry.address, entry.instance);
    return (
      opened !== undefined &&
      isSame(writeContainer(entry, opened.parts), writeContainer(entry, entry.parts))
    );
  };

  return {
    put,
    get,
    record,
    forget,
    retire,
    isIntact,
    holds,
    list: async (address) => (await instancesOf(address)).map(publicFacts),
    observe: async () => observed(await newest()),
    checkWritable: async () => {
      const manifest = await newest();
      if (manifest !== undefined && isNewerMinor(manifest.format_version))
        throw newerFormat(manifest.format_version);
      await recipientsFor(manifest);
    },
  };
}

/** Encrypts an entry, writes it, reads it back from the backend and proves that it can be opened; gives the digest of its file. */
async function writeObject(
  { backend, identities }: SecretStoreOptions,
  entry: StoreEntry,
  recipients: Recipients,
): Promise<string> {
  const plain = writeContainer(entry, entry.parts);
  const encrypted = await encryptFor(recipients, plain);
  if (encrypted.length > OBJECT_LIMIT)
    throw writeFailed(`${entry.address} is larger than ${OBJECT_LIMIT} bytes`);
  const digest = sha256Hex(encrypted);
  await backend.create(objectName(digest), encrypted);
  const back = await readObject(backend, digest);
  const own = ownAmong(recipients, await identities());
  // Without an identity among the recipients the digest, which readObject has checked, is all that can be proved.
  if (own.length > 0) {
    const opened = await decryptWith(own, back, objectName(digest));
    if (!isSame(opened, plain))
      throw writeFailed(`${objectName(digest)} does not hold what was encrypted`);
  }
  return digest;
}

/** The encrypted bytes of an object. Throws `file-store/corrupt` when they are missing or not those that its name promises. */
async function readObject(backend: Backend, digest: string): Promise<Uint8Array> {
  const bytes = await backend.read(objectName(digest), OBJECT_LIMIT);
  if (bytes === undefined) throw corrupt(`\`${objectName(digest)}\` is missing`);
  if (sha256Hex(bytes) !== digest)
    throw corrupt(`\`${objectName(digest)}\` was changed: its content is not that of its name`);
  return bytes;
}

/** The identities that objects for these recipients open with. */
function ownAmong(
  recipients: Recipients,
  identities: readonly AgeIdentity[],
): readonly AgeIdentity[] {
  const held = new Set(Object.values(recipients));
  return identities.filter((identity) => held.has(identity.recipient));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function observed(manifest: Manifest | undefined): StoreObserved {
  return {
    kind: "store",
    head: manifest?.head ?? 0,
    recipients: manifest?.recipients ?? {},
    objects: (manifest?.objects ?? []).toSorted(compareObjects).map(publicFacts),
    records: manifest?.records ?? [],
  };
}

function publicFacts({ address, instance, created, facts }: StoredObject): StoredObject {
  return { address, instance, created, facts };
}

function isInstance(address: Address, instance: string): (object: StoredObject) => boolean {
  return (object) => object.address === address && object.instance === instance;
}

function objectName(digest: string): string {
  return `objects/${digest}.age`;
}
