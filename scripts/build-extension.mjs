// Builds the VS Code extension of editors/vscode as a .vsix: with the language server in it, and the pages that explain things.
// Needs `npm ci --prefix test/components`, which has the packager. `--out FILE` says where it goes.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundling } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "editors/vscode");
const out = argv.includes("--out") ? resolve(argv[argv.indexOf("--out") + 1]) : join(source, "dist/signwright.vsix");
const packager = join(root, "test/components/node_modules/@vscode/vsce/vsce");

if (!existsSync(packager)) {
  console.error("There is no packager: npm ci --prefix test/components");
  exit(1);
}
const folder = `${out}.content`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const each of ["README.md", "CHANGELOG.md", "language-configuration.json", "plan.css"])
  cpSync(join(source, each), join(folder, each));
for (const each of ["syntaxes", "snippets", "images", "walkthrough"])
  cpSync(join(source, each), join(folder, each), { recursive: true });
cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
cpSync(join(root, "docs/diagnostics"), join(folder, "docs/diagnostics"), { recursive: true });
cpSync(join(root, "docs/reference/signing-yaml.md"), join(folder, "docs/reference/signing-yaml.md"));
// One number for the command line, the server and the extension.
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version, files: ["**"] }, undefined, 2));

await build({
  ...bundling,
  entryPoints: { extension: "editors/vscode/src/extension.ts" },
  outdir: folder,
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  splitting: false,
  banner: {},
  external: ["vscode"],
  minifyIdentifiers: true,
});
await build({
  ...bundling,
  entryPoints: { server: "editors/vscode/src/server.ts" },
  outdir: folder,
  // The readers of key files are a file of their own, which is opened when the first one is named.
  format: "esm",
  splitting: true,
  // Some bundled packages are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  outExtension: { ".js": ".mjs" },
  chunkNames: "chunks/[name]-[hash]",
});
const { status } = spawnSync(
  process.execPath,
  [packager, "package", "--no-dependencies", "--allow-missing-repository", "--out", out],
  { cwd: folder, stdio: ["ignore", "inherit", "inherit"] },
);
rmSync(folder, { recursive: true, force: true });
if (status !== 0) exit(1);
console.log(`${out}: ${Math.ceil(statSync(out).size / 1024)} KiB`);
