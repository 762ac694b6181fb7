import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDirectoryBackend } from "../../src/providers/file-store/directory-backend.ts";
import { createHeadChain } from "../../src/providers/file-store/head-chain.ts";
import type { Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { adHoc, openShop, store } from "../scenarios/scenario-shop.ts";
import { createAcme, type CliResult } from "../support/acme.ts";

// An apply is killed at every request, before it is carried out and after, and each time that the journal is written. The next run
// must converge, and nothing that Apple made may be lost or made twice.

const root = join(import.meta.dirname, "../..");
/** `npm run crash` takes the whole of examples/acme, which takes about an hour; otherwise it is a small file. */
const isExample = process.env["SIGNWRIGHT_CRASH"] === "example";
/** `.ci/run` tries every point; otherwise each so-maniest. */
const everyPoint = isExample || process.env["SIGNWRIGHT_FULL"] === "1" ? 1 : 9;
const targets = [store.replace(" }", ", capabilities: [push_notifications] }"), adHoc];

const folder = mkdtempSync(join(tmpdir(), "signwright-crash-"));
const child = join(root, "node_modules/.cache/signwright-crash", `${folder.split("-").at(-1) ?? ""}.mjs`);
beforeAll(async () => {
  const outfile = child;
  await build({
    entryPoints: [join(import.meta.dirname, "crash-child.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // All in one file, because it is started hundreds of times. Some bundled packages are CommonJS and call require.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(child, { force: true });
});

/** Where an apply dies. */
type Point = { readonly request: number; readonly when: "before" | "after" } | { readonly clock: number };

/** A signing file with its sandbox, at a time that only the test moves. */
interface Stage {
  readonly folder: string;
  readonly store: string;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: { now: Date };
  readonly cli: (argv: readonly string[]) => Promise<CliResult>;
  readonly stop: () => Promise<void>;
}

async function smallStage(): Promise<Stage> {
  const shop = await openShop({ targets });
  // Its folder goes when the test ends, after all points of it.
  return { ...shop, store: join(shop.folder, "signing-store"), stop: () => shop.sandbox.stop() };
}

async function exampleStage(): Promise<Stage> {
  const clock = { now: new Date("2026-03-01T12:00:00Z") };
  const acme = await createAcme({ clock: () => clock.now });
  return { ...acme, clock, store: join(acme.folder, "signing-store"), cli: (argv) => acme.cli(argv) };
}

const apply = ["apply", "--auto-approve"];

/** What is left of an apply that was killed, and of the run after it. */
interface Audit {
  readonly orphaned: number;
  readonly duplicate: number;
  readonly lostKeys: number;
  /** Targets that could not be built while the apply was dead; of a renewal only. */
  readonly without: number;
}

/** Runs the CLI as a process; kills it once a fault has struck. */
async function runChild(
  stage: Stage,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly out: string; readonly signal: string | null }> {
  const running = spawn(process.execPath, [child, ...apply], {
    cwd: stage.folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: stage.folder,
      ...stage.env,
      CRASH_NOW: stage.clock.now.toISOString(),
      ...env,
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  running.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const before = stage.sandbox.faultsStruck();
  const watch = setInterval(() => {
    if (stage.sandbox.faultsStruck() > before) running.kill("SIGKILL");
  }, 5);
  const signal = await new Promise<string | null>((resolve) => {
    running.once("close", (_, ended) => {
      resolve(ended);
    });
  });
  clearInterval(watch);
  return { out, signal };
}

/** A stage just before the apply that is to be killed. */
async function stageFor(renewal: boolean): Promise<Stage> {
  const stage = await (isExample ? exampleStage() : smallStage());
  if (renewal) {
    expect(await stage.cli(apply)).toMatchObject({ code: 0 });
    stage.clock.now = new Date(stage.clock.now.getTime() + 340 * 86_400_000);
  }
  return stage;
}

function requestsOf({ sandbox }: Stage): number {
  return sandbox.ledger().filter(({ entry }) => entry === "request").length;
}

async function pointsOf(renewal: boolean): Promise<readonly Point[]> {
  const stage = await stageFor(renewal);
  const before = requestsOf(stage);
  const { out } = await runChild(stage);
  const clocks = Number(/clock (\d+)/.exec(out)?.[1]);
  const requests = requestsOf(stage) - before;
  await stage.stop();
  expect([clocks > 10, requests > 5, out.includes("Apply complete!")]).toEqual([true, true, true]);
  return [
    ...Array.from({ length: requests }, (_, request): readonly Point[] => [
      { request, when: "before" },
      { request, when: "after" },
    ]).flat(),
    ...Array.from({ length: clocks }, (_, clock) => ({ clock: clock + 1 })),
  ];
}

async function killAt(point: Point, renewal: boolean, journal: "kept" | "deleted"): Promise<Audit> {
  const stage = await stageFor(renewal);
  const { sandbox } = stage;
  const before = new Set(sandbox.state().certificates.map(({ id }) => id));
  if ("request" in point) sandbox.addFault({ skip: point.request, when: point.when, action: { kind: "hold" } });
  const { signal } = await runChild(stage, "clock" in point ? { CRASH_AT_CLOCK: String(point.clock) } : {});
  expect({ point, signal }).toEqual({ point, signal: "SIGKILL" });
  const without = renewal && (await stage.cli(["verify"])).code !== 0 ? 1 : 0;
  if (journal === "deleted") rmSync(join(stage.store, "journal"), { recursive: true, force: true });
  const again = await stage.cli(apply);
  expect({ point, code: again.code, err: again.code === 0 ? "" : again.err }).toEqual({ point, code: 0, err: "" });
  const plan = await stage.cli(["plan"]);
  // The example's own files may stand before it, as next to expire.
  expect({ point, isEmpty: /^No changes\./m.test(plan.out) || plan.out }).toEqual({ point, isEmpty: true });
  const held = (await createHeadChain(createDirectoryBackend(stage.store)).newest())?.manifest.objects ?? [];
  const publicKeys = (kind: string, keyOf: (object: (typeof held)[number]) => unknown): ReadonlySet<unknown> =>
    new Set(held.filter(({ address }) => address.startsWith(`store/${kind}/`)).map(keyOf));
  const identities = publicKeys("identity", ({ facts }) => facts["public_key_sha256"]);
  const keys = publicKeys("key", ({ instance }) => instance);
  const made = sandbox.state().certificates.filter(({ id }) => !before.has(id));
  const types = new Set(made.map(({ certificateType }) => certificateType));
  await stage.stop();
  expect({ point, types: types.size }).toEqual({ point, types: isExample ? 2 : 1 });
  return {
    orphaned: made.filter(({ publicKeySha256 }) => !identities.has(publicKeySha256)).length,
    duplicate: made.length - types.size,
    lostKeys: made.filter(({ publicKeySha256 }) => !keys.has(publicKeySha256)).length,
    without,
  };
}

const nobody: Audit = { orphaned: 0, duplicate: 0, lostKeys: 0, without: 0 };

test.each([
  ["a first apply", false, "kept"],
  ["a first apply", false, "deleted"],
  ["a renewal", true, "kept"],
  ["a renewal", true, "deleted"],
] as const)(
  "%s (renewal: %s) is killed at every point, journal %s: the next run converges and nothing is lost",
  async (name, renewal, journal) => {
    const all = await pointsOf(renewal);
    const points = all.filter((_, index) => index % everyPoint === 0);
    const audits: Audit[] = [];
    // Two at a time: while one waits for its process, the other one looks at what is left.
    const waiting = points.values();
    const inTurn = async (): Promise<void> => {
      for (const point of waiting) {
        audits.push(await killAt(point, renewal, journal));
        if (isExample && audits.length % 20 === 0)
          process.stdout.write(`${name}, journal ${journal}: ${audits.length} of ${points.length} points\n`);
      }
    };
    await Promise.all([inTurn(), inTurn()]);
    expect(audits.length).toBe(points.length);
    const sum = audits.reduce(
      (total, audit) => ({
        orphaned: total.orphaned + audit.orphaned,
        duplicate: total.duplicate + audit.duplicate,
        lostKeys: total.lostKeys + audit.lostKeys,
        without: total.without + audit.without,
      }),
      nobody,
    );
    process.stdout.write(
      `\n${name}, journal ${journal}: killed at ${points.length} of ${all.length} points: ${sum.orphaned} orphaned certificates, ${sum.duplicate} duplicate certificates, ${sum.lostKeys} lost keys, ${sum.without} times without a valid certificate and profile\n`,
    );
    expect(sum).toEqual(nobody);
  },
  isExample ? 86_400_000 : 3_600_000,
);
