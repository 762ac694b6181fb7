import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CliResult } from "../support/acme.ts";
import { createWorkplace, type Workplace } from "./workplace.ts";

// `apply --json` is read line by line while it is written: Terraform's names (JSON line protocol), and ours beside them.

interface Line {
  readonly format_version: string;
  readonly "@level": string;
  readonly "@message": string;
  readonly "@module": string;
  readonly "@timestamp": string;
  readonly type: string;
  readonly [name: string]: unknown;
}

function linesOf({ out }: CliResult): readonly Line[] {
  expect(out.endsWith("\n")).toBe(true);
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe("apply --json", () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await createWorkplace();
  });
  afterAll(() => place.stop());
  beforeEach(() => {
    place.reset();
  });
  const argv = ["apply", "--json", "--auto-approve", "--target", "shop-android"];

  it("writes one object a line and nothing else: version, plan, steps, summary", async () => {
    const result = await place.run(argv);
    const lines = linesOf(result);
    expect(result.code).toBe(0);
    expect(lines.map((line) => line.type)).toEqual([
      "version",
      "planned_change",
      "planned_change",
      "change_summary",
      "apply_start",
      "apply_complete",
      "apply_start",
      "apply_progress",
      "apply_complete",
      "change_summary",
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({ format_version: "1.0", "@level": "info", "@module": "signwright.apply" });
      expect(line["@message"]).not.toBe("");
      expect(line["@timestamp"]).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    }
  });

  it("has Terraform's shapes", async () => {
    const lines = linesOf(await place.run(argv));
    const resource = {
      addr: "store/keystore/upload",
      resource_type: "keystore",
      resource_name: "upload",
      provider: "store",
    };
    const [version, planned] = lines;
    const complete = lines.find((line) => line.type === "apply_complete");
    const [before, after] = lines.filter((line) => line.type === "change_summary");
    expect(version).toMatchObject({ ui: "1.2", signwright: "0.1.0" });
    expect(planned).toMatchObject({ change: { resource, action: "create", reason: "missing" } });
    expect(complete).toMatchObject({ hook: { resource, action: "create", adopted: false } });
    expect(complete).toHaveProperty("hook.elapsed_seconds", expect.any(Number));
    // The console kept its signing profile from the test before; the store is new.
    expect(before).toMatchObject({ changes: { add: 1, change: 1, import: 0, remove: 0, operation: "plan" } });
    expect(after).toMatchObject({
      changes: { add: 1, change: 1, import: 0, remove: 0, operation: "apply" },
      remaining: [],
    });
  });

  it("says what failed and what is left to do", async () => {
    place.acme.sandbox.addFault({
      method: "PUT",
      pathPrefix: "/mocana-app-control/rest/profile",
      times: 9,
      action: { kind: "answer", status: 403, body: "no" },
    });
    const result = await place.run(argv);
    const lines = linesOf(result);
    expect(result.code).toBe(1);
    expect(lines.slice(-3).map((line) => [line.type, line["@level"]])).toEqual([
      ["apply_errored", "error"],
      ["diagnostic", "error"],
      ["change_summary", "info"],
    ]);
    expect(lines.at(-2)).toMatchObject({
      diagnostic: {
        code: expect.stringMatching(/^policy-console\//),
        address: "console/signing_profile/Android Signing",
      },
    });
    expect(lines.at(-1)).toMatchObject({
      changes: { add: 1, change: 0, remove: 0 },
      remaining: ["console/signing_profile/Android Signing"],
    });
  });

  it("says why nothing was begun", async () => {
    const lines = linesOf(await place.run(["apply", "--json", "--target", "shop-android"]));
    expect(lines.at(-1)).toMatchObject({
      type: "diagnostic",
      "@level": "error",
      diagnostic: { code: "apply/not-approved" },
    });
    place.env["UPLOAD_KEYSTORE_PASSWORD"] = "not the password";
    const refused = linesOf(await place.run(argv));
    expect(refused.map((line) => line.type)).toEqual(["version", "diagnostic"]);
    expect(refused.at(-1)).toMatchObject({
      diagnostic: { code: "format/wrong-password", range: { filename: "signing.yaml" } },
    });
  });
});
