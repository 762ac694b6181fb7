import { nameOf, ownerOf, type Address } from "../../plan/address.ts";
import type { ObservedSigningProfile } from "../../plan/observed.ts";
import { recordOf, textFact, type PlanningInput } from "./planning.ts";

/**
 * Signing profiles on the console that our mark of an address names, and no others: that of the last writing first (`profile_id`),
 * then those that it replaced (`replaced`), then what an interrupted run was about to make (`making`, by name).
 */
export function ownSigningProfiles(input: PlanningInput, address: Address): readonly ObservedSigningProfile[] {
  const mark = recordOf(input, address);
  const current = textFact(mark, "profile_id");
  const ids = [...(current === undefined ? [] : [current]), ...textsOf(mark?.facts["replaced"])];
  const names = textsOf(mark?.facts["making"]);
  const all = profilesOf(input, address);
  return [
    ...ids.flatMap((id) => all.filter((p) => p.profile_id === id)),
    ...all.filter((p) => names.includes(p.name) && !ids.includes(p.profile_id)),
  ];
}

/**
 * The signing profile that an address stands for now: the one of our mark, whatever its name, or else the one of the name. `undefined`
 * when the console has neither.
 */
export function currentSigningProfile(input: PlanningInput, address: Address): ObservedSigningProfile | undefined {
  const [own] = ownSigningProfiles(input, address);
  return own ?? profilesOf(input, address).find((p) => p.name === nameOf(address));
}

function profilesOf({ observed }: PlanningInput, address: Address): readonly ObservedSigningProfile[] {
  return observed.policy_console[ownerOf(address)]?.signing_profiles ?? [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
