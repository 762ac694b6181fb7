import { run as runApplication } from "@stricli/core";
import type { Host } from "../host/host.ts";
import { application } from "./application.ts";
import type { CliContext } from "./cli-context.ts";
import { paintFor } from "./paint.ts";

/**
 * Runs the CLI: `argv` are the arguments after the program's name. Gives the exit code (see the commands' help) and also sets it
 * on the host. Never throws.
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  let code: number | undefined;
  const process: { stdout: Host["stdout"]; stderr: Host["stderr"]; exitCode?: number | string | null } = { stdout: host.stdout, stderr: host.stderr };
  const context: CliContext & { readonly process: typeof process } = {
    process,
    host,
    paint: paintFor(host.stdout, host.env),
    paintError: paintFor(host.stderr, host.env),
    exit: (wanted) => {
      code = wanted;
    },
  };
  await runApplication(application, argv.length === 0 ? ["--help"] : [...argv], context);
  // The parser has codes of its own below zero; for people every wrong command line is 1.
  const final = code ?? (process.exitCode === 0 || process.exitCode === undefined ? 0 : 1);
  host.setExitCode(final);
  return final;
}
