/**
 * The candidate that a misspelt name most probably means; `undefined` when none is close enough to be worth saying.
 * Names that differ only in letter case, hyphens or camel case are nearest, then those within a few edits
 * (Damerau-Levenshtein: a letter added, left out, replaced, or swapped with its neighbour), then the only candidate
 * that holds the name as a whole word (`alias` for `keystore_alias`). Of equals the first wins.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plainForm(name);
  if (wanted === "" || name.length > MAXIMUM_LENGTH) return undefined;
  const forms = candidates.map((candidate) => ({ candidate, form: plainForm(candidate) }));
  const same = forms.find(({ form }) => form === wanted);
  if (same) return same.candidate;
  let nearest: string | undefined;
  let best = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const { candidate, form } of forms) {
    const distance = editDistance(wanted, form, best - 1);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest ?? onlyWordMatch(name, candidates);
}

/** Names longer than this are no misspelling of ours, and would cost too much to compare. */
const MAXIMUM_LENGTH = 80;

/** A name without what people get wrong without noticing: `bundleId`, `Bundle-ID` and `bundle_id` are the same. */
function plainForm(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

function onlyWordMatch(name: string, candidates: readonly string[]): string | undefined {
  const words = wordsOf(name);
  if (words.join("").length < 3) return undefined;
  const matches = candidates.filter((candidate) => {
    const all = wordsOf(candidate).join("_");
    return `_${all}_`.includes(`_${words.join("_")}_`);
  });
  return matches.length === 1 ? matches[0] : undefined;
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Optimal string alignment distance; any number above `limit` when it is larger than that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(distance);
      smallest = Math.min(smallest, distance);
    }
    if (smallest > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
