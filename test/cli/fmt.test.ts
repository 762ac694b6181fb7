import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createTestHost } from "../support/test-host.ts";
import { toolOrSkip } from "../support/require-tool.ts";

const loose = "version:  1\ntargets:\n    shop: { platform: ios }   # the shop\n";
const canonical = "version: 1\ntargets:\n  shop: { platform: ios } # the shop\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signwright-fmt-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string | Uint8Array): void => {
  writeFileSync(join(folder, name), content);
};
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

const fmt = async (argv: readonly string[], input = "") => {
  const host = createTestHost({ cwd: folder, input });
  const code = await run(["fmt", ...argv], host);
  return { code, out: host.out(), err: host.err() };
};

it("formats ./signing.yaml in place, says so, keeps its mode, and has nothing to do the second time", async () => {
  write("signing.yaml", loose);
  chmodSync(join(folder, "signing.yaml"), 0o640);
  expect(await fmt([])).toStrictEqual({ code: 0, out: "signing.yaml\n", err: "" });
  expect(read("signing.yaml")).toBe(canonical);
  expect(statSync(join(folder, "signing.yaml")).mode & 0o777).toBe(0o640);
  expect(await fmt([])).toStrictEqual({ code: 0, out: "", err: "" });
});

it("--check writes nothing, names what differs, and ends with 3", async () => {
  write("a.yaml", loose);
  write("b.yaml", canonical);
  const next = "Next: `signwright fmt` brings them into form.\n";
  expect(await fmt(["--check", "a.yaml", "b.yaml", "a.yaml"])).toStrictEqual({ code: 3, out: "a.yaml\n", err: next });
  expect(read("a.yaml")).toBe(loose);
  expect(await fmt(["--check", "b.yaml"])).toStrictEqual({ code: 0, out: "", err: "" });
});

it("formats the others when one file is not YAML, which it leaves alone", async () => {
  write("a.yaml", "version: 1\ntargets: {\n");
  write("b.yaml", loose);
  const { code, out, err } = await fmt(["a.yaml", "b.yaml", "none.yaml"]);
  expect({ code, out }).toStrictEqual({ code: 1, out: "b.yaml\n" });
  expect(err).toContain("error[yaml/syntax]");
  expect(err).toContain("--> a.yaml:2:10");
  expect(err).toContain("error[file/not-found]");
  expect(read("a.yaml")).toBe("version: 1\ntargets: {\n");
  expect(read("b.yaml")).toBe(canonical);
});

it("does not write bytes again that are not UTF-8", async () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode("version:  1 # "), 0xe9, 0x0a]);
  write("signing.yaml", bytes);
  const { code, err } = await fmt([]);
  expect(code).toBe(1);
  expect(err).toContain("it is not text in UTF-8");
  expect(new Uint8Array(readFileSync(join(folder, "signing.yaml")))).toStrictEqual(bytes);
});

it("- reads standard input and writes standard output", async () => {
  expect(await fmt(["-"], loose)).toStrictEqual({ code: 0, out: canonical, err: "" });
  expect(await fmt(["-"], canonical)).toStrictEqual({ code: 0, out: canonical, err: "" });
  expect(await fmt(["--check", "-"], loose)).toMatchObject({ code: 3, out: "standard input\n" });
  const broken = await fmt(["-"], "a: [\n");
  expect(broken).toMatchObject({ code: 1, out: "" });
  expect(broken.err).toContain("standard input:1:4");
});

const long = `version: 1\ntargets:\n${Array.from({ length: 30 }, (_, index) => `  t${index}:\n    platform: ios\n    method:  automatic${index % 7 === 0 ? "   # c" : ""}\n`).join("")}`;
const moved =
  "targets:\n  a:\n    key: x\n    bundle_id: com.acme.a\n    method: automatic\n    platform: ios\nversion: 1";

it("--diff shows what would change, and writes nothing", async () => {
  write("signing.yaml", loose);
  expect(await fmt(["--diff"])).toStrictEqual({
    code: 0,
    out: `--- a/signing.yaml
+++ b/signing.yaml
@@ -1,3 +1,3 @@
-version:  1
+version: 1
 targets:
-    shop: { platform: ios }   # the shop
+  shop: { platform: ios } # the shop
`,
    err: "Next: `signwright fmt` brings them into form.\n",
  });
  expect(read("signing.yaml")).toBe(loose);
  expect(await fmt(["--diff", "--check"])).toMatchObject({ code: 3 });
});

describe.skipIf(!toolOrSkip("git"))("a diff", () => {
  it.each([loose, long, moved, canonical.replaceAll("\n", "\r\n").replace(": 1", ":  1"), `\ufeff\n\n${loose}\n\n`])(
    "makes the same file when git applies it",
    async (text) => {
      write("signing.yaml", text);
      const { out } = await fmt(["--diff"]);
      await fmt([]);
      const expected = read("signing.yaml");
      write("signing.yaml", text);
      execFileSync("git", ["apply", "-p1", "-"], { cwd: folder, input: out });
      expect(read("signing.yaml")).toBe(expected);
      expect(expected).not.toBe(text);
    },
  );
});
