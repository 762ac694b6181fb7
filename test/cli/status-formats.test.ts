import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatusReport } from "../../src/compiler/status-report.ts";
import { statusCalendar } from "../../src/cli/views/status-calendar.ts";
import { statusOpenMetrics } from "../../src/cli/views/status-openmetrics.ts";
import { pythonModuleOrSkip } from "../support/require-python-module.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

const now = new Date("2026-03-01T12:00:00.5Z");

/** Names as people and Apple can make them: what a form escapes, what takes several bytes, and what would end a line. */
const nasty = 'Ana "QA" O\\Brien, Söhne; 株式会社\nBEGIN:VEVENT 📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱📱';

const report: StatusReport = {
  timestamp: now.toISOString(),
  concerns: [{ severity: "warning", what: "1 change to apply" }],
  held: [
    {
      address: "store/identity/acme:distribution",
      instance: "a".repeat(64),
      name: nasty,
      expires: "2026-03-20T23:30:00Z",
      days_left: 19,
      validity: "renew",
      targets: ["shop", "shop-adhoc"],
      renew_from: "2026-02-18T23:30:00Z",
      by_hand: false,
    },
    {
      address: "store/keystore/upload",
      instance: "b",
      name: "upload",
      expires: "2051-01-01T00:00:00Z",
      days_left: 9000,
      validity: "valid",
      targets: ["shop-android"],
      renew_from: null,
      by_hand: true,
    },
    {
      address: "store/identity/left",
      instance: "c",
      name: "left",
      expires: "2026-01-01T00:00:00Z",
      days_left: -60,
      validity: "expired",
      targets: [],
      renew_from: null,
      by_hand: true,
    },
  ],
  certificates: [
    {
      key: "acme",
      certificate_type: "DISTRIBUTION",
      serial_number: "1a2b",
      name: nasty,
      expires: "2026-03-20T23:30:00Z",
      days_left: 19,
      validity: "valid",
      held: true,
    },
  ],
  profiles: [
    {
      key: "acme",
      uuid: "u-1",
      name: "Shop",
      profile_type: "IOS_APP_STORE",
      bundle_id: null,
      state: "INVALID",
      expires: "2026-09-01T00:00:00Z",
      days_left: 183,
      validity: "valid",
      ours: false,
      device_count: 0,
    },
  ],
  devices: [{ key: "acme", device_class: "IPHONE", status: "PROCESSING", count: 3 }],
  slots: [
    {
      kind: "certificates",
      owner: "acme",
      what: "DISTRIBUTION certificates",
      used: 3,
      adds: 0,
      limit: 3,
      free_from: "2026-03-20T23:30:00Z",
    },
    { kind: "devices", owner: "acme", what: "IPHONE devices", used: 99, adds: 0, limit: 100, free_from: null },
  ],
  drift: [],
  pending: { add: 1, change: 0, destroy: 0, manual: 0, forget: 0 },
};

interface Family {
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const metricsParser = pythonModuleOrSkip("prometheus_client");
const calendarParser = pythonModuleOrSkip("icalendar");

/** Prometheus' own parser of OpenMetrics, which is strict. */
function parsedMetrics(text: string): Readonly<Record<string, Family>> {
  const code = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps({ f.name: { "type": f.type, "unit": f.unit, "help": f.documentation,
  "samples": [{ "labels": s.labels, "value": s.value } for s in f.samples] }
  for f in text_string_to_metric_families(sys.stdin.buffer.read().decode("utf-8")) }))`;
  return JSON.parse(metricsParser?.(code, text) ?? "{}") as Readonly<Record<string, Family>>;
}

interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly description: string;
  readonly start: string;
  readonly end: string;
  readonly stamp: string;
  readonly triggers: readonly string[];
}

function parsedCalendar(text: string): readonly CalendarEvent[] {
  const code = `
import json, sys
from icalendar import Calendar
calendar = Calendar.from_ical(sys.stdin.buffer.read())
assert not calendar.errors and calendar["version"] == "2.0" and calendar["prodid"]
def event(e):
  assert not e.errors, e.errors
  alarms = [a for a in e.subcomponents if a.name == "VALARM"]
  assert all(a["action"] == "DISPLAY" and a["description"] for a in alarms)
  return { "uid": e["uid"], "summary": e["summary"], "description": e["description"], "start": str(e["dtstart"].dt),
    "end": str(e["dtend"].dt), "stamp": str(e["dtstamp"].dt), "triggers": [str(a["trigger"].dt) for a in alarms] }
print(json.dumps([event(e) for e in calendar.walk("VEVENT")]))`;
  return JSON.parse(calendarParser?.(code, text) ?? "[]") as readonly CalendarEvent[];
}

describe("--format openmetrics", () => {
  const text = statusOpenMetrics(report);

  it("ends with # EOF, and has a type and a help for every family before its samples", () => {
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    expect(text.match(/# EOF/g)).toHaveLength(1);
    const names = [...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
    for (const line of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
      expect(names, line).toContain(line.split(/[{ ]/)[0]);
    }
  });

  it.skipIf(!metricsParser)("is read by Prometheus' parser: names, units, labels with every sign, Unix times", () => {
    const families = parsedMetrics(text);
    const expiry = families["signwright_certificate_expiry_timestamp_seconds"];
    expect(expiry).toMatchObject({ type: "gauge", unit: "seconds" });
    expect(expiry?.samples).toEqual([
      {
        labels: { key: "acme", type: "DISTRIBUTION", serial_number: "1a2b", name: nasty, held: "true" },
        value: Date.parse("2026-03-20T23:30:00Z") / 1000,
      },
    ]);
    const values = (name: string): readonly number[] => families[name]?.samples.map((s) => s.value) ?? [];
    expect(values("signwright_certificate_slots_used")).toEqual([3]);
    expect(values("signwright_certificate_slots_limit")).toEqual([3]);
    expect(families["signwright_device_slots_used"]?.samples).toEqual([
      { labels: { key: "acme", family: "IPHONE" }, value: 99 },
    ]);
    expect(values("signwright_device_slots_limit")).toEqual([100]);
    expect(values("signwright_profile_active")).toEqual([0]);
    expect(values("signwright_held_expiry_timestamp_seconds")).toHaveLength(3);
    expect(values("signwright_held_renewal_timestamp_seconds")).toEqual([Date.parse("2026-02-18T23:30:00Z") / 1000]);
    expect(values("signwright_devices")).toEqual([3]);
    expect(values("signwright_attention")).toEqual([1]);
    expect(values("signwright_read_timestamp_seconds")).toEqual([Math.floor(now.getTime() / 1000)]);
    expect(Object.values(families).every((family) => family.help.endsWith("."))).toBe(true);
  });
});

describe("--format ics", () => {
  const text = statusCalendar(report, "1.2.3");

  it("has lines of at most 75 octets that end with CR LF, folded between characters", () => {
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const lines = text.split("\r\n");
    expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(lines.some((line) => line.startsWith(" "))).toBe(true);
    expect(Buffer.from(text).toString("utf8")).toBe(text);
    // A name that looks like a line of the format stays a name.
    expect(lines.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(2);
  });

  it.skipIf(!calendarParser)("is read by another parser: an all-day event for each date that somebody needs", () => {
    const [identity, keystore, ...others] = parsedCalendar(text);
    expect(others).toEqual([]);
    expect(identity).toMatchObject({
      summary: `${nasty} expires`,
      start: "2026-03-20",
      end: "2026-03-21",
      stamp: "2026-03-01 12:00:00+00:00",
      triggers: ["-30 days, 0:00:00", "-7 days, 0:00:00"],
    });
    expect(identity?.description).toContain("store/identity/acme:distribution expires at 2026-03-20T23:30:00Z.\n");
    expect(identity?.description).toContain("Needed by shop, shop-adhoc.");
    expect(keystore).toMatchObject({ summary: "upload expires", start: "2051-01-01", triggers: ["-7 days, 0:00:00"] });
  });

  it("an object keeps its UID from file to file, and its successor gets another", () => {
    const uids = (of: StatusReport): readonly string[] => statusCalendar(of, "9").match(/^UID:.*$/gm) ?? [];
    const later = { ...report, timestamp: "2026-03-02T00:00:00.000Z" };
    expect(uids(later)).toEqual(uids(report));
    const [first, ...rest] = report.held;
    if (!first) throw new Error("the report holds something");
    const renewed = uids({ ...report, held: [{ ...first, instance: "d" }, ...rest] });
    expect(renewed[0]).not.toBe(uids(report)[0]);
    expect(renewed[1]).toBe(uids(report)[1]);
  });
});

describe("from the command line", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
    expect((await place.run(["apply", "--auto-approve"])).code).toBe(0);
  });
  afterAll(() => place.stop());

  it("gives the same dates in every form", async () => {
    const json = JSON.parse((await place.run(["status", "--format", "json"])).out) as {
      readonly held: readonly { readonly expires: string | null; readonly targets: readonly string[] }[];
    };
    const dates = json.held.flatMap((h) => (h.expires !== null && h.targets.length > 0 ? [h.expires] : []));
    expect(dates.length).toBeGreaterThan(5);
    const metrics = await place.run(["status", "--format", "openmetrics"]);
    expect(metrics.code).toBe(0);
    const seen = [...metrics.out.matchAll(/^signwright_held_expiry_timestamp_seconds\{.*\} (\d+)$/gm)].map(([, n]) =>
      Number(n),
    );
    expect(seen).toEqual(dates.map((date) => Date.parse(date) / 1000));
    const calendar = await place.run(["status", "--format", "ics"]);
    expect([...calendar.out.matchAll(/^DTSTART;VALUE=DATE:(\d{8})\r$/gm)].map(([, day]) => day)).toEqual(
      dates.map((date) => date.slice(0, 10).replaceAll("-", "")),
    );
    if (metricsParser) expect(Object.keys(parsedMetrics(metrics.out))).toHaveLength(14);
    if (calendarParser) expect(parsedCalendar(calendar.out)).toHaveLength(dates.length);
  });

  it("writes nothing where nothing could be read: what is scraped or subscribed to stays as it was", async () => {
    for (const form of ["openmetrics", "ics"]) {
      const { code, out } = await place.run(["status", "--format", form], {
        env: { ...place.env, ASC_PRIVATE_KEY: "no key" },
      });
      expect([code, out]).toEqual([1, ""]);
    }
    const both = await place.run(["status", "--json", "--format", "ics"]);
    expect([both.code, both.err]).toEqual([1, expect.stringContaining("error[cli/usage]")]);
  });
});
