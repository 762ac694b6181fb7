import type { BlastRadius, Change, FallenProfile, Plan } from "../../plan/plan.ts";
import { plural } from "./plural.ts";

/** So many names stand in a line; what is left out is counted. */
const NAMES = 4;

/** How far one line of a plan reaches at Apple, in words. */
export interface RadiusText {
  readonly text: string;
  /** Whether profiles stay invalid that this plan does not make anew. */
  readonly leavesInvalid: boolean;
}

/**
 * How far the lines of a plan reach at Apple; `undefined` for a line that no profile falls by. Lines that reach as far as an earlier one
 * name that one instead of all the profiles again.
 */
export function blastRadiusTexts({
  blast_radius: entries,
}: Pick<Plan, "blast_radius">): (change: Change) => RadiusText | undefined {
  const texts = new Map<string, RadiusText>();
  const first = new Map<string, string>();
  for (const entry of entries) {
    if (entry.profiles.length === 0) continue;
    const verb = entry.address.split("/")[1] === "device" ? "held by" : "turns invalid";
    const all = `${verb} ${entry.profiles.map(({ uuid }) => uuid).join()}`;
    const earlier = first.get(all);
    if (earlier === undefined) first.set(all, entry.address);
    const what = earlier === undefined ? profilesText(entry) : `the same profiles as ${earlier}`;
    texts.set(stepOf(entry), {
      text: `${verb}: ${what}`,
      leavesInvalid: entry.profiles.some(({ replaced }) => !replaced),
    });
  }
  return (change) => texts.get(stepOf(change));
}

function stepOf({ address, deposed = "" }: { readonly address: string; readonly deposed?: string }): string {
  return `${address}#${deposed}`;
}

function profilesText({ profiles, targets }: BlastRadius): string {
  const replaced = profiles.filter((p) => p.replaced);
  const ours = profiles.filter((p) => !p.replaced && p.ours);
  const others = profiles.filter((p) => !p.replaced && !p.ours);
  return [
    ...(replaced.length === 0 ? [] : [`${plural(replaced.length, "profile")} that this plan makes anew`]),
    ...(ours.length === 0 ? [] : [`${ours.length} of ours that it does not make anew: ${names(ours)}`]),
    ...(others.length === 0
      ? []
      : [`${others.length} that ${others.length === 1 ? "is" : "are"} not ours: ${names(others)}`]),
    ...(targets.length === 0 ? [] : [`touches ${folded(targets)}`]),
  ].join("; ");
}

function names(profiles: readonly FallenProfile[]): string {
  return folded(profiles.map(({ name }) => `"${name}"`));
}

function folded(words: readonly string[]): string {
  const more = words.length - NAMES;
  return more > 0 ? `${words.slice(0, NAMES).join(", ")} and ${more} more` : words.join(", ");
}
