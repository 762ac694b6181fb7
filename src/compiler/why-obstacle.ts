import { createDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../diagnostics/source-range.ts";
import type { StoredObject } from "../plan/observed.ts";
import type { CachedTeam } from "../plan/world-cache.ts";
import type { Compilation } from "./compilation.ts";
import type { FileFacts } from "./file-facts.ts";
import { targetNamed } from "./file-rules/file-rule.ts";
import type { TargetFields } from "./merged-target.ts";
import type { AutomaticAppleTarget, ManualAppleTarget, ResolvedSpec, Target } from "./target.ts";

/** A target that signs apps for Apple's platforms. */
export type AppleTarget = AutomaticAppleTarget | ManualAppleTarget;

/** What kept a build from being installed; programs tell obstacles apart by it. */
export type ObstacleReason =
  | "store_build"
  | "no_profile"
  | "profile_expired"
  | "profile_invalid"
  | "certificate_expired"
  | "certificate_gone"
  | "certificate_not_held"
  | "capability_missing"
  | "capability_unassigned"
  | "device_unknown"
  | "device_class"
  | "device_disabled"
  | "device_processing"
  | "device_not_listed"
  | "file";

/** One thing that keeps builds of a target from being installed. */
export interface Obstacle {
  readonly reason: ObstacleReason;
  /** ISO 8601, UTC: since when it is so; null where nobody knows. */
  readonly since: string | null;
  /** Says it with the line of the spec that mends it. */
  readonly diagnostic: Diagnostic;
}

/** What is asked. */
export interface Question {
  readonly bundleId: string;
  /** UDID in any spelling; `undefined` to ask whether builds can be installed at all. */
  readonly device: string | undefined;
}

/** What an answer is found in. */
export interface WhyInput {
  readonly question: Question;
  readonly compilation: Compilation;
  readonly spec: ResolvedSpec;
  readonly facts: FileFacts;
  /** What is wrong with the files of the targets. */
  readonly findings: readonly Diagnostic[];
  /** What each App Store Connect key saw of its team. */
  readonly teams: Readonly<Record<string, CachedTeam>>;
  /** What the store holds; empty offline. Apple's lists leave expired profiles out, and the store knows their dates. */
  readonly stored: readonly StoredObject[];
  readonly now: Date;
}

/** Where a target, or the defaults under it, has a key; the target itself where neither has. */
export function keyRange(
  { compilation }: Pick<WhyInput, "compilation">,
  target: Target,
  key: keyof TargetFields,
): SourceRange {
  const path = targetNamed(compilation, target.name)?.pathOf(key) ?? ["targets", target.name];
  return compilation.document.rangeOf(path, path.length === 2 ? "key" : "value");
}

/** Makes an obstacle of one target. */
export function obstacle(
  target: AppleTarget,
  said: Pick<Obstacle, "reason"> & {
    readonly since?: string;
    readonly message: string;
    readonly help: string;
    readonly range: Diagnostic["range"];
    readonly notes?: readonly string[];
  },
): Obstacle {
  const { reason, since, message, help, range } = said;
  const notes = [...(since === undefined ? [] : [`so since ${since}`]), ...(said.notes ?? [])].map((note) => ({
    message: note,
  }));
  return {
    reason,
    since: since ?? null,
    diagnostic: createDiagnostic(
      "why/cannot-install",
      { target: target.id, reason: message },
      { range, help, notes, address: `targets.${target.id}` },
    ),
  };
}
