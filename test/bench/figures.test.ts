import { join } from "node:path";
import { expect, it } from "vitest";

interface Row {
  readonly ratio: number;
  readonly base: number;
  readonly ours: number;
  readonly budget: number | undefined;
  readonly holds: boolean;
}

interface Figures {
  readonly median: (numbers: readonly number[]) => number;
  readonly row: (
    name: string,
    what: string,
    runs: { readonly base: readonly number[]; readonly ours: readonly number[]; readonly unit: string },
  ) => Row;
  readonly table: (rows: readonly Row[]) => string;
}

const { median, row, table } = (await import(join(import.meta.dirname, "../../scripts/bench-figures.mjs"))) as Figures;

it("takes the middle, whatever the order", () => {
  expect(median([9, 1, 10])).toBe(9);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(median([7])).toBe(7);
});

it("compares neighbouring runs, so that a slow moment of the machine counts for nobody", () => {
  const { ratio, base, ours } = row("validate", "validate", { base: [10, 100, 20], ours: [20, 200, 40], unit: "ms" });
  expect({ ratio, base, ours }).toEqual({ ratio: 2, base: 20, ours: 40 });
});

it("knows which ratios must hold", () => {
  const of = (name: string, ours: number): boolean => row(name, name, { base: [10], ours: [ours], unit: "ms" }).holds;
  expect([of("validate", 22), of("validate", 22.1)]).toEqual([true, false]);
  expect([of("--version", 13), of("--version", 13.1)]).toEqual([true, false]);
  expect([of("compile 10000", 15), of("compile 10000", 15.1)]).toEqual([true, false]);
  expect(of("memory 10000", 999)).toBe(true);
});

it("refuses runs without a partner", () => {
  expect(() => row("x", "x", { base: [1, 2], ours: [1], unit: "ms" })).toThrow("without a partner");
  expect(() => row("x", "x", { base: [], ours: [], unit: "ms" })).toThrow("without a partner");
});

it("shows what is exceeded", () => {
  const rows = [
    row("validate", "validate as a whole process", { base: [10], ours: [30], unit: "ms" }),
    row("memory 10", "peak memory", { base: [8], ours: [4], unit: "MiB" }),
  ];
  expect(table(rows)).toBe(
    [
      "what                         floor  Signwright  ratio  at most",
      "validate as a whole process  10 ms  30 ms       3.00   2.2 exceeded",
      "peak memory                  8 MiB  4 MiB       0.50",
      "",
    ].join("\n"),
  );
});
