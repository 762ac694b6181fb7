import { argv } from "node:process";
import { createNodeHost } from "../host/host.ts";
import { version } from "./version.ts";

const words = argv.slice(2);
const host = createNodeHost();
// Asked by scripts before everything else: it needs no command line parser.
if (words.length === 1 && (words[0] === "--version" || words[0] === "-v")) host.stdout.write(`${version}\n`);
else {
  const { run } = await import("./run.ts");
  await run(words, host);
}
