import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isIgnoredByGit } from "../../src/workspace/git-ignore.ts";
import { toolOrSkip } from "../support/require-tool.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "signwright-ignore-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const write = (path: string, text = ""): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const paths = [
  "a.p12",
  "b.jks",
  "keep.p12",
  "signing/a.p12",
  "signing/deep/a.p12",
  "signing/deep/b.jks",
  "secrets/key.p8",
  "app/secrets/key.p8",
  "with space.pem",
  "#hash",
  "!bang",
  "x1.key",
  "x2.key",
  "xy.key",
  "build/one/two/three.p8",
  "android/upload.jks",
  "android/nested/upload.jks",
];

it.runIf(toolOrSkip("git")).each([
  ["nothing", ""],
  ["a suffix", "*.p12\n"],
  ["a suffix, but for one", "*.p12\n!keep.p12\n"],
  ["a folder at any depth", "secrets/\n"],
  ["a folder of the root", "/secrets/\n"],
  ["a folder, which nothing inside takes back", "signing/\n!signing/a.p12\n"],
  ["what is in a folder, but for one", "signing/*\n!signing/a.p12\n"],
  ["a path", "signing/a.p12\n"],
  ["any folders between", "signing/**/a.p12\nbuild/**\n"],
  ["any folders before", "**/key.p8\n"],
  ["one character, and sets of them", "?.jks\nx[0-9].key\n"],
  ["a set that is not", "x[!0-9].key\n"],
  ["escapes, comments and spaces at the end", "\\#hash\n\\!bang\n# a.p12\nwith space.pem   \n"],
  ["carriage returns", "*.jks\r\n*.p8\r\n"],
])("agrees with git on %s", async (_, rules) => {
  execFileSync("git", ["init", "-q"], { cwd: root });
  for (const path of paths) write(path);
  write(".gitignore", rules);
  write("android/.gitignore", "/upload.jks\n");
  write(".git/info/exclude", "xy.*\n");
  for (const path of paths) {
    let expected = true;
    try {
      execFileSync("git", ["-c", "core.excludesFile=/dev/null", "check-ignore", "-q", path], { cwd: root });
    } catch {
      expected = false;
    }
    expect(await isIgnoredByGit(join(root, path)), path).toBe(expected);
  }
});

it("knows nothing outside of a work tree", async () => {
  write("a.p12");
  expect(await isIgnoredByGit(join(root, "a.p12"))).toBeUndefined();
});
