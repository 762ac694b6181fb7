import { fstatSync, writeSync } from "node:fs";
import process from "node:process";
import type { Clock } from "../providers/provider.ts";

/** Where text for people or programs goes. */
export interface TextOutput {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  /** Width of the terminal; 80 where it is not known. */
  readonly columns: number;
}

/** Where answers of the person come from. */
export interface TextInput {
  readonly isTTY: boolean;
  /** The next line without its end, or `undefined` when the input is over or `signal` ends the waiting. */
  readonly readLine: (signal?: AbortSignal) => Promise<string | undefined>;
  /** All bytes up to the end, or to more than `limit`: then one byte more than that. */
  readonly readToEnd: (limit: number) => Promise<Uint8Array>;
}

/**
 * The process as the CLI sees it, so that a test can run the CLI in process with captured streams, a clock of its own and another
 * environment. Files are read and written through `files.ts`, requests through `http.ts`.
 */
export interface Host {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly stdin: TextInput;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the folder that relative arguments start from. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Waits so many milliseconds of that clock; rejects with the signal's reason when it aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Node's name of the system: `linux`, `darwin`, `win32`, …. */
  readonly platform: string;
  readonly pid: number;
  /** Login name of the person; `unknown` where the system has none. */
  readonly user: () => string;
  readonly hostname: () => string;
  /** Whether this looks like a CI machine, whose disk is thrown away and where nobody answers. */
  readonly isCI: () => boolean;
  /** Cryptographically strong random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** Calls `listener` on each Ctrl-C or SIGTERM instead of ending the process. Gives the function that stops this. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Sets the code that the process ends with once nothing is left to do. */
  readonly setExitCode: (code: number) => void;
}

/**
 * The host of a real process. Modules of Node that only some commands need are loaded when they are needed: together they cost more
 * than checking a signing file.
 */
export function createNodeHost(): Host {
  const { env } = process;
  return {
    stdout: outputTo(1),
    stderr: outputTo(2),
    stdin: {
      // Asked late: a process whose input is closed must still run.
      get isTTY() {
        // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- undefined on pipes, whatever the types say
        return Boolean(process.stdin.isTTY);
      },
      readLine,
      readToEnd,
    },
    env,
    cwd: process.cwd(),
    clock: () => new Date(),
    sleep: async (milliseconds, signal) =>
      (await import("node:timers/promises")).setTimeout(milliseconds, undefined, { signal }),
    platform: process.platform,
    pid: process.pid,
    user: loginName,
    hostname: () => process.getBuiltinModule("node:os").hostname(),
    isCI: () => looksLikeCI(env),
    randomBytes: (length) => new Uint8Array(process.getBuiltinModule("node:crypto").randomBytes(length)),
    onInterrupt: (listener) => {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
      return () => {
        process.off("SIGINT", listener);
        process.off("SIGTERM", listener);
      };
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}

/**
 * Whether an environment looks like CI: `CI` is set to something but `false` or `0` (every large CI service sets it), or a variable
 * of one that does not set it is there.
 */
export function looksLikeCI(env: Readonly<Record<string, string | undefined>>): boolean {
  const ci = env["CI"];
  if (ci !== undefined && ci !== "") return ci !== "false" && ci !== "0";
  return ["TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID"].some((name) => (env[name] ?? "") !== "");
}

/** Standard output or error. */
function outputTo(descriptor: 1 | 2): TextOutput {
  const write = isPipeOrFile(descriptor) ? directWriter(descriptor) : undefined;
  if (write) return { write, isTTY: false, columns: 80 };
  const stream = streamOf(descriptor);
  return {
    write: (text) => {
      stream.write(text);
    },
    // Node leaves `isTTY` undefined on what is no terminal.
    // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- see above
    isTTY: Boolean(stream.isTTY),
    get columns() {
      return stream.columns > 0 ? stream.columns : 80;
    },
  };
}

function isPipeOrFile(descriptor: number): boolean {
  try {
    const found = fstatSync(descriptor);
    return found.isFIFO() || found.isFile();
  } catch {
    // A closed one: Node opens something in its place.
    return false;
  }
}

/**
 * Writes to a pipe or file before it returns, as Node's stream for these does, whose code takes longer to load than most texts to
 * write.
 */
function directWriter(descriptor: 1 | 2): (text: string) => void {
  let stream: NodeJS.WriteStream | undefined;
  return (text) => {
    const bytes = Buffer.from(text);
    for (let start = 0; !stream && start < bytes.length;) {
      try {
        start += writeSync(descriptor, bytes, start);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code === "EPIPE") return;
        if (code !== "EAGAIN") throw error;
        // Somebody set the pipe to refuse when it is full: the stream waits, with this and all that follows.
        stream = streamOf(descriptor);
        stream.write(bytes.subarray(start));
        return;
      }
    }
    stream?.write(bytes);
  };
}

function streamOf(descriptor: 1 | 2): NodeJS.WriteStream {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  // `signwright … | head` closes our output: what is left is not shown, but a running apply must still end properly.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return stream;
}

async function readLine(signal?: AbortSignal): Promise<string | undefined> {
  const { createInterface } = await import("node:readline");
  // A line that nobody waits for any more would keep the process from ending.
  const lines = createInterface({ input: process.stdin, terminal: false, ...(signal ? { signal } : {}) });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => {
        resolve(undefined);
      });
    });
  } finally {
    lines.close();
    // An open stdin would keep the process from ending.
    process.stdin.pause();
  }
}

async function readToEnd(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) break;
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, limit + 1));
}

function loginName(): string {
  try {
    return process.getBuiltinModule("node:os").userInfo().username;
  } catch {
    // A container may run under a user ID without a name.
    return "unknown";
  }
}
