import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { describeBackend } from "./backend-conformance.ts";

describeBackend({
  name: "directory",
  newPlace: () => {
    const folder = mkdtempSync(join(tmpdir(), "signwright-directory-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return { kind: "directory", directory: join(folder, "store") };
  },
  quick: { writers: 8, rounds: 10, counts: 1, stride: 9 },
  full: { writers: 20, rounds: 200, counts: 10, stride: 1 },
  deaths: ["before", "during"],
});
