import type { ResolvedSpec } from "../../../src/compiler/target.ts";
import type { Address } from "../../../src/plan/address.ts";
import type { JsonValue, StoredObject } from "../../../src/plan/observed.ts";
import type { Change } from "../../../src/plan/plan.ts";
import type { World } from "./world.ts";

/** Where simulated changes happen. A counter names what Apple and the console make. */
export interface Simulation {
  readonly spec: ResolvedSpec;
  readonly world: Mutable<Required<World>>;
  readonly console: SimulatedConsole;
  count: number;
}

/** What a console shows of the writings of a signing profile: a new id with each, one that it keeps, or no id of an app at all. */
export type DataIds = "new" | "kept" | "hidden";

/** What the console knows and does not show. */
export interface SimulatedConsole {
  readonly dataIds: DataIds;
  /** Profile id → the file in it, and how often it was written. */
  readonly written: Map<string, { readonly file: string; readonly writings: number }>;
  /** App id → what it was last signed with. */
  readonly signed: Map<string, { readonly profileId: string; readonly file: string; readonly writings: number }>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a change leads to; a change that leads to nothing fails the test. */
export function afterOf<C extends Change>(change: C): NonNullable<C["after"]> {
  if (change.after === null) throw new Error(`${change.address} has no after`);
  return change.after;
}

/** Keeps an ownership mark in the place of the old one, as the engine does after a step. */
export function mark({ world }: Simulation, address: Address, facts: { readonly [name: string]: JsonValue }): void {
  world.records = [...world.records.filter((r) => r.address !== address), { address, facts }];
}

/** Puts an object into the store, as its newest. */
export function put({ world }: Simulation, object: StoredObject): void {
  world.stored = [
    ...world.stored.filter((o) => o.address !== object.address || o.instance !== object.instance),
    { ...object, created: world.now.toISOString() },
  ];
}

/** The newest object of an address in the store. */
export function newest({ world }: Simulation, address: Address): StoredObject | undefined {
  return world.stored.findLast((o) => o.address === address);
}
