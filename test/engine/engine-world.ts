import { changeOf, type ChangeDraft } from "../../src/compiler/planning/planning.ts";
import { createDiagnostic } from "../../src/diagnostics/diagnostic.ts";
import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";
import { applyChanges, type ApplyEvent, type ApplyResult } from "../../src/engine/apply.ts";
import type { AppStoreConnectObserved, Observed, ProviderObserved, StoreObserved } from "../../src/plan/observed.ts";
import type { Change } from "../../src/plan/plan.ts";
import type { ResourceKind } from "../../src/plan/resource.ts";
import type { Applied, ApplyContext, Journal, JournalEntry, Provider } from "../../src/providers/provider.ts";
import { createMemorySecretStore, type MemorySecretStore } from "../support/memory-secret-store.ts";

/** A journal in memory. */
export interface MemoryJournal extends Journal {
  readonly all: JournalEntry[];
}

export function createMemoryJournal(all: JournalEntry[] = []): MemoryJournal {
  return {
    all,
    append: async (entry) => {
      all.push(entry);
    },
    entries: async (plan) => all.filter((entry) => entry.plan === plan),
  };
}

/** A store that holds nothing. */
export const EMPTY_STORE: StoreObserved = { kind: "store", head: 0, recipients: {}, objects: [], records: [] };

/** A team that has nothing. */
export const EMPTY_TEAM: AppStoreConnectObserved = {
  kind: "app_store_connect",
  bundle_ids: [],
  devices: [],
  certificates: [],
  profiles: [],
};

/** A world that holds nothing but what is given. */
export function observed(more: Partial<Observed> = {}): Observed {
  return { store: EMPTY_STORE, app_store_connect: {}, policy_console: {}, ...more };
}

/** A provider that does what it is told to, and keeps what it was asked. */
export interface ScriptedProvider extends Provider {
  readonly asked: string[];
}

export interface Script {
  readonly read?: () => Promise<ProviderObserved>;
  readonly apply?: (change: Change, context: ApplyContext) => Promise<Applied>;
}

export function scriptedProvider(name: string, script: Script = {}): ScriptedProvider {
  const asked: string[] = [];
  return {
    name,
    asked,
    read: async () => {
      asked.push("read");
      return script.read?.() ?? (name === "store" ? EMPTY_STORE : EMPTY_TEAM);
    },
    apply: async (step, context) => {
      asked.push(`${step.action} ${step.address}${step.deposed === undefined ? "" : `#${step.deposed}`}`);
      return script.apply?.(step, context) ?? {};
    },
    output: async (address) => ({ facts: { from: name }, bytes: new TextEncoder().encode(address) }),
    close: async () => undefined,
  };
}

/** A failure of the outside world. */
export function failure(reason: string): DiagnosableError {
  return new DiagnosableError(createDiagnostic("app-store-connect/unavailable", { detail: reason }));
}

/** A change of which only the essentials matter. */
export function change<K extends ResourceKind>(
  draft: Pick<ChangeDraft<K>, "address" | "type"> & Partial<ChangeDraft<K>>,
): Change {
  const whole = changeOf<K>({
    action: "create",
    action_reason: "missing",
    reason: "it is missing",
    targets: ["shop"],
    ...draft,
  });
  // The kind is the caller's; what is built for it is a change of that kind.
  return whole as unknown as Change;
}

/** An apply of changes through providers, with all that it leaves. */
export interface Run {
  readonly result: ApplyResult;
  readonly events: readonly ApplyEvent[];
  readonly journal: MemoryJournal;
  readonly store: MemorySecretStore;
}

export interface RunOptions {
  readonly providers?: readonly Provider[];
  readonly journal?: MemoryJournal;
  readonly store?: MemorySecretStore;
  readonly stop?: AbortSignal;
  readonly abort?: AbortSignal;
  readonly onEvent?: (event: ApplyEvent) => void;
}

export async function runChanges(changes: readonly Change[], options: RunOptions = {}): Promise<Run> {
  const journal = options.journal ?? createMemoryJournal();
  const store = options.store ?? createMemorySecretStore();
  const events: ApplyEvent[] = [];
  let ticks = 0;
  const result = await applyChanges({
    changes,
    plan: "digest",
    providers: options.providers ?? [scriptedProvider("store"), scriptedProvider("acme")],
    store,
    journal,
    clock: () => new Date(Date.UTC(2026, 10, 22, 12, 0, ticks++)),
    stop: options.stop ?? new AbortController().signal,
    abort: options.abort ?? new AbortController().signal,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { result, events, journal, store };
}
