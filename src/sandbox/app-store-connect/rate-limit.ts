const hourMilliseconds = 3_600_000;

/** Counts the requests of each API key over a rolling hour, as Apple does (DOC identifying-rate-limits). */
export interface RateLimit {
  /** Counts one request of the key, if it is still allowed. */
  spend(keyId: string): { readonly isAllowed: boolean };
  /** The value of the `X-Rate-Limit` header; without a key, that of one that has not asked for anything yet. */
  header(keyId: string | undefined): string;
}

/** Creates a rate limit of so many requests per hour and key. */
export function createRateLimit(hourlyLimit: number, clock: () => Date): RateLimit {
  const requestTimes = new Map<string, number[]>();
  const recent = (keyId: string): number[] => {
    const start = clock().getTime() - hourMilliseconds;
    const times = requestTimes.get(keyId) ?? [];
    const kept = (times[0] ?? Infinity) > start ? times : times.filter((time) => time > start);
    requestTimes.set(keyId, kept);
    return kept;
  };
  return {
    spend(keyId) {
      const times = recent(keyId);
      if (times.length >= hourlyLimit) return { isAllowed: false };
      times.push(clock().getTime());
      return { isAllowed: true };
    },
    header: (keyId) => {
      const remaining = hourlyLimit - (keyId === undefined ? 0 : recent(keyId).length);
      return `user-hour-lim:${String(hourlyLimit)};user-hour-rem:${String(remaining)};`;
    },
  };
}
