import { createHash } from "node:crypto";
import { createDiagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { HeldIdentity, HeldKeystore, HeldProfile, Holdings } from "../compiler/verification/holdings.ts";
import { targetMaterial } from "../compiler/planning/target-material.ts";
import type { Target } from "../compiler/target.ts";
import { readCertificate } from "../formats/certificate.ts";
import { diagnosticOf, FormatError } from "../formats/format-error.ts";
import { provesKey } from "../formats/key-proof.ts";
import { findKeystoreEntry, readKeystore } from "../formats/keystore.ts";
import { readPrivateKeyDer } from "../formats/private-key.ts";
import { judgeProfileSigner } from "../formats/profile-signer.ts";
import { readProvisioningProfile } from "../formats/provisioning-profile.ts";
import type { Address } from "../plan/address.ts";
import type { StoreObserved } from "../plan/observed.ts";
import type { SecretStore, StoreEntry } from "../providers/provider.ts";

/**
 * Decrypts and opens what the store holds for a target. Keys are used once, to sign something, and let go.
 * Throws what the store throws (`file-store/cannot-decrypt`, …), and `format/…` for an object that is damaged inside.
 */
export async function openHoldings(target: Target, observed: StoreObserved, store: SecretStore): Promise<Holdings> {
  const material = targetMaterial(target, observed);
  const missing: Address[] = [];
  const open = async <T>(
    address: Address | undefined,
    read: (entry: StoreEntry) => T | Promise<T>,
  ): Promise<T | undefined> => {
    const entry = address && (await store.get(address, material.instances.get(address)));
    if (entry !== undefined) return naming(entry.address, () => read(entry));
    if (address !== undefined) missing.push(address);
    return undefined;
  };
  const profiles: HeldProfile[] = [];
  for (const address of material.profiles) {
    const profile = await open(address, openProfile);
    if (profile !== undefined) profiles.push(profile);
  }
  return {
    identity: await open(material.identity, openIdentity),
    installer: await open(material.installer, openIdentity),
    profiles,
    keystore: await open(material.keystore, (entry) => openKeystore(entry, target)),
    missing,
  };
}

function openIdentity(entry: StoreEntry): HeldIdentity {
  const certificate = readCertificate(partOf(entry, "certificate"));
  return {
    address: entry.address,
    certificate,
    keySigns: provesKey(readPrivateKeyDer(partOf(entry, "private_key")), certificate),
  };
}

function openProfile(entry: StoreEntry): HeldProfile {
  const bytes = partOf(entry, "file");
  const profile = readProvisioningProfile(bytes);
  return {
    address: entry.address,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    profile,
    signer: judgeProfileSigner(profile),
  };
}

/** What keeps a keystore's key from being used is a finding, not a failure. */
async function openKeystore(entry: StoreEntry, target: Target): Promise<HeldKeystore> {
  const alias = target.platform === "android" ? target.keystoreAlias : "";
  const unusable = (failure: string): HeldKeystore => ({
    address: entry.address,
    alias,
    failure,
    certificate: undefined,
    keySigns: false,
  });
  const { password, key_password: keyPassword } = entry.parts;
  try {
    const contents = await readKeystore(partOf(entry, "file"), { password, keyPassword });
    const found = findKeystoreEntry(contents, alias);
    const [certificate] = found?.chain ?? [];
    if (found === undefined) return unusable("the keystore has no entry with this alias");
    if (found.type !== "private_key" || certificate === undefined) return unusable("the entry holds no private key");
    if (found.privateKey === undefined) return unusable("the key password does not open it");
    return {
      address: entry.address,
      alias,
      failure: undefined,
      certificate,
      keySigns: provesKey(found.privateKey, certificate),
    };
  } catch (error) {
    if (error instanceof FormatError) return unusable(diagnosticOf(error, "the keystore").message);
    throw error;
  }
}

function partOf(entry: StoreEntry, name: string): Uint8Array {
  const found = entry.parts[name];
  if (found === undefined)
    throw new DiagnosableError(createDiagnostic("file-store/corrupt", { reason: `${entry.address} has no ${name}` }));
  return found.revealBytes();
}

/** Names the object of the store in the failure of a reader, which gets bytes only. */
async function naming<T>(address: Address, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) throw new DiagnosableError(diagnosticOf(error, address), { cause: error });
    throw error;
  }
}
