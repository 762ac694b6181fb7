import { DiagnosableError } from "../../diagnostics/diagnosable-error.ts";
import { createDiagnostic } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { ChangeOf } from "../../plan/plan.ts";
import type { Applied, ApplyContext, Clock } from "../provider.ts";

/**
 * Keeps a person's word that an identity is in the keychain of the console's Mac. Nothing is asked of the console, which has no
 * request for it; what was installed must be what the store holds now.
 */
export async function recordInstalled(
  change: ChangeOf<"installed_identity">,
  context: ApplyContext,
  clock: Clock,
): Promise<Applied> {
  const { after } = change;
  invariant(after && change.action !== "manual", `only what a person has done is kept: ${change.address}`);
  const held = (await context.store.list(after.identity)).at(-1)?.facts["certificate_sha256"];
  if (after.certificate_sha256 === null || held !== after.certificate_sha256)
    throw new DiagnosableError(
      createDiagnostic("plan/stale", { object: after.identity, what: "has another certificate in the store" }),
    );
  return {
    record: {
      identity: after.identity,
      certificate_sha256: after.certificate_sha256,
      acknowledged: clock().toISOString(),
    },
  };
}
