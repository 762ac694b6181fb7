// What compiling and starting cost, as ratios: `npm run bench -- [--runs N] [--sizes 10,1000] [--json] [--check]`.
// docs/benchmarks.md says what is compared and why. `--check` ends with 1 when a budget does not hold.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env, execPath, stdout, version } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { buildCli, bundling } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "21" },
    sizes: { type: "string", default: "10,1000,10000" },
    json: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);
const sizes = options.sizes.split(",").map(Number);

/** The ratios that must hold (issue 4), by the name of the row. */
const budgets = { "compile 10000": 1.5, validate: 2.2, "--version": 1.3 };

const folder = mkdtempSync(join(tmpdir(), "signwright-bench-"));
const rows = [];

async function benchmarks() {
  const bin = await buildCli(join(folder, "bin"));
  const measure = await buildMeasure();
  for (const size of sizes) rows.push(compileRow(measure, size));
  const largest = Math.max(...sizes);
  rows.push(memoryRow(measure, largest), ...startRows(bin));
  for (const line of rows) line.holds = line.budget === undefined || line.ratio <= line.budget;
  stdout.write(options.json ? `${JSON.stringify({ node: version, runs, rows }, undefined, 2)}\n` : table());
  if (options.check && rows.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** The code under test as it ships, and the floor with the library as Node finds it. */
async function buildMeasure() {
  await build({
    ...bundling,
    entryPoints: { measure: "test/bench/measure.ts" },
    outdir: join(folder, "measure"),
    outExtension: { ".js": ".mjs" },
    alias: {},
    plugins: [libraryOfTheFloor],
  });
  return join(folder, "measure/measure.mjs");
}

/** `floor.ts` takes the `yaml` package as any program on Node does; the rest is bundled as the CLI is. */
const libraryOfTheFloor = {
  name: "library-of-the-floor",
  setup(bundle) {
    bundle.onResolve({ filter: /^yaml$/ }, ({ importer }) => ({
      path: importer.endsWith("floor.ts") ? join(root, "node_modules/yaml/dist/index.js") : bundling.alias.yaml,
    }));
  },
};

function measured(script, order) {
  const out = join(folder, "measured.json");
  const { status, stderr } = spawnSync(execPath, ["--expose-gc", script, JSON.stringify(order), out], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`bench: a measurement ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(out, "utf8"));
}

function compileRow(script, targets) {
  const { floor, compile, changes } = measured(script, { targets, runs });
  const what = `text to plan, ${targets} targets (${changes} changes)`;
  return row(`compile ${targets}`, what, { base: floor, ours: compile, unit: "ms" });
}

function memoryRow(script, targets) {
  const peak = (only) =>
    Array.from({ length: 3 }, () => measured(script, { targets, runs: 1, only }).peakBytes / 1024 / 1024);
  const what = `peak memory, ${targets} targets`;
  return row(`memory ${targets}`, what, { base: peak("floor"), ours: peak("compile"), unit: "MiB" });
}

/** Whole processes, one after the other, without a terminal and without the variables of this one. */
function startRows(bin) {
  const subjects = {
    node: ["-e", "0"],
    validate: [bin, "validate", "examples/acme/signing.yaml"],
    "--version": [bin, "--version"],
  };
  const times = { node: [], validate: [], "--version": [] };
  for (let run = 0; run < runs + 1; run++) {
    for (const [name, args] of Object.entries(subjects)) {
      const before = performance.now();
      const { status, stderr } = spawnSync(execPath, args, {
        cwd: root,
        env: { PATH: env.PATH },
        encoding: "utf8",
      });
      const took = performance.now() - before;
      if (status !== 0) throw new Error(`bench: ${name} ended with ${status}: ${stderr}`);
      // The first run finds the files on disk for the others.
      if (run > 0) times[name].push(took);
    }
  }
  return ["validate", "--version"].map((name) =>
    row(name, `${name} as a whole process`, { base: times.node, ours: times[name], unit: "ms" }),
  );
}

/** Medians of both, and the median of the ratios of neighbouring runs: what else the machine does meets both runs of a pair. */
function row(name, what, { base, ours, unit }) {
  const ratio = rounded(median(ours.map((one, index) => one / base[index])));
  return { name, what, base: rounded(median(base)), ours: rounded(median(ours)), unit, ratio, budget: budgets[name] };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

function table() {
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

try {
  await benchmarks();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
