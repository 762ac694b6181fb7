import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { commandNames } from "../../src/cli/application.ts";
import { run } from "../../src/cli/run.ts";
import { version } from "../../src/cli/version.ts";
import { createTestHost } from "../support/test-host.ts";

async function outputOf(argv: readonly string[]): Promise<string> {
  const host = createTestHost({ cwd: tmpdir() });
  const code = await run(argv, host);
  expect({ code, err: host.err() }).toEqual({ code: 0, err: "" });
  return host.out();
}

describe("help", () => {
  it.each(commandNames.map((name) => [name]))(
    "of %s says how it is used, with examples and exit codes",
    async (name) => {
      const text = await outputOf([name, "--help"]);
      const heads = [...text.matchAll(/^([A-Z][a-z ]+):$/gm)].map(([, head]) => head);
      expect(heads).toEqual(expect.arrayContaining(["Usage", "Flags", "Examples", "Exit codes"]));
      const examples = text.slice(text.indexOf("Examples:")).split("\n\n")[0]?.split("\n").slice(1) ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(example).toMatch(new RegExp(`^  signwright ${name}( .*\\S)?  +# \\S`));
      expect(text).toMatch(/^ {2}0 +\S/m);
      expect(await outputOf([name, "-h"])).toBe(text);
      expect(await outputOf(["help", name])).toBe(text);
    },
  );

  it.each(commandNames.map((name) => [name]))("of %s fits a terminal and has no loose end", async (name) => {
    const text = await outputOf([name, "--help"]);
    expect(text.split("\n").filter((line) => line.length > 120 || line !== line.trimEnd())).toEqual([]);
    expect(text).not.toMatch(/undefined|\[object|<value>/);
  });

  it("gives examples that the command line takes", async () => {
    for (const name of commandNames) {
      const text = await outputOf([name, "--help"]);
      const flags = new Set(
        [...text.slice(text.indexOf("Flags:"), text.indexOf("Examples:")).matchAll(/--[a-z0-9-]+/g)].map(
          ([flag]) => flag,
        ),
      );
      const used = [...text.slice(text.indexOf("Examples:")).matchAll(/ (--[a-z0-9-]+)/g)].map(([, flag = ""]) => flag);
      expect(
        used.filter((flag) => !flags.has(flag)),
        name,
      ).toEqual([]);
    }
  });

  it("of the program lists every command, and is what no argument, help and --help give", async () => {
    const text = await outputOf([]);
    for (const name of commandNames) expect(text).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
    expect(await outputOf(["help"])).toBe(text);
    expect(await outputOf(["--help"])).toBe(text);
    expect(await outputOf(["-h"])).toBe(text);
  });

  it("knows every command that there is code for", () => {
    const files = readdirSync(new URL("../../src/cli/commands", import.meta.url)).map((file) =>
      file.replace(".ts", ""),
    );
    expect(files.filter((file) => !commandNames.includes(file.replace(/-.*/, "")))).toEqual([]);
  });
});

describe("the version", () => {
  it.each([["--version"], ["-v"]])("is all that %s says", async (flag) => {
    expect(await outputOf([flag])).toBe(`${version}\n`);
  });
});
