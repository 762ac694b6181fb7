import process from "node:process";
import { setFlagsFromString } from "node:v8";

/** What a program needs that talks over standard input and output until its peer leaves. */
export interface ServerProcess {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Calls back for a failure that nothing caught, instead of ending the process. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Ends the process at once, whatever still waits. */
  readonly exit: (code: number) => void;
}

/** The process that we are, as a server. What libraries print for people goes to standard error: the peer reads the other one. */
export function createServerProcess(): ServerProcess {
  const { stdin, stdout, stderr } = process;
  // Every key makes a syntax tree that is garbage with the next one. By default the space for such grows until it holds several of
  // them; kept small, the collector runs more often, which takes no longer, and the process needs half of the memory.
  setFlagsFromString("--semi-space-growth-factor=1");
  // A peer that is gone has closed both ends: that we cannot tell it anything any more is no failure.
  stdout.on("error", () => undefined);
  const print = (...words: readonly unknown[]): void => {
    stderr.write(`${words.map(String).join(" ")}\n`);
  };
  Object.assign(console, { log: print, info: print, debug: print });
  return {
    input: stdin,
    output: stdout,
    onUncaught: (listener) => {
      process.on("uncaughtException", listener);
      process.on("unhandledRejection", listener);
    },
    exit: (code) => {
      process.exit(code);
    },
  };
}
