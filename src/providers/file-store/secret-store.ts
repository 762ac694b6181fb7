import type { Address } from "../../plan/address.ts";
import type { StoredObject, StoreObserved } from "../../plan/observed.ts";
import type { SecretStore, StoreEntry } from "../provider.ts";
import { compareObjects, sortFacts, type Manifest, type ManifestObject } from "./manifest.ts";
import { createObjectFiles, isSameParts, type ObjectFileOptions, type ObjectFiles } from "./object-files.ts";
import { forgetRecord, isSameFacts, keepRecord } from "./ownership-records.ts";
import { createStoreContent, type StoreContent, type StoreContentOptions } from "./store-content.ts";

/** The secret store with what only the file store itself uses. */
export interface OwnSecretStore extends SecretStore {
  /** What the store holds, without decrypting anything. Throws `file-store/recipients-differ`. */
  observe(): Promise<StoreObserved>;
  /** Takes an instance out of the manifest; its encrypted file stays. False when the store does not hold it. */
  retire(address: Address, instance: string): Promise<boolean>;
  /** Whether the store holds the object and its encrypted file is there and unchanged. */
  isIntact(object: StoredObject): Promise<boolean>;
  /** Whether the store holds this already: same facts, file unchanged, and same parts as far as this run can open them. */
  holds(entry: StoreEntry): Promise<boolean>;
  /** Throws what `put` would throw because of recipients, identity or format, before anything is made that needs storing. */
  checkWritable(): Promise<void>;
}

/** The store of encrypted objects over a backend. */
export function createSecretStore(options: StoreContentOptions & ObjectFileOptions): OwnSecretStore {
  const content = createStoreContent(options);
  const files = createObjectFiles(options);
  const find = async (address: Address, instance: string): Promise<ManifestObject | undefined> =>
    (await content.newest())?.objects.find(isInstance(address, instance));
  return {
    put: (entry) => put(content, files, entry),
    get: async (address, instance) => {
      const manifest = await content.newestForReading();
      const found = instancesOf(manifest, address)
        .filter((o) => instance === undefined || o.instance === instance)
        .at(-1);
      if (manifest === undefined || found === undefined) return undefined;
      return { ...publicFacts(found), parts: await files.open(found, manifest.recipients) };
    },
    list: async (address) => instancesOf(await content.newest(), address).map(publicFacts),
    record: (address, facts) => keepRecord(content, address, facts),
    forget: (address) => forgetRecord(content, address),
    observe: async () => observed(await content.newestForReading()),
    retire: (address, instance) => retire(content, address, instance),
    isIntact: async ({ address, instance }) => {
      const found = await find(address, instance);
      return found !== undefined && files.isIntact(found);
    },
    holds: async (entry) => {
      const manifest = await content.newest();
      const found = manifest?.objects.find(isInstance(entry.address, entry.instance));
      if (manifest === undefined || found === undefined || !isSameFacts(found.facts, entry.facts)) return false;
      if (!(await files.isIntact(found))) return false;
      return (
        !(await files.canOpen(manifest.recipients)) || isSameParts(entry, await files.open(found, manifest.recipients))
      );
    },
    checkWritable: async () => {
      await content.recipientsFor(await content.newest());
    },
  };
}

/** Writes and proves the encrypted file first; only then the manifest names it. */
async function put(content: StoreContent, files: ObjectFiles, entry: StoreEntry): Promise<void> {
  const { address, instance, created } = entry;
  const manifest = await content.newest();
  const object = await files.write(entry, await content.recipientsFor(manifest));
  const replaced = manifest?.objects.find(isInstance(address, instance));
  const facts = sortFacts(entry.facts);
  await content.change(
    {
      event: "put",
      address,
      instance,
      object,
      facts,
      ...(replaced && { replaced_object: replaced.object }),
    },
    (present, head) => ({
      ...present,
      objects: [...without(present.objects, address, instance), { address, instance, created, head, object, facts }],
    }),
  );
}

async function retire(content: StoreContent, address: Address, instance: string): Promise<boolean> {
  const found = (await content.newest())?.objects.find(isInstance(address, instance));
  if (found === undefined) return false;
  await content.change({ event: "retire", address, instance, object: found.object, facts: found.facts }, (present) => {
    const objects = without(present.objects, address, instance);
    return objects.length === present.objects.length ? "unchanged" : { ...present, objects };
  });
  return true;
}

/** All instances of an address, oldest first. */
function instancesOf(manifest: Manifest | undefined, address: Address): readonly ManifestObject[] {
  // A manifest that was read is sorted.
  return (manifest?.objects ?? []).filter((o) => o.address === address);
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

function without(objects: readonly ManifestObject[], address: Address, instance: string): readonly ManifestObject[] {
  return objects.filter((o) => !isInstance(address, instance)(o));
}

function isInstance(address: Address, instance: string): (object: StoredObject) => boolean {
  return (object) => object.address === address && object.instance === instance;
}
