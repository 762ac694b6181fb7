import type { Team } from "./team.ts";

const hourMilliseconds = 3_600_000;

/** Counts the requests of each API key: over a rolling hour, as Apple does (DOC identifying-rate-limits), and in bursts. */
export interface RateLimit {
  /** Counts one request of the key; false when it is one too many. */
  spend(keyId: string): boolean;
  /** The value of the `X-Rate-Limit` header; without a key, that of one that has not asked for anything yet. */
  header(keyId: string | undefined): string;
}

/** Creates the rate limit of a team's keys. A refused request counts neither for the hour nor for the burst. */
export function createRateLimit(team: Team): RateLimit {
  const { clock } = team;
  const hourlyLimit = team.options.hourlyRequestLimit ?? 3600;
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
      const now = clock().getTime();
      const { requests = Infinity, seconds = 0 } = team.quirks.burstLimit ?? {};
      const isBurst = times.filter((time) => time > now - seconds * 1000).length >= requests;
      if (times.length >= hourlyLimit || isBurst) return false;
      times.push(now);
      return true;
    },
    header: (keyId) => {
      const remaining = hourlyLimit - (keyId === undefined ? 0 : recent(keyId).length);
      return `user-hour-lim:${String(hourlyLimit)};user-hour-rem:${String(remaining)};`;
    },
  };
}
