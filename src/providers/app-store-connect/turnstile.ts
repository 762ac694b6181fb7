/** Lets at most a number of tasks run at once; the others wait in line. */
type Turnstile = <T>(task: () => Promise<T>) => Promise<T>;

/** Creates a turnstile. Apple has an undocumented burst limit far below the hourly one (developer forums 731014), so requests pass one. */
export function createTurnstile(limit: number): Turnstile {
  let running = 0;
  const line: (() => void)[] = [];
  return async (task) => {
    // The place of a task that ends is handed to the next in line, so `running` only grows below the limit.
    if (running >= limit) await new Promise<void>((enter) => line.push(enter));
    else running++;
    try {
      return await task();
    } finally {
      const next = line.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** Runs tasks of the same key one after the other, tasks of different keys side by side. */
export type TaskQueue = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Creates a queue by key. */
export function createTaskQueue(): TaskQueue {
  const turnstiles = new Map<string, Turnstile>();
  return (key, task) => {
    const turnstile = turnstiles.get(key) ?? createTurnstile(1);
    turnstiles.set(key, turnstile);
    return turnstile(task);
  };
}
