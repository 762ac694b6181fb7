// Feeds changed files to every reader, for as long as one likes: `npm run fuzz -- [--seconds N] [--seed X] [--jobs N] [--only NAME] [--replay FILE]`.
// Ends with 1 when a reader crashed, hung, took too much memory, or accepted what it must not accept.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "signwright-fuzz-"));
await build({
  absWorkingDir: root,
  entryPoints: { fuzz: "test/fuzz/fuzz.ts", worker: "test/fuzz/worker.ts" },
  outdir: join(folder, "bin"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  sourcemap: "inline",
  format: "esm",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
  // Some bundled packages are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
const { fuzz } = await import(pathToFileURL(join(folder, "bin/fuzz.mjs")).href);
process.exitCode = await fuzz({ arguments: argv.slice(2), root, folder, worker: join(folder, "bin/worker.mjs") });
