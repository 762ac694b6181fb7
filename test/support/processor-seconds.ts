/**
 * The processor time that a piece of work takes, in seconds. For guards against work that must not be done: a busy
 * machine changes it little, unlike time on the wall.
 */
export async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}
