import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDocument } from "yaml";
import { findViolations } from "../../src/generated/find-violations.ts";
import { isSigningSpec } from "../../src/generated/is-signing-spec.ts";
import { specOfSize } from "../bench/spec-of-size.ts";

// Two validators of one schema: the quick one says yes exactly where the other finds nothing.

const fixtures = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => parseDocument(readFileSync(join(import.meta.dirname, name), "utf8")).toJS() as unknown);
const values = [...fixtures, parseDocument(specOfSize(20)).toJS() as unknown];

const agree = (value: unknown): boolean => {
  const fits = isSigningSpec(value);
  expect({ fits, value }).toEqual({ fits: findViolations(value).length === 0, value });
  return fits;
};

it("agrees on every fixture", () => {
  const fitting = values.filter(agree);
  expect(fitting.length).toBeGreaterThan(3);
  expect(fitting.length).toBeLessThan(values.length);
});

it("agrees on what is no spec at all", () => {
  expect([undefined, null, 1, "version: 1", [], {}, { version: 1 }, { version: 1, targets: [] }].filter(agree)).toEqual(
    [],
  );
});

/** What a part is replaced with: values of every type, and such as stand in other places of a signing file. */
const others: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  "",
  "x",
  "30d",
  "all",
  "discover",
  "development",
  "enterprise",
  "manual",
  "automatic",
  "android",
  "macos",
  [],
  ["qa"],
  ["qa", "qa"],
  [1],
  [{}],
  {},
  { env: "A" },
  { env: "a-b" },
  { file: "" },
  { env: "A", file: "b" },
  { exec: [] },
  ["development", "ad_hoc"],
  ["push_notifications", "push_notifications"],
  [{ data_protection: "complete" }, { data_protection: "complete" }],
  [
    { bundle_id: "a.b", capabilities: [] },
    { capabilities: [], bundle_id: "a.b" },
  ],
  { type: "certificate", file: "x" },
  { type: "nothing" },
];

interface Place {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
}

function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string | number, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

it("agrees on files with a few changes", () => {
  const fitting = values.filter((value) => findViolations(value).length === 0);
  const change = fc.record({
    at: fc.nat(),
    by: fc.constantFrom("replace", "remove", "add", "rename"),
    other: fc.nat(),
  });
  let stillFitting = 0;
  fc.assert(
    fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 2 }), (which, changes) => {
      const value = structuredClone(fitting[which % fitting.length]);
      for (const { at, by, other } of changes) {
        const places = placesOf(value);
        const { holder, key } = places[at % places.length] ?? { holder: {}, key: "" };
        const wanted = structuredClone(others[other % others.length]);
        const name = placesOf(fitting[other % fitting.length]).at(other % 7)?.key ?? "x";
        if (by === "replace") holder[key] = wanted;
        else if (by === "remove" && Array.isArray(holder)) holder.splice(Number(key), 1);
        else if (by === "remove") delete holder[key];
        else if (by === "add" && !Array.isArray(holder)) holder[name] = wanted;
        else if (Array.isArray(holder)) holder.push(wanted);
        else if (!Array.isArray(holder)) holder[name] = holder[key];
      }
      if (agree(value)) stillFitting++;
    }),
    { numRuns: Number(process.env["SPEC_TEST_RUNS"] ?? 600) },
  );
  expect(stillFitting).toBeGreaterThan(0);
});
