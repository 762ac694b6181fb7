import type { Host } from "../../src/host/host.ts";
import { run } from "../../src/cli/run.ts";
import { createTestHost } from "../support/test-host.ts";
import type { Workplace } from "./workplace.ts";

/** How a run looks from the outside, and how it is used. */
export interface TerminalOptions {
  /** Whether the three streams are a terminal; they are when absent. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly ci?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What the person types, line by line; then the input is over. */
  readonly answers?: readonly string[];
  /** Sees everything that is written to standard error as it comes, and may press Ctrl-C. */
  readonly onError?: (text: string, pressCtrlC: () => void) => void;
}

/** What a run wrote, and how it ended. */
export interface TerminalResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard error as a person sees it in the end: lines that were written over are gone. */
  readonly screen: string;
}

/** Runs the CLI in process as on a terminal. */
export async function runInTerminal(
  place: Workplace,
  argv: readonly string[],
  options: TerminalOptions = {},
): Promise<TerminalResult> {
  const { isTTY = true, columns = 80, answers = [] } = options;
  const base = createTestHost({
    cwd: place.folder,
    env: { ...place.env, ...options.env },
    ci: options.ci ?? false,
    answers: [...answers],
  });
  const host: Host = {
    ...base,
    stdin: { ...base.stdin, isTTY },
    stdout: { ...base.stdout, isTTY, columns },
    stderr: {
      isTTY,
      columns,
      write: (text) => {
        base.stderr.write(text);
        options.onError?.(text, base.interrupt);
      },
    },
  };
  const code = await run(argv, host);
  return { code, out: base.out(), err: base.err(), screen: screenOf(base.err()) };
}

const CLEAR = "\r\u001b[2K";

/** What stays on a terminal: a line is taken away by a carriage return and "erase line". */
function screenOf(written: string): string {
  return written
    .split("\n")
    .map((line) => line.split(CLEAR).at(-1) ?? "")
    .join("\n");
}
