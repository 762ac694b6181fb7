import { type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Observed } from "../plan/observed.ts";
import type { Plan } from "../plan/plan.ts";
import type { CliContext } from "./cli-context.ts";
import type { PlanningFlags } from "./commands/plan.ts";
import { listenForInterrupt } from "./interruption.ts";
import { guarded } from "./guarded.ts";
import { permissionsOf, specFolder } from "./permissions.ts";
import { makeWorldPlan, openWorkbench, type PlanRequest, type Workbench } from "./prepare-plan.ts";
import { createReadProgress } from "./views/apply-progress.ts";

/** What a command that only reads found out. */
export interface WorldRead {
  /** `undefined` when the spec is wrong, the world could not be read, or Ctrl-C ended the reading. */
  readonly plan: Plan | undefined;
  readonly observed: Observed | undefined;
  readonly workbench: Workbench | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly interrupted: boolean;
}

/** What a reading is for, beyond the flags of its command. */
type Purpose = Pick<PlanRequest, "requests" | "despiteFiles">;

/** Loads a signing file, reads the world and plans; changes nothing. Ctrl-C ends it at once. Never throws what can be expected. */
export async function readWorld(
  context: CliContext,
  flags: PlanningFlags,
  path: string | undefined,
  purpose: Purpose = {},
): Promise<WorldRead> {
  const interruption = listenForInterrupt(context);
  const nothing = { plan: undefined, observed: undefined, workbench: undefined };
  try {
    return await guarded<WorldRead>(
      () => read(context, flags, { path, purpose, signal: interruption.abort }),
      (diagnostics) => ({ ...nothing, diagnostics, interrupted: false }),
    );
  } catch (error) {
    // Whatever a cut connection is turned into, it is the person who wanted it.
    if (!interruption.abort.aborted) throw error;
    return { ...nothing, diagnostics: [], interrupted: true };
  } finally {
    interruption.end();
  }
}

async function read(
  context: CliContext,
  flags: PlanningFlags,
  { path, purpose, signal }: Pick<PlanRequest, "path" | "signal"> & { readonly purpose: Purpose },
): Promise<WorldRead> {
  const progress = createReadProgress(context);
  const opened = await openWorkbench(context.host, {
    path,
    targets: flags.target ?? [],
    ...purpose,
    permissions: await permissionsOf(context.host, flags, specFolder(context.host, path)),
    signal,
    report: progress.report,
  });
  if (!("workbench" in opened)) {
    return {
      plan: undefined,
      observed: undefined,
      workbench: undefined,
      diagnostics: opened.diagnostics,
      interrupted: false,
    };
  }
  const { workbench } = opened;
  try {
    const { plan, observed, diagnostics } = await makeWorldPlan(context.host, workbench);
    signal.throwIfAborted();
    return { plan, observed, workbench, diagnostics: [...workbench.diagnostics, ...diagnostics], interrupted: false };
  } finally {
    progress.end(workbench.world.providers.map((p) => p.name));
    await workbench.world.close();
  }
}
