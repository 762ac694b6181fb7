import { imaginedWorld } from "../compiler/desired-resources.ts";
import { planChanges } from "../compiler/planning/plan-changes.ts";
import { hasErrors, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { sha256 } from "../engine/digest.ts";
import { makePlan } from "../engine/make-plan.ts";
import type { Host } from "../host/host.ts";
import type { Plan } from "../plan/plan.ts";
import { changedCredentials } from "./changed-credentials.ts";
import { checkSpec } from "./check-spec.ts";
import { guarded } from "./guarded.ts";
import { loadSpec } from "./load-spec.ts";
import { selectTargets } from "./prepare-plan.ts";
import type { WorldRead } from "./read-world.ts";

/** What stands above an offline plan, so that nobody takes it for what an apply would do. */
export const offlineNotice =
  "Offline: nothing was read. This is all that the file asks for, as if nothing of it were there yet.";

/** What an offline plan is made for, and what asks for it. */
export interface OfflineFlags {
  readonly offline: boolean;
  readonly trustBase?: string;
  readonly target?: readonly string[];
}

/**
 * The offline plan, where one is asked for or where the signing file uses credentials otherwise than the trusted revision; `undefined`
 * where the world may be read. Never throws what can be expected: when the revision cannot be read, there is no plan at all.
 */
export async function offlineRead(
  host: Host,
  flags: OfflineFlags,
  path: string | undefined,
): Promise<WorldRead | undefined> {
  const nothing = { plan: undefined, observed: undefined, workbench: undefined, interrupted: false };
  return guarded<WorldRead | undefined>(
    async () => {
      const { trustBase } = flags;
      const changed =
        trustBase === undefined ? undefined : await changedCredentials(host, path ?? "signing.yaml", trustBase);
      if (!flags.offline && changed === undefined) return undefined;
      const made = await offlinePlan(host, path, flags.target ?? []);
      return { ...nothing, plan: made.plan, diagnostics: [...(changed ? [changed] : []), ...made.diagnostics] };
    },
    (diagnostics) => ({ ...nothing, diagnostics }),
  );
}

/**
 * A plan that reads nothing but the signing file and the files beside it that need no password: no secret, no network, no command. It
 * can be looked at, and never be applied.
 */
async function offlinePlan(
  host: Host,
  path: string | undefined,
  targets: readonly string[],
): Promise<{ readonly plan: Plan | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const loaded = await loadSpec(host, path);
  const { spec } = loaded.compilation;
  const checked = await checkSpec(host, loaded, undefined);
  const selected = spec ? selectTargets(spec, targets) : { targets: [], diagnostics: [] };
  const diagnostics = [...checked.diagnostics, ...selected.diagnostics];
  if (!spec || hasErrors(diagnostics)) return { plan: undefined, diagnostics };
  const observed = imaginedWorld(spec);
  const now = host.clock();
  const planned = planChanges({ spec, targets: selected.targets, facts: checked.facts, observed, now });
  const made = makePlan({
    ...planned,
    // How much of anything limited a team has nobody knows offline.
    budgets: [],
    observed,
    now,
    specSha256: sha256(loaded.bytes),
    specPath: loaded.shown,
    files: Object.fromEntries([...checked.facts.deviceLists.values()].map((list) => [list.path, list.sha256])),
    targeted: [...targets].sort(),
    errored: false,
  });
  // What the imagined world could not answer is no finding about the real one.
  return { plan: { ...made, applyable: false, complete: false }, diagnostics };
}
