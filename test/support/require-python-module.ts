import { spawnSync } from "node:child_process";

/** Debian's own, which sees the packages of `.ci/run`; another Python in front of it does not. */
const python = "/usr/bin/python3";

/**
 * Runs Python code that needs a module, with text as its input; `undefined` where the module is not there: a test may then skip,
 * visibly. With `SIGNWRIGHT_REQUIRE=all` a missing one is a failure instead.
 */
export function pythonModuleOrSkip(module: string): ((code: string, input: string) => string) | undefined {
  const isThere = spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
  if (!isThere && process.env["SIGNWRIGHT_REQUIRE"] === "all")
    throw new Error(`SIGNWRIGHT_REQUIRE=all, but ${python} has no ${module}`);
  if (!isThere) return undefined;
  return (code, input) => {
    const { status, stdout, stderr } = spawnSync(python, ["-c", code], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
}
