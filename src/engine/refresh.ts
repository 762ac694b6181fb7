import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { DiagnosableError } from "../diagnostics/diagnosable-error.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type {
  AppStoreConnectObserved,
  Observed,
  PolicyConsoleObserved,
  ProviderObserved,
  StoreObserved,
} from "../plan/observed.ts";
import type { Provider, ReadContext } from "../providers/provider.ts";

/** What was read, and why something could not be. `observed` is `undefined` when any provider failed. */
export interface Refreshed {
  readonly observed: Observed | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the world: the store first, then all other providers at once. What the store holds is what the others compare with, and it
 * says which of them are needed for what left the spec.
 * Every provider that fails gives its diagnostic, so that one run names all that is wrong.
 */
export async function refresh(
  store: Provider,
  othersFor: (seen: StoreObserved) => Promise<readonly Provider[]>,
  context: ReadContext,
): Promise<Refreshed> {
  const held = await readOne(store, context);
  // Without its own records the store's word is missing: what others show could not be told apart from foreign objects.
  if ("diagnostic" in held) return { observed: undefined, diagnostics: [held.diagnostic] };
  const { seen } = held;
  invariant(seen.kind === "store", "the store shows a store");
  const others = await Promise.all((await othersFor(seen)).map(async (provider) => readOne(provider, context)));
  const diagnostics = others.flatMap((read) => ("diagnostic" in read ? [read.diagnostic] : []));
  if (diagnostics.length > 0) return { observed: undefined, diagnostics };
  return {
    observed: observedOf(
      seen,
      others.filter((read) => "seen" in read),
    ),
    diagnostics,
  };
}

/**
 * The world after an apply, as far as it is known without asking a service again: the store is read, others tell what they know. What
 * neither can tell is as it was read before.
 */
export async function observedAfterApply(
  before: Observed,
  store: Provider,
  others: readonly Provider[],
  context: ReadContext,
): Promise<Observed> {
  const held = await readOne(store, context);
  const known = observedOf(
    "seen" in held && held.seen.kind === "store" ? held.seen : before.store,
    others.flatMap((provider) => {
      const seen = provider.known?.();
      return seen ? [{ name: provider.name, seen }] : [];
    }),
  );
  return {
    store: known.store,
    app_store_connect: { ...before.app_store_connect, ...known.app_store_connect },
    policy_console: { ...before.policy_console, ...known.policy_console },
  };
}

interface Read {
  readonly name: string;
  readonly seen: ProviderObserved;
}

async function readOne(provider: Provider, context: ReadContext): Promise<Read | { readonly diagnostic: Diagnostic }> {
  try {
    return { name: provider.name, seen: await provider.read(context) };
  } catch (error) {
    return { diagnostic: { address: `keys.${provider.name}`, ...diagnosticOf(error) } };
  }
}

function observedOf(store: StoreObserved, reads: readonly Read[]): Observed {
  const appStoreConnect: Record<string, AppStoreConnectObserved> = {};
  const policyConsole: Record<string, PolicyConsoleObserved> = {};
  for (const { name, seen } of reads) {
    if (seen.kind === "app_store_connect") appStoreConnect[name] = seen;
    else if (seen.kind === "policy_console") policyConsole[name] = seen;
  }
  return { store, app_store_connect: appStoreConnect, policy_console: policyConsole };
}

/** The diagnostic of a failure: its own, or `cli/internal` for a bug of ours. An abort stays an abort and is thrown on. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof DiagnosableError) return error.diagnostic;
  if (error instanceof Error && error.name === "AbortError") throw error;
  return createDiagnostic("cli/internal", { reason: error instanceof Error ? error.message : "an unknown failure" });
}
