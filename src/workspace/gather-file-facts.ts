import type { FileFindings } from "../compiler/check-file-facts.ts";
import type { Compilation } from "../compiler/compile.ts";
import type { IdentityFile, KeystoreFile, KeystoreFileEntry, ProfileFile } from "../compiler/file-facts.ts";
import { targetNamed } from "../compiler/file-rules/file-rule.ts";
import type { CertificateKey, KeystoreKey } from "../compiler/target.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { appleMarkers, type CertificateFacts } from "../formats/certificate.ts";
import type { KeystoreEntry } from "../formats/keystore-entry.ts";
import { readProvisioningProfile } from "../formats/provisioning-profile.ts";
import type { ResolveSecret } from "../host/secrets.ts";
import type { SourceMaterial, Sources } from "../providers/provider.ts";
import { describeSecretReference, type SecretReference } from "../secret/secret-reference.ts";
import { gatherDeviceLists } from "./gather-device-lists.ts";
import { exposedKeyFiles } from "./exposed-key-files.ts";
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
import { createSources, filePathOf, rangeOf } from "./sources.ts";

/** How the files are opened. */
export interface GatherOptions {
  /** The folder of the signing file. */
  readonly root: string;
  /** Resolves passwords; `undefined` offline (`validate`, editor), where files are read as far as they go without. */
  readonly resolveSecret: ResolveSecret | undefined;
}

/**
 * Opens the files that the targets of a spec name and says what is in them. Without secrets it goes as far as it can, and
 * says what it did not check: of each file the kind and the structure show, of most the certificates or the aliases. A missing file is an error only where its content is needed.
 */
export async function gatherFileFacts(compilation: Compilation, options: GatherOptions): Promise<FileFindings> {
  const sources = createSources({ compilation, ...options });
  const gathering = {
    compilation,
    sources,
    offline: options.resolveSecret === undefined,
    diagnostics: [] as Diagnostic[],
    told: new Set<string>(),
    keyPasswords: keyPasswordsOf(compilation),
  };
  const used = usedNames(compilation);
  const [identities, keystores, profiles, devices, exposed] = await Promise.all([
    collect(used.certificates, (key) => identityFile(gathering, key)),
    collect(used.keystores, (key) => keystoreFile(gathering, key)),
    collectPaths(used.profiles, (path, place) => profileFile(gathering, path, place)),
    gatherDeviceLists(compilation, sources),
    exposedKeyFiles(compilation, options.root),
  ]);
  return {
    facts: { identities, keystores, profiles, deviceLists: devices.lists },
    diagnostics: [...gathering.diagnostics, ...devices.diagnostics, ...exposed].toSorted(byPlace),
  };
}

/** Files are opened side by side, in an order that nobody knows; what is told of them is in the order of the text. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.range?.start ?? 0) - (b.range?.start ?? 0) || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}

interface Gathering {
  readonly compilation: Compilation;
  readonly sources: Sources;
  readonly offline: boolean;
  readonly diagnostics: Diagnostic[];
  /** Files of which was said what was not checked. */
  readonly told: Set<string>;
  /** The passwords of keys, which stand with the targets, by the name of the keystore. */
  readonly keyPasswords: ReadonlyMap<string, SecretReference>;
}

interface UsedNames {
  readonly certificates: readonly CertificateKey[];
  readonly keystores: readonly KeystoreKey[];
  /** Path → the place in the spec that names it first. */
  readonly profiles: ReadonlyMap<string, readonly (string | number)[]>;
}

function usedNames(compilation: Compilation): UsedNames {
  const { spec } = compilation;
  const names = new Set<string | undefined>();
  const profiles = new Map<string, readonly (string | number)[]>();
  for (const target of spec?.targets ?? []) {
    if (target.platform === "android") names.add(target.keystore);
    else if (target.method === "automatic")
      names.add(target.certificate).add(target.installer ? target.installerCertificate : undefined);
    else {
      names.add(target.certificate).add(target.installerCertificate);
      const list = targetNamed(compilation, target.name)?.pathOf("profiles") ?? [];
      target.profiles.forEach((path, index) => {
        if (!profiles.has(path)) profiles.set(path, [...list, index]);
      });
    }
  }
  const keys = [...(spec?.keys.values() ?? [])].filter((key) => names.has(key.name));
  return {
    certificates: keys.filter((key) => key.type === "certificate"),
    keystores: keys.filter((key) => key.type === "keystore"),
    profiles,
  };
}

function keyPasswordsOf({ spec }: Compilation): ReadonlyMap<string, SecretReference> {
  const passwords = (spec?.targets ?? []).flatMap((target) =>
    target.platform === "android" && target.keystore !== undefined && target.keyPassword
      ? [[target.keystore, target.keyPassword] as const]
      : [],
  );
  return new Map(passwords);
}

async function collect<K extends { readonly name: string }, F>(
  keys: readonly K[],
  open: (key: K) => Promise<F | undefined>,
): Promise<ReadonlyMap<string, F>> {
  const found = new Map<string, F>();
  for (const key of keys) {
    const fact = await open(key);
    if (fact !== undefined) found.set(key.name, fact);
  }
  return found;
}

async function collectPaths(
  paths: UsedNames["profiles"],
  open: (path: string, place: readonly (string | number)[]) => Promise<ProfileFile | undefined>,
): Promise<ReadonlyMap<string, ProfileFile>> {
  const found = new Map<string, ProfileFile>();
  for (const [path, place] of paths) {
    const fact = await open(path, place);
    if (fact !== undefined) found.set(path, fact);
  }
  return found;
}

async function identityFile(gathering: Gathering, key: CertificateKey): Promise<IdentityFile | undefined> {
  const { compilation, sources } = gathering;
  const places = {
    file: rangeOf(compilation, filePathOf(key)),
    password: rangeOf(compilation, ["keys", key.name, "password"]),
    privateKey: rangeOf(compilation, ["keys", key.name, "private_key"]),
  };
  return attempt(gathering, async () => {
    const material = await sources.key(key.name);
    const withheld = gathering.offline ? (key.privateKey ?? key.password) : undefined;
    if (withheld === undefined) return identityFacts(key, (await openIdentity(material, places)).certificate);
    const { certificate } = await readClosedIdentity(material, key.privateKey !== undefined, places);
    const sealed = certificate ? "password and private key" : "password, certificate and private key";
    const what = key.privateKey ? "private key, which must belong to it" : sealed;
    notChecked(gathering, key, { what, withheld: [withheld] });
    return certificate && identityFacts(key, certificate);
  });
}

async function keystoreFile(gathering: Gathering, key: KeystoreKey): Promise<KeystoreFile | undefined> {
  const { compilation, sources } = gathering;
  const places = {
    file: rangeOf(compilation, filePathOf(key)),
    password: rangeOf(compilation, ["keys", key.name, "password"]),
  };
  return attempt(gathering, async () => {
    const material = await sources.key(key.name);
    if (gathering.offline && key.password) return closedKeystore(gathering, key, { material, places });
    const contents = await openKeystore(material, places);
    const opening = await opensWithStorePassword(material, contents);
    return {
      path: key.file,
      sha256: digestOf(material.bytes),
      entries: contents.entries.map((entry) => ({
        ...entryFacts(entry),
        opensWithStorePassword: opening.get(entry.alias ?? ""),
        locked: entry.locked && !gathering.offline,
      })),
    };
  });
}

async function closedKeystore(
  gathering: Gathering,
  key: KeystoreKey,
  { material, places }: { readonly material: SourceMaterial; readonly places: MaterialPlaces },
): Promise<KeystoreFile> {
  const { entries, complete } = await readClosedKeystoreFile(material, places);
  notChecked(gathering, key, {
    what: complete ? "password and private keys" : "password, certificates and private keys",
    withheld: [key.password, gathering.keyPasswords.get(key.name)],
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

async function profileFile(
  gathering: Gathering,
  path: string,
  place: readonly (string | number)[],
): Promise<ProfileFile | undefined> {
  const range = rangeOf(gathering.compilation, place);
  return attempt(
    gathering,
    async () => {
      const { bytes } = await gathering.sources.file(path);
      const profile = await naming(path, { file: range }, async () => readProvisioningProfile(bytes));
      return { path, sha256: digestOf(bytes), profile };
    },
    range,
  );
}

/** Says what only a secret would show, once for a file that several keys name. */
function notChecked(
  gathering: Gathering,
  key: CertificateKey | KeystoreKey,
  { what, withheld }: { readonly what: string; readonly withheld: readonly (SecretReference | undefined)[] },
): void {
  if (gathering.told.has(key.file)) return;
  gathering.told.add(key.file);
  const where = new Set(withheld.flatMap((reference) => (reference ? describeSecretReference(reference) : [])));
  gathering.diagnostics.push(
    createDiagnostic(
      "file/not-checked",
      { path: key.file, what },
      {
        range: rangeOf(gathering.compilation, filePathOf(key)),
        help: `\`signwright plan\` checks the rest: it reads ${[...where].join(" and ")}`,
      },
    ),
  );
}

/** Turns a failure into its diagnostic. A file that is not there is milder offline: key files often live outside the checkout. */
async function attempt<T>(
  gathering: Gathering,
  open: () => Promise<T | undefined>,
  range = undefined as Diagnostic["range"],
): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    const { diagnostic } = error;
    const mild = gathering.offline && diagnostic.code === "file/not-found";
    gathering.diagnostics.push({
      ...diagnostic,
      range: diagnostic.range ?? range,
      ...(mild ? { severity: "warning" as const } : {}),
    });
    return undefined;
  }
}

function identityFacts(key: CertificateKey, certificate: CertificateFacts): IdentityFile {
  return { path: key.file, certificate: publicFacts(certificate), markers: appleMarkers(certificate) };
}

function publicFacts(certificate: CertificateFacts): Omit<CertificateFacts, "der"> {
  const { der: _, ...facts } = certificate;
  return facts;
}
