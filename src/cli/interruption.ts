import type { CliContext } from "./cli-context.ts";

/** How a run is stopped: Ctrl-C once asks it to stop where nothing is cut in two, a second time aborts its requests. */
export interface Interruption {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  /** Whether a step that changes something may be under way: until then the first Ctrl-C ends everything at once. */
  readonly setApplying: (isApplying: boolean) => void;
  /** Gives Ctrl-C back to the system. */
  readonly end: () => void;
}

/** Listens for Ctrl-C until `end` is called. */
export function listenForInterrupt({ host }: CliContext): Interruption {
  const stop = new AbortController();
  const abort = new AbortController();
  let applying = false;
  const end = host.onInterrupt(() => {
    if (applying && !stop.signal.aborted) {
      host.stderr.write("\nStopping after the step under way. Press Ctrl-C again to abort its requests.\n");
      stop.abort();
      return;
    }
    stop.abort();
    abort.abort();
  });
  return {
    stop: stop.signal,
    abort: abort.signal,
    setApplying: (isApplying) => {
      applying = isApplying;
    },
    end,
  };
}

/** Exit code of a run that Ctrl-C ended: 128 and the number of SIGINT, as shells have it. */
export const INTERRUPTED = 130;
