import type { ObservedRateLimit } from "../../plan/observed.ts";
import type { HttpResponse } from "../provider.ts";

/** Reads `user-hour-lim:3600;user-hour-rem:3596;` (Apple: "Identifying Rate Limits"); `undefined` when it is not there. */
export function rateLimitOf(response: HttpResponse): ObservedRateLimit | undefined {
  const header = response.headers["x-rate-limit"] ?? "";
  const limit = /user-hour-lim:\s*(\d+)/.exec(header)?.[1];
  const remaining = /user-hour-rem:\s*(\d+)/.exec(header)?.[1];
  return limit === undefined || remaining === undefined
    ? undefined
    : { limit: Number(limit), remaining: Number(remaining) };
}

/** Milliseconds that `Retry-After` asks for (seconds or a date, RFC 9110 10.2.3); `undefined` when it is absent or unreadable. */
export function retryAfterOf(response: HttpResponse, now: Date): number | undefined {
  const header = response.headers["retry-after"]?.trim();
  if (header === undefined || header === "") return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Milliseconds to wait before the next try: doubling from `first`, with jitter so that parallel runs do not stay in step. */
export function backoff(attempt: number, first: number): number {
  const full = first * 2 ** attempt;
  return Math.round(full / 2 + (Math.random() * full) / 2);
}
