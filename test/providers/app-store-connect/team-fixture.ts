import { generateKeyPairSync } from "node:crypto";
import { afterEach } from "vitest";
import { createHttp, type ClosableHttp } from "../../../src/host/http.ts";
import { generateRsaKey, type PrivateKey } from "../../../src/formats/private-key.ts";
import { addressOf, type Address } from "../../../src/plan/address.ts";
import type { AppStoreConnectObserved } from "../../../src/plan/observed.ts";
import type { Change, ChangeOf } from "../../../src/plan/plan.ts";
import type { ResourceAttributes, ResourceKind } from "../../../src/plan/resource.ts";
import {
  createAppStoreConnect,
  type AppStoreConnectOptions,
} from "../../../src/providers/app-store-connect/app-store-connect.ts";
import type { Applied, ApplyContext, Http, HttpRequest, Provider } from "../../../src/providers/provider.ts";
import type { LedgerEntry } from "../../../src/sandbox/ledger.ts";
import type { AppStoreConnectOptions as SandboxTeam } from "../../../src/sandbox/sandbox-options.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/start-sandbox.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { createMemorySecretStore, type MemorySecretStore } from "../../support/memory-secret-store.ts";

export const teamId = "ACME123456";
export const keyId = "2X9R4HXF34";
export const issuerId = "57246542-96fe-1a63-e053-0824d011072a";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Ends something after the test. */
export function afterTest(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

/** A P-256 key as App Store Connect gives it out, and what Apple keeps of it. */
export function makeApiKey(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    privatePem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    publicPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
}

/** The real HTTP port, closed after the test. */
export function openHttp(): ClosableHttp {
  const http = createHttp({ userAgent: "signwright/test" });
  cleanups.push(() => http.close());
  return http;
}

/** A sandboxed team, and what a provider needs to work for it. */
export interface TestTeam {
  readonly sandbox: Sandbox;
  /** The one clock of sandbox and provider. */
  readonly clock: { now: Date };
  readonly store: MemorySecretStore;
  /** Milliseconds that the provider slept for, in order. */
  readonly slept: number[];
  /** What the provider reported. */
  readonly reports: string[];
  readonly privatePem: string;
  readonly context: ApplyContext;
  /** A fresh provider, as a new run has it. */
  provider(options?: Partial<AppStoreConnectOptions>): Provider;
  /** The requests so far, as `GET /v1/devices`, without query. */
  requests(method?: string): readonly string[];
  /** What happened to objects of a kind so far. */
  objects(kind: string): readonly string[];
}

export async function startTeam(options: Partial<SandboxTeam> = {}): Promise<TestTeam> {
  const { privatePem, publicPem } = makeApiKey();
  const clock = { now: new Date("2026-03-01T12:00:00Z") };
  const sandbox = await startSandbox({
    clock: () => clock.now,
    appStoreConnect: { teamId, keys: [{ keyId, issuerId, publicKeyPem: publicPem }], ...options },
    policyConsole: { users: [] },
  });
  cleanups.push(() => sandbox.stop());
  const http = openHttp();
  const store = createMemorySecretStore();
  const slept: number[] = [];
  const reports: string[] = [];
  return {
    sandbox,
    clock,
    store,
    slept,
    reports,
    privatePem,
    context: {
      signal: new AbortController().signal,
      store,
      report: (message) => reports.push(message),
      output: async () => undefined,
    },
    provider: (overrides = {}) =>
      createAppStoreConnect({
        name: "acme",
        baseUrl: sandbox.appStoreConnectUrl,
        audience: "appstoreconnect-v1",
        issuerId,
        keyId,
        privateKey: async () => new Secret(privatePem),
        teamId,
        http,
        clock: () => clock.now,
        sleep: async (milliseconds) => {
          slept.push(milliseconds);
        },
        records: store.records,
        ...overrides,
      }),
    requests: (method) =>
      sandbox
        .ledger()
        .filter((entry): entry is Extract<LedgerEntry, { entry: "request" }> => entry.entry === "request")
        .filter((entry) => method === undefined || entry.method === method)
        .map((entry) => `${entry.method} ${entry.path.split("?")[0] ?? ""}`),
    objects: (kind) =>
      sandbox
        .ledger()
        .flatMap((entry) =>
          entry.entry === "object" && entry.kind === kind ? [`${entry.event} ${entry.name ?? entry.id}`] : [],
        ),
  };
}

/** Reads the team and checks the kind. */
export async function readTeam(team: TestTeam, provider: Provider): Promise<AppStoreConnectObserved> {
  const observed = await provider.read(team.context);
  if (observed.kind !== "app_store_connect") throw new Error("another kind of observation");
  return observed;
}

/** A create of the plan. */
export function create<K extends ResourceKind>(type: K, name: string, after: ResourceAttributes[K]): ChangeOf<K> {
  return { ...emptyChange(type, name), action: "create", after };
}

/** The delete of an old instance. */
export function remove<K extends ResourceKind>(
  type: K,
  name: string,
  deposed: string,
  before: ResourceAttributes[K] | null = null,
): ChangeOf<K> {
  return { ...emptyChange(type, name), action: "delete", before, deposed };
}

function emptyChange<K extends ResourceKind>(type: K, name: string): ChangeOf<K> {
  return {
    address: addressOf("acme", type, name),
    type,
    name,
    provider_name: "acme",
    action: "no-op",
    action_reason: "missing",
    reason: "for the test",
    before: null,
    after: null,
    after_unknown: [],
    replaces_older: false,
    depends_on: [],
    targets: [],
    reads: [],
  };
}

/** Applies a change and keeps its record, as the engine does. */
export async function apply(team: TestTeam, provider: Provider, change: Change): Promise<Applied> {
  const applied = await provider.apply(change, team.context);
  if (applied.record !== undefined) await team.store.record(change.address, applied.record);
  return applied;
}

const madeKeys: Promise<PrivateKey>[] = [];

/** An RSA key that the tests of a file share by number: making one takes long. */
export function rsaKey(index: number): Promise<PrivateKey> {
  return (madeKeys[index] ??= generateRsaKey(2048));
}

/** Puts a key into the store, as the step before a certificate does. */
export async function holdKey(
  team: TestTeam,
  name: string,
  index: number,
): Promise<{ readonly address: Address; readonly key: PrivateKey }> {
  const key = await rsaKey(index);
  const address = addressOf("store", "key", name);
  await team.store.put({
    address,
    instance: key.publicKeySha256,
    created: team.clock.now.toISOString(),
    facts: {},
    parts: { private_key: key.pkcs8 },
  });
  return { address, key };
}

/** Notes every request that passes, and passes it on. */
export function recordingHttp(http: Http): {
  readonly http: Http;
  readonly requests: HttpRequest[];
} {
  const requests: HttpRequest[] = [];
  return {
    requests,
    http: (request, signal) => {
      requests.push(request);
      return http(request, signal);
    },
  };
}

/** A fact that an apply recorded, as text. */
export function recorded(applied: Applied, fact: string): string {
  const value = applied.record?.[fact];
  if (typeof value !== "string") throw new Error(`no ${fact} was recorded`);
  return value;
}
