import { spawn } from "node:child_process";

/** A command to run: no shell is involved, so that no character of an argument means anything. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until it is killed. */
  readonly timeout: number;
  /** Bytes of output beyond which it is killed. */
  readonly outputLimit: number;
}

/** What came of a command: its whole output when it ended with 0, otherwise why not, in words that hold nothing of its output. */
export type CommandOutcome = { readonly output: Uint8Array } | { readonly failure: string };

/** Runs a command without input and takes its standard output. Its standard error is thrown away, because it may hold secrets. Never throws. */
export async function runCommand(command: Command): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stopped: string | undefined;
    // A process group of its own: what the command started is killed with it.
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      shell: false,
      stdio: ["ignore", "pipe", "ignore"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const finish = (outcome: CommandOutcome): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      resolve(outcome);
    };
    const stop = (why: string): void => {
      stopped ??= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => {
      stop(`the command did not end within ${command.timeout / 1000} seconds`);
    }, command.timeout);
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > command.outputLimit)
        stop(`the command gave more than ${command.outputLimit} bytes`);
      else chunks.push(chunk);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      finish({ failure: startFailure(error) });
    });
    child.on("close", (code, signal) => {
      if (stopped !== undefined) finish({ failure: stopped });
      else if (code === 0) finish({ output: new Uint8Array(Buffer.concat(chunks)) });
      else
        finish({
          failure:
            code === null
              ? `the command was ended by ${signal ?? "a signal"}`
              : `the command ended with exit code ${code}`,
        });
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function startFailure(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "there is no such command";
  if (error.code === "EACCES") return "the command may not be run: permission denied";
  return `the command cannot be started (${error.code ?? "unknown error"})`;
}
