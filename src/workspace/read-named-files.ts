import type { Compilation } from "../compiler/compile.ts";
import type { IdentityFile, KeystoreFile, KeystoreFileEntry, ProfileFile } from "../compiler/file-facts.ts";
import type { CertificateKey, KeystoreKey } from "../compiler/target.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { appleMarkers, type CertificateFacts } from "../formats/certificate.ts";
import type { KeystoreEntry } from "../formats/keystore-entry.ts";
import { readProvisioningProfile } from "../formats/provisioning-profile.ts";
import type { SourceMaterial } from "../providers/provider.ts";
import { describeSecretReference, type SecretReference } from "../secret/secret-reference.ts";
import {
  digestOf,
  naming,
  openIdentity,
  openKeystore,
  opensWithStorePassword,
  readClosedIdentity,
  readClosedKeystoreFile,
  type MaterialPlaces,
} from "./open-key-file.ts";
import { filePathOf, rangeOf } from "./sources.ts";

/** What is known while the files of a spec are read, and what is said of those that stay closed. */
export interface Closing {
  readonly compilation: Compilation;
  readonly offline: boolean;
  readonly diagnostics: Diagnostic[];
  /** Files of which was said what was not checked. */
  readonly told: Set<string>;
  /** The passwords of keys, which stand with the targets, by the name of the keystore. */
  readonly keyPasswords: ReadonlyMap<string, SecretReference>;
}

/** A file's content, and where the spec names it. */
interface Loaded {
  readonly material: SourceMaterial;
  readonly places: MaterialPlaces;
}

/** What the file of a certificate key holds; `undefined` where only its secret would show that. Throws diagnostics. */
export async function readIdentityFile(
  closing: Closing,
  key: CertificateKey,
  { material, places }: Loaded,
): Promise<IdentityFile | undefined> {
  const withheld = closing.offline ? (key.privateKey ?? key.password) : undefined;
  if (withheld === undefined) return identityFacts(key, (await openIdentity(material, places)).certificate);
  const { certificate } = await readClosedIdentity(material, key.privateKey !== undefined, places);
  const sealed = certificate ? "password and private key" : "password, certificate and private key";
  const what = key.privateKey ? "private key, which must belong to it" : sealed;
  notChecked(closing, key, { what, withheld: [withheld] });
  return certificate && identityFacts(key, certificate);
}

/** What a keystore holds, as far as that takes no secret that may not be read. Throws diagnostics. */
export async function readKeystoreFile(
  closing: Closing,
  key: KeystoreKey,
  { material, places }: Loaded,
): Promise<KeystoreFile> {
  if (closing.offline && key.password) return closedKeystore(closing, key, { material, places });
  const contents = await openKeystore(material, places);
  const opening = await opensWithStorePassword(material, contents);
  return {
    path: key.file,
    sha256: digestOf(material.bytes),
    entries: contents.entries.map((entry) => ({
      ...entryFacts(entry),
      opensWithStorePassword: opening.get(entry.alias ?? ""),
      locked: entry.locked && !closing.offline,
    })),
  };
}

/** What a provisioning profile says; `range` is where the spec names it. Throws diagnostics. */
export async function readProfileFile(
  path: string,
  bytes: Uint8Array,
  range: Diagnostic["range"],
): Promise<ProfileFile> {
  const profile = await naming(path, { file: range }, async () => readProvisioningProfile(bytes));
  return { path, sha256: digestOf(bytes), profile };
}

async function closedKeystore(closing: Closing, key: KeystoreKey, { material, places }: Loaded): Promise<KeystoreFile> {
  const { entries, complete } = await readClosedKeystoreFile(material, places);
  notChecked(closing, key, {
    what: complete ? "password and private keys" : "password, certificates and private keys",
    withheld: [key.password, closing.keyPasswords.get(key.name)],
  });
  return {
    path: key.file,
    sha256: digestOf(material.bytes),
    entries: entries.map((entry) => ({ ...entryFacts(entry), opensWithStorePassword: undefined, locked: false })),
    ...(complete ? {} : { partial: true }),
  };
}

function entryFacts({
  alias,
  type,
  chain: [leaf],
}: KeystoreEntry): Pick<KeystoreFileEntry, "alias" | "isPrivateKey" | "certificate"> {
  return { alias: alias ?? "", isPrivateKey: type === "private_key", certificate: leaf && publicFacts(leaf) };
}

/** Says what only a secret would show, once for a file that several keys name. */
function notChecked(
  closing: Closing,
  key: CertificateKey | KeystoreKey,
  { what, withheld }: { readonly what: string; readonly withheld: readonly (SecretReference | undefined)[] },
): void {
  if (closing.told.has(key.file)) return;
  closing.told.add(key.file);
  const where = new Set(withheld.flatMap((reference) => (reference ? describeSecretReference(reference) : [])));
  closing.diagnostics.push(
    createDiagnostic(
      "file/not-checked",
      { path: key.file, what },
      {
        range: rangeOf(closing.compilation, filePathOf(key)),
        help: `\`signwright plan\` checks the rest: it reads ${[...where].join(" and ")}`,
      },
    ),
  );
}

function identityFacts(key: CertificateKey, certificate: CertificateFacts): IdentityFile {
  return { path: key.file, certificate: publicFacts(certificate), markers: appleMarkers(certificate) };
}

function publicFacts(certificate: CertificateFacts): Omit<CertificateFacts, "der"> {
  const { der: _, ...facts } = certificate;
  return facts;
}
