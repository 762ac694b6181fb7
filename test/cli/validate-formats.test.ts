import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { compile } from "../../src/compiler/compile.ts";
import { registry } from "../../src/diagnostics/codes.ts";
import { createDiagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderGitHubAnnotations } from "../../src/diagnostics/render-github.ts";
import { diagnosticsToSarif, type SarifLog } from "../../src/diagnostics/render-sarif.ts";
import { printable } from "../../src/diagnostics/render-text.ts";
import { componentOrSkip } from "../support/require-component.ts";
import { createTestHost } from "../support/test-host.ts";

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "signwright-formats-")));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const mistaken = `version: 1
keys:
  acme: { type: app_store_connect, issuer_id: nope, key_id: 2X9R4HXF34, private_key: hunter2hunter2 }
targets:
  shop:
    platfrom: ios
    method: automatic
    profile_type: appstore
    bundle_id: com.acme.shop
    key: acm
`;

const paths = { pathOf: (name: string) => name, subject: "signing.yaml" };

function diagnosticsOf(text: string, name = "signing.yaml"): readonly Diagnostic[] {
  return compile({ name, text }).diagnostics;
}

function sarifOf(text: string, name = "signing.yaml"): SarifLog {
  return diagnosticsToSarif(diagnosticsOf(text, name), { ...paths, subject: name }, "0.1.0");
}

async function validate(
  argv: readonly string[],
  more: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const host = createTestHost({ cwd: more.cwd ?? folder, env: more.env ?? {} });
  const code = await run(["validate", ...argv], host);
  return { code, out: host.out(), err: host.err() };
}

/** Every kind of mistake that the compiler's own fixtures hold, and awkward texts. */
const fixtures: ReadonlyMap<string, string> = new Map([
  ["mistaken", mistaken],
  ["byte order mark", `\ufeff${mistaken}`],
  ["carriage returns", mistaken.replaceAll("\n", "\r\n")],
  ["lone carriage returns", mistaken.replaceAll("\n", "\r")],
  ["astral", mistaken.replace("platfrom", "🔑🔑").replace("nope", "😀 \\u202e")],
  ["links and placeholders", mistaken.replace("platfrom", '"[x](https://example.com) {0} {name}"')],
  ["empty", ""],
  ["broken", "version: [1\n\ttargets: {"],
  ...["validate-fixtures", "rule-fixtures", "parse-fixtures"].flatMap((name) => {
    const path = join(import.meta.dirname, "../compiler", name);
    return readdirSync(path).map((file) => [`${name} ${file}`, readFileSync(join(path, file), "utf8")] as const);
  }),
]);

describe("validate --format sarif", () => {
  const multitool = componentOrSkip("@microsoft/sarif-multitool");

  /** What Microsoft's validator says of every log in a folder, a line each; it exits with 0 whatever it finds. */
  async function microsoftSays(logs: string): Promise<readonly string[]> {
    const binary = createRequire(import.meta.url)(multitool ?? "") as string;
    const { stdout } = await promisify(execFile)(
      binary,
      ["validate", join(logs, "*.sarif"), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"],
      // It looks whether addresses answer, which is a note at most: nothing listens there.
      { env: { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1", https_proxy: "http://127.0.0.1:9" }, maxBuffer: 1e8 },
    );
    expect(stdout).toContain("Analysis completed successfully.");
    return stdout.split("\n").filter((line) => /: (error|warning) [A-Z]+\d+:/.test(line));
  }

  it.skipIf(multitool === undefined)(
    "passes Microsoft's validator, for every kind of mistake, by the rules of the standard and of GitHub",
    { timeout: 300_000 },
    async () => {
      const logs = join(folder, "logs");
      mkdirSync(logs);
      const everything = [...fixtures.values()].flatMap((text, index) =>
        diagnosticsOf(text, `apps/a b/${index}: ä.yaml`),
      );
      expect(new Set(everything.map((d) => d.code)).size).toBeGreaterThan(25);
      writeFileSync(join(logs, "all.sarif"), JSON.stringify(diagnosticsToSarif(everything, paths, "0.1.0")));
      writeFileSync(join(logs, "none.sarif"), JSON.stringify(diagnosticsToSarif([], paths, "0.1.0")));
      // As the command writes it, also where there is no file to point into.
      writeFileSync(join(folder, "mistaken.yaml"), mistaken);
      writeFileSync(join(logs, "command.sarif"), (await validate(["--format", "sarif", "mistaken.yaml"])).out);
      writeFileSync(join(logs, "missing.sarif"), (await validate(["--format", "sarif", "missing.yaml"])).out);
      expect(readdirSync(logs).length).toBe(4);
      expect(await microsoftSays(logs)).toEqual([]);
    },
  );

  it.skipIf(multitool === undefined)("would fail that validator if it were wrong", async () => {
    const broken = join(folder, "broken");
    mkdirSync(broken);
    const text = JSON.stringify(sarifOf(mistaken))
      .replace('"startLine":3', '"startLine":0')
      .replace("ruleId", "ruleld");
    writeFileSync(join(broken, "broken.sarif"), text);
    const said = (await microsoftSays(broken)).join("\n");
    expect(said).toMatch(/error JSON1008: .*startLine: 0 is less than the minimum/);
    expect(said).toMatch(/error .*ruleld/);
  });

  it("says code, level, words, place and what mends it", () => {
    const [run] = sarifOf(mistaken, "apps/shop/signing.yaml").runs;
    expect(run.results.map((r) => [r.ruleId, r.level, run.tool.driver.rules[r.ruleIndex]?.id === r.ruleId])).toEqual([
      ["schema/wrong-form", "error", true],
      ["rule/literal-secret", "error", true],
      ["schema/unknown-key", "error", true],
      ...diagnosticsOf(mistaken)
        .slice(3)
        .map((d) => [d.code, "error", true]),
    ]);
    const [, , misspelt] = run.results;
    expect(misspelt).toMatchObject({
      message: { text: "Unknown key `platfrom`. To mend it: there is a key with a similar name: `platform`." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "apps/shop/signing.yaml", uriBaseId: "%SRCROOT%" },
            region: { startLine: 6, startColumn: 5, endLine: 6, endColumn: 13 },
          },
        },
      ],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: "platform" } }] }] }],
    });
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.tool.driver.rules.find((r) => r.id === "schema/unknown-key")).toMatchObject({
      name: "SchemaUnknownKey",
      shortDescription: { text: "Unknown key <key>." },
      helpUri: "https://github.com/signwright/signwright/blob/main/docs/diagnostics/schema/unknown-key.md",
      defaultConfiguration: { level: "error" },
    });
  });

  it("counts columns in UTF-16 units, and no byte order mark", () => {
    const at = (text: string): unknown =>
      sarifOf(text).runs[0].results.find((r) => r.ruleId === "schema/unknown-key")?.locations[0].physicalLocation
        .region;
    expect(at("a🔑b: 1\nversion: 1\n")).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 });
    expect(at("\ufeffa🔑b: 1\nversion: 1\n")).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 });
    expect(at("\ufeffversion: 1\na🔑b: 1\n")).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 5 });
  });

  it("points notes with a place at it", () => {
    const twice = "version: 1\ntargets:\n  shop: &shop\n    platfrom: ios\n  other: *shop\n";
    const found = sarifOf(`${twice}version: 1\n`).runs[0].results.find((r) => r.relatedLocations !== undefined);
    expect(found?.relatedLocations?.[0]).toMatchObject({
      message: { text: expect.stringMatching(/\.$/) as string },
      physicalLocation: { region: { startLine: expect.any(Number) as number } },
    });
  });

  it("keeps the fingerprint of a mistake while lines move, and changes it with the line", () => {
    const prints = (text: string): readonly string[] =>
      sarifOf(text).runs[0].results.map((r) => r.partialFingerprints.primaryLocationLineHash);
    expect(prints(`# a comment\n\n${mistaken}`)).toEqual(prints(mistaken));
    expect(prints(mistaken.replaceAll("\n", "\r\n"))).toEqual(prints(mistaken));
    expect(prints(mistaken.replace("    platfrom", "      platfrom").replace("platfrom", "platfrm"))).not.toEqual(
      prints(mistaken),
    );
    // Equal mistakes in equal lines are still several.
    const twice = `${mistaken}  other:\n${mistaken.slice(mistaken.indexOf("    platfrom"))}`;
    expect(new Set(prints(twice)).size).toBe(prints(twice).length);
    // A password in the line is no part of it.
    expect(prints(mistaken.replace("hunter2hunter2", "correcthorse99"))).toEqual(prints(mistaken));
  });

  it("holds no secret that somebody wrote into the file, and nothing of this machine", async () => {
    writeFileSync(join(folder, "secret.yaml"), mistaken);
    const { out } = await validate(["--format", "sarif", "secret.yaml"]);
    expect(JSON.parse(out)).toMatchObject({ version: "2.1.0" });
    expect(out).not.toContain("hunter2");
    expect(out).not.toContain(folder);
  });

  it("lets nothing in the file become a link", () => {
    const texts = JSON.stringify(sarifOf(fixtures.get("links and placeholders") ?? ""));
    expect(texts).toContain("[x] (https://example.com)");
    expect(texts).not.toContain("](");
  });

  it.each([...fixtures])("applying a fix of the log is applying the fix: %s", (_, text) => {
    const fixes = diagnosticsOf(text)
      .flatMap((d) => d.fixes)
      .filter((fix) => fix.applicability !== "has-placeholders");
    const written = sarifOf(text).runs[0].results.flatMap((r) => r.fixes ?? []);
    expect(written.map((fix) => applySarifFix(text, fix))).toEqual(
      fixes.map((fix) =>
        [...fix.edits]
          .sort((a, b) => b.range.start - a.range.start)
          .reduce((done, { range, newText }) => done.slice(0, range.start) + newText + done.slice(range.end), text),
      ),
    );
  });
});

/** Applies a fix by lines and columns alone, as a reader of the log does. */
function applySarifFix(
  text: string,
  fix: NonNullable<SarifLog["runs"][0]["results"][number]["fixes"]>[number],
): string {
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  const starts = [mark, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? Number.NaN) + column - 1;
  return fix.artifactChanges
    .flatMap((change) => change.replacements)
    .map(({ deletedRegion: r, insertedContent }) => ({
      start: offset(r.startLine, r.startColumn ?? 1),
      end: offset(r.endLine ?? r.startLine, r.endColumn ?? 1),
      text: insertedContent.text,
    }))
    .sort((a, b) => b.start - a.start)
    .reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}

interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Reads a line as the runner of GitHub Actions does: `::name key=value,key=value::data`, and undoes the escapes. */
function parseWorkflowCommand(line: string): WorkflowCommand | undefined {
  if (!line.startsWith("::")) return undefined;
  const end = line.indexOf("::", 2);
  if (end < 0) return undefined;
  const [command = "", ...rest] = line.slice(2, end).split(" ");
  const undo = (text: string, escapes: Readonly<Record<string, string>>): string =>
    text.replace(/%[0-9A-F]{2}/g, (escape) => escapes[escape] ?? escape);
  const data = { "%25": "%", "%0D": "\r", "%0A": "\n" };
  const properties = rest
    .join(" ")
    .split(",")
    .map((pair) => pair.split("="))
    .map(([name = "", ...value]) => [name, undo(value.join("="), { ...data, "%3A": ":", "%2C": "," })] as const);
  return { command, properties: Object.fromEntries(properties), data: undo(line.slice(end + 2), data) };
}

describe("validate --format github", () => {
  it("writes one workflow command a finding, which the runner's grammar reads", async () => {
    writeFileSync(join(folder, "github.yaml"), mistaken);
    const { code, out, err } = await validate(["--format", "github", "github.yaml"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const parsed = out.trimEnd().split("\n").map(parseWorkflowCommand);
    expect(parsed.length).toBe(diagnosticsOf(mistaken).length);
    expect(parsed[2]).toEqual({
      command: "error",
      properties: {
        file: "github.yaml",
        line: "6",
        endLine: "6",
        col: "5",
        endColumn: "12",
        title: "schema/unknown-key",
      },
      data: "unknown key `platfrom`\nhelp: there is a key with a similar name: `platform`",
    });
  });

  it("is silent about a file that is right", async () => {
    writeFileSync(
      join(folder, "right.yaml"),
      "version: 1\ntargets:\n  app: { platform: android, method: automatic, package_name: com.acme.shop }\n",
    );
    expect(await validate(["--format", "github", "right.yaml"])).toEqual({ code: 0, out: "", err: "" });
  });

  it("gives columns only where the range is on one line", () => {
    const file = { name: "a.yaml", text: "one\ntwo\nthree\n" };
    const annotate = (start: number, end: number): WorkflowCommand["properties"] | undefined =>
      parseWorkflowCommand(
        renderGitHubAnnotations(
          [createDiagnostic("file/not-found", { path: "x" }, { range: { file, start, end } })],
          paths,
        ).trimEnd(),
      )?.properties;
    expect(annotate(1, 3)).toMatchObject({ line: "1", endLine: "1", col: "2", endColumn: "3" });
    expect(annotate(4, 4)).toMatchObject({ line: "2", endLine: "2", col: "1", endColumn: "1" });
    expect(annotate(1, 9)).toEqual({ file: "a.yaml", line: "1", endLine: "3", title: "file/not-found" });
    expect(annotate(0, 8)).toEqual({ file: "a.yaml", line: "1", endLine: "2", title: "file/not-found" });
  });

  it("maps every severity of the registry to a command that GitHub has", () => {
    const severities = new Set(Object.values(registry).map((entry) => entry.severity));
    const words = (["error", "warning", "info"] as const).map((severity) => {
      const diagnostic = createDiagnostic("file/not-found", { path: "x" }, { severity });
      return parseWorkflowCommand(renderGitHubAnnotations([diagnostic], paths))?.command;
    });
    expect(words).toEqual(["error", "warning", "notice"]);
    expect([...severities].every((s) => ["error", "warning", "info"].includes(s))).toBe(true);
  });

  it("survives any text in names, messages and notes", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^(?:[%:,=\r\n ]|::|%0A|%25|error|\]\(){0,12}$/),
    );
    fc.assert(
      fc.property(text, text, text, (name, message, note) => {
        const range = { file: { name, text: "abc" }, start: 1, end: 2 };
        const diagnostic = { ...createDiagnostic("file/not-found", { path: "x" }, { range }), message };
        const out = renderGitHubAnnotations([{ ...diagnostic, notes: [{ message: note }], help: "do" }], paths);
        expect(out.endsWith("\n")).toBe(true);
        expect(out.slice(0, -1)).not.toMatch(/[\r\n]/);
        const lines = (all: string): string =>
          all
            .split(/\r\n|\n|\r/)
            .map(printable)
            .join("\n");
        expect(parseWorkflowCommand(out.slice(0, -1))).toEqual({
          command: "error",
          properties: { file: name, line: "1", endLine: "1", col: "2", endColumn: "2", title: "file/not-found" },
          data: `${lines(message)}\n${lines(`note: ${note}`)}\nhelp: do`,
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("where files are", () => {
  const fileOf = (out: string): string | undefined =>
    parseWorkflowCommand(out.split("\n")[0] ?? "")?.properties["file"];

  it("names them from the root of git's work tree, wherever the command runs", async () => {
    const root = join(folder, "repository");
    mkdirSync(join(root, ".git"), { recursive: true });
    mkdirSync(join(root, "apps/shop"), { recursive: true });
    writeFileSync(join(root, "apps/shop/signing.yaml"), mistaken);
    const inside = await validate(["--format", "github"], { cwd: join(root, "apps/shop") });
    expect(fileOf(inside.out)).toBe("apps/shop/signing.yaml");
    const above = await validate(["--format", "github", "apps/shop/signing.yaml"], { cwd: root });
    expect(fileOf(above.out)).toBe("apps/shop/signing.yaml");
  });

  it("names them from the folder that GitHub Actions checked out", async () => {
    const workspace = join(folder, "workspace");
    mkdirSync(join(workspace, "product/.git"), { recursive: true });
    writeFileSync(join(workspace, "product/signing.yaml"), mistaken);
    const at = (env: Record<string, string>): Promise<{ readonly out: string }> =>
      validate(["--format", "github"], { cwd: join(workspace, "product"), env });
    expect(fileOf((await at({ GITHUB_WORKSPACE: workspace })).out)).toBe("product/signing.yaml");
    expect(fileOf((await at({ GITHUB_WORKSPACE: join(folder, "elsewhere") })).out)).toBe("signing.yaml");
    expect(fileOf((await at({ GITHUB_WORKSPACE: "relative" })).out)).toBe("signing.yaml");
  });

  it("points at the missing file itself", async () => {
    const { out } = await validate(["--format", "github", "missing.yaml"]);
    expect(parseWorkflowCommand(out.trimEnd())?.properties).toEqual({
      file: "missing.yaml",
      line: "1",
      title: "file/not-found",
    });
  });
});

describe("the forms", () => {
  it("`--json` is short for `--format json`, and two forms are refused", async () => {
    writeFileSync(join(folder, "forms.yaml"), mistaken);
    const long = await validate(["--format", "json", "forms.yaml"]);
    expect(await validate(["--json", "forms.yaml"])).toEqual(long);
    expect(JSON.parse(long.out)).toMatchObject({ format_version: "1.0", valid: false });
    expect((await validate(["--format", "text", "forms.yaml"])).err).toContain("error[schema/unknown-key]");
    const both = await validate(["--json", "--format", "sarif", "forms.yaml"]);
    expect(both.code).toBe(1);
    expect(JSON.parse(both.out)).toMatchObject({ diagnostics: [{ code: "cli/usage" }] });
  });

  it("says in GitHub Actions how to see findings beside the code", async () => {
    writeFileSync(join(folder, "forms.yaml"), mistaken);
    const hint = "`--format github` shows this beside the lines of the pull request";
    expect((await validate(["forms.yaml"], { env: { GITHUB_ACTIONS: "true" } })).err).toContain(hint);
    expect((await validate(["forms.yaml"])).err).not.toContain(hint);
  });
});
