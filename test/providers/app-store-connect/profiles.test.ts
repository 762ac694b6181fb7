import { beforeEach, describe, expect, test } from "vitest";
import { readProvisioningProfile } from "../../../src/formats/provisioning-profile.ts";
import type { Address } from "../../../src/plan/address.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { ProfileAttributes } from "../../../src/plan/resource.ts";
import { apply, create, holdKey, readTeam, recorded, remove, startTeam, type TestTeam } from "./team-fixture.ts";

const phoneUdid = "00008030-001C2D3E4F5A6B7C";
const waitingUdid = "00008030-000000000000000A";

let team: TestTeam;
let keyAddress: Address;
let serial: string;

beforeEach(async () => {
  team = await startTeam({
    bundleIds: [
      { identifier: "com.acme.shop", name: "Shop" },
      { identifier: "com.acme.shopping", name: "Shopping" },
    ],
    devices: [
      { name: "Phone", udid: phoneUdid, platform: "IOS" },
      { name: "Waiting", udid: waitingUdid, platform: "IOS", status: "PROCESSING" },
      { name: "Apple TV", udid: "00008030-00000000000000FF", platform: "IOS" },
    ],
  });
  keyAddress = (await holdKey(team, "acme:distribution", 0)).address;
  const applied = await apply(
    team,
    team.provider(),
    create("certificate", "distribution", {
      certificate_type: "DISTRIBUTION",
      key: keyAddress,
      public_key_sha256: null,
      serial_number: null,
      expires: null,
    }),
  );
  serial = recorded(applied, "serial_number");
});

function profile(overrides: Partial<ProfileAttributes> = {}): ChangeOf<"profile"> {
  return create("profile", "com.acme.shop:ios_app_store", {
    profile_type: "IOS_APP_STORE",
    bundle_id: "com.acme.shop",
    name: "Signwright com.acme.shop ios_app_store",
    exact_name: false,
    certificates: [`serial:${serial}`],
    devices: [],
    replaces: null,
    ...overrides,
  });
}

const adHoc = (devices: readonly string[]) => ({ profile_type: "IOS_APP_ADHOC", devices }) as const;

function names(): readonly string[] {
  return team.sandbox.state().profiles.map(({ name }) => name);
}

describe("a profile", () => {
  test("is made under the planned name and a content hash, recorded, and given out", async () => {
    const provider = team.provider();
    await readTeam(team, provider);
    const applied = await apply(team, provider, profile());
    expect(applied).toMatchObject({
      adopted: false,
      diagnostics: [],
      record: { expires: "2027-03-01T12:00:00Z" },
    });
    expect(names()).toEqual([expect.stringMatching(/^Signwright com\.acme\.shop ios_app_store [0-9a-f]{8}$/)]);
    const output = await provider.output(profile().address, team.context);
    const content = readProvisioningProfile(output?.bytes ?? new Uint8Array());
    expect(content).toMatchObject({ bundleId: "com.acme.shop", uuid: applied.record?.["uuid"] });
    expect(output?.facts).toEqual({
      uuid: content.uuid,
      name: names()[0],
      expires: "2027-03-01T12:00:00Z",
    });
  });

  test("of a new run is given out by the record of an earlier one", async () => {
    const applied = await apply(team, team.provider(), profile());
    const later = team.provider();
    expect(await later.output(profile().address, team.context)).toBeUndefined();
    await readTeam(team, later);
    expect((await later.output(profile().address, team.context))?.facts["uuid"]).toBe(applied.record?.["uuid"]);
  });

  test("has a name that depends on all of its contents and on nothing else", async () => {
    const provider = team.provider();
    await readTeam(team, provider);
    await apply(team, provider, profile(adHoc([phoneUdid])));
    await apply(team, provider, profile({ ...adHoc([phoneUdid]), replaces: "0b5a3d2e-0000-4000-8000-000000000000" }));
    await apply(team, provider, profile());
    expect(new Set(names()).size).toBe(3);
    // Other spelling and order of the same contents.
    expect((await apply(team, provider, profile(adHoc([phoneUdid.toLowerCase().replace("-", "")])))).adopted).toBe(
      true,
    );
    expect(names()).toHaveLength(3);
  });

  test("with a fixed name has exactly that name", async () => {
    await apply(team, team.provider(), profile({ name: "Shop Store", exact_name: true }));
    expect(names()).toEqual(["Shop Store"]);
  });

  test("belongs to exactly the bundle ID, not to one that a filter also finds", async () => {
    await apply(team, team.provider(), profile());
    expect(team.sandbox.state().profiles[0]?.bundleId).toBe("com.acme.shop");
  });

  test("that exists under the name with the same contents is adopted", async () => {
    const first = await apply(team, team.provider(), profile(adHoc([phoneUdid])));
    const second = await apply(team, team.provider(), profile(adHoc([phoneUdid])));
    expect(second).toMatchObject({ adopted: true, record: first.record });
    expect(team.requests("POST").filter((request) => request.endsWith("/profiles"))).toHaveLength(1);
  });

  test("holds a certificate of the same plan by its address, also in a resumed run", async () => {
    const reference = { certificates: ["acme/certificate/distribution"] };
    const resumed = team.provider({
      certificateKeys: new Map([["acme/certificate/distribution" as Address, keyAddress]]),
      records: () => [],
    });
    await apply(team, resumed, profile(reference));
    const [made] = team.sandbox.state().profiles;
    expect(made?.certificates).toEqual(team.sandbox.state().certificates.map(({ id }) => id));
    await expect(team.provider({ records: () => [] }).apply(profile(reference), team.context)).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/not-found" },
    });
  });

  test.each([
    ["500 after the commit", { kind: "api-error", status: 500, code: "UNEXPECTED_ERROR" }],
    ["a connection cut after the commit", { kind: "disconnect" }],
  ] as const)("%s: exactly one profile, found by its name", async (_name, action) => {
    team.sandbox.addFault({ method: "POST", pathPrefix: "/v1/profiles", when: "after", action });
    const provider = team.provider();
    const applied = await apply(team, provider, profile());
    expect(applied.adopted).toBe(true);
    expect(names()).toHaveLength(1);
    expect((await provider.output(profile().address, team.context))?.bytes.length).toBeGreaterThan(100);
  });

  test("without a device that Apple is still processing is made, and says so", async () => {
    const change = profile(adHoc([phoneUdid, waitingUdid]));
    const applied = await apply(team, team.provider(), change);
    expect(applied.diagnostics).toMatchObject([
      {
        code: "app-store-connect/device-left-out",
        severity: "warning",
        message: expect.stringContaining("PROCESSING"),
      },
    ]);
    // The next run must not take it for another profile.
    expect((await apply(team, team.provider(), change)).adopted).toBe(true);
    expect(names()).toHaveLength(1);
  });

  test("with an Apple TV among iOS devices is refused with what to do", async () => {
    await expect(
      team.provider().apply(profile(adHoc(["00008030-00000000000000FF"])), team.context),
    ).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/conflict", help: expect.stringContaining("devices") },
    });
  });

  test.each([
    { devices: ["00008030-00000000DEADBEEF"] },
    { certificates: ["serial:deadbeef"] },
    { bundle_id: "com.acme.sho" },
  ])("of something that is not there is refused before any write: %o", async (missing) => {
    await expect(
      team.provider().apply(profile({ ...adHoc([phoneUdid]), ...missing }), team.context),
    ).rejects.toMatchObject({ diagnostic: { code: "app-store-connect/not-found" } });
    expect(team.requests("POST").filter((request) => request.endsWith("/profiles"))).toEqual([]);
  });
});

describe("a name that is taken", () => {
  test("by a hidden expired profile of the same contents: another hash, and the same one in the next run", async () => {
    // A Developer ID certificate outlives its profiles, so the contents can stay what they were.
    const { address } = await holdKey(team, "acme:developer_id", 1);
    const attributes = {
      certificate_type: "DEVELOPER_ID_APPLICATION",
      key: address,
      public_key_sha256: null,
      serial_number: null,
      expires: null,
    } as const;
    const issued = await apply(team, team.provider(), create("certificate", "developer_id_application", attributes));
    const change = profile({
      profile_type: "MAC_APP_DIRECT",
      certificates: [`serial:${recorded(issued, "serial_number")}`],
    });
    const first = await apply(team, team.provider(), change);
    team.clock.now = new Date("2027-03-02T12:00:00Z");
    const provider = team.provider();
    expect((await readTeam(team, provider)).profiles).toEqual([]);
    const second = await apply(team, provider, change);
    expect(second.adopted).toBe(false);
    expect(second.record?.["name"]).not.toBe(first.record?.["name"]);
    expect(await apply(team, team.provider(), change)).toEqual({ ...second, adopted: true });
    expect(names()).toHaveLength(2);
  });

  test("by an invalid profile of the same contents: another hash, the old one is left alone", async () => {
    const first = await apply(team, team.provider(), profile());
    // Switching a capability on turns the bundle ID's profiles invalid.
    await apply(
      team,
      team.provider(),
      create("capability", "push", {
        bundle_id: "com.acme.shop",
        capability_type: "PUSH_NOTIFICATIONS",
        settings: [],
      }),
    );
    const second = await apply(team, team.provider(), profile());
    expect(second.adopted).toBe(false);
    expect(second.record?.["name"]).not.toBe(first.record?.["name"]);
    expect(team.sandbox.state().profiles.map(({ state }) => state)).toEqual(["INVALID", "ACTIVE"]);
    expect((await apply(team, team.provider(), profile())).record).toEqual(second.record);
    expect(names()).toHaveLength(2);
  });

  test("and fixed by the spec: a diagnostic that names the holder", async () => {
    await apply(team, team.provider(), profile({ name: "Shop", exact_name: true }));
    const other = profile({ ...adHoc([phoneUdid]), name: "Shop", exact_name: true });
    await expect(team.provider().apply(other, team.context)).rejects.toMatchObject({
      diagnostic: {
        code: "app-store-connect/name-taken",
        message: expect.stringContaining("IOS_APP_STORE, ACTIVE, valid until 2027-03-01"),
      },
    });
    expect(names()).toHaveLength(1);
  });

  test("by the profile of another bundle ID, unseen: Apple's refusal leads to another hash", async () => {
    const provider = team.provider();
    const exact = await apply(team, provider, profile());
    const name = recorded(exact, "name");
    await apply(team, provider, remove("profile", "x", recorded(exact, "uuid")));
    await apply(team, team.provider(), profile({ bundle_id: "com.acme.shopping", name, exact_name: true }));
    const applied = await apply(team, team.provider(), profile());
    expect(applied.adopted).toBe(false);
    expect(applied.record?.["name"]).not.toBe(name);
  });
});

describe("deleting a profile", () => {
  test("deletes the one with that UUID and no other", async () => {
    const provider = team.provider();
    const first = await apply(team, provider, profile());
    const second = await apply(team, provider, profile({ replaces: recorded(first, "uuid") }));
    expect(await apply(team, provider, remove("profile", profile().name, recorded(first, "uuid")))).toEqual({
      adopted: false,
    });
    expect(team.sandbox.state().profiles.map(({ uuid }) => uuid)).toEqual([second.record?.["uuid"]]);
  });

  test("that is gone already succeeds, known or not", async () => {
    const applied = await apply(team, team.provider(), profile());
    const uuid = recorded(applied, "uuid");
    const [one, two] = [team.provider(), team.provider()];
    await readTeam(team, one);
    await readTeam(team, two);
    await apply(team, one, remove("profile", "x", uuid));
    expect(await apply(team, two, remove("profile", "x", uuid))).toEqual({ adopted: true });
    expect(await apply(team, one, remove("profile", "x", uuid))).toEqual({ adopted: true });
  });

  test("whose answer was lost is repeated, and the 404 then is success", async () => {
    const provider = team.provider();
    const applied = await apply(team, provider, profile());
    team.sandbox.addFault({ method: "DELETE", when: "after", action: { kind: "disconnect" } });
    await apply(team, provider, remove("profile", "x", recorded(applied, "uuid")));
    expect(team.requests("DELETE")).toHaveLength(2);
    expect(names()).toEqual([]);
  });

  test("that expired and is hidden finds it through its bundle ID", async () => {
    const change = profile();
    const applied = await apply(team, team.provider(), change);
    team.clock.now = new Date("2027-03-02T12:00:00Z");
    const provider = team.provider();
    expect((await readTeam(team, provider)).profiles).toEqual([]);
    expect(await apply(team, provider, remove("profile", "x", recorded(applied, "uuid"), change.after))).toEqual({
      adopted: false,
    });
    expect(names()).toEqual([]);
  });

  test("without a UUID is a bug", async () => {
    await expect(team.provider().apply({ ...profile(), action: "delete" }, team.context)).rejects.toThrow("invariant");
    expect(team.requests("DELETE")).toEqual([]);
  });
});
