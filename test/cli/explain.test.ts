import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { documentationUrl, registry } from "../../src/diagnostics/codes.ts";
import { createTestHost } from "../support/test-host.ts";

const folder = mkdtempSync(`${tmpdir()}/signwright-explain-`);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const explain = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const host = createTestHost({ cwd: folder, env });
  const code = await run(["explain", ...argv], host);
  return { code, out: host.out(), err: host.err() };
};

it("shows the page of a code for a terminal: no marks of Markdown, code indented, lines that fit", async () => {
  const { code, out, err } = await explain(["rule/expired"]);
  expect({ code, err }).toStrictEqual({ code: 0, err: "" });
  expect(out).toMatch(/^rule\/expired\n\nA certificate or profile is past its date\.\n\nWhy it matters\n\n/);
  expect(out).toContain("\n\nExample\n\n    version: 1\n    keys:\n      acme-distribution:\n");
  expect(out).toContain("\n- Profile: in the developer portal, ");
  expect(out).not.toMatch(/^#+ |```/m);
  expect(out).toContain("With `method: automatic` Signwright");
  const prose = out.split("\n").filter((line) => !line.startsWith("    "));
  expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("dresses headings and code on a terminal", async () => {
  const { out } = await explain(["rule/expired"], { FORCE_COLOR: "1" });
  expect(out).toContain("\u001b[1mWhy it matters\u001b[22m");
  expect(out).toContain("With \u001b[36mmethod: automatic\u001b[39m");
});

it("shows every page without marks of Markdown", async () => {
  for (const code of Object.keys(registry)) {
    // oxlint-disable-next-line no-await-in-loop -- one host after the other is enough
    const { code: exit, out } = await explain([code]);
    expect(exit).toBe(0);
    expect(out.startsWith(`${code}\n`)).toBe(true);
    expect(
      out.split("\n").filter((line) => !line.startsWith("    ") && /^(?:#{1,6} |```)|\]\(|\*\*/.test(line)),
    ).toStrictEqual([]);
  }
});

it("takes what people paste: a link, the brackets of a message, the file of the page, a name without its group", async () => {
  const { out } = await explain(["rule/expired"]);
  for (const asked of [
    documentationUrl("rule/expired"),
    `${documentationUrl("rule/expired")}#example`,
    "error[rule/expired]:",
    "[rule/expired]",
    "docs/diagnostics/rule/expired.md",
    "Rule/Expired",
    "expired",
  ])
    // oxlint-disable-next-line no-await-in-loop -- see above
    expect(await explain([asked])).toStrictEqual({ code: 0, out, err: "" });
});

it("names the nearest code", async () => {
  expect((await explain(["rule/expird"])).err).toContain("did you mean `signwright explain rule/expired`?");
  expect((await explain(["schema/expired"])).err).toContain("did you mean `signwright explain rule/expired`?");
  const { code, out, err } = await explain(["something/else-entirely"]);
  expect({ code, out }).toStrictEqual({ code: 1, out: "" });
  expect(err).toContain("`signwright explain` lists all codes");
  expect(await explain(["../../package"])).toMatchObject({ code: 1, out: "" });
});

it("lists all codes by group, or those of a group", async () => {
  const all = await explain([]);
  expect(all.code).toBe(0);
  for (const code of Object.keys(registry)) expect(all.out).toContain(`\n  ${code} `);
  expect(all.err).toContain("signwright explain CODE");
  const group = await explain(["yaml"]);
  expect(group.out).toMatch(/^yaml\n {2}yaml\/syntax +this is not valid YAML: \{reason\}\n/);
  expect(group.out).not.toContain("rule/");
});

it("writes JSON for programs", async () => {
  const page = JSON.parse((await explain(["--json", "rule/expired"])).out) as Record<string, unknown>;
  expect(page).toMatchObject({
    format_version: "1.0",
    code: "rule/expired",
    severity: "error",
    url: documentationUrl("rule/expired"),
  });
  expect(page["page"]).toMatch(/^# rule\/expired\n/);
  const list = JSON.parse((await explain(["--json"])).out) as { codes: { code: string }[] };
  expect(list.codes.map(({ code }) => code)).toStrictEqual(Object.keys(registry));
  expect(JSON.parse((await explain(["--json", "rule/expird"])).out)).toMatchObject({
    errored: true,
    diagnostics: [{ code: "cli/usage" }],
  });
});
