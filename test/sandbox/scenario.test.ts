import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scenarioSchema } from "../../src/generated/scenario-schema.ts";
import { appleErrorNames } from "../../src/sandbox/app-store-connect/apple-errors.ts";
import { describeScenarioProblem } from "../../src/sandbox/scenario-problems.ts";
import { readScenario } from "../../src/sandbox/scenario.ts";
import { entity, startTestSandbox, type TestSandbox } from "./sandbox-fixture.ts";

const docs = readFileSync(join(import.meta.dirname, "../../docs/sandbox.md"), "utf8");

function problemsOf(value: unknown): readonly string[] {
  const read = readScenario(value);
  return "problems" in read ? read.problems.map(describeScenarioProblem) : [];
}

describe("a scenario", () => {
  test.each([...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => [text]))(
    "of docs/sandbox.md is right",
    (text) => {
      expect(problemsOf(parse(text))).toEqual([]);
    },
  );

  test("every error, quirk, action and request of the endpoint is in docs/sandbox.md, and the schema knows all errors", () => {
    const { definitions } = scenarioSchema as { definitions: Record<string, { properties?: object; oneOf?: unknown }> };
    const schemaText = JSON.stringify(definitions["Action"]);
    for (const name of appleErrorNames) {
      expect(docs).toContain(`\`${name}\``);
      expect(schemaText).toContain(`"${name}"`);
    }
    for (const quirk of Object.keys(definitions["Quirks"]?.properties ?? {})) expect(docs).toContain(`\`${quirk}\``);
    for (const key of Object.keys(definitions["Fault"]?.properties ?? {})) expect(docs).toContain(key);
  });

  test("that is wrong is told where and how", () => {
    const wrong = {
      startsAt: "yesterday",
      team: [],
      teams: [
        { teamName: "Acme", devices: [{ name: "Phone", udid: 7, platform: "IOS" }], quirks: { listLagSeconds: -1 } },
        { teamId: "ABCDE12345", profiles: [{ name: "P", profileType: "IOS_APP_STORE", bundleId: "a.b" }], keys: [] },
      ],
      faults: [
        { times: "often", action: { kind: "explode" } },
        { action: { kind: "apple-error", name: "rate-limits" } },
        { action: {} },
        7,
      ],
    };
    expect(problemsOf(wrong)).toEqual([
      "startsAt: yesterday is not a date and time in UTC",
      "team: unknown key; known are startsAt, teams, policyConsole, faults",
      "teams[0]: has no teamId",
      "teams[0].devices[0].udid: must be text, but is integer",
      "teams[0].quirks.listLagSeconds: -1 is not a number from 0",
      "teams[1].keys: must be a list of at least one item, but is an empty list",
      "faults[0].times: must be a whole number from 1 or `always`, but is often",
      "faults[0].action.kind: explode is none of delay, disconnect, hold, apple-error, api-error, lose, answer",
      `faults[1].action.name: rate-limits is none of ${appleErrorNames.join(", ")}`,
      "faults[2].action: has no kind",
      "faults[3]: must be a map, but is integer",
      "teams[1].profiles[0].bundleId: a.b is none of ",
    ]);
    expect(problemsOf([])).toEqual(["the whole: must be a map, but is array"]);
    expect(problemsOf({})).toEqual([]);
  });
});

async function control({ sandbox }: TestSandbox, path: string, body: unknown): Promise<[number, unknown]> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  return [response.status, await response.json()];
}

describe("the control endpoint", () => {
  test("switches quirks on for the team that it names, and refuses what it does not know", async () => {
    const team = await startTestSandbox({
      appStoreConnect: { devices: [{ name: "Phone", udid: "00008120-001A2B3C4D5E601E", platform: "IOS" }] },
    });
    expect(await control(team, "quirks", { udids: "without-dashes", dates: "+00:00" })).toMatchObject([200, {}]);
    const [device] = (await team.get("/v1/devices")).list;
    expect(device?.attributes).toMatchObject({ udid: "00008120001a2b3c4d5e601e" });
    expect(device?.attributes["addedDate"]).toMatch(/\+00:00$/);
    expect(await control(team, "quirks", { udid: "x" })).toEqual([
      400,
      { error: [expect.stringContaining("udid: unknown key")] },
    ]);
    expect((await control(team, "quirks?team=NOBODY0000", {}))[0]).toBe(404);
    expect((await control(team, "faults", { times: 0, action: { kind: "lose" } }))[0]).toBe(400);
  });

  test("moves Apple's clock: certificates and profiles expire, tokens do not", async () => {
    const team = await startTestSandbox({
      appStoreConnect: {
        bundleIds: [{ identifier: "a.b", name: "B" }],
        certificates: [{ certificateType: "DISTRIBUTION" }],
        profiles: [{ name: "P", profileType: "IOS_APP_STORE", bundleId: "a.b" }],
      },
    });
    expect((await team.get("/v1/profiles")).list).toHaveLength(1);
    expect(await control(team, "clock", { advanceSeconds: 366 * 86_400 })).toEqual([
      200,
      { now: "2027-03-02T12:00:00.000+0000" },
    ]);
    expect((await team.get("/v1/profiles")).list).toEqual([]);
    expect((await control(team, "clock", { advanceSeconds: -1 }))[0]).toBe(400);
    expect((await control(team, "clock", {}))[0]).toBe(400);
  });
});

describe("quirks", () => {
  test("lists lag behind a write and a deletion, and one object does not", async () => {
    const team = await startTestSandbox({ appStoreConnect: { quirks: { listLagSeconds: 5 } } });
    const bundleId = entity("bundleIds", { identifier: "a.b", name: "B", platform: "IOS" });
    const { data } = await team.send("POST", "/v1/bundleIds", bundleId);
    expect((await team.get("/v1/bundleIds")).list).toEqual([]);
    expect((await team.get(`/v1/bundleIds/${data.id}`)).status).toBe(200);
    expect((await team.send("POST", "/v1/bundleIds", bundleId)).status).toBe(409);
    team.clock.now = new Date(team.clock.now.getTime() + 5000);
    expect((await team.get("/v1/bundleIds")).list).toHaveLength(1);
    await team.send("DELETE", `/v1/bundleIds/${data.id}`);
    expect((await team.get("/v1/bundleIds")).list).toHaveLength(1);
    expect((await team.get(`/v1/bundleIds/${data.id}`)).status).toBe(404);
    team.clock.now = new Date(team.clock.now.getTime() + 5000);
    expect((await team.get("/v1/bundleIds")).list).toEqual([]);
  });

  test("of two capability writes to one bundle ID at once both are confirmed and one is lost", async () => {
    const team = await startTestSandbox({ appStoreConnect: { bundleIds: [{ identifier: "a.b", name: "B" }] } });
    const id = team.sandbox.state().bundleIds[0]?.id ?? "";
    const enable = (capabilityType: string) =>
      team.send(
        "POST",
        "/v1/bundleIdCapabilities",
        entity("bundleIdCapabilities", { capabilityType }, { bundleId: { type: "bundleIds", id } }),
      );
    const answers = await Promise.all([enable("MAPS"), enable("WALLET")]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(team.sandbox.state().bundleIds[0]?.capabilities).toHaveLength(2);
    await enable("SIRIKIT");
    expect(team.sandbox.state().bundleIds[0]?.capabilities).toHaveLength(3);
  });

  test("a burst is refused and passes; the hour's count does not know of it", async () => {
    const team = await startTestSandbox({ appStoreConnect: { quirks: { burstLimit: { requests: 2, seconds: 1 } } } });
    const statuses = [];
    for (let asked = 0; asked < 3; asked++) statuses.push((await team.get("/v1/devices")).status);
    expect(statuses).toEqual([200, 200, 429]);
    team.clock.now = new Date(team.clock.now.getTime() + 1000);
    const answer = await team.get("/v1/devices");
    expect([answer.status, answer.headers.get("x-rate-limit")]).toEqual([
      200,
      "user-hour-lim:3600;user-hour-rem:3597;",
    ]);
  });

  test("cursors are refused, lead to themselves, or past the end", async () => {
    const devices = [1, 2, 3, 4, 5].map((n) => ({
      name: `P${n}`,
      udid: String(n).repeat(40),
      platform: "IOS" as const,
    }));
    const team = await startTestSandbox({ appStoreConnect: { devices, quirks: { cursors: "past-end" } } });
    const walk = async (): Promise<readonly number[]> => {
      const sizes: number[] = [];
      for (let url: string | undefined = "/v1/devices?limit=2"; url !== undefined && sizes.length < 6;) {
        const page = await team.get(url);
        sizes.push(page.status === 200 ? page.list.length : page.status);
        url = page.links?.["next"];
      }
      return sizes;
    };
    expect(await walk()).toEqual([2, 2, 1, 0, 0, 0]);
    team.sandbox.setQuirks({ cursors: "repeated" });
    expect(await walk()).toEqual([2, 2, 2, 2, 2, 2]);
    team.sandbox.setQuirks({ cursors: "refused" });
    expect(await walk()).toEqual([2, 400]);
    team.sandbox.setQuirks({ cursors: "kept" });
    expect(await walk()).toEqual([2, 2, 1]);
  });

  test("a zombie is listed as ACTIVE and is nowhere else; state-expired has a state of its own", async () => {
    const team = await startTestSandbox({
      appStoreConnect: {
        bundleIds: [{ identifier: "a.b", name: "B" }],
        certificates: [{ certificateType: "DISTRIBUTION", issued: "2025-01-01T00:00:00Z" }],
        profiles: [{ name: "P", profileType: "IOS_APP_STORE", bundleId: "a.b", created: "2025-01-01T00:00:00Z" }],
        quirks: { expiredProfiles: "zombie" },
      },
    });
    const stateOf = async (): Promise<unknown> => (await team.get("/v1/profiles")).list[0]?.attributes["profileState"];
    const [{ id } = { id: "" }] = (await team.get("/v1/profiles")).list;
    expect(await stateOf()).toBe("ACTIVE");
    expect((await team.get(`/v1/profiles/${id}`)).errors[0]?.detail).toBe(
      `There is no resource of type 'profiles' with id '${id}'`,
    );
    expect((await team.get(`/v1/profiles/${id}/certificates`)).status).toBe(404);
    team.sandbox.setQuirks({ expiredProfiles: "state-expired" });
    expect(await stateOf()).toBe("EXPIRED");
    team.sandbox.setQuirks({ expiredProfiles: "hidden" });
    expect(await stateOf()).toBeUndefined();
    expect((await team.send("DELETE", `/v1/profiles/${id}`)).status).toBe(204);
  });

  test("a full device class takes no more, disabled ones counted", async () => {
    const devices = [{ name: "Phone", udid: "1".repeat(40), platform: "IOS" as const, status: "DISABLED" }];
    const team = await startTestSandbox({ appStoreConnect: { devices, deviceLimit: 1 } });
    const register = (name: string, udid: string) =>
      team.send("POST", "/v1/devices", entity("devices", { name, udid, platform: "IOS" }));
    expect((await register("Another", "2".repeat(40))).status).toBe(409);
    expect((await register("iPad", "3".repeat(40))).status).toBe(201);
  });
});
