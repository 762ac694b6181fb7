import type { CommandContext } from "@stricli/core";
import type { Paint } from "../diagnostics/render-text.ts";
import type { Host } from "../host/host.ts";

/** What a command works with: the process, and how its output is dressed. */
export interface CliContext extends CommandContext {
  readonly host: Host;
  /** The arguments of this run, after the program's name. */
  readonly argv: readonly string[];
  /** For standard output. */
  readonly paint: Paint;
  /** For standard error. */
  readonly paintError: Paint;
  /** Sets the exit code of the run; without it, it is 0. */
  readonly exit: (code: number) => void;
}
