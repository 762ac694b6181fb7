import { createCertificateSigningRequest } from "../../formats/certificate-signing-request.ts";
import { generateRsaKey } from "../../formats/private-key.ts";
import type { StoredObject } from "../../plan/observed.ts";
import { storedObjectName } from "../../plan/observed-objects.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied } from "../provider.ts";
import { putEntry, type ApplyTools } from "./put-entry.ts";
import type { OwnSecretStore } from "./secret-store.ts";
import { stepFailed } from "./store-failure.ts";

/** Makes a private key in the store, or adopts the one that an interrupted run made for the same purpose. */
export async function applyKey(change: ChangeOf<"key">, tools: ApplyTools): Promise<Applied> {
  const { address, after } = change;
  if (after === null || change.action !== "create")
    throw stepFailed(address, "a private key is made once and never changed");
  const { algorithm, bits, public_key_sha256: planned } = after;
  if (planned !== null) {
    const held = (await tools.store.list(address)).find((o) => o.instance === planned);
    if (held === undefined)
      throw stepFailed(address, `the store does not hold the key ${planned}, and a new key would be another one`);
    return { adopted: true };
  }
  if (await holdsUnusedKey(change, tools.store)) return { adopted: true };
  const key = await generateRsaKey(bits);
  // Public, and here for whoever has to ask Apple by hand: nobody needs the private key for that.
  const request = createCertificateSigningRequest({ privateKey: key, commonName: `Signwright ${change.name}` });
  const facts = {
    algorithm,
    bits,
    public_key_sha256: key.publicKeySha256,
    certificate_signing_request: request,
  };
  return putEntry(change, { address, instance: key.publicKeySha256, facts, parts: { private_key: key.pkcs8 } }, tools);
}

/**
 * Whether the newest key of the address was made after the plan, and never used: no identity of the store and no record of a
 * certificate names its public key. What the plan saw will not do, even where nothing in the store says so: a certificate that Apple
 * issued for it to a run that ended there and then may be about to expire.
 */
async function holdsUnusedKey({ address, after, reads }: ChangeOf<"key">, store: OwnSecretStore): Promise<boolean> {
  const newest = (await store.list(address)).at(-1);
  if (newest !== undefined && reads.includes(storedObjectName(address, newest.instance))) return false;
  if (newest === undefined || newest.facts["bits"] !== after?.bits || newest.facts["algorithm"] !== after?.algorithm)
    return false;
  const { objects, records } = await store.observe();
  const names = ({ facts }: Pick<StoredObject, "facts">): boolean => Object.values(facts).includes(newest.instance);
  const used = records.some(names) || objects.some((o) => o.address !== address && names(o));
  // A key whose file is lost is worth nothing: a new one takes its place.
  return !used && store.isIntact(newest);
}
