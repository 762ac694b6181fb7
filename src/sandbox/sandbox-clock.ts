/** Apple's time in the sandbox: the given clock's pace, from a start of its own, and moved on by hand. */
export interface SandboxClock {
  readonly now: () => Date;
  /** Moves on at once; what expires on the way has expired. */
  readonly advance: (milliseconds: number) => void;
}

/**
 * Creates the clock; `startsAt` is ISO 8601 UTC, and the time of `base` when absent.
 * @throws Error when `startsAt` is no date.
 */
export function createSandboxClock(base: () => Date, startsAt: string | undefined): SandboxClock {
  let ahead = startsAt === undefined ? 0 : new Date(startsAt).getTime() - base().getTime();
  if (Number.isNaN(ahead)) throw new Error(`startsAt is no date: ${startsAt ?? ""}`);
  return {
    now: () => new Date(base().getTime() + ahead),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
