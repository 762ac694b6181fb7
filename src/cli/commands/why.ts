import { answerFor, targetsSigning, type Answer } from "../../compiler/why.ts";
import { knownDevice, udidOf } from "../../compiler/why-device.ts";
import type { AppleTarget, Question, WhyInput } from "../../compiler/why-obstacle.ts";
import { nearestName } from "../../compiler/nearest-name.ts";
import type { ResolvedSpec, Target } from "../../compiler/target.ts";
import { createDiagnostic, hasErrors, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { factsCacheOf } from "../../plan/world-cache.ts";
import type { CliContext } from "../cli-context.ts";
import { checkSpec } from "../check-spec.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { guarded } from "../guarded.ts";
import { INTERRUPTED } from "../interruption.ts";
import { loadSpec } from "../load-spec.ts";
import { selectTargets } from "../prepare-plan.ts";
import { readFacts } from "../read-facts.ts";
import { readWorld } from "../read-world.ts";
import { whyJson, whyText, type Explanation } from "../views/why-text.ts";
import type { PlanningFlags } from "./plan.ts";

/** Flags of `why`. */
export interface WhyFlags extends PlanningFlags {
  readonly json: boolean;
  readonly offline: boolean;
  readonly device?: string;
}

/** What answers are found in. */
interface Found {
  readonly input: Omit<WhyInput, "question">;
  readonly asOf: string;
  /** What would stop an apply. */
  readonly errors: readonly Diagnostic[];
}

/** What is known, for an answer. */
type Known = Found | { readonly diagnostics: readonly Diagnostic[]; readonly interrupted?: boolean };

/** `signwright why`: whether a device can install a build, since when not, and which line of the spec mends it. Changes nothing. */
export async function why(this: CliContext, flags: WhyFlags, bundleId: string, path?: string): Promise<void> {
  const outcome = await guarded<Known | { readonly explanation: Explanation }>(
    () => explain(this, flags, bundleId, path),
    (diagnostics) => ({ diagnostics }),
  );
  if (!("explanation" in outcome)) {
    const { diagnostics, interrupted } = "diagnostics" in outcome ? outcome : { diagnostics: [] };
    this.exit(interrupted ? INTERRUPTED : 1);
    showDiagnostics(this, diagnostics);
    if (interrupted) this.host.stderr.write("\nStopped.\n");
    else if (flags.json) this.host.stdout.write(failureJson(diagnostics));
    return;
  }
  const { explanation } = outcome;
  const isOpen = explanation.answers.some(({ obstacles }) => obstacles.length === 0);
  this.exit(isOpen ? 0 : 1);
  if (flags.json) {
    this.host.stdout.write(toJsonText(whyJson(explanation)));
    return;
  }
  this.host.stdout.write(whyText(explanation, this.host.clock(), this.paint));
  // Where one way is open, the lines above say why the others are not.
  if (isOpen) return;
  showDiagnostics(this, [
    ...explanation.answers.flatMap(({ obstacles }) => obstacles.map((o) => o.diagnostic)),
    ...explanation.stops,
  ]);
}

async function explain(
  context: CliContext,
  flags: WhyFlags,
  bundleId: string,
  path: string | undefined,
): Promise<Known | { readonly explanation: Explanation }> {
  const loaded = await loadSpec(context.host, path);
  const { spec, diagnostics } = loaded.compilation;
  if (!spec || hasErrors(diagnostics)) return { diagnostics };
  const selected = selectTargets(spec, flags.target ?? []);
  if (selected.diagnostics.length > 0) return { diagnostics: selected.diagnostics };
  // Only the keys of targets that could sign it are asked.
  const candidates = targetsSigning(bundleId, { targets: selected.targets }, "any");
  if (candidates.length === 0) return { diagnostics: [noTarget(bundleId, selected.targets)] };
  const known = flags.offline
    ? await offline(context, path)
    : await online(context, { ...flags, target: candidates.map((t) => t.id) }, path);
  if ("diagnostics" in known) return known;
  const { input } = known;
  const signing = targetsSigning(bundleId, input.spec, input.teams).filter((t) =>
    candidates.some((c) => c.id === t.id),
  );
  if (signing.length === 0) return { diagnostics: [noTarget(bundleId, selected.targets)] };
  const unseen = signing.find((t) => t.method === "automatic" && !input.teams[t.key]);
  if (unseen?.method === "automatic") return { diagnostics: [notSeen(unseen.key)] };
  const device = flags.device === undefined ? undefined : udidOf(input, flags.device);
  return { explanation: { ...answer(known, signing, { bundleId, device }), offline: flags.offline } };
}

/** The question asked of each target, what is known of the device, and what stops an apply from mending anything. */
function answer(
  { input, asOf, errors }: Found,
  targets: readonly AppleTarget[],
  question: Question,
): Omit<Explanation, "offline"> {
  const asked = { ...input, question };
  const answers: readonly Answer[] = targets.map((target) => answerFor(asked, target));
  const { bundleId, device: udid } = question;
  const devices = udid === undefined ? [] : targets.map((target) => knownDevice(asked, target, udid));
  const device = devices.find(({ status }) => status !== undefined) ?? devices.find(({ name }) => name) ?? devices[0];
  const said = new Set(answers.flatMap(({ obstacles }) => obstacles.map((o) => o.diagnostic.message)));
  const isOpen = answers.some(({ obstacles }) => obstacles.length === 0);
  const waits = !isOpen && answers.some(({ target }) => target.method === "automatic");
  const stops = waits ? errors.filter((d) => d.severity === "error" && !said.has(d.message)) : [];
  return { bundleId, device, answers, stops, asOf };
}

async function online(context: CliContext, flags: WhyFlags, path: string | undefined): Promise<Known> {
  const read = await readWorld(context, flags, path, { despiteFiles: true });
  const { observed, workbench, plan, diagnostics, interrupted } = read;
  if (!observed || !workbench || !plan) return { diagnostics, interrupted };
  const { loaded, spec, facts } = workbench;
  const { app_store_connect: teams } = factsCacheOf({
    observed,
    keystores: new Map(),
    keyNames: new Set(spec.keys.keys()),
    previous: undefined,
    timestamp: plan.timestamp,
  });
  const { compilation } = loaded;
  const now = context.host.clock();
  const { objects: stored } = observed.store;
  const findings = workbench.diagnostics;
  return {
    input: { compilation, spec, facts, findings, teams, stored, now },
    asOf: plan.timestamp,
    errors: diagnostics,
  };
}

async function offline({ host }: CliContext, path: string | undefined): Promise<Known> {
  const loaded = await loadSpec(host, path);
  const checked = await checkSpec(host, loaded, undefined);
  const { compilation } = loaded;
  const { spec } = compilation;
  if (!spec) return { diagnostics: checked.diagnostics };
  const seen = await readFacts(loaded.root);
  const now = host.clock();
  const teams = seen?.app_store_connect ?? {};
  // Of several teams the oldest reading is what can be relied on.
  const asOf = Object.values(teams)
    .map((team) => team.read_at)
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const { facts, diagnostics: findings } = checked;
  const input = { compilation, spec, facts, findings, teams, stored: [], now };
  return { input, asOf: asOf ?? now.toISOString(), errors: findings };
}

function notSeen(key: string): Diagnostic {
  return createDiagnostic(
    "cli/refused",
    { reason: `.signwright/cache/facts.json knows nothing of the team of \`${key}\`` },
    { help: "run `signwright plan` once, which leaves it there, or leave `--offline` out" },
  );
}

function noTarget(bundleId: string, targets: ResolvedSpec["targets"]): Diagnostic {
  const ids = targets.flatMap(idsOf);
  const near = nearestName(bundleId, ids);
  const android = targets.find((t) => t.platform === "android" && t.packageName === bundleId);
  const notes = android
    ? [{ message: `\`${android.id}\` is for Android, where any device installs a signed app` }]
    : [{ message: `targets are for ${[...new Set(ids)].map((id) => `\`${id}\``).join(", ") || "Android only"}` }];
  return createDiagnostic(
    "verify/no-target",
    { bundle_id: bundleId },
    { notes, help: near === undefined ? "add a target for it, or list it under `extensions`" : `there is \`${near}\`` },
  );
}

function idsOf(target: Target): readonly string[] {
  if (target.platform === "android") return [];
  return [target.bundleId, ...(target.extensions === "discover" ? [] : target.extensions.map((e) => e.bundleId))];
}
