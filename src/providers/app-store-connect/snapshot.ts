import type { Address } from "../../plan/address.ts";
import type { ObservedBundleId, ObservedCertificate, ObservedDevice, ObservedProfile } from "../../plan/observed.ts";

/** A certificate and, where Apple gave them, its bytes. */
export interface KnownCertificate {
  readonly observed: ObservedCertificate;
  /** DER; undefined when Apple did not give it or it cannot be read. */
  readonly der: Uint8Array | undefined;
}

/** A profile that an apply of this run made or adopted. */
export interface MadeProfile {
  readonly observed: ObservedProfile;
  /** CMS; undefined when Apple did not send it along. */
  readonly content: Uint8Array | undefined;
}

/** What the provider knows of the team: filled by reading, kept current by applying. All maps but `made` are by Apple's resource id. */
export interface Snapshot {
  readonly bundleIds: Map<string, ObservedBundleId>;
  readonly devices: Map<string, ObservedDevice>;
  readonly certificates: Map<string, KnownCertificate>;
  readonly profiles: Map<string, ObservedProfile>;
  /** What this run made or adopted, by the address in the plan. */
  readonly made: {
    readonly certificates: Map<Address, KnownCertificate>;
    readonly profiles: Map<Address, MadeProfile>;
  };
}

/** An empty snapshot. */
export function createSnapshot(): Snapshot {
  return {
    bundleIds: new Map(),
    devices: new Map(),
    certificates: new Map(),
    profiles: new Map(),
    made: { certificates: new Map(), profiles: new Map() },
  };
}

/** Replaces the contents of one map of the snapshot by fresh rows. */
export function replaceAll<T>(known: Map<string, T>, rows: Iterable<readonly [string, T]>): void {
  known.clear();
  for (const [id, row] of rows) known.set(id, row);
}
