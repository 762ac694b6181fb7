import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import type { Backend } from "../../../../src/providers/file-store/backend.ts";
import { createHeadFiles } from "../../../../src/providers/file-store/head-files.ts";
import { readManifest, sha256Hex } from "../../../../src/providers/file-store/manifest.ts";
import { codeOf, entryOf, newPerson, storeAddress, storeOver } from "../store-fixture.ts";
import { openBackend, type BackendPlace } from "./backend-place.ts";
import { valueOf } from "./dying-value.ts";

/** How much of the races is run: all of it where time does not matter, as in CI. */
export interface Effort {
  /** Processes that race. */
  readonly writers: number;
  /** Rounds in which all writers race for one head. */
  readonly rounds: number;
  /** Heads that each writer adds while all others do the same. */
  readonly counts: number;
  /** Every how many steps of a write a writer is killed. */
  readonly stride: number;
}

/** What a backend is tested with. */
export interface ConformanceOptions {
  readonly name: string;
  /** A new empty place. */
  readonly newPlace: () => BackendPlace | Promise<BackendPlace>;
  readonly quick: Effort;
  readonly full: Effort;
  /** Where in a step a writer is killed. */
  readonly deaths: readonly ("before" | "during")[];
}

const LIMIT = 4 * 1024 * 1024;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

/** What every backend promises, as tests: {@link Backend}. */
export function describeBackend({ name, newPlace, quick, full, deaths }: ConformanceOptions): void {
  const effort = process.env["SIGNWRIGHT_FULL"] === "1" ? full : quick;
  let programs: string;
  beforeAll(async () => {
    programs = mkdtempSync(join(tmpdir(), "signwright-programs-"));
    const entryPoints = [new URL("racing-writer.ts", import.meta.url), new URL("dying-writer.ts", import.meta.url)].map(
      (url) => fileURLToPath(url),
    );
    // CommonJS packages among the dependencies ask for `require`.
    const banner = {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    };
    await build({
      entryPoints,
      bundle: true,
      platform: "node",
      format: "esm",
      outdir: programs,
      outExtension: { ".js": ".mjs" },
      banner,
      logLevel: "error",
    });
  });
  afterAll(() => rmSync(programs, { recursive: true, force: true }));

  describe(`${name}: a backend`, () => {
    const opened = (place: BackendPlace): Backend => {
      const backend = openBackend(place);
      onTestFinished(() => backend.close());
      return backend;
    };

    test("gives back what was created, whoever asks", async () => {
      const place = await newPlace();
      const [one, other] = [opened(place), opened(place)];
      const bytes = new Uint8Array(1024 * 1024).map((_, i) => (i * i) % 256);
      expect(await other.read("objects/a.age", LIMIT)).toBeUndefined();
      expect(await one.create("objects/a.age", bytes)).toBe(true);
      expect(Buffer.from((await other.read("objects/a.age", LIMIT)) ?? []).equals(bytes)).toBe(true);
      expect(await other.create("objects/a.age", bytesOf("other"))).toBe(false);
      expect(await one.create("lock", bytesOf(""))).toBe(true);
      expect(textOf(await other.read("lock", LIMIT))).toBe("");
      expect(Buffer.from((await one.read("objects/a.age", LIMIT)) ?? []).equals(bytes)).toBe(true);
      expect(await codeOf(other.read("objects/a.age", bytes.length - 1))).toBe("file-store/corrupt");
      expect((await other.read("objects/a.age", bytes.length))?.length).toBe(bytes.length);
    });

    test("removes and makes anew, and removing what is absent is fine", async () => {
      const place = await newPlace();
      const [one, other] = [opened(place), opened(place)];
      await one.remove("lock");
      for (const file of ["lock", "lock-after-1f", "heads/00000001.json"]) {
        expect(await one.create(file, bytesOf("1"))).toBe(true);
        await other.remove(file);
        expect(await one.read(file, LIMIT), file).toBeUndefined();
        expect(await one.create(file, bytesOf("2"))).toBe(true);
        expect(textOf(await other.read(file, LIMIT))).toBe("2");
      }
    });

    test("replaces in one step", async () => {
      const place = await newPlace();
      const [one, other] = [opened(place), opened(place)];
      await one.replace("copy.json", bytesOf("1"));
      await other.replace("copy.json", bytesOf("two"));
      expect(textOf(await one.read("copy.json", LIMIT))).toBe("two");
    });

    test("lists a folder, sorted, and nothing of another one", async () => {
      const place = await newPlace();
      const [one, other] = [opened(place), opened(place)];
      expect(await other.list("heads")).toEqual([]);
      for (const file of ["heads/b", "heads/a", "heads/Z", "objects/c", "d"]) await one.create(file, bytesOf("x"));
      expect(await other.list("heads")).toEqual(["Z", "a", "b"]);
      expect(await other.list("objects")).toEqual(["c"]);
    });

    test("keeps every line that many append at the same time, each whole and in its writer's order", async () => {
      const place = await newPlace();
      const writers = Array.from({ length: 5 }, () => opened(place));
      await Promise.all(
        writers.map(async (writer, w) => {
          for (let i = 0; i < 4; i++)
            await writer.append("journal/plan.jsonl", JSON.stringify({ w, i, pad: "x".repeat(50 * w) }));
        }),
      );
      const lines = (textOf(await opened(place).read("journal/plan.jsonl", LIMIT)) ?? "").split("\n");
      expect(lines.pop()).toBe("");
      const read = lines.map((line) => JSON.parse(line) as { w: number; i: number });
      expect(read).toHaveLength(20);
      for (const [w] of writers.entries()) expect(read.filter((r) => r.w === w).map((r) => r.i)).toEqual([0, 1, 2, 3]);
      expect(await opened(place).list("journal")).toEqual(["plan.jsonl"]);
    });

    test("says for people where a file is", async () => {
      expect(opened(await newPlace()).locate("lock")).toContain("lock");
    });

    test("what waits for the next head is seen here at once, and by all with that head", async () => {
      const place = await newPlace();
      const [one, other] = [opened(place), opened(place)];
      await one.create("objects/a.age", bytesOf("a"), "with the next head");
      await one.append("log.jsonl", "{}", "with the next head");
      expect(textOf(await one.read("objects/a.age", LIMIT))).toBe("a");
      expect(textOf(await one.read("log.jsonl", LIMIT))).toBe("{}\n");
      const head = bytesOf('{"head":1,"previous_sha256":null}');
      expect(await (one.heads ?? createHeadFiles(one)).add(1, head)).toBe(true);
      expect(textOf(await other.read("objects/a.age", LIMIT))).toBe("a");
      expect(textOf(await other.read("log.jsonl", LIMIT))).toBe("{}\n");
      expect(textOf((await (other.heads ?? createHeadFiles(other)).newest())?.bytes)).toBe(textOf(head));
    });
  });

  describe(`${name}: ${effort.writers} processes that write at the same time`, () => {
    test(`one wins each of ${effort.rounds} rounds, and what it wrote is what holds`, async () => {
      const place = await newPlace();
      const writers = Array.from({ length: effort.writers }, (_, i) => startWriter(programs, place, `w${i}`));
      const heads = headsOf(place);
      const winners: string[] = [];
      for (let round = 1; round <= effort.rounds; round++) {
        const ready = await Promise.all(writers.map((w) => w.ask("ready")));
        expect(new Set(ready)).toEqual(new Set([`ready ${round}`]));
        const answers = await Promise.all(writers.map((w) => w.ask("go")));
        const won = writers.filter((_, i) => answers[i] === "won").map((w) => w.name);
        expect(won, `round ${round}`).toHaveLength(1);
        winners.push(...won);
        const newest = await heads().newest();
        const { head, records } = readManifest(newest?.bytes ?? new Uint8Array(), "head");
        expect([head, records.map((r) => r.facts["winner"])]).toEqual([round, winners]);
      }
      await Promise.all(writers.map((w) => w.end()));
    }, 600_000);

    test(`no update is lost of ${effort.writers * effort.counts}, and a reader sees only whole heads, in their order`, async () => {
      const place = await newPlace();
      const writers = Array.from({ length: effort.writers }, (_, i) => startWriter(programs, place, `w${i}`));
      const reading = new AbortController();
      const seen = watchHeads(headsOf(place), reading.signal);
      await Promise.all(writers.map((w) => w.ask(`count ${effort.counts}`)));
      reading.abort();
      expect((await seen).length).toBeGreaterThan(1);
      const newest = await headsOf(place)().newest();
      const { head, records } = readManifest(newest?.bytes ?? new Uint8Array(), "head");
      expect(head).toBe(effort.writers * effort.counts);
      const expected = writers.map((w) => [storeAddress(w.name), { n: effort.counts }]);
      expect(Object.fromEntries(records.map((r) => [r.address, r.facts]))).toEqual(Object.fromEntries(expected));
      await Promise.all(writers.map((w) => w.end()));
    }, 600_000);
  });

  describe(`${name}: a writer that is killed`, () => {
    test.each(deaths)(
      `%s a step (every ${effort.stride}.) leaves the old state or the new one, and the next run arrives`,
      async (when) => {
        const ana = await newPerson();
        const place = await newPlace();
        const backend = openBackend(place);
        onTestFinished(() => backend.close());
        const store = storeOver(backend, { recipients: { ana: ana.recipient }, identity: ana.identity });
        await store.put(entryOf("untouched"));
        await store.put(valueOf(0));
        const held = async (): Promise<string> => {
          const [replaced, untouched] = [
            await store.get(valueOf(0).address),
            await store.get(storeAddress("untouched")),
          ];
          expect(untouched?.parts["private_key"]?.revealText()).toBe("secret of untouched");
          return `${JSON.stringify(replaced?.facts["n"])}: ${replaced?.parts["private_key"]?.revealText() ?? ""}`;
        };
        const states = new Set<string>();
        let value = 0;
        for (let n = 0, through = false; !through; n += effort.stride) {
          value++;
          const [before, after] = [`${value - 1}: secret ${value - 1}`, `${value}: secret ${value}`];
          const args = [JSON.stringify(place), ana.recipient, String(value), String(n), when];
          const { signal, output, errors } = await endOf(
            spawn(process.execPath, [join(programs, "dying-writer.mjs"), ...args], { env: environment(programs) }),
          );
          expect([errors, signal ?? output.replace(/\d+/, "n")]).toEqual([
            "",
            signal === null ? "steps n\n" : "SIGKILL",
          ]);
          through = signal === null;
          const state = await held();
          expect([before, after], `killed ${when} step ${n}`).toContain(state);
          states.add(state === before ? "old" : "new");
          // What a killed run left behind keeps nobody from doing the same again.
          await store.put(valueOf(value));
          expect(await held()).toBe(after);
        }
        expect([...states].toSorted()).toEqual(["new", "old"]);
        expect(value).toBeGreaterThan(3);
      },
      600_000,
    );
  });
}

/** What processes of the tests leave when they are killed goes away with their programs. */
function environment(programs: string): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], TMPDIR: programs };
}

/** A writer in a process of its own, which answers each line with one. */
interface Writer {
  readonly name: string;
  ask(line: string): Promise<string>;
  end(): Promise<void>;
}

function startWriter(programs: string, place: BackendPlace, name: string): Writer {
  const child = spawn(process.execPath, [join(programs, "racing-writer.mjs"), JSON.stringify(place), name], {
    env: environment(programs),
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const waiting: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    name,
    ask: (line) =>
      new Promise((resolve, reject) => {
        waiting.push(resolve);
        void ended.then(() => reject(new Error(`${name} ended in the midst of \`${line}\``)));
        child.stdin.write(`${line}\n`);
      }),
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** Opens the heads of a place once, and gives them whenever they are asked for. */
function headsOf(place: BackendPlace): () => NonNullable<Backend["heads"]> {
  const backend = openBackend(place);
  onTestFinished(() => backend.close());
  const heads = backend.heads ?? createHeadFiles(backend);
  return () => heads;
}

/** Reads the newest head over and over; gives the numbers that it saw. Throws when one is torn or older than the one before. */
async function watchHeads(heads: () => NonNullable<Backend["heads"]>, signal: AbortSignal): Promise<readonly number[]> {
  const numbers: number[] = [];
  let last: { readonly number: number; readonly sha256: string } | undefined;
  while (!signal.aborted) {
    const newest = await heads().newest();
    if (newest === undefined || newest.number === last?.number) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const manifest = readManifest(newest.bytes, newest.name);
    expect(manifest.head).toBeGreaterThan(last?.number ?? 0);
    if (manifest.head - 1 === last?.number) expect(manifest.previous_sha256).toBe(last.sha256);
    last = { number: manifest.head, sha256: sha256Hex(newest.bytes) };
    numbers.push(manifest.head);
  }
  return numbers;
}

function endOf(
  child: ChildProcess,
): Promise<{ readonly signal: string | null; readonly output: string; readonly errors: string }> {
  let [output, errors] = ["", ""];
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr?.on("data", (data: Buffer) => (errors += data.toString()));
  return new Promise((resolve) => {
    child.once("close", (_, signal) => resolve({ signal, output, errors }));
  });
}
