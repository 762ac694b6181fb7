import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Host } from "../../src/host/host.ts";

/** A host whose output is kept, for running the CLI in process. */
export interface TestHost extends Host {
  readonly out: () => string;
  readonly err: () => string;
  /** Sends Ctrl-C to what listens. */
  readonly interrupt: () => void;
}

/** What differs from an empty environment without a terminal. */
export interface TestHostOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: () => Date;
  /** What waiting does; real time when absent. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Answers of a person at a terminal; without them there is no terminal. */
  readonly answers?: readonly string[];
  /** All of standard input, for a command that reads it to its end. */
  readonly input?: string;
  readonly ci?: boolean;
}

/** Makes a host for one run of the CLI. */
export function createTestHost(options: TestHostOptions): TestHost {
  let out = "";
  let err = "";
  const answers = [...(options.answers ?? [])];
  const isTTY = options.answers !== undefined;
  const listeners = new Set<() => void>();
  return {
    stdout: { write: (text) => void (out += text), isTTY: false, columns: 80 },
    stderr: { write: (text) => void (err += text), isTTY, columns: 80 },
    stdin: {
      isTTY,
      readLine: () => Promise.resolve(answers.shift()),
      readToEnd: (limit) => Promise.resolve(new TextEncoder().encode(options.input ?? "").subarray(0, limit + 1)),
    },
    env: options.env ?? {},
    cwd: options.cwd,
    clock: options.clock ?? (() => new Date()),
    sleep: options.sleep ?? ((milliseconds, signal) => setTimeout(milliseconds, undefined, { signal })),
    platform: "linux",
    pid: process.pid,
    user: () => "tester",
    hostname,
    isCI: () => options.ci ?? false,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setExitCode: () => undefined,
    out: () => out,
    err: () => err,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
