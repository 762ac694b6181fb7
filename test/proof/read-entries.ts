import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ZipWish } from "./zip-maker.ts";

/** The files of an archive, unpacked by the JDK's `jar`, in the archive's order. */
export function readEntries(archive: Uint8Array): readonly ZipWish[] {
  const folder = mkdtempSync(join(tmpdir(), "signwright-unpack-"));
  try {
    writeFileSync(join(folder, "archive.zip"), archive);
    const run = (flags: string): string =>
      execFileSync("jar", [flags, "archive.zip"], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, LC_ALL: "C.UTF-8" },
      });
    const names = run("tf")
      .split("\n")
      .filter((name) => name !== "" && !name.endsWith("/"));
    run("xf");
    return names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
