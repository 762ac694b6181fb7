import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoff, rateLimitOf, retryAfterOf } from "../../../src/providers/app-store-connect/rate-limit.ts";
import type { HttpResponse } from "../../../src/providers/provider.ts";

const answer = (headers: HttpResponse["headers"]): HttpResponse => ({
  status: 429,
  headers,
  setCookies: [],
  body: new Uint8Array(),
});
const now = new Date("2026-03-01T12:00:00Z");

test("a pause doubles from try to try, is at least half of that, and is not the same for two runs", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5000 }), (attempt, first) => {
      const pause = backoff(attempt, first);
      expect(pause).toBeGreaterThanOrEqual(Math.floor((first * 2 ** attempt) / 2));
      expect(pause).toBeLessThanOrEqual(first * 2 ** attempt);
      expect(Number.isInteger(pause)).toBe(true);
    }),
  );
  const pauses = Array.from({ length: 50 }, () => backoff(3, 1000));
  expect(new Set(pauses).size).toBeGreaterThan(10);
});

describe("Retry-After", () => {
  test.each([
    ["7", 7000],
    [" 0 ", 0],
    ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
    ["Sun, 01 Mar 2026 11:00:00 GMT", 0],
    ["soon", undefined],
    ["", undefined],
  ])("%j is %s milliseconds", (header, milliseconds) => {
    expect(retryAfterOf(answer({ "retry-after": header }), now)).toBe(milliseconds);
  });

  test("is not there", () => {
    expect(retryAfterOf(answer({}), now)).toBeUndefined();
  });
});

test("X-Rate-Limit is read in Apple's form, and nothing is made up from another", () => {
  const limitOf = (header: string) => rateLimitOf(answer({ "x-rate-limit": header }));
  expect(limitOf("user-hour-lim:3600;user-hour-rem:3596;")).toEqual({ limit: 3600, remaining: 3596 });
  expect(limitOf("user-hour-rem: 0; user-hour-lim: 3500; future:1")).toEqual({ limit: 3500, remaining: 0 });
  for (const header of ["", "user-hour-lim:3600;", "user-hour-rem:5", "lim=1;rem=2"])
    expect(limitOf(header)).toBeUndefined();
  expect(rateLimitOf(answer({}))).toBeUndefined();
});
