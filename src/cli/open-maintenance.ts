import type { ResolvedSpec } from "../compiler/target.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileStore } from "../providers/file-store/file-store.ts";
import type { CliContext } from "./cli-context.ts";
import { failureJson, showDiagnostics } from "./failure.ts";
import { guarded } from "./guarded.ts";
import { loadSpec, type LoadedSpec } from "./load-spec.ts";
import { openStore, secretResolver } from "./open-world.ts";
import { permissionsOf } from "./permissions.ts";

/** Flags of every command that opens a store for itself. */
export interface StoreFlags {
  readonly json: boolean;
  readonly allowHost?: readonly string[];
  readonly trust: boolean;
}

/** A signing file with its store. */
export interface OpenedStore {
  readonly loaded: LoadedSpec;
  readonly spec: ResolvedSpec;
  readonly store: FileStore;
}

/** What a command says at its end. */
export interface StoreOutcome {
  readonly code: number;
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * Opens the store of a signing file, lets a command work with it, and shows what went wrong: diagnostics on standard error, and with
 * `--json` a document on standard output too. Sets the exit code.
 */
export async function withStore(
  context: CliContext,
  flags: StoreFlags,
  path: string | undefined,
  work: (opened: OpenedStore) => Promise<StoreOutcome>,
): Promise<void> {
  let worked = false;
  const outcome = await guarded<StoreOutcome>(
    async () => {
      const { host } = context;
      const loaded = await loadSpec(host, path);
      const { spec } = loaded.compilation;
      const errors = loaded.compilation.diagnostics.filter((d) => d.severity === "error");
      if (!spec || errors.length > 0) return { code: 1, diagnostics: errors };
      const permissions = await permissionsOf(host, flags, loaded.root);
      const store = await openStore(host, loaded, secretResolver(host, loaded, permissions.trust), permissions);
      try {
        const result = await work({ loaded, spec, store });
        worked = true;
        return result;
      } finally {
        await store.close();
      }
    },
    (diagnostics) => ({ code: 1, diagnostics }),
  );
  const diagnostics = outcome.diagnostics ?? [];
  showDiagnostics(context, diagnostics);
  if (flags.json && !worked) context.host.stdout.write(failureJson(diagnostics));
  context.exit(outcome.code);
}
