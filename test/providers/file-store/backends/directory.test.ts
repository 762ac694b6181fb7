import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { describeBackend } from "./backend-conformance.ts";
import type { BackendPlace } from "./backend-place.ts";
import { describeStore } from "./store-matrix.ts";

const newPlace = (): BackendPlace => {
  const folder = mkdtempSync(join(tmpdir(), "signwright-directory-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { kind: "directory", directory: join(folder, "store") };
};

describeStore("directory", newPlace);

describeBackend({
  name: "directory",
  newPlace,
  quick: { writers: 8, rounds: 10, counts: 1, stride: 7 },
  full: { writers: 20, rounds: 200, counts: 10, stride: 1 },
  deaths: ["before", "during"],
});
