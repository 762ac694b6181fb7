import type { CliContext } from "../cli-context.ts";
import type { shells } from "../complete.ts";
import { completionScripts } from "../views/completion-scripts.ts";

/** `signwright completion`: the script that a shell loads. */
export function completion(
  this: CliContext,
  _flags: Readonly<Record<string, never>>,
  shell: (typeof shells)[number],
): void {
  this.host.stdout.write(completionScripts[shell]);
}
