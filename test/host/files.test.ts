import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DiagnosableError } from "../../src/diagnostics/diagnosable-error.ts";
import { readFileBounded, resolveInside, writePrivateFile } from "../../src/host/files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "signwright-files-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function failure(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    expect(error).toBeInstanceOf(DiagnosableError);
    const { code, message } = (error as DiagnosableError).diagnostic;
    return `${code} ${message}`;
  }
  throw new Error("it did not fail");
}

describe("readFileBounded", () => {
  test("reads a file up to and including the limit", async () => {
    const path = join(folder, "a");
    await writeFile(path, "12345");
    expect(Buffer.from(await readFileBounded(path, 5)).toString()).toBe("12345");
    expect(await failure(readFileBounded(path, 4, { shown: "a" }))).toBe(
      "file/unreadable `a` cannot be read: it has more than 4 bytes",
    );
  });

  test("says what is not there or no file", async () => {
    expect(await failure(readFileBounded(join(folder, "b"), 9, { shown: "b" }))).toBe(
      "file/not-found there is no file `b`",
    );
    expect(await failure(readFileBounded(folder, 9, { shown: "." }))).toBe(
      "file/unreadable `.` cannot be read: it is a folder",
    );
  });

  test("does not wait at a pipe", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    expect(await failure(readFileBounded(path, 9, { shown: "pipe" }))).toBe(
      "file/unreadable `pipe` cannot be read: it is not a regular file",
    );
  });
});

describe("resolveInside", () => {
  test("gives the real path of what is inside, also when it is missing", async () => {
    await mkdir(join(folder, "project/signing"), { recursive: true });
    await writeFile(join(folder, "project/signing/a.p12"), "");
    await symlink("signing/a.p12", join(folder, "project/inside"));
    await symlink(join(folder, "project"), join(folder, "elsewhere"));
    const root = join(folder, "elsewhere");
    expect(await resolveInside(root, "signing/a.p12")).toBe(join(folder, "project/signing/a.p12"));
    expect(await resolveInside(root, "inside")).toBe(join(folder, "project/signing/a.p12"));
    expect(await resolveInside(root, "signing/../new/b")).toBe(join(folder, "project/new/b"));
    expect(await resolveInside(root, "..name")).toBe(join(folder, "project/..name"));
  });

  test("refuses every way out", async () => {
    const root = join(folder, "project");
    await mkdir(root);
    await writeFile(join(folder, "secret"), "");
    await symlink("../secret", join(root, "link"));
    await symlink("../not-there-yet", join(root, "dangling"));
    await symlink("..", join(root, "up"));
    for (const path of [
      "..",
      "../secret",
      "a/../../secret",
      "link",
      "dangling",
      "up/secret",
      "up/new",
      "/etc/hosts",
      "C:\\x",
      "C:x",
      "\\\\server\\x",
      "a\0b",
    ]) {
      expect(await failure(resolveInside(root, path)), path).toContain("file/outside-root");
    }
  });

  test("says when links lead in a circle", async () => {
    await symlink("b", join(folder, "a"));
    await symlink("a", join(folder, "b"));
    expect(await failure(resolveInside(folder, "a"))).toContain("its symbolic links lead in a circle");
  });
});

describe("writePrivateFile", () => {
  test("replaces a file as a whole, readable by its owner only, and leaves nothing else", async () => {
    const path = join(folder, "key");
    await writeFile(path, "old and longer", { mode: 0o644 });
    await writePrivateFile(path, new TextEncoder().encode("new"));
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["key"]);
  });

  test("does not write through a link", async () => {
    await writeFile(join(folder, "target"), "untouched");
    await symlink("target", join(folder, "link"));
    await writePrivateFile(join(folder, "link"), new Uint8Array([1]));
    expect(await readFile(join(folder, "target"), "utf8")).toBe("untouched");
  });

  test("says why it cannot, and leaves nothing behind", async () => {
    expect(await failure(writePrivateFile(join(folder, "no/key"), new Uint8Array(), { shown: "no/key" }))).toBe(
      "file/unwritable `no/key` cannot be written: its folder does not exist",
    );
    await mkdir(join(folder, "taken"));
    expect(await failure(writePrivateFile(join(folder, "taken"), new Uint8Array()))).toContain("file/unwritable");
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test.skipIf(process.getuid?.() === 0)("names a missing permission", async () => {
    await chmod(folder, 0o500);
    expect(await failure(writePrivateFile(join(folder, "key"), new Uint8Array()))).toContain("permission denied");
    await chmod(folder, 0o700);
  });
});
