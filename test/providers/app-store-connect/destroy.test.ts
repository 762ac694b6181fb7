import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/plan/plan.ts";
import { apply, create, readTeam, remove, startTeam } from "./team-fixture.ts";

const SHOP = "com.acme.shop";

describe("what a plan ends", () => {
  test("is a capability: it is switched off, and a second time nothing is asked", async () => {
    const team = await startTeam({ bundleIds: [{ identifier: SHOP, name: "Shop" }] });
    const attributes = { bundle_id: SHOP, capability_type: "GAME_CENTER", settings: [] };
    const on = create("capability", `${SHOP}:game_center`, attributes);
    const provider = team.provider();
    await apply(team, provider, on);
    const off: Change = { ...on, action: "delete", before: attributes, after: null };
    expect(await apply(team, provider, off)).toEqual({});
    const seen = await readTeam(team, team.provider());
    expect(seen.bundle_ids[0]?.capabilities.map((c) => c.capability_type)).not.toContain("GAME_CENTER");
    expect(await apply(team, team.provider(), off)).toEqual({ adopted: true });
    expect(team.requests("DELETE")).toHaveLength(1);
  });

  test("is a device: Apple only disables it, whatever the spelling", async () => {
    const udid = "00008030-001C2D3E4F5A6B7C";
    const team = await startTeam({ devices: [{ name: "Phone", udid, platform: "IOS" }] });
    const before = { udid: udid.toLowerCase(), name: "Phone", platform: "IOS" } as const;
    const off: Change = { ...create("device", udid, before), action: "delete", before, after: null };
    expect(await apply(team, team.provider(), off)).toEqual({});
    expect((await readTeam(team, team.provider())).devices[0]?.status).toBe("DISABLED");
    expect(await apply(team, team.provider(), off)).toEqual({ adopted: true });
    expect(team.requests("PATCH")).toHaveLength(1);
  });

  test("is a certificate: the one with this serial number is revoked, and no other", async () => {
    const team = await startTeam({
      certificates: [{ certificateType: "DISTRIBUTION" }, { certificateType: "DISTRIBUTION" }],
    });
    const provider = team.provider();
    const [first, second] = (await readTeam(team, provider)).certificates;
    const serial = first?.serial_number ?? "";
    const revoke = remove("certificate", serial, serial);
    await apply(team, provider, revoke);
    expect((await readTeam(team, team.provider())).certificates.map((c) => c.serial_number)).toEqual([
      second?.serial_number,
    ]);
    const again = team.provider();
    await readTeam(team, again);
    expect(await apply(team, again, revoke)).toEqual({ adopted: true });
    const { deposed: _, ...unnamed } = revoke;
    await expect(apply(team, team.provider(), unnamed)).rejects.toThrow("serial number");
  });

  test("is a bundle ID: exactly this one, and one that is gone already counts as gone", async () => {
    const team = await startTeam({
      bundleIds: [
        { identifier: SHOP, name: "Shop" },
        { identifier: `${SHOP}.widget`, name: "Widget" },
      ],
    });
    const before = { identifier: SHOP, name: "Shop", platform: "UNIVERSAL" } as const;
    const end: Change = { ...create("bundle_id", SHOP, before), action: "delete", before, after: null };
    await apply(team, team.provider(), end);
    expect((await readTeam(team, team.provider())).bundle_ids.map((b) => b.identifier)).toEqual([`${SHOP}.widget`]);
    expect(await apply(team, team.provider(), end)).toEqual({ adopted: true });
  });
});
