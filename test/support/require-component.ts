import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where `npm ci --prefix test/components` puts what only tests use and what is too heavy for the root's packages. */
const components = join(import.meta.dirname, "../components");

/**
 * The folder of a package of `test/components`, or of the lock file of its own in a folder `apart` there; `undefined` where it is not
 * installed: a test may then skip, visibly. With `SIGNWRIGHT_REQUIRE=all` a missing one is a failure instead.
 */
export function componentOrSkip(name: string, apart = "."): string | undefined {
  const folder = join(components, apart, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  if (process.env["SIGNWRIGHT_REQUIRE"] === "all") {
    throw new Error(
      `SIGNWRIGHT_REQUIRE=all, but ${name} is not there: npm ci --prefix ${join("test/components", apart)}`,
    );
  }
  return undefined;
}
