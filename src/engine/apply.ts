import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { ownerOf, type Address } from "../plan/address.ts";
import { invariant } from "../diagnostics/invariant.ts";
import { waitingChanges, type Change } from "../plan/plan.ts";
import type { ApplyContext, Clock, Journal, Provider, SecretStore } from "../providers/provider.ts";
import { isoSeconds } from "./make-plan.ts";
import { diagnosticOf } from "./refresh.ts";

/** What happens while a plan is carried out, for progress lines and `apply --json`. */
export type ApplyEvent =
  | { readonly type: "apply_start"; readonly change: Change; readonly index: number; readonly total: number }
  | { readonly type: "apply_progress"; readonly change: Change; readonly message: string }
  | {
      readonly type: "apply_complete";
      readonly change: Change;
      readonly adopted: boolean;
      readonly milliseconds: number;
    }
  | { readonly type: "apply_errored"; readonly change: Change; readonly diagnostic: Diagnostic };

/** What an apply needs. */
export interface ApplyOptions {
  /** What to do, in order: what planning gives now, found equal to what was reviewed. */
  readonly changes: readonly Change[];
  /** Digest of the plan that was reviewed, under which steps are journalled. */
  readonly plan: string;
  readonly providers: readonly Provider[];
  readonly store: SecretStore;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Stops before the next step. */
  readonly stop: AbortSignal;
  /** Aborts requests under way. */
  readonly abort: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** How an apply ended. */
export interface ApplyResult {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  /** Steps that were not carried out: after a failure or a stop. */
  readonly remaining: readonly Change[];
  /** Steps that wait for a step which only a person can do. */
  readonly waiting: readonly Change[];
  /** Steps that were to be carried out, and that only a person can do, as turned out. */
  readonly byHand: readonly Change[];
  readonly stopped: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Carries out changes, one step after the other in their order. Each step is journalled before and after. It ends at the first
 * failure: what follows was reviewed together with what failed. Nothing is skipped: what an earlier run did is no change any more
 * in what planning gives now, and what is one has to be done, whatever the journal says. What depends on a step that only a person can
 * do waits for it. Where a step turns out to be one only now, so does whatever removes something for good: it was reviewed as the end of
 * a plan that is not carried out whole.
 */
export async function applyChanges(options: ApplyOptions): Promise<ApplyResult> {
  const steps = options.changes.filter((c) => c.action !== "manual");
  const byHand = new Set<Change>();
  let waiting = waitingChanges(options.changes);
  const total = steps.length - waiting.size;
  let started = 0;
  const counts = { added: 0, changed: 0, destroyed: 0 };
  const diagnostics: Diagnostic[] = [];
  const ended = (index: number, stopped: boolean): ApplyResult => ({
    ...counts,
    remaining: steps.slice(index).filter((c) => !waiting.has(c)),
    waiting: steps.filter((c) => waiting.has(c)),
    byHand: [...byHand],
    stopped,
    diagnostics,
  });
  for (const [index, change] of steps.entries()) {
    if (waiting.has(change)) continue;
    if (options.stop.aborted) return ended(index, true);
    options.onEvent({ type: "apply_start", change, index: started++, total });
    const isLastOfAddress = !steps.slice(index + 1).some((later) => later.address === change.address);
    const outcome = await applyStep({ change, isLastOfAddress }, options);
    diagnostics.push(...outcome.diagnostics);
    if (outcome.end === "failed") return ended(index, options.abort.aborted);
    if (outcome.end === "by hand") {
      byHand.add(change);
      waiting = new Set([...waitingChanges(options.changes, byHand), ...finalRemovals(steps.slice(index + 1))]);
      continue;
    }
    if (change.action === "create") counts.added++;
    else if (change.action === "update") counts.changed++;
    else if (change.action === "delete") counts.destroyed++;
  }
  return ended(steps.length, false);
}

/** What ends without another one to come: a profile whose name the spec fixes has to go before the new one can have the name. */
function finalRemovals(steps: readonly Change[]): readonly Change[] {
  const made = new Set<Address>();
  return steps.toReversed().filter(({ address, action }) => {
    if (action === "create") made.add(address);
    return (action === "delete" || action === "forget") && !made.has(address);
  });
}

interface Step {
  readonly change: Change;
  /** Whether no later step is about the same address. */
  readonly isLastOfAddress: boolean;
}

interface Outcome {
  readonly end: "done" | "failed" | "by hand";
  readonly diagnostics: readonly Diagnostic[];
}

async function applyStep(step: Step, options: ApplyOptions): Promise<Outcome> {
  const { change } = step;
  const mark = (event: "started" | "done" | "failed"): Promise<void> =>
    options.journal.append({
      at: isoSeconds(options.clock()),
      plan: options.plan,
      address: change.address,
      ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
      event,
    });
  // What is forgotten stays as it is: nobody is asked, not even a provider of a key that the spec has no more.
  const provider = change.action === "forget" ? undefined : providerOf(options.providers, change.address);
  const context = applyContext(options, (message) => options.onEvent({ type: "apply_progress", change, message }));
  const start = options.clock().getTime();
  try {
    await mark("started");
    const applied = (await provider?.apply(change, context)) ?? {};
    if (applied.record) await options.store.record(change.address, applied.record);
    if (applied.refused) {
      await mark("failed");
      const diagnostic = withAddress(applied.refused, change.address);
      options.onEvent({ type: "apply_errored", change, diagnostic });
      return { end: "by hand", diagnostics: [...(applied.diagnostics ?? []), diagnostic] };
    }
    if (endsOwnership(step)) await options.store.forget(change.address);
    await mark("done");
    options.onEvent({
      type: "apply_complete",
      change,
      adopted: applied.adopted ?? false,
      milliseconds: options.clock().getTime() - start,
    });
    return { end: "done", diagnostics: applied.diagnostics ?? [] };
  } catch (error) {
    const diagnostic =
      options.abort.aborted || isAbort(error)
        ? createDiagnostic("apply/step-failed", { address: change.address, reason: "it was interrupted" })
        : withAddress(diagnosticOf(error), change.address);
    options.onEvent({ type: "apply_errored", change, diagnostic });
    // The journal itself may be what failed; the first failure is the one to tell.
    await mark("failed").catch(() => undefined);
    return { end: "failed", diagnostics: [diagnostic] };
  }
}

/**
 * Whether something goes for good, or is forgotten, and with it its mark. While others of its address are to go, and where another
 * one took its place, the mark stays.
 */
function endsOwnership({ change, isLastOfAddress }: Step): boolean {
  const { action, action_reason: reason } = change;
  return action === "forget" || (action === "delete" && reason !== "delete_because_replaced" && isLastOfAddress);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function applyContext(options: ApplyOptions, report: (message: string) => void): ApplyContext {
  const context: ApplyContext = {
    signal: options.abort,
    store: options.store,
    report,
    output: (address: Address, instance?: string) =>
      providerOf(options.providers, address).output(address, context, instance),
  };
  return context;
}

function providerOf(providers: readonly Provider[], address: Address): Provider {
  const provider = providers.find((p) => p.name === ownerOf(address));
  invariant(provider, `there is a provider for ${address}`);
  return provider;
}

function withAddress(diagnostic: Diagnostic, address: Address): Diagnostic {
  return diagnostic.address === undefined ? { ...diagnostic, address } : diagnostic;
}
