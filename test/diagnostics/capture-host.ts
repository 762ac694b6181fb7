import type { Host } from "../../src/host/host.ts";

/** A host whose output is kept, without a terminal, environment or input. */
export interface CaptureHost extends Host {
  /** All that was written to standard output and standard error. */
  readonly output: () => string;
}

/** Makes a host for a command that only prints. */
export function captureHost(): CaptureHost {
  let text = "";
  const stream = {
    write: (part: string): void => {
      text += part;
    },
    isTTY: false,
    columns: 120,
  };
  return {
    output: () => text,
    stdout: stream,
    stderr: stream,
    stdin: { isTTY: false, readLine: async () => undefined, readToEnd: async () => new Uint8Array() },
    env: {},
    cwd: "/",
    clock: () => new Date("2026-11-20T09:00:00Z"),
    sleep: async () => undefined,
    platform: "linux",
    pid: 1,
    user: () => "ana",
    hostname: () => "anas-macbook",
    isCI: () => false,
    randomBytes: (length) => new Uint8Array(length),
    onInterrupt: () => () => undefined,
    setExitCode: () => undefined,
  };
}
