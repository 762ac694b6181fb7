import type { Address } from "../plan/address.ts";
import type { Observed, StoredObject } from "../plan/observed.ts";
import { countChanges, type ChangeCounts, type Plan, type PlanBudget } from "../plan/plan.ts";
import { daysUntil, groupedBy, textFact } from "./planning/planning.ts";
import { targetMaterial } from "./planning/target-material.ts";
import type { Target } from "./target.ts";

/** How a date stands: `renew` lies within the renewal window of a target that needs it; `no_expiry` is for what has no date. */
export type Validity = "valid" | "renew" | "expired" | "no_expiry";

/** Something with a date. */
interface Dated {
  readonly name: string;
  /** ISO 8601, UTC; null for what does not expire. */
  readonly expires: string | null;
  /** Whole days; negative when it is past. */
  readonly days_left: number | null;
  readonly validity: Validity;
}

/** The newest instance of something that the store holds. */
export interface HeldObject extends Dated {
  readonly address: Address;
  /** Tells instances of one address apart, see `StoredObject`. */
  readonly instance: string;
  /** Targets that need it, sorted; none for what is only kept. */
  readonly targets: readonly string[];
  /** ISO 8601, UTC: from when on a plan renews it, or a person should replace it. Null for what does not expire, or for no target. */
  readonly renew_from: string | null;
  /** Whether it came from a file of a person, who then renews it too. */
  readonly by_hand: boolean;
}

/** A certificate that Apple shows. */
export interface TeamCertificate extends Dated {
  /** The key of the spec that sees it. */
  readonly key: string;
  readonly certificate_type: string;
  readonly serial_number: string;
  /** Whether the store holds its private key. */
  readonly held: boolean;
}

/** A profile that Apple shows. */
export interface TeamProfile extends Dated {
  readonly key: string;
  readonly uuid: string;
  readonly profile_type: string;
  readonly bundle_id: string | null;
  /** Apple's state: ACTIVE, INVALID, EXPIRED. */
  readonly state: string;
  /** Whether the store has it or says that Signwright made it. */
  readonly ours: boolean;
  readonly device_count: number;
}

/** How many devices of a class and status a team has. */
export interface DeviceCount {
  readonly key: string;
  readonly device_class: string;
  readonly status: string;
  readonly count: number;
}

/** Slots of a certificate type or of a device family, and when the next one is free. */
export interface Slots extends PlanBudget {
  /** ISO 8601, UTC: when one is free again by expiry alone. Null where one is free now, no limit is known, or it is devices, which never expire. */
  readonly free_from: string | null;
}

/** One thing that asks for attention, most urgent first. */
export interface Concern {
  readonly severity: "error" | "warning";
  readonly what: string;
}

/** What is held, until when, and whether the world is as the signing file says. */
export interface StatusReport {
  /** ISO 8601, UTC: when it was read. */
  readonly timestamp: string;
  readonly concerns: readonly Concern[];
  /** What expires first first. */
  readonly held: readonly HeldObject[];
  readonly certificates: readonly TeamCertificate[];
  readonly profiles: readonly TeamProfile[];
  readonly devices: readonly DeviceCount[];
  readonly slots: readonly Slots[];
  readonly drift: readonly { readonly address: Address; readonly reason: string }[];
  readonly pending: ChangeCounts;
}

/** What a report is made from. */
export interface StatusInput {
  /** All targets of the spec. */
  readonly targets: readonly Target[];
  /** Targets that are asked about; all when it has as many. */
  readonly selected: readonly Target[];
  readonly observed: Observed;
  readonly plan: Plan;
  readonly now: Date;
}

/** Makes the report: a pure function of what was read and planned. */
export function statusReport({ targets, selected, observed, plan, now }: StatusInput): StatusReport {
  const isWhole = selected.length === targets.length;
  const uses = usesOf(selected, observed);
  const held = newest(observed.store.objects)
    .filter(({ address }) => isWhole || uses.has(address))
    // A bare key is part of its identity.
    .filter(({ address }) => !address.startsWith("store/key/"))
    .map((object) => heldObject(object, uses.get(object.address), now))
    .sort(byDate);
  const drift = plan.drift.map(({ address, reason }) => ({ address, reason }));
  const pending = countChanges(plan.changes);
  return {
    timestamp: plan.timestamp,
    concerns: concernsOf({ held, drift, pending }),
    held,
    certificates: certificatesOf(observed, now).toSorted(byDate),
    profiles: profilesOf(observed, now).toSorted(byDate),
    devices: devicesOf(observed),
    slots: plan.budgets
      // What is asked for in this hour is no slot; nor are devices that may be of several families before Apple has seen them.
      .filter(({ kind, limit }) => kind === "certificates" || (kind === "devices" && limit !== null))
      .map((budget) => ({ ...budget, free_from: freeFrom(budget, observed, now) })),
    drift,
    pending,
  };
}

/** A target that needs an object, and how many days before expiry it wants another; `undefined` where nobody renews it. */
interface Use {
  readonly target: string;
  readonly renewBefore: number | undefined;
}

function usesOf(targets: readonly Target[], observed: Observed): ReadonlyMap<Address, readonly Use[]> {
  const pairs = targets.flatMap((target) => {
    const { identity, installer, profiles, keystore } = targetMaterial(target, observed.store);
    // An upload key lives as long as its app; there is nothing to renew.
    const renewBefore = target.platform === "android" ? undefined : target.renewBefore;
    return [identity, installer, keystore, ...profiles].flatMap((address) =>
      address === undefined ? [] : [{ address, use: { target: target.id, renewBefore } }],
    );
  });
  return new Map([...groupedBy(pairs, (p) => p.address)].map(([address, all]) => [address, all.map((p) => p.use)]));
}

function newest(objects: readonly StoredObject[]): readonly StoredObject[] {
  return [...new Map(objects.map((o) => [o.address, o])).values()];
}

const DAY = 86_400_000;

function heldObject(object: StoredObject, uses: readonly Use[] = [], now: Date): HeldObject {
  const { address, instance } = object;
  const expires = textFact(object, "not_after") ?? textFact(object, "expires") ?? null;
  const windows = uses.flatMap(({ renewBefore }) => renewBefore ?? []);
  const renewFrom =
    expires === null || windows.length === 0
      ? null
      : new Date(Date.parse(expires) - Math.max(...windows) * DAY).toISOString().replace(/\.\d{3}Z$/, "Z");
  return {
    address,
    instance,
    ...dated(textFact(object, "subject_common_name") ?? textFact(object, "name") ?? textFact(object, "alias"), {
      expires,
      renewFrom,
      now,
    }),
    targets: [...new Set(uses.map((use) => use.target))].sort(),
    renew_from: renewFrom,
    by_hand: textFact(object, "source") === "file",
  };
}

function dated(
  name: string | undefined,
  {
    expires,
    renewFrom,
    now,
  }: { readonly expires: string | null; readonly renewFrom?: string | null; readonly now: Date },
): Dated {
  const days = expires === null ? null : daysUntil(now, expires);
  const isDue = typeof renewFrom === "string" && Date.parse(renewFrom) <= now.getTime();
  const validity =
    expires === null ? "no_expiry" : Date.parse(expires) <= now.getTime() ? "expired" : isDue ? "renew" : "valid";
  return { name: name ?? "", expires, days_left: days, validity };
}

function byDate(a: Dated, b: Dated): number {
  const time = (of: Dated): number => (of.expires === null ? Infinity : Date.parse(of.expires));
  const first = time(a);
  const second = time(b);
  return first === second ? (keyOf(a) < keyOf(b) ? -1 : 1) : first - second;
}

/** Of equal dates the order is the same in every run. */
function keyOf(
  of: Dated & Partial<Pick<HeldObject, "address"> & Pick<TeamCertificate, "serial_number"> & Pick<TeamProfile, "uuid">>,
): string {
  return of.address ?? of.serial_number ?? of.uuid ?? of.name;
}

function certificatesOf({ app_store_connect: teams, store }: Observed, now: Date): readonly TeamCertificate[] {
  const keys = new Set<unknown>(
    store.objects.flatMap((o) => [o.facts["public_key_sha256"], o.facts["certificate_sha256"]]),
  );
  return Object.entries(teams).flatMap(([key, team]) =>
    team.certificates.map(({ certificate_type, serial_number, display_name, expires, ...digests }) => ({
      key,
      certificate_type,
      serial_number,
      ...dated(display_name, { expires, now }),
      held: [digests.public_key_sha256, digests.certificate_sha256].some((d) => d !== null && keys.has(d)),
    })),
  );
}

function profilesOf({ app_store_connect: teams, store }: Observed, now: Date): readonly TeamProfile[] {
  const ours = new Set<unknown>([
    ...store.objects.map((o) => o.instance),
    ...store.records.map((r) => r.facts["uuid"]),
  ]);
  return Object.entries(teams).flatMap(([key, team]) =>
    team.profiles.map(({ uuid, name, profile_type, bundle_id, state, expires, devices }) => ({
      key,
      uuid,
      profile_type,
      bundle_id,
      state,
      ...dated(name, { expires, now }),
      ours: ours.has(uuid),
      device_count: devices.length,
    })),
  );
}

function devicesOf({ app_store_connect: teams }: Observed): readonly DeviceCount[] {
  return Object.entries(teams).flatMap(([key, { devices }]) =>
    [...groupedBy(devices, (d) => `${d.device_class}\n${d.status}`).values()]
      .flatMap((group) => {
        const [first] = group;
        return first ? [{ key, device_class: first.device_class, status: first.status, count: group.length }] : [];
      })
      .sort((a, b) => (`${a.device_class}\n${a.status}` < `${b.device_class}\n${b.status}` ? -1 : 1)),
  );
}

/** Where more are in use than the limit says, more than one must end before one is free. */
function freeFrom({ owner, what, used, limit }: PlanBudget, observed: Observed, now: Date): string | null {
  if (limit === null || used < limit) return null;
  const dates = (observed.app_store_connect[owner]?.certificates ?? [])
    .filter((c) => `${c.certificate_type} certificates` === what && Date.parse(c.expires) > now.getTime())
    .map((c) => c.expires)
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  return dates[used - limit] ?? null;
}

function concernsOf({ held, drift, pending }: Pick<StatusReport, "held" | "drift" | "pending">): readonly Concern[] {
  const needed = held.filter((h) => h.targets.length > 0);
  const expired = needed.filter((h) => h.validity === "expired");
  const due = needed.filter((h) => h.validity === "renew");
  const changes = pending.add + pending.change + pending.destroy + pending.forget;
  const concern = (severity: Concern["severity"], what: string | false): readonly Concern[] =>
    what === false ? [] : [{ severity, what }];
  const renewable = due.filter((h) => !h.by_hand).length;
  return [
    ...expired.flatMap((h) => concern("error", `${h.address} has expired${byHand(h)}`)),
    ...due.filter((h) => h.by_hand).flatMap((h) => concern("warning", `${h.address} is to be renewed${byHand(h)}`)),
    ...concern("warning", renewable > 0 && `${counted(renewable, "object")} to renew: an apply does it`),
    ...concern("warning", drift.length > 0 && `${counted(drift.length, "object")} moved since the last apply`),
    ...concern("warning", changes > 0 && `${counted(changes, "change")} to apply`),
    ...concern("warning", pending.manual > 0 && `${counted(pending.manual, "step")} to do by hand`),
  ];
}

function byHand({ by_hand: isByHand }: HeldObject): string {
  return isByHand ? ": replace its file" : "";
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
