import type { FactsCache } from "../../../src/plan/world-cache.ts";

/** Something of ours that ends. */
export interface Expiry {
  readonly what: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** Name of the key of the spec whose team has it. */
  readonly key: string;
}

/** What Signwright made that has not ended yet, as the last plan saw it; what ends first comes first. */
export function expiriesOf(world: FactsCache | undefined, now: Date): readonly Expiry[] {
  return Object.entries(world?.app_store_connect ?? {})
    .flatMap(([key, team]) => [
      ...team.certificates.map((each) => ({ ...each, what: `Certificate ${each.display_name}`, key })),
      ...team.profiles.map((each) => ({ ...each, what: `Profile ${each.name}`, key })),
    ])
    .filter(({ ours, expires }) => ours && Date.parse(expires) > now.getTime())
    .map(({ what, expires, key }) => ({ what, expires, key }))
    .toSorted((a, b) => Date.parse(a.expires) - Date.parse(b.expires) || (a.what < b.what ? -1 : 1));
}
