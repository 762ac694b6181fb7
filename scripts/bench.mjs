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
import { row, table } from "./bench-figures.mjs";
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

const folder = mkdtempSync(join(tmpdir(), "signwright-bench-"));
const rows = [];

async function benchmarks() {
  const bin = await buildCli(join(folder, "bin"));
  const measure = await buildMeasure();
  for (const size of sizes) rows.push(compileRow(measure, size));
  const largest = Math.max(...sizes);
  rows.push(memoryRow(measure, largest), ...startRows(bin));
  stdout.write(options.json ? `${JSON.stringify({ node: version, runs, rows }, undefined, 2)}\n` : table(rows));
  if (options.check && rows.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** The code under test as it ships, and the floor with the library as Node finds it. */
async function buildMeasure() {
  await build({
    ...bundling,
    entryPoints: { measure: "test/bench/measure.ts" },
    outdir: join(folder, "measure"),
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    alias: {},
    plugins: [libraryOfTheFloor],
  });
  return join(folder, "measure/measure.cjs");
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

try {
  await benchmarks();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
