import type { FileFindings } from "../compiler/check-file-facts.ts";
import type { Compilation } from "../compiler/compile.ts";
import type { IdentityFile, KeystoreFile, ProfileFile } from "../compiler/file-facts.ts";
import { targetNamed } from "../compiler/file-rules/file-rule.ts";
import type { CertificateKey, KeyEntry, KeystoreKey } from "../compiler/target.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import type { ResolveSecret } from "../host/secrets.ts";
import type { Sources } from "../providers/provider.ts";
import type { SecretReference } from "../secret/secret-reference.ts";
import { gatherDeviceLists } from "./gather-device-lists.ts";
import { exposedKeyFiles } from "./exposed-key-files.ts";
import type { ServerKey } from "./open-authorities.ts";
import type { Closing } from "./read-named-files.ts";
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
    collect(used.servers, (key) =>
      attempt(gathering, async () => (await authorities()).openAuthorities(key, { compilation, ...options })),
    ),
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

interface Gathering extends Closing {
  readonly sources: Sources;
}

/** What reads the formats of signing files is loaded when one of the files is there. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- the module says it
const readers = () => import("./read-named-files.ts");
// oxlint-disable-next-line typescript/explicit-function-return-type -- the module says it
const authorities = () => import("./open-authorities.ts");

function hasAuthorities(key: KeyEntry): key is ServerKey {
  return "caFile" in key && key.caFile !== undefined;
}

interface UsedNames {
  readonly certificates: readonly CertificateKey[];
  readonly keystores: readonly KeystoreKey[];
  /** Those with a `ca_file`. */
  readonly servers: readonly ServerKey[];
  /** Path → the place in the spec that names it first. */
  readonly profiles: ReadonlyMap<string, readonly (string | number)[]>;
}

function usedNames(compilation: Compilation): UsedNames {
  const { spec } = compilation;
  const names = new Set<string | undefined>();
  const profiles = new Map<string, readonly (string | number)[]>();
  for (const target of spec?.targets ?? []) {
    names.add(target.policyConsole?.key);
    if (target.platform === "android") names.add(target.keystore);
    else if (target.method === "automatic")
      names
        .add(target.key)
        .add(target.certificate)
        .add(target.installer ? target.installerCertificate : undefined);
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
    servers: keys.filter(hasAuthorities),
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
    return (await readers()).readIdentityFile(gathering, key, { material, places });
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
    return (await readers()).readKeystoreFile(gathering, key, { material, places });
  });
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
      return (await readers()).readProfileFile(path, bytes, range);
    },
    range,
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
