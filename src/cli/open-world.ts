import { certificateAddresses, certificateTypesOf } from "../compiler/planning/certificates.ts";
import type { DocumentPath } from "../compiler/merged-target.ts";
import { profileOwners } from "../compiler/planning/removals.ts";
import type { AppStoreConnectKey, KeyEntry, PolicyConsoleKey, ResolvedSpec, Target } from "../compiler/target.ts";
import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { describeSecretReference, type SecretReference } from "../secret/secret-reference.ts";
import type { Secret } from "../secret/secret.ts";
import { readAppStoreConnectKey } from "../formats/app-store-connect-key.ts";
import { FormatError } from "../formats/format-error.ts";
import { createDebugLog } from "../host/debug-log.ts";
import type { Host } from "../host/host.ts";
import { createHttp, type ClosableHttp } from "../host/http.ts";
import { createSecretResolver, type ResolveSecret } from "../host/secrets.ts";
import { checkTrustedHost, isTrustedHost } from "../host/trusted-hosts.ts";
import type { Address } from "../plan/address.ts";
import type { OwnershipRecord, StoreObserved } from "../plan/observed.ts";
import { createAppStoreConnect } from "../providers/app-store-connect/app-store-connect.ts";
import { readAgeIdentities } from "../providers/file-store/age-encryption.ts";
import { createFileStore, type FileStore } from "../providers/file-store/file-store.ts";
import { createPolicyConsole } from "../providers/policy-console/policy-console.ts";
import type { Provider } from "../providers/provider.ts";
import { openAuthorities } from "../workspace/open-authorities.ts";
import { createSources } from "../workspace/sources.ts";
import type { LoadedSpec } from "./load-spec.ts";
import { userIdentity } from "./user-identity.ts";
import { openStoreBackend } from "./open-store-backend.ts";
import { version } from "./version.ts";

/** What a person allows a run to do beyond reading the signing file. */
export interface Permissions {
  /** Hosts that credentials may go to, beside Apple's and this machine. */
  readonly allowHost: readonly string[];
  /** Whether `{ exec: … }` may run. */
  readonly trust: boolean;
}

/** Everything that a plan or an apply talks to. */
export interface World {
  readonly store: FileStore;
  /** The store and every provider opened so far. */
  readonly providers: readonly Provider[];
  /**
   * The providers beside the store: of the keys that the targets use, of those that are named and, with what the store holds, of those
   * whose profiles left the spec with their last target. Throws when a host is not trusted.
   */
  readonly others: (store: StoreObserved | undefined, named: readonly string[]) => Promise<readonly Provider[]>;
  /** Tells the providers what the store says of earlier runs; called after a refresh. */
  readonly setRecords: (records: readonly OwnershipRecord[]) => void;
  /** Ends sessions and connections; runs always, and never throws. */
  readonly close: () => Promise<void>;
}

/** Makes the secret resolver of a run. */
export function secretResolver(host: Host, loaded: LoadedSpec, trust: boolean): ResolveSecret {
  return createSecretResolver({ root: loaded.root, env: host.env, trust, platform: host.platform });
}

/** Opens the store alone, for commands that need nothing else. */
export async function openStore(
  host: Host,
  loaded: LoadedSpec,
  resolveSecret: ResolveSecret,
  permissions: Permissions,
): Promise<FileStore> {
  const settings = storeSettings(loaded);
  const { identity, passphrase } = settings;
  const range = rangeOf(loaded, ["store"]);
  return createFileStore({
    backend: await openStoreBackend(host, { root: loaded.root, url: settings.url, range, permissions }),
    recipients: settings.recipients,
    passphrase:
      passphrase && (() => resolveSecret(passphrase, "store.passphrase", rangeOf(loaded, ["store", "passphrase"]))),
    identity: identity ? () => specIdentity(identity, loaded, resolveSecret) : () => userIdentity(host),
    identityFrom: identity ? describeSecretReference(identity) : "SIGNWRIGHT_IDENTITY",
    clock: host.clock,
    sources: createSources({ compilation: loaded.compilation, root: loaded.root, resolveSecret }),
    holder: { user: host.user(), host: host.hostname(), pid: host.pid },
  });
}

/** The identity that the spec refers to. What is none is said where the spec does: the store knows no text. */
async function specIdentity(
  reference: SecretReference,
  loaded: LoadedSpec,
  resolveSecret: ResolveSecret,
): Promise<Secret> {
  const range = rangeOf(loaded, ["store", "identity"]);
  const secret = await resolveSecret(reference, "store.identity", range);
  try {
    await readAgeIdentities(secret, describeSecretReference(reference));
  } catch (error) {
    if (!(error instanceof DiagnosableError)) throw error;
    throw new DiagnosableError({ ...error.diagnostic, range }, { cause: error });
  }
  return secret;
}

/** Opens the store and a provider for every key that the targets use. Throws when a host is not trusted or a file cannot be read. */
export async function openWorld(
  host: Host,
  loaded: LoadedSpec,
  options: {
    readonly targets: readonly Target[];
    readonly permissions: Permissions;
    readonly resolveSecret: ResolveSecret;
  },
): Promise<World> {
  const spec = loaded.compilation.spec;
  const keys = [...(spec?.keys.values() ?? [])];
  const used = new Set(options.targets.flatMap(keyNames));
  let records: readonly OwnershipRecord[] = [];
  const https: ClosableHttp[] = [];
  const log = createDebugLog({ env: host.env, write: host.stderr.write });
  const http = (ca?: string): ClosableHttp => {
    const made = createHttp({
      userAgent: `signwright/${version}`,
      env: host.env,
      ...(ca === undefined ? {} : { ca }),
      ...(log ? { log } : {}),
    });
    https.push(made);
    return made;
  };
  const store = await openStore(host, loaded, options.resolveSecret, options.permissions);
  const providers: Provider[] = [store];
  const open = async (key: KeyEntry): Promise<void> => {
    if (key.type !== "app_store_connect" && key.type !== "policy_console") return;
    const untrusted = checkTrustedHost({
      url: key.url,
      key: key.name,
      allowed: options.permissions.allowHost,
      ownAuthority: key.caFile !== undefined,
      // What of the key is in the way: Apple's own host is trusted but for the authority.
      range: rangeOf(loaded, ["keys", key.name, isTrustedHost(key.url, []) ? "ca_file" : "url"]),
    });
    if (untrusted) throw new DiagnosableError(untrusted);
    const { compilation, root } = loaded;
    const parts: ProviderParts = {
      host,
      loaded,
      resolveSecret: options.resolveSecret,
      http: http(await openAuthorities(key, { compilation, root, now: host.clock() })),
      spec,
      records: () => records,
    };
    providers.push(key.type === "app_store_connect" ? appStoreConnect(key, parts) : policyConsole(key, parts));
  };
  for (const key of keys.filter((k) => used.has(k.name))) await open(key);
  return {
    store,
    providers,
    others: async (held, named) => {
      const left = new Set([...(held ? profileOwners(held) : []), ...named]);
      for (const key of keys.filter((k) => left.has(k.name) && !providers.some((p) => p.name === k.name)))
        await open(key);
      return providers.filter((p) => p !== store);
    },
    setRecords: (found) => {
      records = found;
    },
    close: async () => {
      await Promise.allSettled(providers.map((p) => p.close()));
      await Promise.allSettled(https.map((h) => h.close()));
    },
  };
}

interface ProviderParts {
  readonly host: Host;
  readonly loaded: LoadedSpec;
  readonly resolveSecret: ResolveSecret;
  readonly http: ClosableHttp;
  readonly spec: ResolvedSpec | undefined;
  readonly records: () => readonly OwnershipRecord[];
}

function appStoreConnect(key: AppStoreConnectKey, parts: ProviderParts): Provider {
  const path = ["keys", key.name, "private_key"];
  return createAppStoreConnect({
    name: key.name,
    baseUrl: key.url,
    audience: key.program === "enterprise" ? "apple-developer-enterprise-v1" : "appstoreconnect-v1",
    issuerId: key.issuerId,
    keyId: key.keyId,
    privateKey: async () => {
      const secret = await parts.resolveSecret(key.privateKey, path.join("."), rangeOf(parts.loaded, path));
      return apiKey(secret, key, parts.loaded);
    },
    ...(key.teamId === undefined ? {} : { teamId: key.teamId }),
    http: parts.http,
    clock: parts.host.clock,
    sleep: parts.host.sleep,
    certificateKeys: certificateKeys(key.name, parts.spec),
    records: parts.records,
  });
}

/** What a .p8 turned out to be, when it is none, said where the spec refers to it. */
function apiKey(secret: Secret, key: AppStoreConnectKey, loaded: LoadedSpec): Secret {
  try {
    return readAppStoreConnectKey(secret);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const where = describeSecretReference(key.privateKey);
    const found =
      error.code === "format/wrong-kind" ? String(error.parameters["found"]) : "not a private key that can be read";
    throw new DiagnosableError(
      createDiagnostic(
        "secret/malformed",
        { key: `keys.${key.name}.private_key`, where, expected: "an App Store Connect API key (.p8)", found },
        {
          range: rangeOf(loaded, ["keys", key.name, "private_key"]),
          help: "give the whole text of AuthKey_….p8: as it is, in base64, or with \\n for its line ends",
        },
      ),
      { cause: error },
    );
  }
}

function certificateKeys(owner: string, spec: ResolvedSpec | undefined): ReadonlyMap<Address, Address> {
  const types = (spec?.targets ?? []).flatMap((t) =>
    t.platform !== "android" && t.method === "automatic" && t.key === owner ? certificateTypesOf(t) : [],
  );
  return new Map(
    types.map((type) => {
      const addresses = certificateAddresses(owner, type);
      return [addresses.certificate, addresses.key] as const;
    }),
  );
}

function policyConsole(key: PolicyConsoleKey, parts: ProviderParts): Provider {
  const secret = (name: "username" | "password") => (): Promise<Secret> =>
    parts.resolveSecret(key[name], `keys.${key.name}.${name}`, rangeOf(parts.loaded, ["keys", key.name, name]));
  return createPolicyConsole({
    name: key.name,
    url: key.url,
    username: secret("username"),
    password: secret("password"),
    http: parts.http,
    clock: parts.host.clock,
    sleep: parts.host.sleep,
    update: key.update,
    readsApps: (parts.spec?.targets ?? []).some(
      ({ policyConsole: use }) => use?.key === key.name && use.apps.length > 0,
    ),
    records: parts.records,
  });
}

/** Names of the keys with a provider that a target needs. */
function keyNames(target: Target): readonly string[] {
  const own = target.platform !== "android" && target.method === "automatic" ? [target.key] : [];
  const use = target.policyConsole;
  const console = use && (use.signing !== "skip_codesign" || use.apps.length > 0) ? [use.key] : [];
  return [...own, ...console];
}

function storeSettings(loaded: LoadedSpec): ResolvedSpec["store"] {
  const none = { url: ".signwright/store", recipients: {}, identity: undefined, passphrase: undefined };
  return loaded.compilation.spec?.store ?? none;
}

function rangeOf(loaded: LoadedSpec, path: DocumentPath): Diagnostic["range"] {
  return loaded.compilation.document.rangeOf(path, "value");
}
