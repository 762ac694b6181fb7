// Builds what the package ships: the CLI as a bundle with lazily loaded commands, and the library as plain modules with types.
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How everything that runs is bundled, the benchmarks too. */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  // The library's build for Node asks for an environment variable at every token, which is a tenth of the time to parse.
  alias: { yaml: join(dirname(require.resolve("yaml/package.json")), "browser/dist/index.js") },
  // Some bundled packages are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

/** Commands that editors, hooks and CI start again and again: opening a file costs Node more than the code in it. */
const alone = ["validate", "lsp"];

/**
 * Bundles the CLI into a folder and gives the path of its executable. The program itself, `validate` and `lsp` are a file each; the
 * other commands share what they have in common.
 */
export async function buildCli(folder) {
  const commands = new Set();
  await build({
    ...bundling,
    entryPoints: { signwright: "src/cli/main.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    chunkNames: "[name]-[hash]",
    plugins: [commandsApart(commands)],
  });
  const others = [...commands].filter((name) => !alone.includes(name));
  for (const names of [...alone.map((name) => [name]), others]) {
    await build({
      ...bundling,
      entryPoints: Object.fromEntries(names.map((name) => [name, `src/cli/commands/${name}.ts`])),
      outdir: join(folder, "commands"),
      outExtension: { ".js": ".mjs" },
      chunkNames: "chunks/[name]-[hash]",
      // Node reads all of a file before it runs any of it. Elsewhere packages compare the names of their classes.
      minifyIdentifiers: names.length === 1,
    });
  }
  const bin = join(folder, "signwright.mjs");
  // esbuild keeps a hashbang only from a source file; the bin needs one.
  writeFileSync(bin, `#!/usr/bin/env node\n${readFileSync(bin, "utf8")}`);
  chmodSync(bin, 0o755);
  return bin;
}

/** Bundles the language server for programs that embed it: one file, and the readers of key files, which it loads when it needs them. */
async function buildLanguageServer(folder) {
  await build({
    ...bundling,
    entryPoints: { server: "src/lsp/server.ts" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
  });
}

/** Leaves commands out of the bundle of the program, which imports them when they run, and notes their names. */
function commandsApart(commands) {
  return {
    name: "commands-apart",
    setup(bundle) {
      bundle.onResolve({ filter: /^\.\/commands\/[\w-]+\.ts$/ }, ({ path, kind }) => {
        if (kind !== "dynamic-import") return undefined;
        const name = path.slice("./commands/".length, -".ts".length);
        commands.add(name);
        return { path: `./commands/${name}.mjs`, external: true };
      });
    },
  };
}

async function main() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await buildCli(join(root, "dist/bin"));
  await buildLanguageServer(join(root, "dist/lsp"));
  if (argv.includes("--bin-only")) return;
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
