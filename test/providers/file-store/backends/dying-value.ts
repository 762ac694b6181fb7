import type { StoreEntry } from "../../../../src/providers/provider.ts";
import { Secret } from "../../../../src/secret/secret.ts";

/** The object that a dying writer replaces, with its n-th value. */
export function valueOf(n: number): StoreEntry {
  return {
    address: "store/key/replaced",
    instance: "1",
    created: "2026-11-03T09:00:00.000Z",
    facts: { n },
    parts: { private_key: new Secret(`secret ${n}`) },
  };
}
