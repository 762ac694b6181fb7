import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import type { ApplyEvent, ApplyResult } from "../../engine/apply.ts";

/** One line of `apply --json`: Terraform's line protocol with its names. */
export function applyEventJson(now: Date, event: ApplyEvent): string {
  const { change } = event;
  const hook = { resource: { addr: change.address, resource_type: change.type, resource_name: change.name }, action: change.action };
  const line = (level: string, message: string, more: object): string =>
    `${JSON.stringify({ format_version: "1.0", "@level": level, "@message": message, "@module": "signwright.apply", "@timestamp": now.toISOString(), type: event.type, ...more })}\n`;
  switch (event.type) {
    case "apply_start":
      return line("info", `${change.address}: ${change.action} started`, { hook });
    case "apply_progress":
      return line("info", `${change.address}: ${event.message}`, { hook });
    case "apply_complete":
      return line("info", `${change.address}: ${change.action} done`, { hook: { ...hook, elapsed_seconds: event.milliseconds / 1000, adopted: event.adopted } });
    case "apply_errored":
      return line("error", `${change.address}: ${event.diagnostic.message}`, { hook, diagnostic: diagnosticToJson(event.diagnostic) });
  }
}

/** The last line of `apply --json`. */
export function applySummaryJson(now: Date, result: ApplyResult): string {
  const { added, changed, destroyed, remaining } = result;
  const message = `Apply ${remaining.length > 0 ? "incomplete" : "complete"}: ${added} added, ${changed} changed, ${destroyed} destroyed`;
  return `${JSON.stringify({
    format_version: "1.0",
    "@level": "info",
    "@message": message,
    "@module": "signwright.apply",
    "@timestamp": now.toISOString(),
    type: "change_summary",
    changes: { add: added, change: changed, remove: destroyed, operation: "apply" },
    remaining: remaining.map((c) => c.address),
  })}\n`;
}
