import { writeFileSync } from "node:fs";
import { argv, cpuUsage, resourceUsage } from "node:process";
import { floor } from "./floor.ts";
import { specOfSize } from "./spec-of-size.ts";
import { textToPlan } from "./text-to-plan.ts";

/** What `measure.ts` is asked to do, as its one argument in JSON. */
export interface Order {
  readonly targets: number;
  /** Measurements of each subject. With `only`, one run of that subject is made for its peak memory. */
  readonly runs: number;
  readonly only?: "floor" | "compile";
}

/** Milliseconds of processor time of each run, in the order of the runs, or the peak of the process's memory. */
export type Measured =
  | { readonly floor: readonly number[]; readonly compile: readonly number[]; readonly changes: number }
  | { readonly peakBytes: number };

/** A measurement takes at least so long, in milliseconds: a small file is compiled several times and the mean is taken. */
const SHORTEST = 20;

function measure({ targets, runs, only }: Order): Measured {
  const text = specOfSize(targets);
  if (only) {
    if (only === "floor") floor(text);
    else textToPlan(text);
    return { peakBytes: resourceUsage().maxRSS * 1024 };
  }
  const { changes } = textToPlan(text);
  const times = Math.max(
    1,
    Math.ceil(
      SHORTEST /
        Math.max(
          0.1,
          timed(() => floor(text), 5),
        ),
    ),
  );
  const found = { floor: [] as number[], compile: [] as number[], changes: changes.length };
  for (let run = 0; run < runs; run++) {
    // One after the other, in changing order, so that what else the machine does meets both alike.
    for (const subject of run % 2 === 0 ? (["floor", "compile"] as const) : (["compile", "floor"] as const)) {
      found[subject].push(timed(() => (subject === "floor" ? floor(text) : textToPlan(text)), times));
    }
  }
  return found;
}

/**
 * Mean milliseconds of processor time of one call, garbage collection on other threads included: unlike the clock on the wall it
 * does not count what other programs do meanwhile.
 * What was thrown away before is collected first, so that nobody pays for somebody else.
 */
function timed(work: () => unknown, times: number): number {
  globalThis.gc?.();
  const before = cpuUsage();
  for (let i = 0; i < times; i++) work();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000 / times;
}

const [, , order = "", out = ""] = argv;
writeFileSync(out, JSON.stringify(measure(JSON.parse(order) as Order)));
