import { certificateKeyFacts, type CertificateFacts } from "./certificate.ts";
import { chainFinder, withoutRepeats, type ChainFinder } from "./certificate-chain.ts";
import { groupBy } from "./group-by.ts";
import type { KeystoreEntry } from "./keystore-entry.ts";
import { certificateFinder } from "./key-pair.ts";
import type { PrivateKey } from "./private-key.ts";

interface BagAttributes {
  readonly friendlyName: string | null;
  /** Hex of the bytes with which the file ties a key to its certificate. */
  readonly localKeyId: string | null;
}

/** A private key of a PKCS#12 file; without `privateKey` it could not be opened. */
export interface KeyBag extends BagAttributes {
  readonly type: "key";
  readonly privateKey: PrivateKey | undefined;
}

/** A certificate of a PKCS#12 file. */
export interface CertificateBag extends BagAttributes {
  readonly type: "certificate";
  readonly certificate: CertificateFacts;
}

/** A secret key of a PKCS#12 file, which Java's keystores can hold. */
export interface SecretBag extends BagAttributes {
  readonly type: "secret";
}

/** What a PKCS#12 file is a list of. */
export type Pkcs12Bag = KeyBag | CertificateBag | SecretBag;

/**
 * Arranges bags, which come in any order, as the entries of a keystore: a key with its certificate and the issuers of
 * it, then the secret keys, then the certificates that belong to no key. A certificate that is stored twice counts once.
 */
export function arrangeEntries(bags: readonly Pkcs12Bag[]): readonly KeystoreEntry[] {
  const certificateBags = bags.filter((bag) => bag.type === "certificate");
  const certificates = withoutRepeats(certificateBags.map(({ certificate }) => certificate));
  const find: Finders = {
    chain: chainFinder(certificates),
    ofKey: certificateFinder(certificateBags, ({ certificate }) => certificate),
    tied: groupBy(certificateBags, ({ localKeyId }) => localKeyId ?? undefined),
  };
  const names = new Map(
    certificateBags
      .filter(({ friendlyName }) => friendlyName !== null)
      .toReversed()
      .map(({ certificate, friendlyName }) => [certificate.sha256, friendlyName]),
  );
  const used = new Set<string>();
  const keys = bags
    .filter((bag) => bag.type === "key")
    .map((bag) => {
      const leaf = certificateBagOf(bag, find);
      const chain = leaf === undefined ? [] : find.chain(leaf.certificate);
      for (const { sha256 } of chain) used.add(sha256);
      return keyEntry(bag, leaf, chain);
    });
  const secrets = bags
    .filter((bag) => bag.type === "secret")
    .map((bag) => entry({ alias: bag.friendlyName, type: "secret_key", chain: [] }));
  const others = certificates
    .filter(({ sha256 }) => !used.has(sha256))
    .map((certificate) =>
      entry({ alias: names.get(certificate.sha256) ?? null, type: "certificate", chain: [certificate] }),
    );
  return [...keys, ...secrets, ...others];
}

/** What is known of a file's certificates; looking through all of them for each key would take minutes for some files. */
interface Finders {
  readonly chain: ChainFinder;
  readonly ofKey: (privateKey: PrivateKey) => readonly CertificateBag[];
  /** By hex of the local key ID. */
  readonly tied: ReadonlyMap<string, readonly CertificateBag[]>;
}

function keyEntry(bag: KeyBag, leaf: CertificateBag | undefined, chain: readonly CertificateFacts[]): KeystoreEntry {
  const { privateKey } = bag;
  const own = privateKey && { algorithm: privateKey.algorithm, bits: privateKey.bits };
  return {
    ...entry({ alias: bag.friendlyName ?? leaf?.friendlyName ?? null, type: "private_key", chain }),
    key: own ?? (leaf && certificateKeyFacts(leaf.certificate)) ?? null,
    privateKey,
    locked: privateKey === undefined,
  };
}

function entry(known: Pick<KeystoreEntry, "alias" | "type" | "chain">): KeystoreEntry {
  return { ...known, key: null, privateKey: undefined, locked: false, created: null };
}

/** The key itself says which certificate is its own; the file's tie between the two serves only for a locked key. */
function certificateBagOf({ localKeyId, privateKey }: KeyBag, find: Finders): CertificateBag | undefined {
  const tied = (localKeyId === null ? undefined : find.tied.get(localKeyId)) ?? [];
  if (privateKey === undefined) return tied[0];
  const fitting = find.ofKey(privateKey);
  return fitting.find((bag) => bag.localKeyId !== null && bag.localKeyId === localKeyId) ?? fitting[0];
}
