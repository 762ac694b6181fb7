import type { Address } from "../../plan/address.ts";
import type { Output, SecretStore } from "../provider.ts";
import { corrupt } from "./store-failure.ts";

/** The part of each kind that other providers and exports use as its bytes. A bare key has none. */
const partOfKind: Readonly<Record<string, string>> = {
  identity: "certificate",
  keystore: "file",
  stored_profile: "file",
};

/**
 * The bytes behind an address of the store: the file of a keystore or profile, the certificate (DER) of an identity.
 * `undefined` when the store does not hold it, and for a bare key. Throws when it cannot be decrypted.
 */
export async function storedOutput(store: SecretStore, address: Address): Promise<Output | undefined> {
  const part = partOfKind[address.split("/")[1] ?? ""];
  if (part === undefined) return undefined;
  const entry = await store.get(address);
  if (entry === undefined) return undefined;
  const bytes = entry.parts[part]?.revealBytes();
  if (bytes === undefined) throw corrupt(`${address} has no part \`${part}\``);
  return { facts: entry.facts, bytes };
}
