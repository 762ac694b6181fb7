import { timingSafeEqual } from "node:crypto";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { Address } from "../../plan/address.ts";
import { Secret } from "../../secret/secret.ts";
import type { SecretParts, StoreEntry } from "../provider.ts";
import { recipientCount } from "./age-header.ts";
import { decryptWith, encryptFor, type AgeIdentity } from "./age-encryption.ts";
import type { Backend } from "./backend.ts";
import { readContainer, writeContainer } from "./entry-container.ts";
import { sha256Hex, type ManifestObject } from "./manifest.ts";
import { identitiesAmong, type Recipients } from "./recipients.ts";
import { corrupt, writeFailed } from "./store-failure.ts";

/** An encrypted object is at most this large; keystores and profiles are far smaller. */
const OBJECT_LIMIT = 64 * 1024 * 1024;

/** What the encrypted files of objects are reached with. */
export interface ObjectFileOptions {
  readonly backend: Backend;
  /** The identities of this reader; empty when there are none. */
  readonly identities: () => Promise<readonly AgeIdentity[]>;
  /** Where an identity could come from, for messages: "set …". */
  readonly identityFrom: string;
}

/** The encrypted bytes of an object that are not in the store yet. */
export interface SealedObject {
  /** SHA-256 of `bytes`, which names the file. */
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** What is encrypted: the container. Only for comparing. */
  readonly plain: Secret;
  readonly recipients: Recipients;
}

/** What is needed of an object to open its file. */
export type StoredFile = Pick<ManifestObject, "address" | "instance" | "object">;

/** The immutable encrypted files `objects/<sha256>.age`, each named after its own content. */
export interface ObjectFiles {
  /** Encrypts an entry, writes it, reads it back from the backend and proves that it can be opened; gives the digest of its file. */
  write(entry: StoreEntry, recipients: Recipients): Promise<string>;
  /**
   * The parts of an object in a store for these recipients. Throws `file-store/identity-missing`, `file-store/cannot-decrypt`,
   * `file-store/corrupt`, and `file-store/object-recipients-differ` when the file is encrypted for more or fewer.
   */
  open(object: ManifestObject, recipients: Recipients): Promise<SecretParts>;
  /** Whether the file of an object is there and unchanged. */
  isIntact(object: StoredFile): Promise<boolean>;
  /** For how many recipients the file of an object is encrypted; `undefined` when it is missing or no age file. */
  recipientCount(object: StoredFile): Promise<number | undefined>;
  /** Whether this run can open what is encrypted for these recipients. */
  canOpen(recipients: Recipients): Promise<boolean>;
  /** Opens an object and encrypts it anew, in memory. Throws as `open` does, but for the number of its old recipients. */
  reseal(object: StoredFile, recipients: Recipients): Promise<SealedObject>;
  /** Writes a sealed object, reads it back from the backend and proves that it can be opened. */
  keep(sealed: SealedObject): Promise<void>;
}

/** The encrypted files of objects in a backend. */
export function createObjectFiles({ backend, identities, identityFrom }: ObjectFileOptions): ObjectFiles {
  const keep = async ({ digest, bytes, plain, recipients }: SealedObject): Promise<void> => {
    // Nothing refers to it before the next head does.
    await backend.create(objectName(digest), bytes, "with the next head");
    const back = await readObject(backend, digest);
    const own = identitiesAmong(recipients, await identities());
    // Without an identity among the recipients the digest, which readObject has checked, is all that can be proved.
    if (own.length > 0 && !isSame(await decryptWith(own, back, objectName(digest)), plain.revealBytes())) {
      throw writeFailed(`${objectName(digest)} does not hold what was encrypted`);
    }
  };
  const openContainer = async (object: StoredFile, encrypted: Uint8Array): Promise<Uint8Array> => {
    const own = await identities();
    if (own.length === 0)
      throw new DiagnosableError(createDiagnostic("file-store/identity-missing", { where: identityFrom }));
    return decryptWith(own, encrypted, describe(object));
  };
  return {
    write: async (entry, recipients) => {
      const sealed = await seal(entry.address, writeContainer(entry, entry.parts), recipients);
      await keep(sealed);
      return sealed.digest;
    },
    open: async (object, recipients) => {
      const encrypted = await readObject(backend, object.object);
      requireCount(object, encrypted, recipients);
      const plain = await openContainer(object, encrypted);
      return readContainer(plain, object, objectName(object.object));
    },
    isIntact: async ({ object }) => {
      const bytes = await backend.read(objectName(object), OBJECT_LIMIT);
      return bytes !== undefined && sha256Hex(bytes) === object;
    },
    recipientCount: async ({ object }) => {
      const bytes = await backend.read(objectName(object), OBJECT_LIMIT);
      return bytes && recipientCount(bytes);
    },
    canOpen: async (recipients) => identitiesAmong(recipients, await identities()).length > 0,
    reseal: async (object, recipients) => {
      const plain = await openContainer(object, await readObject(backend, object.object));
      // What is no container of this object must not be passed on as if it were one.
      readContainer(plain, object, objectName(object.object));
      return seal(object.address, plain, recipients);
    },
    keep,
  };
}

/** Encrypts a container. Throws `file-store/write-failed` when it is larger than any object may be. */
async function seal(address: Address, plain: Uint8Array, recipients: Recipients): Promise<SealedObject> {
  const bytes = await encryptFor(recipients, plain);
  if (bytes.length > OBJECT_LIMIT) throw writeFailed(`${address} is larger than ${OBJECT_LIMIT} bytes`);
  return { digest: sha256Hex(bytes), bytes, plain: new Secret(plain), recipients };
}

/** A file that was put in the place of another names neither; that it was written for more people than the store has can be seen. */
function requireCount(object: StoredFile, encrypted: Uint8Array, recipients: Recipients): void {
  const expected = Object.keys(recipients).length;
  const found = recipientCount(encrypted);
  if (found === undefined || found === expected) return;
  const parameters = { object: describe(object), found, expected };
  throw new DiagnosableError(createDiagnostic("file-store/object-recipients-differ", parameters));
}

function describe({ address, object }: StoredFile): string {
  return `${address} (${objectName(object)})`;
}

/** Whether two objects hold the same parts; takes the same time wherever they differ. */
export function isSameParts(entry: StoreEntry, parts: SecretParts): boolean {
  return isSame(writeContainer(entry, entry.parts), writeContainer(entry, parts));
}

/** The encrypted bytes of an object. Throws `file-store/corrupt` when they are missing or not those that its name promises. */
async function readObject(backend: Backend, digest: string): Promise<Uint8Array> {
  const name = objectName(digest);
  const bytes = await backend.read(name, OBJECT_LIMIT);
  if (bytes === undefined) throw corrupt(`\`${name}\` is missing`);
  if (sha256Hex(bytes) !== digest) throw corrupt(`\`${name}\` was changed: its content is not that of its name`);
  return bytes;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The name of the encrypted file with this digest. */
export function objectName(digest: string): string {
  return `objects/${digest}.age`;
}
