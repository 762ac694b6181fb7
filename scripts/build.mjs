// Builds what the package ships: the CLI as a bundle with lazily loaded commands, and the library as plain modules with types.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How everything that runs is bundled, the benchmarks too. */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  // The library's build for Node asks for an environment variable at every token, which is a tenth of the time to parse.
  alias: { yaml: join(dirname(require.resolve("yaml/package.json")), "browser/dist/index.js") },
};

/** Node starts CommonJS in half the time of ES modules, as long as nothing asks for one of these. */
const commonJs = { format: "cjs", supported: { "dynamic-import": false } };

/**
 * Bundles the CLI into a folder and gives the path of its executable. There are four bundles, so that each carries only what it needs:
 * the executable itself, which is next to nothing; `start/`, with what `validate` needs for a file without mistakes; `editor/`, with the
 * language server; and `program/`, with everything.
 */
export async function buildCli(folder) {
  const bin = join(folder, "signwright.cjs");
  await build({
    ...bundling,
    ...commonJs,
    entryPoints: ["src/cli/main.ts"],
    outfile: bin,
    banner: { js: "#!/usr/bin/env node" },
    plugins: [bundlesApart],
  });
  chmodSync(bin, 0o755);
  const start = await splitBundle(join(folder, "start"), "src/cli/validate-plainly.ts");
  // Some packages compare the names of their classes; none of them is in here.
  await packTogether(start, { minify: true });
  const editor = await splitBundle(join(folder, "editor"), "src/cli/lsp-plainly.ts");
  await packTogether(editor, { minifySyntax: true, minifyWhitespace: true });
  const program = await splitBundle(join(folder, "program"), "src/cli/run.ts");
  for (const [path, code] of [...start.files, ...editor.files, ...program.files]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  return bin;
}

/** Leaves what `main.ts` imports late to the other bundles. */
const bundlesApart = {
  name: "bundles-apart",
  setup(bundle) {
    const paths = {
      "./validate-plainly.ts": "./start/validate-plainly.cjs",
      "./lsp-plainly.ts": "./editor/lsp-plainly.cjs",
      "./run.ts": "./program/run.cjs",
    };
    bundle.onResolve({ filter: /./ }, ({ path }) => (paths[path] ? { path: paths[path], external: true } : undefined));
  },
};

/**
 * Bundles an entry point, with what is imported late in files of its own. esbuild splits only ES modules, so each file is made as one
 * first, and then rewritten by itself. Gives the text of the files by their paths, and which of them are loaded at once.
 */
async function splitBundle(folder, entryPoint) {
  const { outputFiles, metafile } = await build({
    ...bundling,
    entryPoints: [entryPoint],
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
    outdir: folder,
    chunkNames: "[name]-[hash]",
    // The names by which the files load each other.
    outExtension: { ".js": ".cjs" },
  });
  const files = new Map();
  for (const { path, text } of outputFiles) files.set(path, await asCommonJs(text));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [join(root, path), output]));
  const entry = join(folder, basename(entryPoint).replace(/\.ts$/, ".cjs"));
  const atOnce = new Set();
  const add = (path) => {
    if (atOnce.has(path)) return;
    for (const { path: other, kind, external } of outputs.get(path).imports) {
      if (kind === "import-statement" && !external) add(join(root, other));
    }
    atOnce.add(path);
  };
  add(entry);
  return { entry, files, atOnce };
}

async function asCommonJs(text) {
  const url = "moduleUrl";
  const usesUrl = text.includes("import.meta.url");
  const { code } = await transform(text, {
    ...commonJs,
    platform: "node",
    target: bundling.target,
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "error",
    ...(usesUrl ? { define: { "import.meta.url": url } } : {}),
  });
  return usesUrl ? `const ${url}=require("node:url").pathToFileURL(__filename).href;${code}` : code;
}

/**
 * Puts the files that are loaded at once into that of the entry point: finding and opening a file costs Node more than most of the code in
 * it. What is loaded late asks there for its part.
 */
async function packTogether({ entry, files, atOnce }, minification) {
  const names = new Set([...atOnce].map((path) => `./${basename(path)}`));
  const parts = [...atOnce].map((path) => {
    const code = files.get(path);
    files.delete(path);
    // In parentheses, so that a function which is called at once is not read twice.
    return `"./${basename(path)}":(function(exports,module,require){${code}})`;
  });
  const pack = `./${basename(entry)}`;
  for (const [path, code] of files) {
    files.set(
      path,
      code.replace(/\brequire\("(\.\/[\w.-]+)"\)/g, (whole, name) =>
        names.has(name) ? `require("${pack}").part("${name}")` : whole,
      ),
    );
  }
  const text = `const parts={${parts.join(",\n")}};
const loaded={};
function part(name){
if(!(name in parts))return require(name);
if(!(name in loaded)){const module=loaded[name]={exports:{}};parts[name](module.exports,module,part)}
return loaded[name].exports}
module.exports={...part("${pack}"),part};
`;
  const { code } = await transform(text, minification);
  files.set(entry, code);
}

async function main() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await buildCli(join(root, "dist/bin"));
  if (argv.includes("--bin-only")) return;
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
