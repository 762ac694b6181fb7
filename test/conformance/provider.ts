import { inspect } from "node:util";
import { openWorkbench, makeWorldPlan, type Workbench } from "../../src/cli/prepare-plan.ts";
import { ownerOf, type Address } from "../../src/plan/address.ts";
import type { Observed } from "../../src/plan/observed.ts";
import type { Change, Plan } from "../../src/plan/plan.ts";
import type { Applied, ApplyContext, Output, Provider } from "../../src/providers/provider.ts";
import { createWorkplace, type Workplace } from "../cli/workplace.ts";
import { createTestHost } from "../support/test-host.ts";

/** The providers of the example, by the owners of their addresses: the store on disk, App Store Connect and the policy console over HTTP. */
export const providerNames = ["store", "acme", "console"] as const;

/** What a provider did with one change. */
export interface Step {
  readonly change: Change;
  readonly applied: Applied;
  /** What the next run made of the same change, as after a crash: a fresh provider that the journal tells nothing. */
  readonly again: Applied;
  /** Whether anything at all was different after that second time. */
  readonly changedAgain: boolean;
  /** What the provider that applied it gave of it, without being told to read again. */
  readonly output: Output | undefined;
}

/** The world of the example as its providers see it, one run after the other. */
export interface ProviderWorld {
  readonly place: Workplace;
  /** Everything that providers said: observations, records, reports, errors. */
  readonly told: unknown[];
  /** Opens providers as a new run has them, and closes them after. */
  readonly run: <T>(work: (run: ProviderRun) => Promise<T>) => Promise<T>;
  /** All that exists: objects of both services, and files on disk. */
  readonly state: () => unknown;
  readonly stop: () => Promise<void>;
}

/** One run: providers that share a store, with the context that the engine gives them. */
export interface ProviderRun {
  readonly workbench: Workbench;
  readonly provider: (name: string) => Provider;
  readonly context: ApplyContext;
  readonly plan: () => Promise<{ readonly plan: Plan; readonly observed: Observed }>;
}

/** Sets the example up. */
export async function createProviderWorld(): Promise<ProviderWorld> {
  const place = await createWorkplace();
  const told: unknown[] = [];
  const { sandbox } = place.acme;
  return {
    place,
    told,
    run: async (work) => {
      const run = await openRun(place, told);
      try {
        return await work(run);
      } catch (error) {
        told.push(error);
        throw error;
      } finally {
        await run.workbench.world.close();
      }
    },
    // Lock and journal belong to the engine; sessions come and go with every login.
    state: () => ({ services: sandbox.state(), files: place.files() }),
    stop: () => place.stop(),
  };
}

async function openRun(place: Workplace, told: unknown[]): Promise<ProviderRun> {
  const host = createTestHost({ cwd: place.folder, env: place.env });
  const report = (message: string): void => void told.push(message);
  const signal = new AbortController().signal;
  const opened = await openWorkbench(host, {
    path: undefined,
    targets: [],
    permissions: { allowHost: [], trust: false },
    signal,
    report,
  });
  if (!("workbench" in opened)) throw new Error(inspect(opened.diagnostics));
  const { workbench } = opened;
  const provider = (name: string): Provider => {
    const found = workbench.world.providers.find((p) => p.name === name);
    if (!found) throw new Error(`no provider ${name}`);
    return found;
  };
  const context: ApplyContext = {
    signal,
    report,
    store: workbench.world.store.secrets,
    output: (address: Address) => provider(ownerOf(address)).output(address, context),
  };
  return {
    workbench,
    provider,
    context,
    plan: async () => {
      const { plan, observed, diagnostics } = await makeWorldPlan(host, workbench);
      if (!plan || !observed) throw new Error(inspect(diagnostics, { depth: 4 }));
      told.push(plan, observed);
      return { plan, observed };
    },
  };
}

/** Plans and applies everything, each change twice: by the run, and by another one that does not know of it. */
export async function applyEverything(world: ProviderWorld): Promise<readonly Step[]> {
  return world.run(async (first) => {
    const { plan } = await first.plan();
    const steps: Step[] = [];
    for (const change of plan.changes) {
      const applied = await applyOnce(first, change, world);
      const output = await first.provider(ownerOf(change.address)).output(change.address, first.context);
      const before = world.state();
      const again = await world.run(async (second) => {
        await second.plan();
        return applyOnce(second, change, world);
      });
      steps.push({ change, applied, again, changedAgain: !sameValue(before, world.state()), output });
    }
    return steps;
  });
}

/** Applies a change and keeps its record, as the engine does. */
export async function applyOnce(
  run: ProviderRun,
  change: Change,
  world: Pick<ProviderWorld, "told">,
): Promise<Applied> {
  const applied = await run.provider(ownerOf(change.address)).apply(change, run.context);
  world.told.push(applied);
  if (applied.record) await run.context.store.record(change.address, applied.record);
  return applied;
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
