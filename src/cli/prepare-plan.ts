import type { FileFacts } from "../compiler/file-facts.ts";
import { nearestName } from "../compiler/nearest-name.ts";
import { placeInSpec } from "../compiler/place-in-spec.ts";
import { planChanges } from "../compiler/planning/plan-changes.ts";
import { normalSerial } from "../compiler/planning/planning.ts";
import type { ResolvedSpec, Target } from "../compiler/target.ts";
import { createDiagnostic, hasErrors, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { sha256 } from "../engine/digest.ts";
import { makePlan } from "../engine/make-plan.ts";
import { refresh } from "../engine/refresh.ts";
import type { Host } from "../host/host.ts";
import type { Observed } from "../plan/observed.ts";
import { noRequests, type Plan, type PlanRequests } from "../plan/plan.ts";
import { checkSpec } from "./check-spec.ts";
import { loadSpec, type LoadedSpec } from "./load-spec.ts";
import { openWorld, secretResolver, type Permissions, type World } from "./open-world.ts";

/** What a plan is made for. */
export interface PlanRequest {
  readonly path: string | undefined;
  /** Names of targets; empty for all. */
  readonly targets: readonly string[];
  /** What is asked for beyond the spec. */
  readonly requests?: PlanRequests;
  /** Whether to go on where something is wrong with the files that the spec names, to look at the rest. */
  readonly despiteFiles?: boolean;
  readonly permissions: Permissions;
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/** A spec that can be planned, with everything that a plan needs; its world must be closed. */
export interface Workbench {
  readonly loaded: LoadedSpec;
  readonly spec: ResolvedSpec;
  readonly targets: readonly Target[];
  readonly facts: FileFacts;
  readonly world: World;
  readonly request: PlanRequest;
  /** Of the spec and its files: warnings and information, and errors only of files that the request goes on despite of. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads and checks a signing file and the files that it names, and opens the world. Ends with diagnostics where something is wrong. */
export async function openWorkbench(
  host: Host,
  request: PlanRequest,
): Promise<{ readonly workbench: Workbench } | { readonly diagnostics: readonly Diagnostic[] }> {
  const loaded = await loadSpec(host, request.path);
  const resolveSecret = secretResolver(host, loaded, request.permissions.trust);
  const { spec } = loaded.compilation;
  const selected = spec ? selectTargets(spec, request.targets) : { targets: [], diagnostics: [] };
  const checked = await checkSpec(host, forTargets(loaded, selected.targets), resolveSecret);
  const isWhole = request.targets.length === 0;
  const diagnostics = [...checked.diagnostics, ...selected.diagnostics].filter(
    (diagnostic) => isWhole || isAbout(diagnostic, selected.targets),
  );
  const obstacles = request.despiteFiles ? [...loaded.compilation.diagnostics, ...selected.diagnostics] : diagnostics;
  if (!spec || hasErrors(obstacles)) return { diagnostics };
  const world = await openWorld(host, loaded, {
    targets: selected.targets,
    permissions: request.permissions,
    resolveSecret,
  });
  return { workbench: { loaded, spec, targets: selected.targets, facts: checked.facts, world, request, diagnostics } };
}

/** Whether a run for these targets has to tell it: errors stop every run, and a warning is for whoever asks about its target. */
function isAbout({ severity, code, address }: Diagnostic, targets: readonly Target[]): boolean {
  if (severity === "error") return true;
  if (address?.startsWith("targets.") !== true) return code !== "resolve/unused";
  return targets.some(({ id, name }) => [`targets.${id}`, `targets.${name}`].includes(address));
}

/** A spec as these targets see it: the files and passwords of the others are not asked for. */
function forTargets(loaded: LoadedSpec, targets: readonly Target[]): LoadedSpec {
  const { compilation } = loaded;
  return compilation.spec
    ? { ...loaded, compilation: { ...compilation, spec: { ...compilation.spec, targets } } }
    : loaded;
}

/** Reads the world and decides what changes. The plan is `undefined` when the world could not be read. */
export async function makeWorldPlan(
  host: Host,
  workbench: Workbench,
): Promise<{
  readonly plan: Plan | undefined;
  readonly observed: Observed | undefined;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { world, request, spec, targets, loaded } = workbench;
  const context = { signal: request.signal, report: request.report, store: world.store.secrets };
  // A plan for some targets leaves what left the file alone, and needs nobody for it.
  const isWhole = targets.length === spec.targets.length;
  const { destroy, revoke } = request.requests ?? noRequests;
  const read = (named: readonly string[]): ReturnType<typeof refresh> =>
    refresh(
      world.store,
      async (store) => {
        // What an earlier run made is looked for by its mark where a list does not show it yet.
        world.setRecords(store.records);
        return world.others(isWhole ? store : undefined, named);
      },
      context,
    );
  // What is to be ended may belong to a key that no target uses any more.
  const named = [...destroy, ...revoke].map((name) => name.slice(0, Math.max(name.indexOf("/"), 0)));
  let refreshed = await read(named);
  // A serial number does not say whose it is: only where the keys in use do not know it, the others are asked.
  const everywhere = revoke.filter((name) => !name.includes("/"));
  if (refreshed.observed && !everywhere.every((serial) => hasCertificate(refreshed.observed, serial)))
    refreshed = await read(appStoreConnectKeys(spec));
  const { observed } = refreshed;
  const placed = (found: readonly Diagnostic[]): readonly Diagnostic[] => placeInSpec(found, loaded.compilation);
  if (!observed) return { plan: undefined, observed, diagnostics: placed(refreshed.diagnostics) };
  const { plan, diagnostics } = planFor(host, workbench, observed, request.requests ?? noRequests);
  return { plan, observed, diagnostics: placed(diagnostics) };
}

/** Decides what changes in a world that was read; asks nobody. */
export function planFor(
  host: Host,
  { spec, targets, facts, loaded, request }: Workbench,
  observed: Observed,
  requests: PlanRequests,
): { readonly plan: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const now = host.clock();
  const planned = planChanges({ spec, targets, facts, observed, now, requests });
  const plan = makePlan({
    ...planned,
    observed,
    now,
    specSha256: sha256(loaded.bytes),
    specPath: loaded.shown,
    files: Object.fromEntries([...facts.deviceLists.values()].map(({ path, sha256: digest }) => [path, digest])),
    targeted: [...request.targets].sort(),
    errored: hasErrors(planned.diagnostics),
  });
  return { plan, diagnostics: planned.diagnostics };
}

function appStoreConnectKeys({ keys }: ResolvedSpec): readonly string[] {
  return [...keys.values()].flatMap((key) => (key.type === "app_store_connect" ? [key.name] : []));
}

function hasCertificate(observed: Observed | undefined, serial: string): boolean {
  const wanted = normalSerial(serial);
  return Object.values(observed?.app_store_connect ?? {}).some(({ certificates }) =>
    certificates.some(({ serial_number }) => serial_number === wanted),
  );
}

/** The targets of these names: `shop` stands for all of its profile types, `shop:ad_hoc` for one. */
export function selectTargets(
  spec: ResolvedSpec,
  names: readonly string[],
): { readonly targets: readonly Target[]; readonly diagnostics: readonly Diagnostic[] } {
  if (names.length === 0) return { targets: spec.targets, diagnostics: [] };
  const known = [...new Set(spec.targets.flatMap((t) => [t.name, t.id]))];
  const diagnostics = names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearestName(name, known);
      return createDiagnostic(
        "plan/unknown-target",
        { name },
        { help: near === undefined ? `targets are ${known.join(", ")}` : `there is \`${near}\`` },
      );
    });
  return { targets: spec.targets.filter((t) => names.includes(t.name) || names.includes(t.id)), diagnostics };
}
