import { describe, expect, test } from "vitest";
import { DiagnosableError } from "../../../src/diagnostics/diagnosable-error.ts";
import { Secret } from "../../../src/secret/secret.ts";
import {
  apply,
  create,
  holdKey,
  issuerId,
  keyId,
  makeApiKey,
  openHttp,
  readTeam,
  recordingHttp,
  startTeam,
  type TestTeam,
} from "./team-fixture.ts";

async function refusalOf(team: TestTeam, options: Parameters<TestTeam["provider"]>[0]) {
  const error = await team
    .provider(options)
    .read(team.context)
    .catch((reason: unknown) => reason);
  if (!(error instanceof DiagnosableError)) throw new Error("not refused", { cause: error });
  return error;
}

describe("reading a team", () => {
  test("takes one request a kind, and is sorted and normal whatever Apple's order", async () => {
    const team = await startTeam({
      devices: [
        { name: "iPhone", udid: "00008030-001C2D3E4F5A6B7C", platform: "IOS" },
        {
          name: "Waiting",
          udid: "00008030-000000000000000A",
          platform: "IOS",
          status: "PROCESSING",
        },
      ],
      bundleIds: [
        {
          identifier: "com.acme.shop.widget",
          name: "Widget",
          capabilities: ["PUSH_NOTIFICATIONS", "APP_GROUPS"],
        },
        { identifier: "com.acme.shop", name: "Shop" },
      ],
      apps: [{ name: "Shop", bundleId: "com.acme.shop", sku: "SHOP" }],
    });
    const observed = await readTeam(team, team.provider());
    expect(team.requests()).toHaveLength(4);
    expect(
      observed.bundle_ids.map(({ identifier, has_app, capabilities }) => [
        identifier,
        has_app,
        capabilities.map((c) => c.capability_type),
      ]),
    ).toEqual([
      ["com.acme.shop", true, expect.anything()],
      ["com.acme.shop.widget", false, expect.arrayContaining(["APP_GROUPS", "PUSH_NOTIFICATIONS"])],
    ]);
    expect(observed.devices.map(({ udid, status }) => [udid, status])).toEqual([
      ["00008030-000000000000000A", "PROCESSING"],
      ["00008030-001C2D3E4F5A6B7C", "ENABLED"],
    ]);
  });

  test("walks all pages", async () => {
    const devices = Array.from({ length: 450 }, (_, n) => ({
      name: `iPhone ${n}`,
      udid: `00008030-${String(n).padStart(16, "0")}`,
      platform: "IOS" as const,
    }));
    const team = await startTeam({ devices });
    const observed = await readTeam(
      team,
      team.provider({
        wants: { devices: true, bundleIds: false, certificates: false, profiles: false },
      }),
    );
    expect(observed.devices).toHaveLength(450);
    expect(team.requests()).toEqual(["GET /v1/devices", "GET /v1/devices", "GET /v1/devices"]);
  });

  test("certificates are read from their own bytes, profiles with what they are made of", async () => {
    const team = await startTeam({
      bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
      devices: [{ name: "iPhone", udid: "00008030-001C2D3E4F5A6B7C", platform: "IOS" }],
    });
    const first = team.provider();
    const { address, key } = await holdKey(team, "acme:distribution", 0);
    await apply(
      team,
      first,
      create("certificate", "distribution", {
        certificate_type: "DISTRIBUTION",
        key: address,
        public_key_sha256: null,
        serial_number: null,
        expires: null,
      }),
    );
    await apply(
      team,
      first,
      create("profile", "com.acme.shop:ios_app_adhoc", {
        profile_type: "IOS_APP_ADHOC",
        bundle_id: "com.acme.shop",
        name: "Shop",
        exact_name: false,
        certificates: ["acme/certificate/distribution"],
        devices: ["00008030001c2d3e4f5a6b7c"],
        replaces: null,
      }),
    );
    const observed = await readTeam(team, team.provider());
    const [certificate] = observed.certificates;
    expect(certificate).toMatchObject({
      certificate_type: "DISTRIBUTION",
      public_key_sha256: key.publicKeySha256,
      team_id: "ACME123456",
      expires: "2027-03-01T12:00:00Z",
    });
    expect(certificate?.serial_number).toMatch(/^[1-9a-f][0-9a-f]*$/);
    expect(certificate?.certificate_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(observed.profiles).toMatchObject([
      {
        profile_type: "IOS_APP_ADHOC",
        state: "ACTIVE",
        bundle_id: "com.acme.shop",
        certificates: [certificate?.serial_number],
        devices: ["00008030-001C2D3E4F5A6B7C"],
        expires: "2027-03-01T12:00:00Z",
      },
    ]);
    expect(observed.profiles[0]?.name).toMatch(/^Shop [0-9a-f]{8}$/);
  });

  test("a profile with more than 50 devices costs one request more, and holds them all", async () => {
    const devices = Array.from({ length: 60 }, (_, n) => ({
      name: `iPhone ${n}`,
      udid: `00008030-${String(n).padStart(16, "0")}`,
      platform: "IOS" as const,
    }));
    const team = await startTeam({
      bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
      devices,
    });
    const provider = team.provider();
    const { address } = await holdKey(team, "acme:distribution", 0);
    await apply(
      team,
      provider,
      create("certificate", "distribution", {
        certificate_type: "DISTRIBUTION",
        key: address,
        public_key_sha256: null,
        serial_number: null,
        expires: null,
      }),
    );
    await readTeam(team, provider);
    await apply(
      team,
      provider,
      create("profile", "shop", {
        profile_type: "IOS_APP_ADHOC",
        bundle_id: "com.acme.shop",
        name: "Shop",
        exact_name: false,
        certificates: ["acme/certificate/distribution"],
        devices: devices.map(({ udid }) => udid),
        replaces: null,
      }),
    );
    const before = team.requests().length;
    const observed = await readTeam(team, team.provider());
    expect(observed.profiles[0]?.devices).toHaveLength(60);
    expect(team.requests().length - before).toBe(5);
  });

  test("says when little of the hourly limit is left, and nothing otherwise", async () => {
    const team = await startTeam({ hourlyRequestLimit: 100 });
    const provider = team.provider();
    for (let runs = 0; runs < 24; runs++) await readTeam(team, provider);
    expect(team.reports.filter((report) => report.includes("left"))).toEqual([
      "8 of 100 requests are left this hour",
      "4 of 100 requests are left this hour",
    ]);
  });

  test("reading writes nothing", async () => {
    const team = await startTeam();
    await readTeam(team, team.provider());
    expect(
      new Set(team.sandbox.ledger().map((entry) => (entry.entry === "request" ? entry.method : entry.entry))),
    ).toEqual(new Set(["GET"]));
  });

  test("the Enterprise Program has another audience and no apps", async () => {
    const team = await startTeam({
      program: "enterprise",
      bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
    });
    const { http, requests } = recordingHttp(openHttp());
    const observed = await readTeam(team, team.provider({ audience: "apple-developer-enterprise-v1", http }));
    expect(observed.bundle_ids[0]?.has_app).toBeNull();
    expect(requests.some(({ url }) => decodeURIComponent(url).includes("fields[apps]"))).toBe(false);
  });
});

describe("a key that Apple refuses", () => {
  test("wrong private key", async () => {
    const team = await startTeam();
    const other = makeApiKey().privatePem;
    const error = await refusalOf(team, { privateKey: async () => new Secret(other) });
    expect(error.diagnostic.code).toBe("app-store-connect/unauthorized");
    expect(error.diagnostic.help).toContain(`the .p8 of key ID ${keyId}`);
    expect(error.diagnostic.help).toContain("the clock of this machine is not the cause");
  });

  test("wrong issuer", async () => {
    const team = await startTeam();
    const wrong = "00000000-0000-0000-0000-000000000000";
    const { diagnostic } = await refusalOf(team, { issuerId: wrong });
    expect(diagnostic.code).toBe("app-store-connect/unauthorized");
    expect(diagnostic.help).toContain(`\`issuer_id\` ${wrong}`);
  });

  test("wrong audience", async () => {
    const team = await startTeam();
    expect((await refusalOf(team, { audience: "apple-developer-enterprise-v1" })).diagnostic.code).toBe(
      "app-store-connect/unauthorized",
    );
  });

  test("a clock two minutes ahead is the cause, and said with its seconds", async () => {
    const team = await startTeam();
    const { diagnostic } = await refusalOf(team, {
      clock: () => new Date(team.clock.now.getTime() + 120_000),
    });
    expect(diagnostic.code).toBe("app-store-connect/unauthorized");
    expect(diagnostic.help).toContain("it is 120 seconds ahead of App Store Connect's");
  });

  test("a clock half a minute ahead does not matter", async () => {
    const team = await startTeam();
    await team.provider({ clock: () => new Date(team.clock.now.getTime() + 30_000) }).read(team.context);
  });

  test("a role that is too low", async () => {
    const team = await startTeam({ keys: [] });
    expect((await refusalOf(team, {})).diagnostic.code).toBe("app-store-connect/unauthorized");
    const key = makeApiKey();
    const developer = await startTeam({
      keys: [{ keyId, issuerId, publicKeyPem: key.publicPem, role: "DEVELOPER" }],
    });
    const provider = developer.provider({ privateKey: async () => new Secret(key.privatePem) });
    const change = create("bundle_id", "com.acme.shop", {
      identifier: "com.acme.shop",
      name: "Shop",
      platform: "IOS",
    });
    await expect(provider.apply(change, developer.context)).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/forbidden" },
    });
  });

  test("a key of another team than the spec says", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    await apply(
      team,
      team.provider(),
      create("certificate", "distribution", {
        certificate_type: "DISTRIBUTION",
        key: address,
        public_key_sha256: null,
        serial_number: null,
        expires: null,
      }),
    );
    const { diagnostic } = await refusalOf(team, { teamId: "OTHER12345" });
    expect(diagnostic.code).toBe("rule/team-mismatch");
    expect(diagnostic.message).toContain("ACME123456");
  });

  test("no secret is in the error, in no form", async () => {
    const team = await startTeam();
    const other = makeApiKey().privatePem;
    const { http, requests } = recordingHttp(openHttp());
    const error = await refusalOf(team, { privateKey: async () => new Secret(other), http });
    const printed = [
      error.message,
      error.stack,
      JSON.stringify(error, Object.getOwnPropertyNames(error)),
      ...team.reports,
    ].join("\n");
    const secrets = [
      ...other.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----")),
      ...requests.map(({ headers }) => (headers?.["authorization"] ?? "").replace("Bearer ", "")),
    ];
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) expect(printed).not.toContain(secret);
  });
});
