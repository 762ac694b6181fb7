import { timingSafeEqual } from "node:crypto";

import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import type { SecretParts, StoreEntry } from "../provider.ts";
import { decryptWith, encryptFor, type AgeIdentity } from "./age-encryption.ts";
import type { Backend } from "./backend.ts";
import { readContainer, writeContainer } from "./entry-container.ts";
import { sha256Hex, type ManifestObject } from "./manifest.ts";
import type { Recipients } from "./recipients.ts";
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

/** The immutable encrypted files `objects/<sha256>.age`, each named after its own content. */
export interface ObjectFiles {
  /** Encrypts an entry, writes it, reads it back from the backend and proves that it can be opened; gives the digest of its file. */
  write(entry: StoreEntry, recipients: Recipients): Promise<string>;
  /** The parts of an object. Throws `file-store/identity-missing`, `file-store/cannot-decrypt` and `file-store/corrupt`. */
  open(object: ManifestObject): Promise<SecretParts>;
  /** Whether the file of an object is there and unchanged. */
  isIntact(object: ManifestObject): Promise<boolean>;
  /** Whether this run can open what is encrypted for these recipients. */
  canOpen(recipients: Recipients): Promise<boolean>;
}

/** The encrypted files of objects in a backend. */
export function createObjectFiles({
  backend,
  identities,
  identityFrom,
}: ObjectFileOptions): ObjectFiles {
  return {
    write: async (entry, recipients) => {
      const plain = writeContainer(entry, entry.parts);
      const encrypted = await encryptFor(recipients, plain);
      if (encrypted.length > OBJECT_LIMIT)
        throw writeFailed(`${entry.address} is larger than ${OBJECT_LIMIT} bytes`);
      const digest = sha256Hex(encrypted);
      // Nothing refers to it before the next head does.
      await backend.create(objectName(digest), encrypted, "with the next head");
      const back = await readObject(backend, digest);
      const own = ownAmong(recipients, await identities());
      // Without an identity among the recipients the digest, which readObject has checked, is all that can be proved.
      if (own.length > 0 && !isSame(await decryptWith(own, back, objectName(digest)), plain)) {
        throw writeFailed(`${objectName(digest)} does not hold what was encrypted`);
      }
      return digest;
    },
    open: async (object) => {
      const own = await identities();
      if (own.length === 0)
        throw new DiagnosableError(
          createDiagnostic("file-store/identity-missing", { where: identityFrom }),
        );
      const name = objectName(object.object);
      const plain = await decryptWith(
        own,
        await readObject(backend, object.object),
        `${object.address} (${name})`,
      );
      return readContainer(plain, object, name);
    },
    isIntact: async ({ object }) => {
      const bytes = await backend.read(objectName(object), OBJECT_LIMIT);
      return bytes !== undefined && sha256Hex(bytes) === object;
    },
    canOpen: async (recipients) => ownAmong(recipients, await identities()).length > 0,
  };
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
  if (sha256Hex(bytes) !== digest)
    throw corrupt(`\`${name}\` was changed: its content is not that of its name`);
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

function objectName(digest: string): string {
  return `objects/${digest}.age`;
}
