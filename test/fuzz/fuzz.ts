import { fork, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stdout } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadFinding } from "./finding-file.ts";
import { artefactSeeds } from "./artefact-seeds.ts";
import { corpusSeeds } from "./corpus-seeds.ts";
import { maximumMegabytes, maximumSeconds } from "./limits.ts";
import { madeSeeds } from "./made-seeds.ts";
import { loadSeeds, saveSeeds, type Seed } from "./seed.ts";
import { toolSeeds } from "./tool-seeds.ts";
import { learnSeeds, runTrial } from "./trial.ts";
import { weightOf } from "./weight.ts";
import type { Finding, Report, Slow } from "./worker.ts";

/** How the fuzzer is started. */
export interface FuzzRun {
  readonly arguments: readonly string[];
  /** The checkout; a corpus is looked for beside it. */
  readonly root: string;
  /** An empty folder for seeds, progress and findings; removed when there are no findings. */
  readonly folder: string;
  /** The bundle of `worker.ts`. */
  readonly worker: string;
}

const say = (line: string): boolean => stdout.write(`${line}\n`);

/**
 * Feeds changed files to every reader until the time is over or somebody interrupts it.
 * @returns the exit code: 1 with a finding
 */
export async function fuzz(run: FuzzRun): Promise<number> {
  const { values } = parseArgs({
    args: [...run.arguments],
    options: {
      seconds: { type: "string" },
      seed: { type: "string" },
      jobs: { type: "string" },
      corpus: { type: "string" },
      replay: { type: "string" },
      only: { type: "string" },
    },
  });
  if (values.replay !== undefined) {
    rmSync(run.folder, { recursive: true, force: true });
    return replay(resolve(values.replay));
  }
  const fuzzSeed = values.seed ?? Math.random().toString(36).slice(2, 10);
  const jobs = Number(values.jobs ?? Math.min(4, availableParallelism()));
  const corpus = resolve(run.root, values.corpus ?? "../shared/corpus");
  const isWanted = ({ name }: Seed): boolean => name.includes(values.only ?? "");
  const referenced = corpusSeeds(corpus).filter(isWanted);
  say(
    referenced.length > 0
      ? `${referenced.length} files of the corpus in ${corpus}`
      : `There is no corpus in ${corpus}: only files made here are fuzzed.`,
  );
  const all = [...(await madeSeeds()), ...(await toolSeeds(say)), ...artefactSeeds(say)];
  const made = weighted(all.filter(isWanted));
  saveSeeds(run.folder, made, weighted(referenced));
  say(
    `Seed ${fuzzSeed}, ${made.length} files made here, ${jobs} workers${values.seconds === undefined ? ", until Ctrl-C" : `, ${values.seconds} s`}`,
  );
  const campaign = new Campaign(run, fuzzSeed, jobs);
  const failed = await campaign.run(values.seconds === undefined ? Infinity : Number(values.seconds));
  if (!failed) rmSync(run.folder, { recursive: true, force: true });
  return failed ? 1 : 0;
}

function weighted<S extends Seed>(seeds: readonly S[]): readonly S[] {
  return seeds.map((seed) => ({ ...seed, weight: weightOf(seed) }));
}

/** Runs one finding again, with the files that it was made from. */
async function replay(file: string): Promise<number> {
  const seeds = loadSeeds(dirname(file));
  const planned = loadFinding(file, seeds);
  const known = await learnSeeds(seeds);
  const begin = performance.now();
  try {
    const outcome = await runTrial(planned, known);
    say(`${planned.target.name}: ${outcome}, ${Math.round(performance.now() - begin)} ms`);
    return 0;
  } catch (error) {
    say(error instanceof Error ? String(error.stack) : String(error));
    return 1;
  }
}

/** One run of the fuzzer: its workers, what they found, and the figures. */
class Campaign {
  readonly #run: FuzzRun;
  readonly #fuzzSeed: string;
  readonly #jobs: number;
  readonly #workers = new Map<number, ChildProcess>();
  readonly #outcomes = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #busy = new Set<Promise<void>>();
  #slowest: Slow = { number: -1, milliseconds: 0 };
  #restarts = 0;
  #isOver = false;

  constructor(run: FuzzRun, fuzzSeed: string, jobs: number) {
    this.#run = run;
    this.#fuzzSeed = fuzzSeed;
    this.#jobs = jobs;
  }

  /** @returns whether there were findings */
  async run(seconds: number): Promise<boolean> {
    const begin = Date.now();
    const stop = (): void => {
      this.#isOver = true;
    };
    process.once("SIGINT", stop);
    for (let job = 0; job < this.#jobs; job++) this.#start(job, job);
    for (let shown = begin; !this.#isOver && Date.now() - begin < seconds * 1000;) {
      await sleep(250);
      for (let job = 0; job < this.#jobs; job++) this.#watch(job);
      if (Date.now() - shown < 30_000) continue;
      shown = Date.now();
      say(this.#figures(begin));
    }
    this.#isOver = true;
    process.off("SIGINT", stop);
    for (const worker of this.#workers.values()) worker.kill("SIGKILL");
    await Promise.all(this.#busy);
    say(this.#figures(begin));
    say(
      [...this.#outcomes]
        .sort(([, a], [, b]) => b - a)
        .map(([code, count]) => `${code} ${count}`)
        .join(", "),
    );
    if (this.#faults.size > 0) say(`Findings are in ${this.#run.folder}; run one again with --replay FILE.`);
    if (this.#outcomes.size === 0) say("Nothing was tried.");
    return this.#faults.size > 0 || this.#outcomes.size === 0;
  }

  #figures(begin: number): string {
    const count = [...this.#outcomes.values()].reduce((sum, n) => sum + n, 0);
    const seconds = (Date.now() - begin) / 1000;
    const { number, milliseconds } = this.#slowest;
    return `seed ${this.#fuzzSeed}: ${count} inputs in ${Math.round(seconds)} s, ${Math.round(count / seconds)} per second; slowest ${milliseconds} ms (${number}); ${this.#restarts} restarts; ${this.#faults.size} findings`;
  }

  #start(job: number, first: number): void {
    if (this.#isOver) return;
    const worker = this.#fork(first, "try");
    this.#workers.set(job, worker);
    worker.on("message", (report: Report) => this.#take(report, job));
    worker.once("exit", (code, signal) => {
      if (this.#workers.get(job) === worker) this.#workers.delete(job);
      if (this.#isOver || signal === "SIGKILL" || code === 0) return;
      this.#suspect(job, this.#progressOf(job)?.number ?? first, `the process ended with ${code ?? signal}`);
    });
  }

  #fork(first: number, mode: "try" | "make" | "measure"): ChildProcess {
    const { folder, worker } = this.#run;
    const task = { folder, fuzzSeed: this.#fuzzSeed, first, step: this.#jobs, mode };
    // A small heap keeps garbage from hiding what an input needs.
    return fork(worker, [JSON.stringify(task)], {
      execArgv: ["--enable-source-maps", "--max-old-space-size=200", "--max-semi-space-size=4"],
    });
  }

  #take(report: Report, job: number): void {
    switch (report.type) {
      case "progress":
        for (const [code, count] of Object.entries(report.outcomes))
          this.#outcomes.set(code, (this.#outcomes.get(code) ?? 0) + count);
        if (report.slowest.milliseconds > this.#slowest.milliseconds) this.#slowest = report.slowest;
        return;
      case "finding":
        this.#report(report.finding);
        return;
      case "large":
        // It ends by itself: were it watched on, it could be suspected twice.
        this.#workers.delete(job);
        this.#suspect(job, report.number);
        return;
      case "measured":
    }
  }

  /** Looks whether an input takes too long; then it is tried again by itself, since the machine may only be busy. */
  #watch(job: number): void {
    const worker = this.#workers.get(job);
    const progress = this.#progressOf(job);
    if (worker === undefined || progress === undefined || Date.now() - progress.since < maximumSeconds * 1000) return;
    worker.kill("SIGKILL");
    this.#workers.delete(job);
    rmSync(this.#progressFile(job), { force: true });
    this.#suspect(job, progress.number);
  }

  #suspect(job: number, number: number, why = ""): void {
    this.#restarts++;
    const work = this.#measure(number, why).then(() => this.#start(job, number + this.#jobs));
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
  }

  /** Runs an input in a process of its own, and reports it when that takes too much as well. */
  async #measure(number: number, why: string): Promise<void> {
    const file = join(this.#run.folder, `finding-${number}`);
    if (!existsSync(`${file}.json`)) await this.#end(this.#fork(number, "make"));
    const worker = this.#fork(number, "measure");
    let measured: Extract<Report, { type: "measured" }> | undefined;
    worker.on("message", (report: Report) => {
      if (report.type === "measured") measured = report;
    });
    await this.#end(worker);
    const fault =
      measured === undefined
        ? `it does not end, or ends the process: ${why}`
        : measured.seconds > maximumSeconds
          ? `it takes ${measured.seconds.toFixed(1)} s of the processor`
          : measured.megabytes > maximumMegabytes
            ? `it takes ${Math.round(measured.megabytes)} MB`
            : undefined;
    if (fault !== undefined)
      return this.#report({ number, seedName: "", target: "", message: fault, reproducer: `${file}.json` });
    for (const ending of [".json", ".bin"]) rmSync(`${file}${ending}`, { force: true });
  }

  async #end(worker: ChildProcess): Promise<void> {
    const timer = setTimeout(() => worker.kill("SIGKILL"), 12 * maximumSeconds * 1000);
    await new Promise((done) => worker.once("exit", done));
    clearTimeout(timer);
  }

  #progressFile(job: number): string {
    return join(this.#run.folder, `progress-${job}`);
  }

  #progressOf(job: number): { readonly number: number; readonly since: number } | undefined {
    const file = this.#progressFile(job);
    if (!existsSync(file)) return undefined;
    const record = readFileSync(file);
    return record.length < 16 ? undefined : { number: record.readDoubleBE(0), since: record.readDoubleBE(8) };
  }

  /** Shows the first finding of each kind, and counts the others. */
  #report({ number, seedName, target, message, reproducer }: Finding): void {
    const lines = message.split("\n");
    const place = lines.find((line) => /\/src\/|\(src\//.test(line))?.trim() ?? lines[1]?.trim() ?? "";
    const kind = `${target} ${(lines[0] ?? "").replace(/\d+/g, "N")} ${place}`;
    const count = (this.#faults.get(kind) ?? 0) + 1;
    this.#faults.set(kind, count);
    if (count > 1) return;
    say(`FINDING ${number} (${target}, from ${seedName}): ${lines.slice(0, 4).join("\n    ")}\n    ${reproducer}`);
  }
}
