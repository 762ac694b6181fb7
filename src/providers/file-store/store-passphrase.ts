import type { Secret } from "../../secret/secret.ts";
import type { AgeIdentity } from "./age-encryption.ts";
import type { Backend } from "./backend.ts";
import { unwrapIdentity, wrapNewIdentity, type WrappedIdentity } from "./passphrase-identity.ts";
import { PASSPHRASE, type Recipients } from "./recipients.ts";
import { corrupt } from "./store-failure.ts";

/** A wrapped identity is some hundred bytes long. */
const WRAPPED_LIMIT = 64 * 1024;

/**
 * The passphrase of a store. It does not encrypt the objects itself: it wraps one age identity, and they are encrypted for that one.
 * So opening a store costs one scrypt and not one an object, and every file stays one that `age` opens.
 */
export interface StorePassphrase {
  /**
   * The identity that the passphrase opens in a store for these recipients; `undefined` when it is no store with a passphrase.
   * Throws `file-store/wrong-passphrase`, `file-store/passphrase-too-costly` and `file-store/corrupt`.
   */
  unlock(held: Recipients | undefined): Promise<AgeIdentity | undefined>;
  /** The identities that were unlocked or made until now. */
  known(): readonly AgeIdentity[];
  /** An identity for a store that does not have this passphrase yet; always the same one. Throws `file-store/weak-passphrase`. */
  makeNew(): Promise<AgeIdentity>;
  /** Puts the wrapped identity of a recipient that `makeNew` gave into the store, before a head refers to it. */
  keep(recipients: Recipients): Promise<void>;
}

/** The passphrase of the store in a backend. It is asked for once, and only when needed. */
export function createStorePassphrase(backend: Backend, passphrase: () => Promise<Secret>): StorePassphrase {
  const unlocked = new Map<string, AgeIdentity>();
  let made: Promise<WrappedIdentity> | undefined;
  return {
    unlock: async (held) => {
      const recipient = held?.[PASSPHRASE];
      if (recipient === undefined) return undefined;
      const known = unlocked.get(recipient);
      if (known !== undefined) return known;
      const name = wrappedIdentityName(recipient);
      if (name === undefined) throw corrupt("the recipient of its passphrase is none");
      const bytes = await backend.read(name, WRAPPED_LIMIT);
      if (bytes === undefined) throw corrupt(`\`${name}\` is missing`);
      const identity = await unwrapIdentity(bytes, await passphrase(), { name, recipient });
      unlocked.set(recipient, identity);
      return identity;
    },
    known: () => [...unlocked.values()],
    makeNew: async () => {
      made ??= passphrase().then(wrapNewIdentity);
      const { identity } = await made;
      unlocked.set(identity.recipient, identity);
      return identity;
    },
    keep: async (recipients) => {
      const wrapped = await made;
      if (wrapped === undefined || wrapped.identity.recipient !== recipients[PASSPHRASE]) return;
      const name = wrappedIdentityName(wrapped.identity.recipient);
      if (name !== undefined) await backend.create(name, wrapped.bytes, "with the next head");
    },
  };
}

/**
 * The file of the identity that the passphrase of a store opens; `undefined` for what is no age recipient.
 * Manifest and log, which the recipient comes from, are not trusted, and it becomes part of a name.
 */
export function wrappedIdentityName(recipient: string): string | undefined {
  return /^age1[0-9a-z]{20,200}$/.test(recipient) ? `${PASSPHRASE}-${recipient}.age` : undefined;
}
