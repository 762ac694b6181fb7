import type { RunnerTask } from "vitest";
import { describe, expect, test } from "vitest";
import type { PolicyConsoleOptions } from "../../../src/sandbox/sandbox-options.ts";
import { fixtures, type Fixtures } from "./console-fixture.ts";
import { missingPairs, pairwise, type Combination, type Switches } from "./pairwise.ts";

/**
 * What the vendor's documentation leaves open, as switches of the sandbox with the values between which nobody who uses the provider
 * shall see a difference. A switch that must lead to a refusal is not among them: see refusing-console.test.ts.
 */
export const consoleSwitches = {
  loginMode: ["page", "redirect"],
  loginStatus: [303, 302],
  loginCookie: ["new", "kept"],
  savedPostBytes: [4096, 0, 1_000_000],
  putMode: ["keep", "replace"],
  putDataId: ["new", "kept"],
  archivedReadable: [false, true],
  archivedNames: ["free", "taken"],
  catalogShape: ["list", "lone-object", "without-details"],
  profileShape: ["object", "list"],
  dataShape: ["text", "object"],
  showsStatus: [true, false],
  errorMode: ["json", "json-400", "page", "page-200", "page-500"],
  showsSigningDetails: [true, false],
  securing: ["synchronous", "eventual"],
  securingMilliseconds: [0, 15],
  keystoreChecks: ["never", "upload", "signing"],
} satisfies Switches & { [K in keyof PolicyConsoleOptions]?: readonly PolicyConsoleOptions[K][] };

/** Bytes of a keystore or profile on either side of the 4 KiB that a dead session keeps by default. */
const fileSizes = [0, 20_000] as const;

const factors: Switches = { fileBytes: fileSizes, ...consoleSwitches };
const combinations = pairwise(factors);

const describedAs = (combination: Combination, index: number): string =>
  `console ${index + 1} of ${combinations.length} ${JSON.stringify(combination)}`;
const ONCE = "once: ";

/** Describes cases on every console of a set in which any two values of any two switches, and of the size of files, meet. */
export function onEveryConsole(cases: (fixtures: Fixtures) => void): void {
  combinations.forEach((combination, index) => {
    const { fileBytes, ...switches } = combination;
    describe(describedAs(combination, index), () => {
      cases(fixtures(switches, Number(fileBytes)));
    });
  });
}

/** Describes cases that need one console only, and says why. Each is named once more where {@link testCoverage} is called. */
export function once(why: string, cases: (fixtures: Fixtures) => void): void {
  describe(`${ONCE}${why}`, () => {
    cases(fixtures({}, 0));
  });
}

/**
 * A test, the last of a file, that every case of the file runs on every console; `exceptions` are those that do not. It says how many
 * cases and consoles there are.
 */
export function testCoverage(exceptions: readonly string[]): void {
  test("every case runs on every console, but for those that are named here", ({ task }) => {
    expect(missingPairs(factors, combinations)).toEqual([]);
    const suites = task.file.tasks.filter((one) => one !== task);
    const casesOn = new Map(suites.map((suite) => [suite.name, casesOf(suite)]));
    const [first = []] = combinations.map((combination, index) => casesOn.get(describedAs(combination, index)) ?? []);
    expect(first.length).toBeGreaterThan(0);
    for (const [index, combination] of combinations.entries())
      expect(casesOn.get(describedAs(combination, index)), describedAs(combination, index)).toEqual(first);
    const others = suites.filter(({ name }) => !name.startsWith("console "));
    expect(others.filter(({ name }) => !name.startsWith(ONCE)).map(({ name }) => name)).toEqual([]);
    expect(others.flatMap((suite) => casesOf(suite))).toEqual(exceptions);
    process.stdout.write(
      `\n${first.length} cases on ${combinations.length} consoles, which cover every pair of ${Object.keys(factors).length} switches; ${exceptions.length} cases on one\n`,
    );
  });
}

/** The names of the cases in a suite, those of the suites inside before them; a case that is skipped has none. */
function casesOf(suite: RunnerTask, above = ""): readonly string[] {
  if (suite.type !== "suite") return [];
  return suite.tasks.flatMap((task) => {
    if (task.type === "suite") return casesOf(task, `${above}${task.name}: `);
    return task.mode === "run" ? [`${above}${task.name}`] : [];
  });
}
