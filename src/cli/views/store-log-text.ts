import { printable, type Paint } from "../../diagnostics/render-text.ts";
import type { LoggedEvent } from "../../providers/file-store/store-log.ts";
import { factsText } from "./facts-text.ts";
import { plural } from "./plural.ts";

const verbs: Readonly<Record<LoggedEvent["event"], string>> = {
  put: "stored",
  retire: "retired",
  record: "recorded",
  forget: "forgot",
  rekey: "rekeyed",
  unlock: "unlocked",
};

/** A line for each event, oldest first: when, who, what, and by which plan. */
export function storeLogText(events: readonly LoggedEvent[], paint: Paint): string {
  if (events.length === 0) return "Nothing has happened to the store yet.\n";
  const who = Math.max(...events.map((event) => event.by.length));
  return events
    .map((event) => {
      const plan = event.plan === undefined ? "" : paint("dim", `  plan ${event.plan.slice(0, 12)}`);
      const verb = verbs[event.event].padEnd(8);
      return `${paint("dim", event.at)}  ${printable(event.by.padEnd(who))}  ${verb}  ${printable(subjectOf(event))}${plan}\n`;
    })
    .join("");
}

function subjectOf(event: LoggedEvent): string {
  switch (event.event) {
    case "put":
    case "retire":
    case "record":
    case "forget": {
      const facts = factsText(event.facts);
      return facts === "" ? event.address : `${event.address}  ${facts}`;
    }
    case "rekey": {
      const names = Object.keys(event.recipients).join(", ");
      return `${plural(event.objects.length, "object")} for ${names}; before: ${Object.keys(event.previous).join(", ")}`;
    }
    case "unlock":
      return `took the lock from ${event.lock.holder} on ${event.lock.host} (${event.lock.operation})`;
  }
}
