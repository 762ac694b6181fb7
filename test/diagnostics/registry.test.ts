import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { documentationUrl, registry, type DiagnosticCode } from "../../src/diagnostics/codes.ts";
import { createDiagnostic } from "../../src/diagnostics/diagnostic.ts";

const codes = Object.keys(registry) as DiagnosticCode[];
const snapshotPath = join(import.meta.dirname, "codes.snapshot.txt");
const snapshot = readFileSync(snapshotPath, "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
const entries = Object.entries(registry) as [DiagnosticCode, { severity: string; message: string; help?: string }][];

it("still has every code that it ever had", () => {
  const gone = snapshot.filter((code) => !codes.includes(code as DiagnosticCode));
  expect(
    gone,
    "A code is in scripts, baselines and links: it is never removed or renamed. " +
      "Put it back into src/diagnostics/codes.ts.",
  ).toEqual([]);
});

it("has no code that the list of codes does not have", () => {
  const added = codes.filter((code) => !snapshot.includes(code));
  expect(
    added,
    "A new code: append it to test/diagnostics/codes.snapshot.txt and write its page, docs/diagnostics/<code>.md. " +
      "From then on it stays, so see first that no existing code says the same.",
  ).toEqual([]);
});

it("lists each code once", () => {
  expect(snapshot.filter((code, index) => snapshot.indexOf(code) !== index)).toEqual([]);
});

it("groups codes by where they come from, in words that a shell and an URL take", () => {
  expect(codes.filter((code) => !/^[a-z]+(-[a-z]+)*\/[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  expect([...new Set(codes.map((code) => code.slice(0, code.indexOf("/"))))]).toEqual([
    "yaml",
    "schema",
    "resolve",
    "rule",
    "file",
    "format",
    "secret",
    "trust",
    "plan",
    "apply",
    "app-store-connect",
    "file-store",
    "policy-console",
    "verify",
    "why",
    "cli",
  ]);
});

it("says what to do about every error", () => {
  expect(
    entries.flatMap(([code, { severity, help }]) => (severity === "error" && help === undefined ? [code] : [])),
  ).toEqual([]);
});

it("is worded alike: lower case, no full stop, no question, no blame", () => {
  // A message that is all parameter is worded where it is given.
  const texts = entries.flatMap(([code, { message, help }]) =>
    [message, help ?? ""].filter((text) => text !== "" && !/^\{\w+\}$/.test(text)).map((text) => [code, text] as const),
  );
  const badlyWorded = texts.filter(([, text]) => {
    const startsLower = /^(?:[a-z`{0-9]|Apple\b|App Store Connect\b|Signwright\b)/.test(text);
    return !startsLower || /[.!]$|\?|did you mean|illegal|invalid|please correct/i.test(text);
  });
  expect(badlyWorded).toEqual([]);
});

it("puts what comes from people, files and servers into backticks or after a colon, and closes every backtick", () => {
  const odd = entries.flatMap(([code, { message, help }]) =>
    [message, help ?? ""].flatMap((text) => (text.split("`").length % 2 === 0 ? [`${code}: ${text}`] : [])),
  );
  expect(odd).toEqual([]);
});

/** Codes that only earlier versions gave; they stay, for whoever looks one up. */
const onlyEarlier: readonly DiagnosticCode[] = ["rule/not-supported"];

it("gives every code somewhere", () => {
  const source = join(import.meta.dirname, "../../src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.startsWith("diagnostics") && !path.startsWith("generated"),
  );
  const text = files.map((path) => readFileSync(join(source, path), "utf8")).join("\n");
  // A code is given as a whole literal, also by `formatError` and `diagnosticAt`; in a message of the CLI it stands in brackets.
  const unused = codes.filter((code) => !text.includes(`"${code}"`) && !text.includes(`[${code}]`));
  expect(unused).toEqual(onlyEarlier);
});

it("fills the parameters into message and help, and nothing that a parameter holds", () => {
  const diagnostic = createDiagnostic("plan/unreadable", { path: "{reason}", reason: "$& it's `x`" });
  expect(diagnostic.message).toBe("`{reason}` is not a saved plan: $& it's `x`");
  expect(diagnostic.help).toBe("make one with `signwright plan --out {reason}`");
});

it("takes severity, help, place and fixes of the occasion before those of the registry", () => {
  const file = { name: "signing.yaml", text: "a" };
  const fixes = [{ title: "x", applicability: "safe" as const, edits: [] }];
  const details = {
    severity: "warning",
    help: "h",
    range: { file, start: 0, end: 1 },
    address: "a",
    notes: [{ message: "n" }],
    fixes,
  } as const;
  expect(createDiagnostic("file/not-found", { path: "a" }, details)).toEqual({
    code: "file/not-found",
    message: "there is no file `a`",
    ...details,
  });
});

it("leads to the page of a code", () => {
  expect(documentationUrl("schema/unknown-key")).toMatch(
    /^https:\/\/[^ ]+\/docs\/diagnostics\/schema\/unknown-key\.md$/,
  );
});
