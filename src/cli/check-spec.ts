import { diagnosticsWithFiles } from "../compiler/check-file-facts.ts";
import type { FileFacts } from "../compiler/file-facts.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Host } from "../host/host.ts";
import type { ResolveSecret } from "../host/secrets.ts";
import { gatherFileFacts } from "../workspace/gather-file-facts.ts";
import type { LoadedSpec } from "./load-spec.ts";

/** Everything that can be said of a spec without a network. Without a resolver no secret is read. */
export async function checkSpec(
  host: Host,
  loaded: LoadedSpec,
  resolveSecret: ResolveSecret | undefined,
): Promise<{ readonly facts: FileFacts; readonly diagnostics: readonly Diagnostic[] }> {
  const { compilation, root } = loaded;
  const gathered = await gatherFileFacts(compilation, { root, resolveSecret });
  return { facts: gathered.facts, diagnostics: diagnosticsWithFiles(compilation, gathered, host.clock()) };
}
