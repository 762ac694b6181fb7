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
  /** What it reads on its standard input; without it there is none. */
  readonly input?: Uint8Array;
}

/** What came of a command: its whole output when it ended with 0, otherwise why not, in words that hold nothing of its output. */
export type CommandOutcome = { readonly output: Uint8Array } | { readonly failure: string };

/** How a command ended by itself, or why it did not, in words that hold nothing of its output. */
export type CommandEnd =
  | {
      readonly exitCode: number;
      readonly output: Uint8Array;
      /** The beginning of its standard error. It may hold secrets: for telling causes apart, never to be shown. */
      readonly errors: string;
    }
  | { readonly failure: string };

/** Bytes of standard error that are kept. */
const ERRORS_KEPT = 64 * 1024;

/** Runs a command without a terminal and takes its standard output. Its standard error is thrown away, because it may hold secrets. Never throws. */
export async function runCommand(command: Command): Promise<CommandOutcome> {
  const end = await runToEnd(command);
  if ("failure" in end) return end;
  return end.exitCode === 0 ? { output: end.output } : { failure: `the command ended with exit code ${end.exitCode}` };
}

/** Runs a command without a terminal, for callers that read exit codes and causes. Never throws. */
export async function runToEnd(command: Command): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let [outputSize, errorSize] = [0, 0];
    let stopped: string | undefined;
    // A process group of its own: what the command started is killed with it, and Ctrl-C does not reach it.
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      shell: false,
      stdio: [command.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const finish = (end: CommandEnd): void => {
      clearTimeout(timer);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(end);
    };
    const stop = (why: string): void => {
      stopped ??= why;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => {
      stop(`the command did not end within ${command.timeout / 1000} seconds`);
    }, command.timeout);
    child.stdout?.on("data", (chunk: Buffer) => {
      outputSize += chunk.length;
      if (outputSize > command.outputLimit) stop(`the command gave more than ${command.outputLimit} bytes`);
      else output.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      if (errorSize < ERRORS_KEPT) errors.push(chunk.subarray(0, ERRORS_KEPT - errorSize));
      errorSize += chunk.length;
    });
    // A command may end without having read all: its exit code says what that means.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(command.input);
    child.on("error", (error: NodeJS.ErrnoException) => {
      finish({ failure: startFailure(error) });
    });
    child.on("close", (code, signal) => {
      if (stopped !== undefined) finish({ failure: stopped });
      else if (code === null) finish({ failure: `the command was ended by ${signal ?? "a signal"}` });
      else
        finish({
          exitCode: code,
          output: new Uint8Array(Buffer.concat(output)),
          errors: Buffer.concat(errors).toString("utf8"),
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
