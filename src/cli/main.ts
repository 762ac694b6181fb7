import { argv } from "node:process";
import { createNodeHost, type Host } from "../host/host.ts";
import { version } from "./version.ts";

/** Runs the words of a command line. Those that scripts, hooks and editors start again and again go without the parser of all others. */
async function start(words: readonly string[], host: Host): Promise<void> {
  const [first, second, ...others] = words;
  if (second === undefined && (first === "--version" || first === "-v")) host.stdout.write(`${version}\n`);
  else if (first === "validate" && others.length === 0 && !(second ?? "").startsWith("-")) {
    const { validatePlainly } = await import("./validate-plainly.ts");
    await validatePlainly(words, host);
  } else if (first === "lsp" && second === "--stdio" && others.length === 0) {
    const { lspPlainly } = await import("./lsp-plainly.ts");
    await lspPlainly(words, host);
  } else {
    const { run } = await import("./run.ts");
    await run(words, host);
  }
}

// oxlint-disable-next-line unicorn/prefer-top-level-await -- the program is CommonJS, which Node starts faster and which has none
void start(argv.slice(2), createNodeHost());
