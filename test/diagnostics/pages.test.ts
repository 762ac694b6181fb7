import { expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { documentationUrl, registry, type DiagnosticCode } from "../../src/diagnostics/codes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../src/diagnostics/render-json.ts";
import { renderDiagnostic } from "../../src/diagnostics/render-text.ts";
import { applyFix } from "../support/check-diagnostics.ts";
import { captureHost } from "./capture-host.ts";
import { blockOf, commandsOf, indexPath, readPages, sectionNames, withOutput, type Page } from "./page.ts";
import { commandLine, largeTexts, plans, secrets } from "./scenarios/runs.ts";
import { compileText, type Scenario } from "./scenarios/scenario.ts";
import { appStoreConnect, fileStore, planning, policyConsole } from "./scenarios/services.ts";
import { signingFiles } from "./scenarios/signing-files.ts";
import { verification } from "./scenarios/verification.ts";

/** What the text of a signing file alone does not give; every other code's example is compiled, and that is all that it takes. */
const scenarios: Readonly<Partial<Record<DiagnosticCode, Scenario>>> = {
  ...largeTexts,
  ...signingFiles,
  ...secrets,
  ...plans,
  ...planning,
  ...commandLine,
  ...appStoreConnect,
  ...fileStore,
  ...policyConsole,
  ...verification,
};

const pages = readPages();
const codes = Object.keys(registry) as DiagnosticCode[];
const documented = codes.filter((code) => pages.has(code));

function pageOf(code: DiagnosticCode): Page {
  const page = pages.get(code);
  if (!page) throw new Error(`docs/diagnostics/${code}.md is missing`);
  return page;
}

const codesOf = (diagnostics: readonly Diagnostic[]): readonly string[] => [
  ...new Set(diagnostics.map(({ code }) => code)),
];

/** Stands in for the file where a page has none: nothing in the example depends on it. */
const anyFile = `version: 1
keys:
  acme:
    type: app_store_connect
    issuer_id: 57246542-96fe-1a63-e053-0824d011072a
    key_id: 2X9R4HXF34
    private_key: { env: ASC_PRIVATE_KEY }
targets:
  shop:
    platform: ios
    method: automatic
    profile_type: [ad_hoc, app_store]
    bundle_id: com.acme.shop
    key: acme
`;

/** The diagnostics of a page's example, given by the program: one, or several of the code. */
async function exampleOf(code: DiagnosticCode): Promise<readonly Diagnostic[]> {
  const text = blockOf(pageOf(code), "Example", "yaml");
  const scenario = scenarios[code];
  const compilation = compileText(text ?? anyFile);
  if (!scenario) {
    // Warnings aside, what is wrong is exactly what the page is about.
    const about = compilation.diagnostics.filter((d) => d.code === code || d.severity === "error");
    expect(codesOf(about), code).toEqual([code]);
    return about;
  }
  expect(codesOf(compilation.diagnostics), `${code}: the example's file is right in itself`).toEqual([]);
  if ("tell" in scenario) return [await scenario.tell(compilation)];
  const found = await scenario.find(compilation);
  expect(codesOf(found), code).toEqual([code]);
  return found;
}

/** A diagnostic as its page shows it: the line that leads to the page itself is left out. */
function shown(diagnostic: Diagnostic): string {
  const lines = renderDiagnostic(diagnostic).split("\n");
  return lines.filter((line) => !line.endsWith(documentationUrl(diagnostic.code))).join("\n");
}

it("lists every code in the index, with its message", async () => {
  const groups = [...new Set(codes.map((code) => code.slice(0, code.indexOf("/"))))];
  const sections = groups.map((group) => {
    const rows = codes
      .filter((code) => code.startsWith(`${group}/`))
      .map(
        (code) =>
          `| [\`${code}\`](${code}.md) | ${registry[code].severity} | ${registry[code].message.replaceAll("|", "\\|")} |`,
      );
    return [`## ${group}`, "", "| code | severity | message |", "|---|---|---|", ...rows, ""].join("\n");
  });
  const intro =
    "Every diagnostic that Signwright gives has a code, which never changes, and a page. A `{name}` in a message stands for what was found.\n" +
    "This list is made from `src/diagnostics/codes.ts`: `npx vitest run test/diagnostics -u` writes it anew.\n";
  await expect(`# Diagnostics\n\n${intro}\n${sections.join("\n")}`).toMatchFileSnapshot(indexPath);
});

it("has a page for every code, and a code for every page", () => {
  expect([...pages.keys()].sort(), "docs/diagnostics/<code>.md explains each code of src/diagnostics/codes.ts").toEqual(
    [...codes].sort(),
  );
});

it.each(documented)("%s: the page has its title, what it means, and every section", (code) => {
  const page = pageOf(code);
  expect(page.title).toBe(code);
  expect(page.meaning).toMatch(/^[A-Z`][^]{20,}\.$/);
  expect([...page.sections.keys()]).toEqual([...sectionNames]);
  for (const name of sectionNames) expect(page.sections.get(name)?.length, name).toBeGreaterThan(20);
  const blocks = ["yaml", "console"] as const;
  expect(blocks.some((language) => blockOf(page, "Corrected", language) !== undefined)).toBe(true);
});

// `npx vitest run test/diagnostics -u` writes what the program gives now into the pages.
it.each(documented)("%s: the example gives the diagnostic, word for word as the page shows it", async (code) => {
  const page = pageOf(code);
  const diagnostics = await exampleOf(code);
  expect(codesOf(diagnostics)).toEqual([code]);
  await expect(withOutput(page, diagnostics.map(shown).join("\n\n"))).toMatchFileSnapshot(page.path);
});

it.each(documented)("%s: the example's error says what to do", async (code) => {
  for (const { severity, help, fixes } of await exampleOf(code)) {
    if (severity === "error") expect(help !== undefined || fixes.length > 0).toBe(true);
  }
});

it.each(documented)("%s: the example's range is in its file, and as small as one line", async (code) => {
  for (const { range } of (await exampleOf(code)).map(diagnosticToJson)) {
    if (!range) continue;
    expect(range.filename).toBe("signing.yaml");
    expect(range.end.line).toBe(range.start.line);
  }
});

it.each(documented)("%s: the corrected example is right", async (code) => {
  const text = blockOf(pageOf(code), "Corrected", "yaml");
  if (text === undefined) return;
  const compilation = compileText(text);
  expect(compilation.diagnostics.map(({ code: found, message }) => `${found}: ${message}`)).toEqual([]);
  const scenario = scenarios[code];
  if (scenario && "find" in scenario) expect(codesOf(await scenario.find(compilation))).toEqual([]);
});

it.each(documented)("%s: a safe fix of the example removes it and adds nothing", async (code) => {
  const text = blockOf(pageOf(code), "Example", "yaml");
  if (text === undefined || scenarios[code]) return;
  const before = compileText(text).diagnostics;
  for (const fix of before.flatMap((d) => d.fixes).filter((f) => f.applicability === "safe")) {
    const after = compileText(applyFix(text, fix)).diagnostics;
    expect(after.length, fix.title).toBe(before.length - 1);
  }
});

const commands = [...pages.values()].flatMap((page) => {
  const consoles = (["Example", "Corrected"] as const).map((section) => blockOf(page, section, "console") ?? "");
  return consoles.flatMap(commandsOf).flatMap((command) => {
    const at = command.indexOf("signwright ");
    return at === -1 ? [] : [[page.code, command.slice(at)] as const];
  });
});

it.each(commands)("%s: there is the command `%s`", async (_, line) => {
  const [, group = "", ...words] = line.split(/\s+/);
  // `store` has commands of its own.
  const command = group === "store" ? [group, words[0] ?? ""] : [group];
  const host = captureHost();
  await run([...command, "--help"], host);
  const help = host.output();
  expect(help).toContain(`signwright ${command.join(" ")}`);
  for (const flag of words.filter((word) => word.startsWith("--"))) expect(help.split(/[\s=\]|]+/)).toContain(flag);
});

it("links only to pages that are there", () => {
  const dead = [...pages.values()].flatMap((page) =>
    [...page.text.matchAll(/\]\(([^)#]+)\)/g)].flatMap(([, target = ""]) => {
      if (target.startsWith("https://")) return [];
      const resolved = new URL(target, `file:///${page.code}.md`).pathname.slice(1).replace(/\.md$/, "");
      return pages.has(resolved) ? [] : [`${page.code}: ${target}`];
    }),
  );
  expect(dead).toEqual([]);
});

it("writes the page of one code as a person would read it in a terminal", () => {
  // Lines of prose of any length wrap in a terminal; trailing spaces and tabs do not show and break snapshots.
  const untidy = [...pages.values()].flatMap((page) =>
    /[ \t]+$|\t|\r|\n{3}/m.test(page.text) || !page.text.endsWith("\n") ? [page.code] : [],
  );
  expect(untidy).toEqual([]);
});
