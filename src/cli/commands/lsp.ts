import { createServerProcess } from "../../host/server-process.ts";
import { processIsAlive } from "../../host/process-is-alive.ts";
import { startLanguageServer } from "../../lsp/server.ts";
import type { CliContext } from "../cli-context.ts";
import { version } from "../version.ts";

/** Flags of `lsp`. Standard input and output are the only wire that there is; the flag is what editors pass. */
export interface LspFlags {
  readonly stdio: boolean;
}

/** `signwright lsp --stdio`: the language server, until the editor leaves. */
export async function lsp(this: CliContext, _flags: LspFlags): Promise<void> {
  const server = createServerProcess();
  const code = await startLanguageServer({
    input: server.input,
    output: server.output,
    onUncaught: server.onUncaught,
    clock: this.host.clock,
    isAlive: processIsAlive,
    version,
  });
  server.exit(code);
}
