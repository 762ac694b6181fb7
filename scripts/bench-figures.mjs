// What `npm run bench` makes of its measurements, without measuring anything.

/** The ratios that must hold (issue 4), by the name of the row. */
const budgets = { "compile 10000": 1.5, validate: 2.2, "--version": 1.3 };

/**
 * Medians of both sides, and the median of the ratios of neighbouring runs: what else the machine does meets both runs of a pair.
 * `holds` is whether the ratio is within its budget, or there is none.
 */
export function row(name, what, { base, ours, unit }) {
  if (base.length !== ours.length || base.length === 0) throw new Error(`bench: ${name} has runs without a partner`);
  const ratio = rounded(median(ours.map((one, index) => one / base[index])));
  const budget = budgets[name];
  const holds = budget === undefined || ratio <= budget;
  return { name, what, base: rounded(median(base)), ours: rounded(median(ours)), unit, ratio, budget, holds };
}

/** The middle of numbers, or between the two in the middle. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

/** Rows as columns for people. */
export function table(rows) {
  const cells = rows.map((r) => [
    r.what,
    `${r.base} ${r.unit}`,
    `${r.ours} ${r.unit}`,
    r.ratio.toFixed(2),
    r.budget === undefined ? "" : `${r.budget.toFixed(1)}${r.holds ? "" : " exceeded"}`,
  ]);
  const all = [["what", "floor", "Signwright", "ratio", "at most"], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
