import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity } from "age-encryption";
import { SignJWT } from "jose";
import { afterEach } from "vitest";
import { run } from "../../src/cli/run.ts";
import type { Fault, FaultAction } from "../../src/sandbox/faults.ts";
import type { LedgerEntry, ObjectEntry, RequestEntry } from "../../src/sandbox/ledger.ts";
import type { ApiKeyOptions, AppStoreConnectOptions, SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { createTestHost, type TestHostOptions } from "../support/test-host.ts";

export const teamId = "ABCDE12345";
export const keyId = "SANDBOX001";
export const issuerId = "00000000-0000-4000-8000-00000000d001";
export const phone = "00008120-001A2B3C4D5E601E";

/** A target for the App Store. */
export const store = "shop: { platform: ios, method: automatic, profile_type: app_store, bundle_id: com.acme.shop }";
/** A target for the testers' devices. */
export const adHoc =
  "beta: { platform: ios, method: automatic, profile_type: ad_hoc, bundle_id: com.acme.shop, extensions: [], devices: [qa] }";

const day = 86_400_000;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A resource of Apple's, as loosely as a test reads it. */
export interface ApiResource {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What somebody else asks Apple for. */
export interface ApiEntity {
  readonly type: string;
  readonly id?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly relationships?: Readonly<Record<string, unknown>>;
}

/** How a run of the CLI ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A signing file in a folder of its own, the CLI in process, and a sandbox that may misbehave: all on one clock, which waiting moves. */
export interface Shop {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly env: Record<string, string>;
  /** The time of the CLI and of the sandbox. */
  readonly clock: { now: Date };
  /** Milliseconds that the CLI waited for, in order. */
  readonly waited: number[];
  readonly cli: (argv: readonly string[], more?: Partial<TestHostOptions>) => Promise<Ran>;
  readonly apply: () => Promise<Ran>;
  readonly plan: () => Promise<Ran>;
  /** What somebody else does with the same key: the answer's resource or resources. */
  readonly call: (method: string, path: string, entity?: ApiEntity) => Promise<ApiResource & readonly ApiResource[]>;
  /** Writes signing.yaml anew. */
  readonly write: (targets: readonly string[], more?: Partial<SpecParts>) => void;
  readonly fault: (action: FaultAction, where?: Omit<Fault, "action">) => void;
  /** `GET /v1/devices` with its query, since an entry of the ledger. */
  readonly requests: (method?: string, since?: number) => readonly RequestEntry[];
  readonly objects: (event: ObjectEntry["event"], kind: string) => readonly ObjectEntry[];
  /** The number of the ledger's newest entry. */
  readonly mark: () => number;
  readonly passDays: (days: number) => void;
}

/** What of signing.yaml differs. */
interface SpecParts {
  readonly devices: string;
  /** Lines of the key, such as `program: enterprise`. */
  readonly key: string;
  /** More entries of `keys`. */
  readonly moreKeys: string;
  /** Lines of the whole file. */
  readonly top: string;
}

/** What differs from a team that has nothing. */
export interface ShopOptions extends Partial<Pick<SandboxOptions, "faults" | "startsAt" | "otherTeams">> {
  readonly targets?: readonly string[];
  readonly spec?: Partial<SpecParts>;
  readonly team?: Partial<AppStoreConnectOptions>;
  /** The sandbox's key is another one than signing.yaml's. */
  readonly isStranger?: boolean;
  /** Of the API key; ADMIN when absent. */
  readonly role?: ApiKeyOptions["role"];
}

/** Makes an API key: what the user holds, and what Apple keeps. */
export function makeApiKey(): { readonly privatePem: string; readonly publicPem: string } {
  const privatePem = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  const publicPem = createPublicKey(createPrivateKey(privatePem)).export({ type: "spki", format: "pem" }).toString();
  return { privatePem, publicPem };
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  // In memory where that can be had: an apply waits for the disk at every step, and nothing here is about the disk.
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "signwright-scenario-"));
  const clock = { now: new Date("2026-03-01T12:00:00Z") };
  const { privatePem, publicPem } = makeApiKey();
  const publicKeyPem = options.isStranger === true ? makeApiKey().publicPem : publicPem;
  const { targets = [store], spec = {}, team = {}, faults, startsAt, otherTeams } = options;
  const sandbox = await startSandbox({
    clock: () => clock.now,
    appStoreConnect: { teamId, keys: [{ keyId, issuerId, publicKeyPem, role: options.role ?? "ADMIN" }], ...team },
    policyConsole: { users: [] },
    ...(faults === undefined ? {} : { faults }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(otherTeams === undefined ? {} : { otherTeams }),
  });
  cleanups.push(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const env: Record<string, string> = {
    HOME: folder,
    SIGNWRIGHT_IDENTITY: await generateIdentity(),
    ASC_PRIVATE_KEY: privatePem,
    P12_PASSWORD: "a password for files 7Q",
  };
  const waited: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    waited.push(milliseconds);
    clock.now = new Date(clock.now.getTime() + milliseconds);
  };
  const write: Shop["write"] = (lines, more = spec) => {
    writeFileSync(join(folder, "signing.yaml"), specText(sandbox.appStoreConnectUrl, lines, more));
  };
  write(targets);
  const cli: Shop["cli"] = async (argv, more = {}) => {
    const host = createTestHost({ cwd: folder, env, clock: () => clock.now, sleep, ...more });
    const code = await run(argv, host);
    return { code, out: host.out(), err: host.err() };
  };
  const ledgerOf = <Kind extends LedgerEntry["entry"]>(kind: Kind) =>
    sandbox.ledger().filter((entry): entry is Extract<LedgerEntry, { entry: Kind }> => entry.entry === kind);
  return {
    sandbox,
    folder,
    env,
    clock,
    waited,
    cli,
    call: async (method, path, entity) => {
      const now = Math.floor(clock.now.getTime() / 1000);
      const token = await new SignJWT({ iss: issuerId, aud: "appstoreconnect-v1", iat: now, exp: now + 600 })
        .setProtectedHeader({ alg: "ES256", kid: keyId, typ: "JWT" })
        .sign(createPrivateKey(privatePem));
      const response = await fetch(sandbox.appStoreConnectUrl + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(entity === undefined ? {} : { body: JSON.stringify({ data: entity }) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${text}`);
      return (text === "" ? {} : (JSON.parse(text) as { data: unknown }).data) as ApiResource & readonly ApiResource[];
    },
    write,
    apply: () => cli(["apply", "--auto-approve"]),
    plan: () => cli(["plan"]),
    fault: (action, where = {}) => {
      sandbox.addFault({ ...where, action });
    },
    requests: (method, since = 0) =>
      ledgerOf("request").filter((entry) => entry.n > since && (method === undefined || entry.method === method)),
    objects: (event, kind) => ledgerOf("object").filter((entry) => entry.event === event && entry.kind === kind),
    mark: () => sandbox.ledger().length,
    passDays: (days) => {
      clock.now = new Date(clock.now.getTime() + days * day);
    },
  };
}

function specText(url: string, targets: readonly string[], parts: Partial<SpecParts>): string {
  const { devices = `[{ name: QA phone, udid: ${phone}, platform: ios }]`, key = "", moreKeys = "", top = "" } = parts;
  const isUsed = targets.some((target) => target.includes("devices: [qa]"));
  return `version: 1
store: { url: signing-store, identity: { env: SIGNWRIGHT_IDENTITY } }
keys:
  acme:
    type: app_store_connect
    team_id: ${teamId}
    issuer_id: ${issuerId}
    key_id: ${keyId}
    private_key: { env: ASC_PRIVATE_KEY }
    url: ${url}
${key === "" ? "" : `    ${key}\n`}${moreKeys === "" ? "" : `  ${moreKeys}\n`}${isUsed ? `devices:\n  qa: ${devices}\n` : ""}defaults: { ios: { key: acme }, macos: { key: acme }, tvos: { key: acme } }
${top === "" ? "" : `${top}\n`}targets:
${targets.map((target) => `  ${target}\n`).join("")}`;
}

/** The codes of the diagnostics in an output, in order. */
export function codesOf(text: string): readonly string[] {
  return [...text.matchAll(/^(?:error|warning|info)\[([^\]]+)\]/gm)].map(([, code = ""]) => code);
}
