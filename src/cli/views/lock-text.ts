import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { HeldLock } from "../../providers/file-store/lock.ts";

/** Who holds the lock, since when, and what can be told of that run from here. */
export function lockText(lock: HeldLock, paint: Paint): string {
  if (lock.state === "unreadable") {
    const why =
      "Its file cannot be read: cut off by a crash, or written by something else. Nobody can tell who holds it.";
    return `${paint("bold", "The store is locked.")}\n  ${why}\n  id      ${lock.id}\n`;
  }
  const rows = [
    ["holder", `${lock.holder} on ${lock.host}, process ${lock.pid}`],
    ["doing", lock.operation],
    ["since", lock.created],
    ["id", lock.id],
  ] as const;
  return [
    paint("bold", "The store is locked."),
    ...rows.map(([name, value]) => `  ${name.padEnd(6)}  ${printable(value)}`),
    `  ${printable(explanation(lock))}`,
    "",
  ].join("\n");
}

function explanation({ state, host }: HeldLock): string {
  switch (state) {
    case "unreadable":
      return "";
    case "running":
      return "A process with this number runs on this machine. If it is that run, wait: two runs at a time can spend a certificate slot twice.";
    case "over":
      return "That run is over: no process with this number runs on this machine. The next run takes the lock over by itself.";
    case "unknown":
      return `${host} is another machine: from here nobody can tell whether that run is over. Look there, or at its CI job.`;
  }
}
