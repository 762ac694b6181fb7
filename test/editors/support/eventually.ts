import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until the answer fits, and gives it. Says what the last answer was when it never does. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  limit = 15_000,
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(answer, undefined, 1)}`);
    await sleep(50);
  }
}
