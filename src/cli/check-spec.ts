import { checkFileFacts } from "../compiler/check-file-facts.ts";
import { inTextOrder } from "../compiler/compile.ts";
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
  const found = checkFileFacts(compilation, gathered.facts, host.clock());
  // A reference that is written wrongly cannot be followed either: its first error is the one to mend.
  const mistaken = new Set(compilation.diagnostics.filter((d) => d.severity === "error").map(placeOf));
  const opened = gathered.diagnostics.filter((d) => d.range === undefined || !mistaken.has(placeOf(d)));
  return { facts: gathered.facts, diagnostics: inTextOrder([...compilation.diagnostics, ...opened, ...found]) };
}

function placeOf({ range }: Diagnostic): number | undefined {
  return range?.start;
}
