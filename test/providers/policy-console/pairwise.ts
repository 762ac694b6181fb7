/** The values that each switch can have. */
export type Switches = Readonly<Record<string, readonly unknown[]>>;

/** One value of each switch. */
export type Combination = Readonly<Record<string, unknown>>;

interface Choice {
  readonly name: string;
  readonly value: unknown;
}

/**
 * Combinations in which any two values of any two switches meet at least once: most mistakes need no more than two. Built greedily:
 * each combination starts with a pair that has not met and takes, switch by switch, the value that makes most new pairs meet.
 */
export function pairwise(switches: Switches): readonly Combination[] {
  const names = Object.keys(switches);
  const unmet = new Set(pairsOf(switches));
  const combinations: Combination[] = [];
  for (const first of pairsOf(switches)) {
    if (!unmet.has(first)) continue;
    const [one, other] = JSON.parse(first) as [Choice, Choice];
    const chosen: Record<string, unknown> = { [one.name]: one.value, [other.name]: other.value };
    for (const name of names.filter((candidate) => !(candidate in chosen))) {
      const gain = (value: unknown): number =>
        Object.entries(chosen).filter(([met, with_]) =>
          unmet.has(keyOf(names, { name, value }, { name: met, value: with_ })),
        ).length;
      const values = switches[name] ?? [];
      chosen[name] = values.reduce((best, value) => (gain(value) > gain(best) ? value : best), values[0]);
    }
    for (const pair of pairsIn(names, chosen)) unmet.delete(pair);
    combinations.push(Object.fromEntries(names.map((name) => [name, chosen[name]])));
  }
  return combinations;
}

/** The pairs of values that a set of combinations leaves out, as text; empty for a complete one. */
export function missingPairs(switches: Switches, combinations: readonly Combination[]): readonly string[] {
  const met = new Set(combinations.flatMap((combination) => pairsIn(Object.keys(switches), combination)));
  return pairsOf(switches).filter((pair) => !met.has(pair));
}

function pairsOf(switches: Switches): readonly string[] {
  const names = Object.keys(switches);
  return names.flatMap((name, index) =>
    names
      .slice(index + 1)
      .flatMap((other) =>
        (switches[name] ?? []).flatMap((value) =>
          (switches[other] ?? []).map((otherValue) =>
            keyOf(names, { name, value }, { name: other, value: otherValue }),
          ),
        ),
      ),
  );
}

function pairsIn(names: readonly string[], combination: Combination): readonly string[] {
  return names.flatMap((name, index) =>
    names
      .slice(index + 1)
      .map((other) => keyOf(names, { name, value: combination[name] }, { name: other, value: combination[other] })),
  );
}

function keyOf(names: readonly string[], one: Choice, other: Choice): string {
  return JSON.stringify(names.indexOf(one.name) < names.indexOf(other.name) ? [one, other] : [other, one]);
}
