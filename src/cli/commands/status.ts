import { statusReport, type StatusReport } from "../../compiler/status-report.ts";
import { hasErrors } from "../../diagnostics/diagnostic.ts";
import type { CliContext } from "../cli-context.ts";
import { failureJson, showDiagnostics, toJsonText } from "../failure.ts";
import { formatRefusal } from "../format-refusal.ts";
import { INTERRUPTED } from "../interruption.ts";
import { readWorld, type WorldRead } from "../read-world.ts";
import { version } from "../version.ts";
import { summaryLine } from "../views/plan-text.ts";
import { statusCalendar } from "../views/status-calendar.ts";
import { statusOpenMetrics } from "../views/status-openmetrics.ts";
import { statusText } from "../views/status-text.ts";
import type { PlanningFlags } from "./plan.ts";

/** Flags of `status`. */
export interface StatusFlags extends PlanningFlags {
  readonly json: boolean;
  readonly format?: StatusFormat;
}

/** Forms that a status has. */
export type StatusFormat = "text" | "json" | "openmetrics" | "ics";

/** `signwright status`: what is held, until when, and whether it is still as the signing file says. */
export async function status(this: CliContext, flags: StatusFlags, path?: string): Promise<void> {
  const refused = formatRefusal(flags);
  const format = flags.json ? "json" : (flags.format ?? "text");
  const read: WorldRead = refused
    ? { plan: undefined, observed: undefined, workbench: undefined, diagnostics: [refused], interrupted: false }
    : await readWorld(this, flags, path, {
        despiteFiles: true,
      });
  const { plan, observed, workbench, diagnostics, interrupted } = read;
  showDiagnostics(this, diagnostics);
  if (!plan || !observed || !workbench) {
    this.exit(interrupted ? INTERRUPTED : 1);
    if (interrupted) this.host.stderr.write("\nStopped.\n");
    // A scraper or a calendar keeps what it has: half a document would tell it that all is gone.
    if (format === "json") this.host.stdout.write(failureJson(diagnostics));
    return;
  }
  const report = statusReport({
    targets: workbench.spec.targets,
    selected: workbench.targets,
    observed,
    plan,
    now: this.host.clock(),
  });
  this.exit(hasErrors(diagnostics) ? 1 : report.concerns.length > 0 ? 2 : 0);
  const views: Readonly<Record<StatusFormat, () => string>> = {
    text: () => statusText(report, summaryLine(plan), this.paint),
    json: () => toJsonText(statusJson(report)),
    openmetrics: () => statusOpenMetrics(report),
    ics: () => statusCalendar(report, version),
  };
  this.host.stdout.write(views[format]());
  if (format === "text" && plan.applyable) {
    this.host.stderr.write("Next: `signwright plan` shows what would change.\n");
  }
}

function statusJson(report: StatusReport): unknown {
  const { timestamp, concerns, held, certificates, profiles, devices, slots, drift, pending } = report;
  return {
    format_version: "1.0",
    timestamp,
    attention: concerns.length > 0,
    concerns,
    held,
    certificates,
    profiles,
    devices,
    budgets: slots,
    drift,
    pending_changes: pending,
  };
}
