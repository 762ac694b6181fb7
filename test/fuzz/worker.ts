import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { argv, cpuUsage, exit, resourceUsage } from "node:process";
import { maximumMegabytes } from "./limits.ts";
import { loadFinding, saveFinding } from "./finding-file.ts";
import { KnownAnswers } from "./oracles.ts";
import { loadSeeds, type Seed } from "./seed.ts";
import { learnSeeds, planTrial, runTrial, type Planned } from "./trial.ts";

/** What a worker tells the fuzzer. */
export type Report =
  | { readonly type: "progress"; readonly outcomes: Readonly<Record<string, number>>; readonly slowest: Slow }
  | { readonly type: "finding"; readonly finding: Finding }
  /** The process has become too large with this input, which may not be the one to blame. */
  | { readonly type: "large"; readonly number: number }
  | { readonly type: "measured"; readonly seconds: number; readonly megabytes: number };

/** An input that shows a fault. */
export interface Finding {
  readonly number: number;
  readonly seedName: string;
  readonly target: string;
  readonly message: string;
  /** File with what is needed to run it again; the input itself is beside it, with the ending `.bin`. */
  readonly reproducer: string;
}

/** The input that took longest. */
export interface Slow {
  readonly number: number;
  readonly milliseconds: number;
}

interface Task {
  readonly folder: string;
  readonly fuzzSeed: string;
  readonly first: number;
  readonly step: number;
  /** `try` goes on and on; `make` only makes the first input, and `measure` runs what was made, in a process with nothing else. */
  readonly mode: "try" | "make" | "measure";
}

const task = JSON.parse(argv[2] ?? "") as Task;
// Nobody listens any more when the fuzzer was ended.
process.once("disconnect", () => exit(1));
if (task.mode === "measure") await measure();
else if (task.mode === "make")
  store(
    await planTrial(loadSeeds(task.folder), task.fuzzSeed, task.first),
    "it takes too long, too much memory, or ends the process",
  );
else await runMany(loadSeeds(task.folder));
// The channel to the fuzzer would keep the process alive.
exit(0);

async function runMany(all: readonly Seed[]): Promise<void> {
  const answers = await learnSeeds(all);
  const progress = openSync(join(task.folder, `progress-${task.first % task.step}`), "w");
  const record = Buffer.alloc(16);
  let outcomes: Record<string, number> = {};
  let slowest: Slow = { number: -1, milliseconds: 0 };
  let reported = Date.now();
  for (let number = task.first; ; number += task.step) {
    const begin = Date.now();
    // The fuzzer reads from here which input it is that does not end.
    record.writeDoubleBE(number, 0);
    record.writeDoubleBE(begin, 8);
    writeSync(progress, record, 0, 16, 0);
    const outcome = await tryOne(await planTrial(all, task.fuzzSeed, number), answers);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const now = Date.now();
    if (now - begin > slowest.milliseconds) slowest = { number, milliseconds: now - begin };
    const large = resourceUsage().maxRSS / 1024 > maximumMegabytes;
    if (now - reported > 250 || large) {
      await send({ type: "progress", outcomes, slowest });
      outcomes = {};
      reported = now;
    }
    if (large) return send({ type: "large", number });
  }
}

async function measure(): Promise<void> {
  const planned = loadFinding(findingFile(task.first), []);
  const before = cpuUsage();
  // Only what it costs is of interest; whether the answer is right was seen when it was tried.
  await runTrial(planned, new KnownAnswers()).catch(() => "finding");
  const { user, system } = cpuUsage(before);
  await send({ type: "measured", seconds: (user + system) / 1_000_000, megabytes: resourceUsage().maxRSS / 1024 });
}

async function tryOne(planned: Planned, answers: KnownAnswers): Promise<string> {
  try {
    return await runTrial(planned, answers);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const { number, seed, target } = planned;
    const reproducer = store(planned, message);
    await send({ type: "finding", finding: { number, seedName: seed.name, target: target.name, message, reproducer } });
    return "finding";
  }
}

function findingFile(number: number): string {
  return join(task.folder, `finding-${number}.json`);
}

function store(planned: Planned, message: string): string {
  const file = findingFile(planned.number);
  saveFinding(file, planned, { fuzzSeed: task.fuzzSeed, message });
  return file;
}

function send(report: Report): Promise<void> {
  return new Promise((resolve) => process.send?.(report, undefined, undefined, () => resolve()));
}
