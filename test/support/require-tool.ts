import { spawnSync } from "node:child_process";

/**
 * Whether a command-line tool is there. Without it a test may skip, visibly; with `SIGNWRIGHT_REQUIRE=all` a missing
 * tool is a failure instead, so that a machine that should have everything cannot skip in silence.
 */
export function toolOrSkip(name: string): boolean {
  const isThere = spawnSync(name, ["--help"], { stdio: "ignore" }).error === undefined;
  if (!isThere && process.env["SIGNWRIGHT_REQUIRE"] === "all") {
    throw new Error(`SIGNWRIGHT_REQUIRE=all, but there is no ${name} on this machine`);
  }
  return isThere;
}
