import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { run } from "../../src/cli/run.ts";
import { createTestHost } from "../support/test-host.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signwright-sandbox-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command with a scenario, does something once it is up, and stops it. */
async function runSandbox(
  scenario: string,
  whenUp: (url: string) => Promise<void> = async () => undefined,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  writeFileSync(join(folder, "scenario.yaml"), scenario);
  const host = createTestHost({ cwd: folder });
  const ended = run(["sandbox", "--port", "0", "--scenario", "scenario.yaml"], host);
  const isUp = async (): Promise<boolean> => {
    const settled = await Promise.race([ended.then(() => true), new Promise((wake) => setTimeout(wake, 20, false))]);
    return settled === true || host.out().includes("Ctrl-C");
  };
  while (!(await isUp()));
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(host.out())?.[0];
  if (url !== undefined) await whenUp(url);
  host.interrupt();
  return { code: await ended, out: host.out(), err: host.err() };
}

it("starts the teams of a scenario, each key with a file and a variable of its own", async () => {
  const scenario = `
startsAt: 2025-04-01T00:00:00Z
teams:
  - { teamId: ABCDE12345, devices: [{ name: Phone, udid: 00008120-001A2B3C4D5E601E, platform: IOS }] }
  - teamId: FGHIJ67890
    keys: [{ keyId: OTHERKEY01, issuerId: 00000000-0000-4000-8000-00000000d002, role: DEVELOPER }]
faults: [{ method: DELETE, action: { kind: disconnect } }]
`;
  const { code, out } = await runSandbox(scenario, async (url) => {
    const state = (await (await fetch(`${url}/_sandbox/state`)).json()) as { now: string; counts: object };
    expect(state).toMatchObject({ teamId: "ABCDE12345", counts: { devices: 1 } });
    expect(state.now).toMatch(/^2025-04-01T00:0/);
    expect(await (await fetch(`${url}/_sandbox/state?team=FGHIJ67890`)).json()).toMatchObject({
      counts: { devices: 0 },
    });
    await expect(fetch(`${url}/v1/devices`, { method: "DELETE" })).rejects.toThrow();
  });
  expect(code).toBe(0);
  expect(out).toMatch(/key ID SANDBOX001, issuer ID \S+, team ABCDE12345/);
  expect(out).toMatch(/key ID OTHERKEY01, issuer ID \S+d002, team FGHIJ67890/);
  const environment = readFileSync(join(folder, ".signwright/sandbox/sandbox.env"), "utf8");
  expect(environment).toMatch(/^ASC_PRIVATE_KEY=\S+$/m);
  expect(environment).toMatch(/^ASC_PRIVATE_KEY_OTHERKEY01=\S+$/m);
});

it("shows each mistake of a scenario in its place, with the nearest name", async () => {
  const { code, out, err } = await runSandbox(`teams:
  - teamId: ABCDE12345
    quirks: { listLagSecond: 5, cursors: refuse }
faults:
  - action: { kind: apple-error, name: rate-limits }
`);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatchInlineSnapshot(`
    "error[schema/unknown-key]: unknown key \`listLagSecond\`
     --> scenario.yaml:3:15
      |
    3 |     quirks: { listLagSecond: 5, cursors: refuse }
      |               ^^^^^^^^^^^^^
      = help: there is \`listLagSeconds\`
      = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/schema/unknown-key.md

    error[schema/not-allowed]: \`refuse\` is not a value of \`cursors\`
     --> scenario.yaml:3:42
      |
    3 |     quirks: { listLagSecond: 5, cursors: refuse }
      |                                          ^^^^^^
      = help: there is \`refused\`
      = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/schema/not-allowed.md

    error[schema/not-allowed]: \`rate-limits\` is not a value of \`name\`
     --> scenario.yaml:5:40
      |
    5 |   - action: { kind: apple-error, name: rate-limits }
      |                                        ^^^^^^^^^^^
      = help: there is \`rate-limit\`
      = docs: https://github.com/signwright/signwright/blob/main/docs/diagnostics/schema/not-allowed.md

    "
  `);
});

it("takes JSON, and refuses what is no YAML and a file that is not there", async () => {
  expect((await runSandbox('{"teams": [{"teamId": "ABCDE12345"}]}')).code).toBe(0);
  const broken = await runSandbox("teams: [");
  expect({ code: broken.code, error: /error\[(.*?)\]/.exec(broken.err)?.[1] }).toEqual({
    code: 1,
    error: "yaml/syntax",
  });
  const host = createTestHost({ cwd: folder });
  expect(await run(["sandbox", "--scenario", "nowhere.yaml"], host)).toBe(1);
  expect(host.err()).toContain("file/not-found");
});
