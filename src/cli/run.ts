import { run as runApplication } from "@stricli/core";
import { plain, renderDiagnostic } from "../diagnostics/render-text.ts";
import type { Host } from "../host/host.ts";
import { commandNames, createApplication } from "./application.ts";
import type { CliContext } from "./cli-context.ts";
import { paintFor } from "./paint.ts";
import { unknownCommand } from "./usage-error.ts";

/**
 * Runs the CLI: `argv` are the arguments after the program's name. Gives the exit code (see the commands' help) and also sets it
 * on the host. Never throws.
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  const code = await runCommandLine(withHelpAsked(argv), host);
  host.setExitCode(code);
  return code;
}

async function runCommandLine(argv: readonly string[], host: Host): Promise<number> {
  const paint = paintFor(host.stdout, host.env);
  const paintError = paintFor(host.stderr, host.env);
  const [first = ""] = argv;
  if (first === "__complete") return completeWords(argv.slice(1), host);
  // Asked here and not of the parser, which takes the names of every object's members (`constructor`) for commands.
  if (!commandNames.includes(first) && !["-h", "--help", "-v", "--version"].includes(first)) {
    host.stderr.write(`${renderDiagnostic(unknownCommand(first, commandNames), paintError)}\n\n`);
    return 1;
  }
  let code: number | undefined;
  const process: { stdout: Host["stdout"]; stderr: Host["stderr"]; exitCode?: number | string | null } = {
    stdout: host.stdout,
    stderr: host.stderr,
  };
  const context: CliContext & { readonly process: typeof process } = {
    process,
    host,
    argv,
    paint,
    paintError,
    exit: (wanted) => {
      code = wanted;
    },
  };
  await runApplication(createApplication({ argv, paint, paintError }), [...argv], context);
  // The parser has codes of its own below zero; for people every wrong command line is 1.
  return code ?? (process.exitCode === 0 || process.exitCode === undefined ? 0 : 1);
}

/** No argument at all, `help` and `help plan` ask for help too. */
function withHelpAsked(argv: readonly string[]): readonly string[] {
  const [first, second] = argv;
  if (first === undefined) return ["--help"];
  if (first !== "help") return argv;
  return second === undefined ? ["--help"] : [second, "--help"];
}

/** What completion scripts ask; no command of its own, because any words may follow. */
async function completeWords(words: readonly string[], host: Host): Promise<number> {
  const { root } = createApplication({ argv: [], paint: plain, paintError: plain });
  const { complete } = await import("./complete-words.ts");
  if ("getAllEntries" in root) await complete(host, root, words);
  return 0;
}
