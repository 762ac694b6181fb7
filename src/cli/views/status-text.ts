import type { Concern, HeldObject, StatusReport, TeamCertificate } from "../../compiler/status-report.ts";
import { printable, type Paint } from "../../diagnostics/render-text.ts";
import { daysText } from "./days-text.ts";
import { isDeadState } from "../../plan/profile-state.ts";

/** Dates further away are counted beyond this many lines: what is due is never left out. */
const LINES = 20;

/**
 * The report for people: what asks for attention first, then what is held by date, what Apple has, and what moved. `summary` is the
 * last line of a plan.
 */
export function statusText(report: StatusReport, summary: string, paint: Paint): string {
  const sections = [
    concernLines(report.concerns, paint),
    heldLines(report, paint),
    appleLines(report, paint),
    driftLines(report, paint),
    [summary],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function concernLines(concerns: readonly Concern[], paint: Paint): readonly string[] {
  if (concerns.length === 0) return [];
  const lines = concerns.map(({ severity, what }) => {
    const sign = severity === "error" ? paint("red", "✘") : paint("yellow", "!");
    return `  ${sign} ${printable(what)}`;
  });
  return [paint("bold", "Needs attention:"), ...lines];
}

function heldLines({ held }: StatusReport, paint: Paint): readonly string[] {
  if (held.length === 0) return ["The store holds nothing yet."];
  const urgent = held.filter((h) => h.validity === "expired" || h.validity === "renew").length;
  const shown = held.slice(0, Math.max(LINES, urgent));
  const addresses = Math.max(...shown.map((h) => h.address.length));
  const dates = Math.max(...shown.map((h) => dateText(h).length));
  const rows = shown.map((h) => {
    const date = paint(styleOf(h), dateText(h).padEnd(dates));
    const unused = h.targets.length === 0 ? " (kept, for no target)" : "";
    return `  ${printable(h.address).padEnd(addresses)}  ${date}  ${paint("dim", `${printable(h.name)}${unused}`)}`.trimEnd();
  });
  const rest = held.length - shown.length;
  return [
    paint("bold", "Held in the store:"),
    ...rows,
    ...(rest === 0 ? [] : [`  … and ${rest} more that expire later; \`--json\` lists all`]),
  ];
}

function teamsOf({ certificates, profiles, devices, slots }: StatusReport): readonly string[] {
  return [
    ...new Set([...certificates, ...profiles, ...devices].map((o) => o.key).concat(slots.map((s) => s.owner))),
  ].sort();
}

function appleLines(report: StatusReport, paint: Paint): readonly string[] {
  const lines = teamsOf(report).flatMap((key) => teamLines(report, key, paint));
  return lines.length === 0 ? [] : [paint("bold", "At Apple:"), ...lines];
}

function teamLines(
  { certificates, profiles, devices, slots }: StatusReport,
  key: string,
  paint: Paint,
): readonly string[] {
  const name = printable(key);
  const ofOwner = slots.filter(({ owner }) => owner === key);
  const slotLines = ofOwner
    .filter(({ kind }) => kind === "certificates")
    .flatMap(({ what, used, limit, free_from: free }) => [
      `  ${name}: ${printable(what)}: ${used}${limit === null ? "" : ` of ${limit}`} in use${free === null ? "" : paint("yellow", `, one is free from ${free.slice(0, 10)}`)}`,
      ...certificates
        .filter((c) => c.key === key && `${c.certificate_type} certificates` === what)
        .map((c) => certificateLine(c, paint)),
    ]);
  const ofKey = profiles.filter((p) => p.key === key);
  const count = (fits: (profile: (typeof ofKey)[number]) => boolean): number => ofKey.filter(fits).length;
  const isSound = (p: (typeof ofKey)[number]): boolean => !isDeadState(p.state) && p.validity !== "expired";
  const broken = count((p) => !isSound(p));
  const profileLine = `  ${name}: profiles: ${count(isSound)} active${broken === 0 ? "" : paint("yellow", `, ${broken} invalid or expired`)}; ${count((p) => p.ours)} are ours`;
  const deviceText = devices
    .filter((d) => d.key === key)
    .map((d) => `${d.count} ${printable(d.device_class)}${d.status === "ENABLED" ? "" : ` (${printable(d.status)})`}`);
  const deviceSlots = ofOwner
    .filter(({ kind }) => kind === "devices")
    .map(({ what, used, limit }) => {
      const text = `${used} of ${limit ?? "?"} ${printable(what.replace(/ devices$/, ""))}`;
      return limit !== null && used >= limit ? paint("yellow", text) : text;
    });
  return [
    ...slotLines,
    profileLine,
    `  ${name}: devices: ${deviceText.length === 0 ? "none" : deviceText.join(", ")}`,
    ...(deviceSlots.length === 0 ? [] : [`  ${name}: device slots in use: ${deviceSlots.join(", ")}`]),
  ];
}

function certificateLine(certificate: TeamCertificate, paint: Paint): string {
  const style = certificate.validity === "expired" ? "red" : "dim";
  const whose = certificate.held ? "we hold its key" : "we do not hold its key";
  return paint(
    style,
    `    ${dateText(certificate)}  ${printable(certificate.name)}, serial ${certificate.serial_number}; ${whose}`,
  );
}

function driftLines({ drift }: StatusReport, paint: Paint): readonly string[] {
  if (drift.length === 0) return [];
  return [
    paint("bold", "Moved since the last apply:"),
    ...drift.map(({ address, reason }) => `  ${paint("yellow", "~")} ${printable(address)}: ${printable(reason)}`),
  ];
}

function dateText({ expires, days_left: days }: Pick<HeldObject, "expires" | "days_left">): string {
  return expires === null || days === null ? "no expiry" : `${expires.slice(0, 10)}  ${daysText(days)}`;
}

function styleOf({ validity, targets }: HeldObject): "red" | "yellow" | "green" | "dim" {
  if (targets.length === 0) return "dim";
  return ({ expired: "red", renew: "yellow", valid: "green", no_expiry: "dim" } as const)[validity];
}
