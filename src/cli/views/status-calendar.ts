import { createHash } from "node:crypto";
import type { HeldObject, StatusReport } from "../../compiler/status-report.ts";

/**
 * The dates of the report as an iCalendar file (RFC 5545): an all-day event on which something that the store holds expires, with an
 * alarm on the day from which it is to be renewed. An event keeps its UID as long as its object is there, so a calendar that subscribes
 * to the file moves and removes events instead of doubling them.
 */
export function statusCalendar(report: StatusReport, version: string): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//Signwright//signwright ${version}//EN`,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "NAME:Signing expiries",
    "X-WR-CALNAME:Signing expiries",
    "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ...report.held.flatMap((object) => eventLines(object, report.timestamp)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function eventLines(object: HeldObject, timestamp: string): readonly string[] {
  const { address, instance, name, expires, renew_from: renewFrom, targets, by_hand: isByHand } = object;
  // What no target needs is only kept: nobody has to do anything about its date.
  if (expires === null || targets.length === 0) return [];
  const what = name === "" ? address : name;
  const summary = `${what} expires`;
  const renewal =
    renewFrom === null
      ? "It is never renewed."
      : isByHand
        ? `Replace its file from ${renewFrom.slice(0, 10)} on.`
        : `\`signwright plan\` renews it from ${renewFrom.slice(0, 10)} on.`;
  const description = `${address} expires at ${expires}.\n${renewal}\nNeeded by ${targets.join(", ")}.`;
  return [
    "BEGIN:VEVENT",
    `UID:${createHash("sha256").update(`${address}#${instance}`).digest("hex").slice(0, 32)}@signwright`,
    `DTSTAMP:${utc(timestamp)}`,
    `DTSTART;VALUE=DATE:${day(expires)}`,
    `DTEND;VALUE=DATE:${day(new Date(Date.parse(expires) + DAY).toISOString())}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    "CATEGORIES:Signing",
    "TRANSP:TRANSPARENT",
    ...alarmLines(daysBefore(expires, renewFrom), summary),
    "END:VEVENT",
  ];
}

const DAY = 86_400_000;

/** A last warning for what was not renewed in time, or never is. */
const LAST_WARNING = 7;

function daysBefore(expires: string, renewFrom: string | null): readonly number[] {
  const window = renewFrom === null ? 0 : Math.round((Date.parse(expires) - Date.parse(renewFrom)) / DAY);
  return [...new Set([window, LAST_WARNING])].filter((days) => days > 0).sort((a, b) => b - a);
}

function alarmLines(days: readonly number[], summary: string): readonly string[] {
  return days.flatMap((before) => [
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(`${summary} in ${before} days`)}`,
    `TRIGGER:-P${before}D`,
    "END:VALARM",
  ]);
}

/** `20260301` */
function day(iso: string): string {
  return iso.slice(0, 10).replaceAll("-", "");
}

/** `20260301T120000Z` */
function utc(iso: string): string {
  return iso.replace(/\.\d+Z$/, "Z").replaceAll(/[-:]/g, "");
}

/** RFC 5545, section 3.3.11. Other control characters have no place in a text. */
function escaped(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{Cc}\n\t]/gu, "?")
    .replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll("\n", "\\n");
}

/** RFC 5545, section 3.1: lines of at most 75 octets, folded between characters; a line that goes on starts with a space. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      parts.push(part);
      part = " ";
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n");
}
