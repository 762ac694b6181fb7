import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, expect } from "vitest";
import { planChanges } from "../../../src/compiler/planning/plan-changes.ts";
import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { createHttp, type HttpLogEntry } from "../../../src/host/http.ts";
import { addressOf, type Address } from "../../../src/plan/address.ts";
import type { PolicyConsoleObserved } from "../../../src/plan/observed.ts";
import type { Change, ChangeOf } from "../../../src/plan/plan.ts";
import type { SigningProfileAttributes } from "../../../src/plan/resource.ts";
import { createPolicyConsole } from "../../../src/providers/policy-console/policy-console.ts";
import type { Applied, ApplyContext, Http, Provider } from "../../../src/providers/provider.ts";
import type { PolicyConsoleOptions } from "../../../src/sandbox/sandbox-options.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/start-sandbox.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { makeIdentity } from "../../formats/certificate-maker.ts";
import { makeJks } from "../../formats/jks-maker.ts";
import { createMemorySecretStore, type MemorySecretStore } from "../../support/memory-secret-store.ts";

/** Every secret of these tests holds this text. */
export const CANARY = "CAN4RY";
export const adminName = `admin-${CANARY}@acme.example`;
export const adminPassword = `correct ${CANARY} "horse" & <staple>`;
export const keystorePassword = `store ${CANARY} "päss" & <word>`;

export const keystoreAddress = addressOf("store", "keystore", "upload");
export const profileAddress = addressOf("store", "stored_profile", "com.acme.shop:IOS_APP_STORE");

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** One provider against one console, with everything that it ever told. */
export interface Fixture {
  readonly sandbox: Sandbox;
  readonly store: MemorySecretStore;
  readonly provider: Provider;
  readonly context: ApplyContext;
  /** Reports, request log, diagnostics, records: what somebody could see. */
  readonly told: unknown[];
  readonly requests: () => readonly string[];
  /** Another provider on the same console and store, as the next run makes. */
  readonly again: (options?: ProviderOptions) => Fixture;
  readonly read: () => Promise<PolicyConsoleObserved>;
  /** Applies, and keeps the record as the engine does. */
  readonly apply: (change: ChangeOf<"signing_profile" | "secured_app">) => Promise<Applied>;
  readonly failure: (attempt: Promise<unknown>) => Promise<Diagnostic>;
}

export interface ProviderOptions {
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  /** Stands between the provider and the network. */
  readonly wrap?: (http: Http) => Http;
  readonly ca?: string;
  readonly signal?: AbortSignal;
  readonly update?: "put" | "replace";
  /** Stands in for waiting; {@link quickly} when absent. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What cases of the provider are made of, on a console of certain switches and with files of a certain size. */
export interface Fixtures {
  readonly switches: Partial<PolicyConsoleOptions>;
  /**
   * Starts a sandbox, puts a keystore and a profile into a store, and makes a provider. The test's end stops it all and looks for
   * secrets. Switches that a case names hold in the place of the console's.
   */
  readonly startConsole: (
    consoleOptions?: Partial<PolicyConsoleOptions>,
    options?: ProviderOptions,
  ) => Promise<Fixture>;
  /** A keystore that opens with the password and holds keys of the aliases `upload` and `other`. */
  readonly keystoreBytes: (content: string, password?: string) => Uint8Array;
  readonly profileBytes: (content: string) => Uint8Array;
  /** How a refusal of the console in these words is told: a console that answers with a page gives no words. */
  readonly refusal: (words: string) => { readonly code: string; readonly message: unknown };
}

/** Makes the fixtures of a console; files have about so many bytes more than they need. */
export function fixtures(switches: Partial<PolicyConsoleOptions>, fileBytes: number): Fixtures {
  const keystore = (content: string, password = keystorePassword): Uint8Array =>
    keystoreBytes(content, { password, size: fileBytes });
  const profile = (content: string): Uint8Array => profileBytes(content, fileBytes);
  return {
    switches,
    keystoreBytes: keystore,
    profileBytes: profile,
    refusal: (words) => refusals[switches.errorMode ?? "json"](words),
    startConsole: async (consoleOptions = {}, options = {}) => {
      const fixture = await startConsole({ ...switches, ...consoleOptions }, options);
      await putKeystore(fixture.store, keystore("first"));
      await fixture.store.put(entryOf(profileAddress, { file: new Secret(profile("first")) }));
      return fixture;
    },
  };
}

const refusals: Readonly<Record<NonNullable<PolicyConsoleOptions["errorMode"]>, Fixtures["refusal"]>> = {
  json: inWords,
  "json-400": inWords,
  page: () => withPage(400),
  "page-200": () => withPage(200),
  "page-500": () => ({
    code: "policy-console/unavailable",
    message: expect.stringContaining("status 500") as unknown,
  }),
};

function inWords(words: string): ReturnType<Fixtures["refusal"]> {
  return { code: "policy-console/rejected", message: `the policy console refuses this: ${words}` };
}

function withPage(status: number): ReturnType<Fixtures["refusal"]> {
  const message = expect.stringContaining(`status ${status} and a page instead of JSON`) as unknown;
  return { code: "policy-console/unexpected-answer", message };
}

/** Waits, but not for long, whatever it is asked for. */
export async function quickly(_: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2));
  signal.throwIfAborted();
}

async function startConsole(consoleOptions: Partial<PolicyConsoleOptions>, options: ProviderOptions): Promise<Fixture> {
  let now = Date.parse("2026-03-01T12:00:00Z");
  const sandbox = await startSandbox({
    clock: () => new Date((now += 1)),
    appStoreConnect: { teamId: "ABCDE12345", keys: [] },
    policyConsole: {
      users: [
        { username: adminName, password: adminPassword, admin: true },
        { username: "reader@acme.example", password: adminPassword, admin: false },
      ],
      ...consoleOptions,
    },
  });
  cleanups.push(() => sandbox.stop());
  return fixtureOf(sandbox, createMemorySecretStore(), options);
}

function fixtureOf(sandbox: Sandbox, store: MemorySecretStore, options: ProviderOptions): Fixture {
  const told: unknown[] = [];
  const http = createHttp({
    userAgent: "signwright/test",
    log: (entry: HttpLogEntry) => told.push(entry),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  const provider = createPolicyConsole({
    name: "console",
    url: options.url ?? sandbox.policyConsoleUrl,
    username: async () => new Secret(options.username ?? adminName),
    password: async () => new Secret(options.password ?? adminPassword),
    http: options.wrap?.(http) ?? http,
    clock: () => new Date("2026-03-01T12:00:00Z"),
    sleep: options.sleep ?? quickly,
    readsApps: true,
    records: store.records,
    ...(options.update === undefined ? {} : { update: options.update }),
  });
  cleanups.push(async () => {
    await provider.close();
    await http.close();
    expectNoSecretIn(told);
  });
  const context: ApplyContext = {
    signal: options.signal ?? new AbortController().signal,
    store,
    report: (message) => told.push(message),
    output: async () => undefined,
  };
  const fixture: Fixture = {
    sandbox,
    store,
    provider,
    context,
    told,
    requests: () =>
      sandbox.ledger().flatMap((line) =>
        // Where the login page is a page of its own it is no resource.
        line.entry === "request" && !line.path.endsWith("/login.html")
          ? [`${line.method} ${line.path.replace(/^.*\/rest\//, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "<id>")}`]
          : [],
      ),
    again: (next = {}) => fixtureOf(sandbox, store, next),
    read: async () => {
      const observed = await provider.read(context);
      told.push(observed);
      expect(observed.kind).toBe("policy_console");
      return observed as PolicyConsoleObserved;
    },
    apply: async (change) => {
      const applied = await provider.apply(change as Change, context);
      told.push(applied);
      if (applied.record) await store.record(change.address, applied.record);
      return applied;
    },
    failure: async (attempt) => {
      try {
        await attempt;
      } catch (error) {
        told.push(error);
        expect(error).toBeInstanceOf(DiagnosableError);
        return (error as DiagnosableError).diagnostic;
      }
      throw new Error("it did not fail");
    },
  };
  return fixture;
}

/** Fails when anything of the values, errors with stack and cause included, shows a secret. */
export function expectNoSecretIn(values: readonly unknown[]): void {
  const text =
    inspect(values, { depth: 20, maxArrayLength: null, maxStringLength: null, showHidden: true }) +
    JSON.stringify(values);
  const encoded = [adminPassword, keystorePassword].flatMap((secret) => [
    Buffer.from(secret).toString("base64"),
    encodeURIComponent(secret),
  ]);
  for (const form of [CANARY, Buffer.from(CANARY).toString("hex"), ...encoded, "JSESSIONID", 'keystore_pass"'])
    expect(text).not.toContain(form);
}

const keystores = new Map<string, Uint8Array>();

/** A JKS with keys of the aliases `upload` and `other`; the same content, password and size are the same bytes. */
function keystoreBytes(content: string, { password, size }: { password: string; size: number }): Uint8Array {
  const id = JSON.stringify([content, password, size]);
  let bytes = keystores.get(id);
  if (bytes === undefined) {
    const { key: made, der } = makeIdentity({ name: [["CN", content]] });
    const key = { pkcs8: Uint8Array.from(made.export({ type: "pkcs8", format: "der" })), password };
    // Only the first certificate of a chain is looked at; the others make the file as long as it shall be.
    const chain = [der, ...Array.from({ length: Math.ceil(size / der.length) }, () => der)];
    const entries = [
      { alias: "upload", key, chain },
      { alias: "other", key, chain: [der] },
    ];
    bytes = makeJks(entries, password);
    keystores.set(id, bytes);
  }
  return bytes;
}

/** A file that the console takes for a provisioning profile. */
export function profileBytes(content: string, size = 64): Uint8Array {
  return Buffer.concat([Buffer.from([0x30, 0x82]), Buffer.from(content), Buffer.alloc(size, 2)]);
}

export async function putKeystore(
  store: MemorySecretStore,
  bytes: Uint8Array,
  password = keystorePassword,
): Promise<void> {
  await store.put(entryOf(keystoreAddress, { file: new Secret(bytes), password: new Secret(password) }));
}

function entryOf(address: Address, parts: Readonly<Record<string, Secret>>): Parameters<MemorySecretStore["put"]>[0] {
  return { address, instance: "one", created: "2026-03-01T12:00:00Z", facts: {}, parts };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The change of an Android signing profile. */
export function androidChange(
  action: "create" | "update",
  attributes: Partial<SigningProfileAttributes> = {},
): ChangeOf<"signing_profile"> {
  return changeOf(action, {
    name: "Android Signing",
    description: "Android Signing Profile",
    platform: "android",
    keystore_alias: "upload",
    signing_cert_id: null,
    file: keystoreAddress,
    file_sha256: null,
    certificate_sha256: null,
    ...attributes,
  });
}

/** The change of an iOS signing profile. */
export function iosChange(
  action: "create" | "update",
  attributes: Partial<SigningProfileAttributes> = {},
): ChangeOf<"signing_profile"> {
  return changeOf(action, {
    name: "iOS Signing",
    description: "",
    platform: "ios",
    keystore_alias: null,
    signing_cert_id: "iPhone Distribution",
    file: profileAddress,
    file_sha256: null,
    certificate_sha256: null,
    ...attributes,
  });
}

function changeOf(action: "create" | "update", after: SigningProfileAttributes): ChangeOf<"signing_profile"> {
  return {
    address: addressOf("console", "signing_profile", after.name),
    type: "signing_profile",
    name: after.name,
    provider_name: "console",
    action,
    action_reason: action === "create" ? "missing" : "attributes_differ",
    reason: "",
    before: action === "create" ? null : after,
    after,
    after_unknown: [],
    replaces_older: false,
    depends_on: [],
    targets: [],
    reads: [],
  };
}

/** What a plan changes of the console and of what the store holds for it. */
export async function planned(fixture: Fixture, spec: ResolvedSpec): Promise<readonly Change[]> {
  const objects = fixture.store.entries.map(({ parts: _parts, ...object }) => object);
  const { changes, diagnostics } = planChanges({
    spec,
    targets: spec.targets,
    facts: { identities: new Map(), keystores: new Map(), profiles: new Map(), deviceLists: new Map() },
    observed: {
      store: { kind: "store", head: 1, recipients: {}, objects, records: fixture.store.records() },
      app_store_connect: {},
      policy_console: { console: await fixture.read() },
    },
    now: new Date("2026-03-01T12:00:00Z"),
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return changes;
}
