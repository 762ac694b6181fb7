import type { Host } from "../host/host.ts";
import { lsp } from "./commands/lsp.ts";
import { plainContext } from "./plain-context.ts";

/** `lsp --stdio`, as editors start it: as the command line parser would call it. */
export async function lspPlainly(argv: readonly string[], host: Host): Promise<void> {
  await lsp.call(plainContext(argv, host), { stdio: true });
}
