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
 * Reads the world through all providers at once. The store comes first: what it holds is what the others compare with.
 * Every provider that fails gives its diagnostic, so that one run names all that is wrong.
 */
export async function refresh(providers: readonly Provider[], context: ReadContext): Promise<Refreshed> {
  const [first, ...rest] = [...providers].sort((a, b) => Number(b.name === "store") - Number(a.name === "store"));
  invariant(first?.name === "store", "the store is among the providers");
  const store = await readOne(first, context);
  // Without its own records the store's word is missing: what others show could not be told apart from foreign objects.
  if ("diagnostic" in store) return { observed: undefined, diagnostics: [store.diagnostic] };
  const others = await Promise.all(rest.map(async (provider) => readOne(provider, context)));
  const diagnostics = others.flatMap((read) => ("diagnostic" in read ? [read.diagnostic] : []));
  if (diagnostics.length > 0) return { observed: undefined, diagnostics };
  return { observed: observedOf([store, ...others.filter((read) => "seen" in read)]), diagnostics };
}

interface Read {
  readonly name: string;
  readonly seen: ProviderObserved;
}

async function readOne(provider: Provider, context: ReadContext): Promise<Read | { readonly diagnostic: Diagnostic }> {
  try {
    return { name: provider.name, seen: await provider.read(context) };
  } catch (error) {
    return { diagnostic: diagnosticOf(error) };
  }
}

function observedOf(reads: readonly Read[]): Observed {
  const appStoreConnect: Record<string, AppStoreConnectObserved> = {};
  const policyConsole: Record<string, PolicyConsoleObserved> = {};
  let store: StoreObserved | undefined;
  for (const { name, seen } of reads) {
    if (seen.kind === "store") store = seen;
    else if (seen.kind === "app_store_connect") appStoreConnect[name] = seen;
    else policyConsole[name] = seen;
  }
  invariant(store, "the provider named `store` shows a store");
  return { store, app_store_connect: appStoreConnect, policy_console: policyConsole };
}

/** The diagnostic of a failure: its own, or `cli/internal` for a bug of ours. An abort stays an abort and is thrown on. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof DiagnosableError) return error.diagnostic;
  if (error instanceof Error && error.name === "AbortError") throw error;
  return createDiagnostic("cli/internal", { reason: error instanceof Error ? error.message : "an unknown failure" });
}
