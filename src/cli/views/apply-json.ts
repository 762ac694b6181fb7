import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render-json.ts";
import type { ApplyEvent, ApplyResult } from "../../engine/apply.ts";
import { countChanges, type Action, type Change, type Plan } from "../../plan/plan.ts";
import { version } from "../version.ts";

/** The lines of `apply --json`: Terraform's line protocol with its names, each line an object with its line end. */
export interface ApplyJsonLines {
  /** Comes first. */
  readonly version: () => string;
  /** A line for each change, and their count. */
  readonly plan: (plan: Plan) => string;
  readonly event: (event: ApplyEvent) => string;
  readonly diagnostic: (diagnostic: Diagnostic) => string;
  /** Comes last, when anything was carried out. */
  readonly summary: (result: ApplyResult) => string;
}

/** What a line says beside its level, text and time. */
interface LineContent {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Terraform's words for actions in its line protocol; `manual` is ours. */
const words: Readonly<Record<Action, string>> = {
  "no-op": "noop",
  create: "create",
  read: "read",
  update: "update",
  delete: "delete",
  forget: "remove",
  manual: "manual",
};

/** Makes the lines of one run, dated by its clock. */
export function applyJsonLines(clock: () => Date): ApplyJsonLines {
  const line = (level: "info" | "warn" | "error", message: string, more: LineContent): string =>
    `${JSON.stringify({
      format_version: "1.0",
      "@level": level,
      "@message": message,
      "@module": "signwright.apply",
      "@timestamp": clock().toISOString(),
      ...more,
    })}\n`;
  return {
    version: () => line("info", `Signwright ${version}`, { type: "version", signwright: version, ui: "1.2" }),
    plan: ({ changes }) => {
      const { add, change, destroy: remove } = countChanges(changes);
      const message = `Plan: ${add} to add, ${change} to change, ${remove} to destroy.`;
      return [
        ...changes.map((c) =>
          line("info", `${c.address}: plan to ${words[c.action]}`, {
            type: "planned_change",
            change: plannedChange(c),
          }),
        ),
        line("info", message, {
          type: "change_summary",
          changes: { add, change, import: 0, remove, operation: "plan" },
        }),
      ].join("");
    },
    event: (event) => eventLine(event, line),
    diagnostic: (diagnostic) => {
      const level = diagnostic.severity === "warning" ? "warn" : diagnostic.severity;
      return line(level, `${diagnostic.code}: ${diagnostic.message}`, {
        type: "diagnostic",
        diagnostic: diagnosticToJson(diagnostic),
      });
    },
    summary: ({ added: add, changed: change, destroyed: remove, remaining, waiting }) => {
      const message = `Apply ${remaining.length > 0 ? "incomplete" : "complete"}! Resources: ${add} added, ${change} changed, ${remove} destroyed.`;
      const changes = { add, change, import: 0, remove, operation: "apply" };
      return line("info", message, {
        type: "change_summary",
        changes,
        remaining: remaining.map((c) => c.address),
        waiting: waiting.map((c) => c.address),
      });
    },
  };
}

type Line = (level: "info" | "error", message: string, more: LineContent) => string;

function eventLine(event: ApplyEvent, line: Line): string {
  const { change, type } = event;
  const action = words[change.action];
  const hook = { resource: resourceOf(change), action };
  switch (event.type) {
    case "apply_start":
      return line("info", `${change.address}: ${action} started`, { type, hook });
    case "apply_progress":
      return line("info", `${change.address}: ${event.message}`, { type, hook });
    case "apply_complete":
      return line("info", `${change.address}: ${action} complete`, {
        type,
        hook: { ...hook, elapsed_seconds: event.milliseconds / 1000, adopted: event.adopted },
      });
    case "apply_errored":
      return line("error", `${change.address}: ${action} errored`, { type, hook });
  }
}

function plannedChange(change: Change): object {
  return { resource: resourceOf(change), action: words[change.action], reason: change.action_reason };
}

function resourceOf(change: Change): object {
  const { address: addr, type, name, provider_name, deposed } = change;
  return {
    addr,
    resource_type: type,
    resource_name: name,
    provider: provider_name,
    ...(deposed === undefined ? {} : { deposed }),
  };
}
