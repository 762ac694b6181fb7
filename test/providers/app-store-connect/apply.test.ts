import { describe, expect, test } from "vitest";
import { apply, create, readTeam, startTeam, type TestTeam } from "./team-fixture.ts";
import { deviceRow, appleErrors, providerFor, startScriptedServer } from "./scripted-server.ts";

const shop = create("bundle_id", "com.acme.shop", {
  identifier: "com.acme.shop",
  name: "Shop",
  platform: "IOS",
});
const phone = create("device", "00008030-001C2D3E4F5A6B7C", {
  udid: "00008030-001C2D3E4F5A6B7C",
  name: "Phone",
  platform: "IOS",
});

function posts(team: TestTeam): readonly string[] {
  return team.requests("POST");
}

describe("bundle IDs", () => {
  test("are created with a record", async () => {
    const team = await startTeam();
    const applied = await apply(team, team.provider(), shop);
    expect(applied).toMatchObject({ adopted: false, record: { identifier: "com.acme.shop" } });
    expect(team.sandbox.state().bundleIds.map(({ identifier }) => identifier)).toEqual(["com.acme.shop"]);
  });

  test("that exist are adopted without a write", async () => {
    const team = await startTeam({
      bundleIds: [{ identifier: "com.acme.shop", name: "Old name" }],
    });
    expect((await apply(team, team.provider(), shop)).adopted).toBe(true);
    expect(posts(team)).toEqual([]);
  });

  test("are compared exactly: Apple's filter also finds longer ones", async () => {
    const team = await startTeam({
      bundleIds: [
        { identifier: "com.acme.shopping", name: "Shopping" },
        { identifier: "com.acme.shop.widget", name: "Widget" },
      ],
    });
    expect((await apply(team, team.provider(), shop)).adopted).toBe(false);
    expect(team.sandbox.state().bundleIds).toHaveLength(3);
  });

  test("that another team has are a diagnostic with the identifier", async () => {
    const team = await startTeam({ unavailableIdentifiers: ["com.acme.shop"] });
    await expect(team.provider().apply(shop, team.context)).rejects.toMatchObject({
      diagnostic: {
        code: "app-store-connect/identifier-taken",
        message: expect.stringContaining("`com.acme.shop`"),
      },
    });
  });

  test.each(["disconnect", "api-error"] as const)(
    "made although the answer was lost (%s) are found, not made twice",
    async (kind) => {
      const team = await startTeam();
      const action = kind === "disconnect" ? { kind } : { kind, status: 500, code: "UNEXPECTED_ERROR" };
      team.sandbox.addFault({ method: "POST", pathPrefix: "/v1/bundleIds", when: "after", action });
      expect((await apply(team, team.provider(), shop)).adopted).toBe(true);
      expect(posts(team)).toEqual(["POST /v1/bundleIds"]);
    },
  );

  test("not made when the answer was lost are made by a second write, after looking", async () => {
    const team = await startTeam();
    team.sandbox.addFault({
      method: "POST",
      when: "before",
      action: { kind: "api-error", status: 503, code: "SERVICE_UNAVAILABLE" },
    });
    expect((await apply(team, team.provider(), shop)).adopted).toBe(false);
    expect(team.requests()).toEqual([
      "GET /v1/bundleIds",
      "POST /v1/bundleIds",
      ...Array<string>(4).fill("GET /v1/bundleIds"),
      "POST /v1/bundleIds",
    ]);
    expect(team.slept).toEqual([1000, 2000, 4000]);
  });
});

describe("capabilities", () => {
  const push = create("capability", "com.acme.shop:PUSH_NOTIFICATIONS", {
    bundle_id: "com.acme.shop",
    capability_type: "PUSH_NOTIFICATIONS",
    settings: [],
  });
  const cloud = create("capability", "com.acme.shop:ICLOUD", {
    bundle_id: "com.acme.shop",
    capability_type: "ICLOUD",
    settings: [{ key: "ICLOUD_VERSION", options: ["XCODE_6"] }],
  });

  test("are switched on with their settings, and read back the same", async () => {
    const team = await startTeam({ bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] });
    await apply(team, team.provider(), cloud);
    const observed = await readTeam(team, team.provider());
    expect(observed.bundle_ids[0]?.capabilities.find((c) => c.capability_type === "ICLOUD")?.settings).toEqual([
      { key: "ICLOUD_VERSION", options: ["XCODE_6"] },
    ]);
  });

  test("that are on are adopted; other settings are set", async () => {
    const team = await startTeam({
      bundleIds: [
        {
          identifier: "com.acme.shop",
          name: "Shop",
          capabilities: ["PUSH_NOTIFICATIONS", "ICLOUD"],
        },
      ],
    });
    expect((await apply(team, team.provider(), push)).adopted).toBe(true);
    expect(posts(team)).toEqual([]);
    expect((await apply(team, team.provider(), { ...cloud, action: "update" })).adopted).toBe(false);
    expect(posts(team)).toEqual([]);
    expect(team.requests("PATCH")).toHaveLength(1);
    const observed = await readTeam(team, team.provider());
    expect(observed.bundle_ids[0]?.capabilities.find((c) => c.capability_type === "ICLOUD")?.settings).toEqual([
      { key: "ICLOUD_VERSION", options: ["XCODE_6"] },
    ]);
  });

  test("of one bundle ID are written one after the other", async () => {
    const team = await startTeam({ bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] });
    const provider = team.provider();
    await readTeam(team, provider);
    await Promise.all([apply(team, provider, push), apply(team, provider, cloud)]);
    const path = team.requests().filter((request) => /apabilities|bundleIds\//.test(request));
    // Look, write, look again; and only then the next.
    expect(path.map((request) => request.split(" ")[0])).toEqual(["GET", "POST", "GET", "GET", "POST", "GET"]);
  });

  test("that Apple confirms and loses are written again", async () => {
    const team = await startTeam({ bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] });
    team.sandbox.addFault({ method: "POST", pathPrefix: "/v1/bundleIdCapabilities", action: { kind: "lose" } });
    const applied = await apply(team, team.provider(), push);
    expect(applied.adopted).toBe(false);
    expect(posts(team)).toHaveLength(2);
    expect(team.sandbox.state().bundleIds[0]?.capabilities).toContain("PUSH_NOTIFICATIONS");
  });

  test("of a bundle ID that is not there are a diagnostic", async () => {
    const team = await startTeam();
    await expect(team.provider().apply(push, team.context)).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/not-found" },
    });
  });
});

describe("devices", () => {
  test("are registered", async () => {
    const team = await startTeam();
    expect(await apply(team, team.provider(), phone)).toMatchObject({
      adopted: false,
      record: { udid: "00008030-001C2D3E4F5A6B7C" },
    });
  });

  test.each(["00008030-001c2d3e4f5a6b7c", "00008030001C2D3E4F5A6B7C"])(
    "that exist as %s are adopted without a write",
    async (udid) => {
      const team = await startTeam({ devices: [{ name: "Phone", udid, platform: "IOS" }] });
      expect(await apply(team, team.provider(), phone)).toMatchObject({
        adopted: true,
        record: { udid },
      });
      expect(posts(team)).toEqual([]);
    },
  );

  test("that the filter misses and Apple calls existing are found in the whole list", async () => {
    const server = await startScriptedServer(({ method, url }) => {
      if (method === "POST")
        return appleErrors(
          409,
          "ENTITY_ERROR",
          "A device with number '00008030-001C2D3E4F5A6B7C' already exists on this team.",
        );
      return {
        body: {
          data: url.searchParams.has("filter[udid]") ? [] : [deviceRow("D", { udid: "00008030-001c2d3e4f5a6B7C" })],
        },
      };
    });
    const team = await startTeam();
    const applied = await providerFor(server.url).provider.apply(phone, team.context);
    expect(applied).toMatchObject({ adopted: true, record: { id: "D" } });
  });

  test("of a refused UDID are a diagnostic after one write", async () => {
    const team = await startTeam();
    const wrong = create("device", "x", { udid: "not-a-udid", name: "Phone", platform: "IOS" });
    await expect(team.provider().apply(wrong, team.context)).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/conflict" },
    });
    expect(posts(team)).toHaveLength(1);
    expect(team.slept).toEqual([]);
  });
});

describe("what App Store Connect is never asked to do", () => {
  test("keep a key, or end one", async () => {
    const team = await startTeam();
    const provider = team.provider();
    const key = create("key", "x", { algorithm: "rsa", bits: 2048, public_key_sha256: null });
    await expect(provider.apply(key, team.context)).rejects.toThrow("invariant");
    await expect(provider.apply({ ...key, action: "delete" }, team.context)).rejects.toThrow("invariant");
    expect(team.requests()).toEqual([]);
  });

  test("close may be called again", async () => {
    const team = await startTeam();
    const provider = team.provider();
    await provider.close();
    await provider.close();
  });
});
