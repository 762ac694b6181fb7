import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RouteMap } from "@stricli/core";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApplication } from "../../src/cli/application.ts";
import type { CliContext } from "../../src/cli/cli-context.ts";
import { expectedAt, isRouteMap, namesOf, placeholders, shells } from "../../src/cli/complete.ts";
import { run } from "../../src/cli/run.ts";
import { flagName } from "../../src/cli/views/help-text.ts";
import { plain } from "../../src/diagnostics/render-text.ts";
import { createTestHost } from "../support/test-host.ts";
import { toolOrSkip } from "../support/require-tool.ts";

const folder = mkdtempSync(join(tmpdir(), "signwright-completion-"));
const spec = `version: 1
targets:
  shop: { platform: ios, profile_type: [development, ad_hoc], bundle_id: com.acme.shop }
  shop-android: { platform: android, package_name: com.acme.android }
`;

const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
  const host = createTestHost({ cwd: folder, env: { P12_PASSWORD: "x", PATH: "y" } });
  expect(await run(["__complete", ...words], host)).toBe(0);
  expect(host.err()).toBe("");
  return host.out().trimEnd().split("\n");
};

const rootOf = (): RouteMap<CliContext> => {
  const { root } = createApplication({ argv: [], paint: plain, paintError: plain });
  if (!isRouteMap(root)) throw new Error("the program has commands");
  return root;
};

/** Every command with the words that lead to it. */
const commandsBelow = (routes: RouteMap<CliContext>, path: readonly string[] = []) =>
  namesOf(routes).flatMap((name): { path: readonly string[]; parameters: Parameters }[] => {
    const target = routes.getRoutingTargetForInput(name);
    if (!target) throw new Error(`there is no ${name}`);
    return isRouteMap(target)
      ? commandsBelow(target, [...path, name])
      : [{ path: [...path, name], parameters: target.parameters }];
  });
type Parameters = Extract<
  ReturnType<RouteMap<CliContext>["getRoutingTargetForInput"]>,
  { readonly parameters: unknown }
>["parameters"];

beforeAll(async () => {
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "sub folder"));
  writeFileSync(join(folder, "signing.yaml"), spec);
  writeFileSync(join(folder, "a file.json"), "");
  await build({
    entryPoints: ["src/cli/main.ts"],
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    outdir: join(folder, "dist"),
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  const program = join(folder, "bin/signwright");
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(folder, "dist/main.mjs"))} "$@"\n`,
  );
  chmodSync(program, 0o755);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it("offers every command and every flag of the program", async () => {
  const commands = commandsBelow(rootOf());
  expect(commands.length).toBeGreaterThan(15);
  for (const { path, parameters } of commands) {
    const parent = await complete(...path.slice(0, -1), "");
    expect(parent.map((line) => line.split("\t")[0])).toContain(path.at(-1));
    const offered = (await complete(...path, "--")).map((line) => line.split("\t")[0]);
    expect(offered).toStrictEqual(["words", ...Object.keys(parameters.flags ?? {}).map(flagName), "--help"]);
  }
  expect(await complete("pl")).toStrictEqual(["words", "plan\tShow what would change, and why"]);
  expect(await complete("--v")).toStrictEqual(["words", "--version\tShow the version"]);
});

it("knows what every value of the command line is", () => {
  const known = new Set([...Object.keys(placeholders), shells.join("|")]);
  const unknown = commandsBelow(rootOf()).flatMap(({ path, parameters: { flags = {}, positional } }) => {
    const words = positional?.kind === "array" ? [positional.parameter] : (positional?.parameters ?? []);
    const values = [...Object.values(flags).filter(({ kind }) => kind === "parsed"), ...words];
    const names = values.map((value) => ("placeholder" in value ? (value.placeholder ?? "") : ""));
    return names.filter((name) => !known.has(name)).map((name) => `${path.join(" ")}: ${name}`);
  });
  expect(unknown).toStrictEqual([]);
});

it("completes values: of a flag, targets, codes, variables, shells; and leaves files to the shell", async () => {
  expect(await complete("plan", "--format", "m")).toStrictEqual(["words", "markdown"]);
  expect(await complete("plan", "--format=m")).toStrictEqual(["words", "--format=markdown"]);
  const targets = [
    "shop\tcom.acme.shop",
    "shop:development\tcom.acme.shop",
    "shop:ad_hoc\tcom.acme.shop",
    "shop-android\tcom.acme.android",
  ];
  expect(await complete("plan", "--target", "")).toStrictEqual(["words", ...targets]);
  expect(await complete("plan", "signing.yaml", "--target=shop:a")).toStrictEqual([
    "words",
    "--target=shop:ad_hoc\tcom.acme.shop",
  ]);
  expect(await complete("plan", "other.yaml", "--target", "")).toStrictEqual(["words"]);
  expect((await complete("explain", "rule/expir")).map((line) => line.split("\t")[0])).toStrictEqual([
    "words",
    "rule/expired",
    "rule/expires-soon",
  ]);
  expect(await complete("inspect", "--password-env", "P12")).toStrictEqual(["words", "P12_PASSWORD"]);
  expect(await complete("completion", "")).toStrictEqual(["words", ...shells]);
  expect(await complete("validate", "")).toStrictEqual(["files"]);
  expect(await complete("fmt", "a.yaml", "b")).toStrictEqual(["files"]);
  expect(await complete("export", "--dir", "")).toStrictEqual(["folders"]);
  for (const words of [["constructor", ""], ["plan", "x", "y"], ["store", "nothing", ""], []])
    expect((await complete(...words))[0]).toBe("words");
  expect(expectedAt(rootOf(), ["plan", "--json", "--js"])).toMatchObject({
    expected: { candidates: expect.not.arrayContaining([{ value: "--json" }]) as unknown },
  });
});

it("refuses a shell that there is no script for", async () => {
  const host = createTestHost({ cwd: folder });
  expect(await run(["completion", "tcsh"], host)).toBe(1);
  expect(host.err()).toContain("there are scripts for bash, zsh, fish, pwsh");
});

/** Runs a shell in the folder with the program in its path. */
const shell = (command: string, argv: readonly string[]): string => {
  const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, HOME: folder, TERM: "dumb" };
  const result = spawnSync(command, argv, { cwd: folder, env, encoding: "utf8", timeout: 120_000 });
  expect(result.stderr).toBe("");
  return result.stdout;
};

describe.skipIf(!toolOrSkip("bash"))("bash", () => {
  /** What bash makes of a line: it splits the words itself, so `COMP_WORDS` is made as readline does. */
  const inBash = (line: string): readonly string[] => {
    const script = `
      source <(signwright completion bash)
      COMP_LINE=$1; COMP_POINT=\${#1}
      read -ra COMP_WORDS <<<"$1"
      _signwright signwright
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return shell("bash", ["--norc", "-c", script, "bash", line]).trimEnd().split("\n");
  };

  it("completes commands, flags and values", () => {
    expect(inBash("signwright pl")).toStrictEqual(["plan"]);
    expect(inBash("signwright plan --det")).toStrictEqual(["--detailed-exitcode"]);
    expect(inBash("signwright plan --format=")).toStrictEqual(["text", "markdown"]);
    expect(inBash("signwright plan --target ")).toStrictEqual([
      "shop",
      "shop:development",
      "shop:ad_hoc",
      "shop-android",
    ]);
    expect(inBash("signwright plan --target=shop:")).toStrictEqual(["development", "ad_hoc"]);
    expect(inBash("signwright validate ")).toStrictEqual([""]);
  });
});

describe.skipIf(!toolOrSkip("fish"))("fish", () => {
  const inFish = (line: string): readonly string[] =>
    shell("fish", ["--no-config", "-c", "signwright completion fish | source; complete --do-complete $argv[1]", line])
      .trimEnd()
      .split("\n")
      .map((found) => found.split("\t")[0] ?? "");

  it("completes commands, flags, values and files", () => {
    expect(inFish("signwright pl")).toStrictEqual(["plan"]);
    expect(inFish("signwright plan --det")).toStrictEqual(["--detailed-exitcode"]);
    expect(inFish("signwright plan --target shop-")).toStrictEqual(["shop-android"]);
    expect(inFish("signwright validate sign")).toStrictEqual(["signing.yaml"]);
    expect(inFish("signwright export --dir su")).toStrictEqual(["sub folder/"]);
  });
});

describe.skipIf(!toolOrSkip("zsh"))("zsh", () => {
  /** Presses the keys of a line and a tab in a terminal of zsh's own, and gives what the line became. */
  const inZsh = (line: string): string => {
    const script = `
      zmodload zsh/zpty
      zpty -b z "cd \${(q)1}; PS1= RPS1= zsh -f -i"
      zpty -w z 'autoload -U compinit; compinit -u -D; unsetopt zle_bracketed_paste; source <(signwright completion zsh); shown() { print -r -- "<<$BUFFER>>"; BUFFER=; zle accept-line }; zle -N shown; bindkey "^X" shown; print rea""dy'
      zpty -r -m z out '*ready*'
      zpty -w -n z "$2"$'\\t\\x18'
      zpty -r -m z out '*<<*>>*'
      print -r -- "$out"
      zpty -d z`;
    const shown = shell("zsh", ["-f", "-c", script, "zsh", folder, line]);
    return /<<(.*?)>>/s.exec(shown)?.[1] ?? shown;
  };

  it("completes commands, flags, values and files", () => {
    expect(inZsh("signwright pla")).toBe("signwright plan ");
    expect(inZsh("signwright plan --det")).toBe("signwright plan --detailed-exitcode ");
    expect(inZsh("signwright plan --target shop-")).toBe("signwright plan --target shop-android ");
    expect(inZsh("signwright plan --target=shop:a")).toBe("signwright plan --target=shop:ad_hoc ");
    expect(inZsh("signwright validate sign")).toBe("signwright validate signing.yaml ");
  });
});

const hasPwsh = spawnSync("pwsh", ["-v"], { stdio: "ignore" }).error === undefined;

// No package of Debian has PowerShell, so a machine that must have everything need not have it.
describe.skipIf(!hasPwsh)("pwsh", () => {
  it("completes commands", () => {
    const script =
      "signwright completion pwsh | Out-String | Invoke-Expression; (TabExpansion2 'signwright pla' 14).CompletionMatches.CompletionText";
    expect(shell("pwsh", ["-NoProfile", "-Command", script]).trim()).toBe("plan");
  });
});
