import type { CliContext } from "./cli-context.ts";

/** Whether there is somebody at a terminal who can be asked: never in CI, and never while a program reads the output. */
export function canAsk({ host }: CliContext, json: boolean): boolean {
  return host.stdin.isTTY && host.stderr.isTTY && !json && !host.isCI();
}

/** Asks on standard error; only `yes` is a yes. Ctrl-C is a no. */
export async function ask(context: CliContext, question: string, stop: AbortSignal): Promise<boolean> {
  context.host.stderr.write(`${context.paintError("bold", question)} Only \`yes\` is taken as approval: `);
  const answer = await context.host.stdin.readLine(stop);
  return answer?.trim() === "yes";
}
