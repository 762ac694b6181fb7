import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { positionAt } from "../../src/diagnostics/source-range.ts";
import { startGuardedCompiler, type GuardedCompiler, type GuardedDiagnostic } from "./guarded-compiler.ts";

// Documents that people and tools really hand in, and that readers of YAML stumble over. Beside each stands what the compiler says of it:
// `line:column-line:column severity code: message`. `npx vitest run test/compiler/nasty.test.ts -u` writes these files anew.
const folder = join(import.meta.dirname, "nasty");
const names = readdirSync(folder).flatMap((file) =>
  file.endsWith(".yaml.txt") ? [file.replace(".yaml.txt", "")] : [],
);

let compiler: GuardedCompiler;
beforeAll(async () => {
  compiler = await startGuardedCompiler();
});
afterAll(() => compiler.close());

it.each(names)("says what is to be said of %s, and where", async (name) => {
  const text = readFileSync(join(folder, `${name}.yaml.txt`), "utf8");
  const found = await compiler.compile(text);
  for (const { isHelpful, severity, message } of found) if (severity === "error") expect(isHelpful, message).toBe(true);
  const lines = found.map((diagnostic) => `${told(text, diagnostic)}\n`).join("");
  await expect(lines === "" ? "nothing\n" : lines).toMatchFileSnapshot(join(folder, `${name}.diagnostics.txt`));
});

function told(text: string, { start, end, severity, code, message }: GuardedDiagnostic): string {
  const file = { name: "signing.yaml", text };
  const place = (offset: number): string => {
    const { line, column } = positionAt(file, offset);
    return `${line}:${column}`;
  };
  return `${place(start)}-${place(end)} ${severity} ${code}: ${message}`;
}

const ANDROID = "platform: android, method: automatic, package_name: com.acme.app";
const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);
const numbered = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join("");
/** Each line stands for ten of the line before it. */
const bomb = (line: (i: number) => string): string => `a0: &a0 { x: 1 }\n${numbered(12, (i) => line(i + 1))}`;

/** What is too large to be checked in, with how many diagnostics of which code each gives. */
const generated: readonly (readonly [name: string, text: () => string, told: Readonly<Record<string, number>>])[] = [
  [
    "50,000 lines that are right",
    () =>
      `version: 1\ntargets:\n${numbered(12_500, (i) => `  t${i}:\n    platform: android\n    method: automatic\n    package_name: com.acme.t${i}\n`)}`,
    {},
  ],
  [
    "50,000 targets that are wrong",
    () => `version: 1\ntargets:\n${numbered(50_000, (i) => `  t${i}: { platform: andriod }\n`)}`,
    { "schema/not-allowed": 50_000 },
  ],
  [
    "50,000 keys in one target",
    () => `version: 1\ntargets:\n  shop:\n    platform: android\n${numbered(50_000, (i) => `    key${i}: ${i}\n`)}`,
    { "schema/missing-key": 1, "schema/unknown-key": 50_000 },
  ],
  [
    "50,000 keys at the top",
    () => `version: 1\ntargets: {}\n${numbered(50_000, (i) => `key${i}: ${i}\n`)}`,
    { "schema/unknown-key": 50_000 },
  ],
  [
    "50,000 times the same key",
    () => `version: 1\n${"targets: {}\n".repeat(50_000)}`,
    { "yaml/duplicate-key": 49_999 },
  ],
  [
    "an alias bomb",
    () =>
      bomb(
        (i) =>
          `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(", ")}]\n`,
      ),
    { "yaml/alias-limit": 1 },
  ],
  [
    "a bomb of merge keys",
    () =>
      bomb(
        (i) =>
          `a${i}: &a${i} { <<: [${Array(10)
            .fill(`*a${i - 1}`)
            .join(", ")}] }\n`,
      ),
    { "yaml/alias-limit": 1 },
  ],
  [
    "a wrong target that 20,000 others share",
    () =>
      `version: 1\ntargets:\n  first: &first { ${ANDROID}, ${numbered(20, (i) => `wrong${i}: 1, `)} }\n${numbered(20_000, (i) => `  t${i}: *first\n`)}`,
    { "schema/unknown-key": 20 },
  ],
  ["lists 20,000 deep", () => `targets: ${nested(20_000, "[", "]")}`, { "yaml/too-deep": 1 }],
  ["maps 20,000 deep", () => `targets: ${nested(20_000, "{a: ", "}")}`, { "yaml/too-deep": 1 }],
  ["brackets that nobody closes, 20,000 deep", () => "[".repeat(20_000), { "yaml/too-deep": 1 }],
  ["indentation 5,000 deep", () => numbered(5_000, (i) => `${" ".repeat(i)}a:\n`), { "yaml/too-deep": 1 }],
  ["20,000 dashes on one line", () => "- ".repeat(20_000), { "yaml/too-deep": 1 }],
  ["20,000 question marks on one line", () => "? ".repeat(20_000), { "yaml/too-deep": 1 }],
  ["a line of a million characters", () => `version: 1\ntargets: {}\nstore: ${"x".repeat(1_000_000)}\n`, {}],
  [
    "a key of a million characters",
    () => `version: 1\ntargets: {}\n? ${"x".repeat(1_000_000)}\n: 1\n`,
    { "schema/unknown-key": 1 },
  ],
  [
    "20,000 anchors and aliases",
    () =>
      `version: 1\ntargets: {}\nstore: { url: s, recipients: {\n${numbered(10_000, (i) => `  a${i}: &a${i} age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p,\n  b${i}: *a${i},\n`)}  }}\n`,
    {},
  ],
  [
    "20,000 unknown aliases",
    () => `version: 1\ntargets:\n${numbered(20_000, (i) => `  t${i}: *a${i}\n`)}`,
    { "yaml/syntax": 20_000 },
  ],
  ["50,000 tabs", () => `version: 1\ntargets:\n${"\t\n".repeat(25_000)}\ta: 1\n`, { "yaml/syntax": 2 }],
  ["20,000 documents", () => "---\nversion: 1\ntargets: {}\n".repeat(20_000), { "yaml/multiple-documents": 1 }],
  [
    "half of a surrogate pair",
    () => 'version: 1\ntargets: {}\nstore: "\ud83d"\n"\udc00": 1\n',
    { "schema/unknown-key": 1 },
  ],
  ["17 MiB", () => `version: 1\ntargets: {}\n${"# comment\n".repeat(1_800_000)}`, { "yaml/too-large": 1 }],
  [
    "5,000 targets that fight over one profile",
    () =>
      `version: 1\ntargets:\n${numbered(5_000, (i) => `  t${i}: { platform: android, method: automatic, package_name: com.acme.app, keystore_alias: a${i} }\n`)}`,
    { "rule/conflicting-targets": 5_000 },
  ],
  [
    "a group of 50,000 devices",
    () =>
      `version: 1\ntargets: {}\ndevices:\n  qa:\n${numbered(50_000, (i) => `    - { name: d${i}, udid: 00008110-${String(i).padStart(16, "0")}, platform: ios }\n`)}`,
    { "resolve/unused": 1 },
  ],
];

it.each(generated)(
  "takes %s, and says it once",
  async (_, text, told) => {
    const counts: Record<string, number> = {};
    for (const { code } of await compiler.compile(text())) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual(told);
  },
  120_000,
);

/** What must hold for any text whatever. */
async function checkAnyText(text: string): Promise<void> {
  for (const { start, end, otherRanges, isHelpful, severity, message } of await compiler.compile(text)) {
    const ranges = [...(start === -1 ? [] : [[start, end] as const]), ...otherRanges];
    const isInside = ranges.every(([from, to]) => 0 <= from && from <= to && to <= text.length);
    if (!isInside) throw new Error(`a range lies outside of the text: ${message}`);
    if (severity === "error" && !isHelpful) throw new Error(`nothing says what to do: ${message}`);
  }
}

const documents = names.map((name) => readFileSync(join(folder, `${name}.yaml.txt`), "utf8"));
const example = readFileSync(join(import.meta.dirname, "../schema/acme.yaml"), "utf8");

it("never throws and always ends, on any text", async () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ unit: "grapheme", maxLength: 200 }));
  await fc.assert(fc.asyncProperty(text, checkAnyText), { numRuns: 500 });
}, 300_000);

it("never throws and always ends, on any mixture of documents", async () => {
  const part = fc
    .tuple(fc.constantFrom(example, ...documents), fc.nat(), fc.nat({ max: 400 }))
    .map(([text, at, length]) => text.slice(at % text.length).slice(0, length));
  const mixture = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
  await fc.assert(fc.asyncProperty(mixture, checkAnyText), { numRuns: 1_000 });
}, 300_000);

it("never throws and always ends, on a text that stands in itself many times over", async () => {
  const unit = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."&*<>?:-,[]{}#|!\"' \n\tab".split("")), minLength: 1, maxLength: 6 }),
    fc.constantFrom("&a *a ", "- ? ", "<<: *a\n", "a: &a\n ", "{a: [", "]}", "? - : ", "- - a: |\n"),
  );
  const repeated = fc.tuple(unit, fc.integer({ min: 100, max: 5_000 })).map(([text, times]) => text.repeat(times));
  await fc.assert(fc.asyncProperty(repeated, checkAnyText), { numRuns: 100 });
}, 600_000);
