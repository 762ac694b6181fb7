import manifest from "../../../package.json" with { type: "json" };
import { processIsAlive } from "../../../src/host/process-is-alive.ts";
import { createServerProcess } from "../../../src/host/server-process.ts";
import { startLanguageServer } from "../../../src/lsp/server.ts";

// The language server that comes with the extension: a process of its own, so that it never makes the editor wait.

const { input, output, onUncaught, exit } = createServerProcess();
exit(
  await startLanguageServer({
    input,
    output,
    onUncaught,
    clock: () => new Date(),
    version: manifest.version,
    isAlive: processIsAlive,
  }),
);
