import type { Address } from "./address.ts";
import type { ResourceAttributes, ResourceKind } from "./resource.ts";

const actions = ["no-op", "create", "read", "update", "delete", "forget", "manual"] as const;

/**
 * What a change does. The words and their combination in arrays are Terraform's (JSON plan, format 1.2), and `manual` is ours:
 * a step that only a person can do.
 */
export type Action = (typeof actions)[number];

/** Whether a value is an {@link Action}. */
export function isAction(value: unknown): value is Action {
  return actions.some((action) => action === value);
}

/** Why a change is in the plan; `reason` says it in words. */
export type ActionReason =
  | "missing"
  | "attributes_differ"
  | "replace_because_expiring"
  | "replace_because_invalid"
  | "replace_because_certificate"
  | "replace_because_devices"
  | "replace_because_content"
  | "delete_because_replaced"
  | "delete_because_no_resource_config"
  | "forget_because_no_resource_config"
  | "replace_by_request"
  | "delete_by_request"
  | "done_by_hand"
  | "source_changed"
  | "cannot_be_done_by_api";

/** One change of one resource. */
export interface ChangeOf<K extends ResourceKind> {
  readonly address: Address;
  readonly type: K;
  readonly name: string;
  /** The key of the spec, or `store`, whose provider carries the change out. */
  readonly provider_name: string;
  readonly action: Action;
  readonly action_reason: ActionReason;
  /** One sentence for people: why. */
  readonly reason: string;
  /** Null for a create. */
  readonly before: ResourceAttributes[K] | null;
  /** Null for a delete. */
  readonly after: ResourceAttributes[K] | null;
  /** Names of attributes of `after` that are null only because they are known after apply. */
  readonly after_unknown: readonly string[];
  /** Of an old instance of the address that goes away: what identifies it (profile UUID, public key digest). */
  readonly deposed?: string;
  /** Whether this create replaces an older instance, which a later `delete` line of the plan removes. */
  readonly replaces_older: boolean;
  /** Addresses whose changes must come first. */
  readonly depends_on: readonly Address[];
  /** Targets that want it, sorted. */
  readonly targets: readonly string[];
  /** Names of the observed objects that the decision rests on, see `observedObjects`. */
  readonly reads: readonly string[];
  readonly manual?: ManualStep;
}

/** What the person does whom a `manual` change waits for. */
export interface ManualStep {
  readonly instructions: string;
  /** How Signwright sees that it is done. */
  readonly check: string;
  /** What the person needs for it. `path` is relative to the signing file's folder, where `plan` and `apply` leave it. Never a secret. */
  readonly file?: { readonly path: string; readonly content: string };
}

/** One change of one resource, told apart by `type`. */
export type Change = { [K in ResourceKind]: ChangeOf<K> }[ResourceKind];

/**
 * What a person asked of a plan beyond the spec. Once a plan is made, each names what it meant then: `address#instance`, or
 * `acme/certificate/<serial>` for what is to be revoked.
 */
export interface PlanRequests {
  readonly replace: readonly string[];
  readonly destroy: readonly string[];
  readonly revoke: readonly string[];
  /** Steps that only a person can do, and that a person says are done. */
  readonly acknowledge: readonly string[];
  /** Whether only drift is looked for, and nothing is planned. */
  readonly refresh_only: boolean;
}

/** A plan for what the spec says, and nothing else. */
export const noRequests: PlanRequests = { replace: [], destroy: [], revoke: [], acknowledge: [], refresh_only: false };

/** Something with a date that the plan wants people to know: an expiry, a renewal to come. */
export interface PlanExpiry {
  readonly address: string;
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
  readonly days_left: number;
}

const budgetKinds = ["certificates", "devices", "requests"] as const;

/** What a {@link PlanBudget} counts. */
export type BudgetKind = (typeof budgetKinds)[number];

/** Whether a value is a {@link BudgetKind}. */
export function isBudgetKind(value: unknown): value is BudgetKind {
  return budgetKinds.some((kind) => kind === value);
}

/** How much of something limited is used, and how much this plan takes. */
export interface PlanBudget {
  /** What is counted: valid certificates of a type, registered devices of a class, or requests in Apple's rolling hour. */
  readonly kind: BudgetKind;
  readonly owner: string;
  /** In words, such as `DISTRIBUTION certificates`. */
  readonly what: string;
  readonly used: number;
  readonly adds: number;
  /** Null when no limit is known. */
  readonly limit: number | null;
}

/** A profile at Apple that stops working by a change. */
export interface FallenProfile {
  readonly name: string;
  readonly uuid: string;
  /** Whether the store says that Signwright made it. */
  readonly ours: boolean;
  /** Whether this plan makes it anew. */
  readonly replaced: boolean;
}

/** How far a line of a plan reaches that ends something, or that turns profiles at Apple invalid. */
export interface BlastRadius {
  readonly address: Address;
  /** Which instance of the address the line is about, as in the change. */
  readonly deposed?: string;
  /** Targets that it touches, sorted. */
  readonly targets: readonly string[];
  /** Profiles that work now and that it turns invalid, by name; for a device those that hold it, and are to be made anew without it. */
  readonly profiles: readonly FallenProfile[];
}

/**
 * Everything that an apply will do, as data. Apply carries out `changes` and nothing else.
 * `timestamp` (ISO 8601, UTC) is the time that the planning rules used.
 */
export interface Plan {
  readonly format_version: "1.2";
  readonly timestamp: string;
  /** SHA-256 of the spec's text, lower-case hex. */
  readonly spec_sha256: string;
  /** SHA-256 of the device lists that the spec names, lower-case hex, by their path in the spec: they are part of what was reviewed. */
  readonly files: Readonly<Record<string, string>>;
  /** Path of the spec as given, for messages. */
  readonly spec_path: string;
  /** Targets that the plan is restricted to; empty for all. */
  readonly targeted: readonly string[];
  readonly requests: PlanRequests;
  readonly changes: readonly Change[];
  /** What is no longer as Signwright left it, whether or not the plan does something about it. */
  readonly drift: readonly Change[];
  /** Fingerprints of the observed objects that the plan writes or rests on, by object name. */
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly budgets: readonly PlanBudget[];
  /** An entry for each line that deletes, and for each other one that turns profiles invalid, in their order. */
  readonly blast_radius: readonly BlastRadius[];
  readonly expiries: readonly PlanExpiry[];
  /** Addresses of what the store holds for no target any more. It is kept. */
  readonly kept: readonly Address[];
  /** Whether there is anything to apply. */
  readonly applyable: boolean;
  /** Whether applying it reaches all that the spec asks for. */
  readonly complete: boolean;
  readonly errored: boolean;
}

/**
 * The changes that wait for a step which only a person can do: those that depend on one, directly or through others. Apply leaves
 * them until the step is done. Nothing waits for a capability. `byHand` are changes that turned out to be such steps when apply came to them.
 */
export function waitingChanges(
  changes: readonly Change[],
  byHand: ReadonlySet<Change> = new Set(),
): ReadonlySet<Change> {
  const isStep = (c: Change): boolean => c.action === "manual" || byHand.has(c);
  // A profile can be made without a capability, and has to be where another one has turned the old profile invalid.
  const held = new Set(changes.flatMap((c) => (isStep(c) && c.type !== "capability" ? [c.address] : [])));
  const waiting = new Set<Change>();
  // Changes come in the order of their dependencies, so one walk finds them all.
  for (const change of changes) {
    if (isStep(change) || !change.depends_on.some((address) => held.has(address))) continue;
    waiting.add(change);
    held.add(change.address);
  }
  return waiting;
}

/** The counts of the summary line. A replacement counts as one to add and one to destroy. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly manual: number;
  readonly forget: number;
}

/** Counts the changes of a plan as the summary line shows them. */
export function countChanges(changes: readonly Change[]): ChangeCounts {
  const count = (action: Action): number => changes.filter((c) => c.action === action).length;
  return {
    add: count("create"),
    change: count("update"),
    destroy: count("delete"),
    manual: count("manual"),
    forget: count("forget"),
  };
}

/** Terraform's action array of a change (`["delete"]`, `["create"]`, …). A replacement is two lines here, so no pair appears. */
export function terraformActions(change: Change): readonly string[] {
  return [change.action];
}
