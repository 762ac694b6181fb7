import type { Host } from "../host/host.ts";
import type { CliContext } from "./cli-context.ts";
import { paintFor } from "./paint.ts";

/** What a command gets that is started without the command line parser: the same as from it. */
export function plainContext(
  argv: readonly string[],
  host: Host,
): CliContext & { readonly process: Pick<Host, "stdout" | "stderr"> } {
  return {
    process: { stdout: host.stdout, stderr: host.stderr },
    host,
    argv,
    paint: paintFor(host.stdout, host.env),
    paintError: paintFor(host.stderr, host.env),
    exit: host.setExitCode,
  };
}
