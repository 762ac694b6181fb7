import { spawn, type ChildProcess } from "node:child_process";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKeyMaterial } from "../../scripts/demo-key-material.mjs";
import { run } from "../../src/cli/run.ts";
import type { LedgerEntry, ObjectEntry } from "../../src/sandbox/ledger.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox-options.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { createTestHost, type TestHostOptions } from "./test-host.ts";

const root = join(import.meta.dirname, "../..");

/** How a run of the CLI ended. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The example of examples/acme in a folder of its own, with its key material and a sandbox to run against. */
export interface Acme {
  /** The folder of signing.yaml. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly env: Record<string, string>;
  /** Runs the CLI in process. */
  readonly cli: (argv: readonly string[], more?: Partial<TestHostOptions>) => Promise<CliResult>;
  /** Starts the built CLI as a process of its own. */
  readonly spawn: (argv: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess;
  /** The signing file's text, and a way to change it. */
  readonly edit: (change: (text: string) => string) => void;
  /** Ledger entries of objects that happened to something, such as `created certificates`. */
  readonly objects: (event: ObjectEntry["event"], kind: string) => readonly ObjectEntry[];
  /** Requests that change something, since an entry number. */
  readonly writes: (since?: number) => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Differences from the example. */
export interface AcmeOptions {
  readonly clock?: () => Date;
  readonly appStoreConnect?: Partial<SandboxOptions["appStoreConnect"]>;
  readonly policyConsole?: Partial<SandboxOptions["policyConsole"]>;
}

/** Sets the example up. */
export async function createAcme(options: AcmeOptions = {}): Promise<Acme> {
  const folder = mkdtempSync(join(tmpdir(), "signwright-acme-"));
  cpSync(join(root, "examples/acme"), folder, { recursive: true });
  const clock = options.clock ?? (() => new Date());
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  const publicKeyPem = createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" }).toString();
  const console = { CONSOLE_USER: "admin@console.example", CONSOLE_PASSWORD: "a console password 7Q" };
  const sandbox = await startSandbox({
    clock,
    appStoreConnect: {
      teamId: "ABCDE12345",
      teamName: "Acme Inc",
      keys: [{ keyId: "SANDBOX001", issuerId: "00000000-0000-4000-8000-00000000d001", publicKeyPem }],
      ...options.appStoreConnect,
    },
    policyConsole: {
      users: [{ username: console.CONSOLE_USER, password: console.CONSOLE_PASSWORD, admin: true }],
      ...options.policyConsole,
    },
  });
  const apiKey = Buffer.from(pem).toString("base64");
  const material = await makeKeyMaterial({ folder, url: sandbox.url, apiKey, now: clock() });
  const env: Record<string, string> = { ...console, ...material, ASC_PRIVATE_KEY: apiKey };
  const spec = join(folder, "signing.yaml");
  const edit = (change: (text: string) => string): void => {
    writeFileSync(spec, change(readFileSync(spec, "utf8")));
  };
  edit((text) => text.replaceAll("http://127.0.0.1:4010", sandbox.url));
  return {
    folder,
    sandbox,
    env,
    edit,
    cli: async (argv, more = {}) => {
      const host = createTestHost({ cwd: folder, env, clock, ...more });
      const code = await run(argv, host);
      return { code, out: host.out(), err: host.err() };
    },
    spawn: (argv, extra = {}) => {
      const home = join(folder, "..", `${folder.split("/").at(-1) ?? ""}-home`);
      mkdirSync(home, { recursive: true });
      return spawn(process.execPath, [builtCli(), ...argv], {
        cwd: folder,
        env: { PATH: process.env["PATH"] ?? "", HOME: home, ...env, ...extra },
        stdio: ["ignore", "pipe", "pipe"],
      });
    },
    objects: (event, kind) =>
      sandbox.ledger().filter((e): e is ObjectEntry => e.entry === "object" && e.event === event && e.kind === kind),
    writes: (since = 0) =>
      sandbox
        .ledger()
        .filter(isWrite)
        .filter((e) => e.n > since)
        .map((e) => `${e.method} ${e.path}`),
    stop: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(`${folder}-home`, { recursive: true, force: true });
    },
  };
}

/** The bundle that `npm run build` makes; `npm test` builds it first. */
function builtCli(): string {
  const path = join(root, "dist/bin/signwright.cjs");
  if (!existsSync(path)) throw new Error("the CLI is not built: run `npm run build` first (`npm test` does)");
  return path;
}

function isWrite(entry: LedgerEntry): entry is Extract<LedgerEntry, { entry: "request" }> {
  // The console is read with GET; its login is a POST that changes nothing.
  return entry.entry === "request" && entry.method !== "GET" && !entry.path.includes("j_security_check");
}

/** Waits for a child process to end; gives its code, or the signal's name. */
export function ended(child: ChildProcess): Promise<CliResult & { readonly signal: NodeJS.Signals | null }> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      resolve({ code: code ?? -1, out, err, signal });
    });
  });
}

/** Waits until something holds, or fails after so many seconds. */
export async function until(holds: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
