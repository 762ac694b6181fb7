import { printable } from "../../diagnostics/render-text.ts";
import type { Host, TextOutput } from "../../host/host.ts";

/** One line of a terminal that is written over again and again; nothing where there is no terminal to do that on. */
export interface LiveLine {
  readonly isLive: boolean;
  /** Shows what is going on, in place of what it showed before. */
  readonly show: (text: string) => void;
  /** Takes the line away, so that what is written next stands alone. */
  readonly clear: () => void;
}

const CLEAR = "\r\u001b[2K";

/** A live line at the end of an output: only on a terminal that can, and never in CI, whose logs keep every write. */
export function createLiveLine(output: TextOutput, host: Host): LiveLine {
  const isLive = output.isTTY && !host.isCI() && host.env["TERM"] !== "dumb";
  let isShown = false;
  return {
    isLive,
    show: (text) => {
      if (!isLive) return;
      isShown = true;
      // A line that wraps could not be taken away again.
      const line = Array.from(printable(text));
      const room = Math.max(1, output.columns - 1);
      output.write(CLEAR + (line.length <= room ? line : [...line.slice(0, room - 1), "…"]).join(""));
    },
    clear: () => {
      if (isShown) output.write(CLEAR);
      isShown = false;
    },
  };
}
