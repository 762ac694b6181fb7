import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createTestHost } from "../support/test-host.ts";

// The example as a person has it right after cloning: the files that it names are elsewhere, and nothing is in the environment.
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "signwright-example-"));
  cpSync(join(import.meta.dirname, "../../examples/acme"), root, { recursive: true });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

it("finds the example valid without a secret and without a network", async () => {
  const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("validate opened a connection"));
  const codes: number[] = [];
  const host = { ...createTestHost({ cwd: root, env: {} }), setExitCode: (code: number) => void codes.push(code) };
  const code = await run(["validate"], host);
  expect(host.out()).toContain("Valid.");
  expect([code, ...codes].filter((each) => each !== 0)).toEqual([]);
  expect(fetched).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
