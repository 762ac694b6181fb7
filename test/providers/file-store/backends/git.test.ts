import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, onTestFinished } from "vitest";

import { toolOrSkip } from "../../../support/require-tool.ts";
import { describeBackend } from "./backend-conformance.ts";
import { plainGit, type BackendPlace } from "./backend-place.ts";
import { describeStore } from "./store-matrix.ts";

const newPlace = (): BackendPlace => {
  const folder = mkdtempSync(join(tmpdir(), "signwright-bare-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync("git", ["init", "--quiet", "--bare", folder], { env: plainGit });
  return { kind: "git", remote: `file://${folder}`, branch: "signing" };
};

describe.skipIf(!toolOrSkip("git"))("a bare repository", () => {
  describeStore("git", newPlace);

  describeBackend({
    name: "git",
    newPlace,
    quick: { writers: 8, rounds: 2, counts: 1, stride: 5 },
    full: { writers: 20, rounds: 10, counts: 1, stride: 1 },
    deaths: ["before", "during"],
  });
});
