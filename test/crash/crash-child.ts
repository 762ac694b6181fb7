import process from "node:process";
import { run } from "../../src/cli/run.ts";
import { createNodeHost } from "../../src/host/host.ts";

// The CLI as a process of its own, at the time of CRASH_NOW; it kills itself the CRASH_AT_CLOCK-th time that anybody asks for the
// time. The journal asks before each of its entries, so these points lie before and after every one of them.

const now = new Date(process.env["CRASH_NOW"] ?? "");
const last = Number(process.env["CRASH_AT_CLOCK"] ?? "Infinity");
let asked = 0;
const host = createNodeHost();
const code = await run(process.argv.slice(2), {
  ...host,
  isCI: () => false,
  sleep: async () => undefined,
  clock: () => {
    asked += 1;
    if (asked === last) process.kill(process.pid, "SIGKILL");
    return new Date(now);
  },
});
process.stdout.write(`\nclock ${asked}\n`);
process.exitCode = code;
