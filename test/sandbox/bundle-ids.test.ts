import { describe, expect, test } from "vitest";

import { entity, startTestSandbox, teamId, type ApiAnswer } from "./sandbox-fixture.ts";

function refusal({ status, errors }: ApiAnswer): unknown[] {
  const [error] = errors;
  return [status, error?.code, error?.source?.parameter ?? error?.source?.pointer];
}

describe("bundle IDs", () => {
  test("created ones come back as UNIVERSAL with links to their relationships", async () => {
    const { send, get, sandbox } = await startTestSandbox();
    const created = await send(
      "POST",
      "/v1/bundleIds",
      entity("bundleIds", { identifier: "com.acme.shop", name: "Acme Shop", platform: "IOS" }),
    );
    expect(created.status).toBe(201);
    const self = `${sandbox.url}/v1/bundleIds/${created.data.id}`;
    expect(created.data).toMatchObject({
      type: "bundleIds",
      attributes: {
        identifier: "com.acme.shop",
        name: "Acme Shop",
        platform: "UNIVERSAL",
        seedId: teamId,
      },
      relationships: {
        profiles: {
          links: { self: `${self}/relationships/profiles`, related: `${self}/profiles` },
        },
      },
      links: { self },
    });
    expect((await get(`/v1/bundleIds/${created.data.id}`)).data).toEqual(created.data);
  });

  test("one that is taken, also in another case or by another team, is not available", async () => {
    const { send } = await startTestSandbox({
      appStoreConnect: {
        bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
        unavailableIdentifiers: ["com.other.app"],
      },
    });
    for (const identifier of ["com.acme.shop", "COM.acme.shop", "com.other.app"]) {
      const answer = await send(
        "POST",
        "/v1/bundleIds",
        entity("bundleIds", { identifier, name: "Shop", platform: "IOS" }),
      );
      expect([answer.status, answer.errors[0]?.detail]).toEqual([
        409,
        `An App ID with Identifier '${identifier}' is not available. Please enter a different string.`,
      ]);
    }
  });

  test("refuses what SPEC does not know, or misses, with Apple's code and pointer", async () => {
    const { send } = await startTestSandbox();
    const create = async (body: unknown): Promise<unknown[]> => refusal(await send("POST", "/v1/bundleIds", body));
    expect(await create(entity("bundleIds", { identifier: "a.b", platform: "IOS" }))).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
      "/data/attributes/name",
    ]);
    const whole = { identifier: "a.b", name: "B", platform: "IOS" };
    expect(await create(entity("bundleIds", { ...whole, color: "red" }))).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
      "/data/attributes/color",
    ]);
    expect(await create(entity("bundleIds", { ...whole, name: 7 }))).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.TYPE",
      "/data/attributes/name",
    ]);
    expect(await create(entity("bundleIds", { ...whole, platform: "WINDOWS" }))).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      "/data/attributes/platform",
    ]);
    expect(await create(entity("bundleIds", { ...whole, identifier: "com acme" }))).toEqual([
      409,
      "ENTITY_ERROR.ATTRIBUTE.INVALID",
      "/data/attributes/identifier",
    ]);
    expect(await create(entity("devices", whole))).toEqual([409, "ENTITY_ERROR.TYPE.INVALID", "/data/type"]);
    expect(await create("{")).toEqual([400, "ENTITY_INVALID", undefined]);
    expect(
      refusal(
        await send("POST", "/v1/bundleIdCapabilities", entity("bundleIdCapabilities", { capabilityType: "MAPS" })),
      ),
    ).toEqual([409, "ENTITY_ERROR.RELATIONSHIP.REQUIRED", "/data/relationships/bundleId"]);
  });

  test("can be renamed and deleted; what is gone is a 404", async () => {
    const { send, get, sandbox } = await startTestSandbox({
      appStoreConnect: { bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] },
    });
    const id = sandbox.state().bundleIds[0]?.id ?? "";
    const patch = { data: { type: "bundleIds", id, attributes: { name: "Store" } } };
    expect((await send("PATCH", `/v1/bundleIds/${id}`, patch)).data.attributes).toMatchObject({
      name: "Store",
    });
    expect((await send("DELETE", `/v1/bundleIds/${id}`)).status).toBe(204);
    const gone = await get(`/v1/bundleIds/${id}`);
    expect([gone.status, gone.errors[0]?.code, gone.errors[0]?.detail]).toEqual([
      404,
      "NOT_FOUND",
      `There is no resource of type 'bundleIds' with id '${id}'`,
    ]);
    expect((await send("DELETE", `/v1/bundleIds/${id}`)).status).toBe(404);
  });
});

describe("lists", () => {
  const many = Array.from({ length: 45 }, (_, index) => ({
    identifier: `com.acme.app${String(index).padStart(2, "0")}`,
    name: `App ${String(index)}`,
  }));

  test("come in pages that links.next walks through to the end", async () => {
    const { get } = await startTestSandbox({ appStoreConnect: { bundleIds: many } });
    const seen: string[] = [];
    const sizes: number[] = [];
    let next: string | undefined = "/v1/bundleIds?sort=-identifier";
    while (next !== undefined) {
      const page: ApiAnswer = await get(next);
      expect(page.paging).toMatchObject({ total: 45, limit: 20 });
      expect(page.paging.nextCursor === undefined).toBe(page.links["next"] === undefined);
      sizes.push(page.list.length);
      seen.push(...page.list.map((bundleId) => String(bundleId.attributes["identifier"])));
      next = page.links["next"];
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(many.map(({ identifier }) => identifier).toReversed());
    const whole = await get("/v1/bundleIds?limit=200");
    expect([whole.list.length, whole.links["next"]]).toEqual([45, undefined]);
  });

  test("filter names and identifiers by parts, in any case, any of several", async () => {
    const { get } = await startTestSandbox({ appStoreConnect: { bundleIds: many } });
    const found = async (filter: string): Promise<unknown[]> =>
      (await get(`/v1/bundleIds?sort=identifier&${filter}`)).list.map((bundleId) => bundleId.attributes["identifier"]);
    expect(await found("filter[identifier]=ACME.app0,app44")).toHaveLength(11);
    expect(await found("filter[name]=App 3&filter[identifier]=app3")).toHaveLength(10);
    expect(await found("filter[identifier]=com.acme.app07&filter[platform]=IOS")).toEqual(["com.acme.app07"]);
    expect(await found("filter[identifier]=nothing")).toEqual([]);
  });

  test.each([
    ["filter[color]=red", "PARAMETER_ERROR.ILLEGAL", "filter[color]"],
    ["include=devices", "PARAMETER_ERROR.INVALID", "include"],
    ["limit=201", "PARAMETER_ERROR.INVALID", "limit"],
    ["limit=0", "PARAMETER_ERROR.INVALID", "limit"],
    ["include=profiles&limit[profiles]=51", "PARAMETER_ERROR.INVALID", "limit[profiles]"],
    ["limit[profiles]=5", "PARAMETER_ERROR.ILLEGAL", "limit[profiles]"],
    ["sort=color", "PARAMETER_ERROR.INVALID", "sort"],
    ["fields[bundleIds]=color", "PARAMETER_ERROR.INVALID", "fields[bundleIds]"],
    ["fields[devices]=name", "PARAMETER_ERROR.ILLEGAL", "fields[devices]"],
    ["filter[platform]=WINDOWS", "PARAMETER_ERROR.INVALID", "filter[platform]"],
    ["cursor=nonsense", "PARAMETER_ERROR.INVALID", "cursor"],
    ["page=2", "PARAMETER_ERROR.ILLEGAL", "page"],
  ])("refuse %s", async (query, code, parameter) => {
    const { get } = await startTestSandbox();
    expect(refusal(await get(`/v1/bundleIds?${query}`))).toEqual([400, code, parameter]);
  });

  test("an unknown path is a 404, an operation that the API lacks a 403", async () => {
    const { get, send } = await startTestSandbox();
    expect((await get("/v1/nothing")).errors[0]).toMatchObject({
      status: "404",
      code: "PATH_ERROR",
    });
    expect(refusal(await send("POST", "/v1/apps", {}))).toEqual([403, "FORBIDDEN_ERROR", undefined]);
    expect(refusal(await send("DELETE", "/v1/devices/X"))).toEqual([403, "FORBIDDEN_ERROR", undefined]);
    expect(refusal(await get("/v1/bundleIdCapabilities"))).toEqual([403, "FORBIDDEN_ERROR", undefined]);
    expect((await get("/v1/apps")).list).toEqual([]);
  });
});

describe("capabilities", () => {
  test("are read through their bundle ID, switched on once, changed and switched off", async () => {
    const { send, get, sandbox } = await startTestSandbox({
      appStoreConnect: { bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] },
    });
    const id = sandbox.state().bundleIds[0]?.id ?? "";
    const body = entity(
      "bundleIdCapabilities",
      {
        capabilityType: "ICLOUD",
        settings: [{ key: "ICLOUD_VERSION", options: [{ key: "XCODE_6", enabled: true }] }],
      },
      { bundleId: { type: "bundleIds", id } },
    );
    const created = await send("POST", "/v1/bundleIdCapabilities", body);
    expect([created.status, created.data.id]).toEqual([201, `${id}_ICLOUD`]);
    expect((await send("POST", "/v1/bundleIdCapabilities", body)).status).toBe(409);
    const related = await get(`/v1/bundleIds/${id}/bundleIdCapabilities`);
    expect(related.list.map((capability) => capability.attributes["capabilityType"])).toEqual([
      "IN_APP_PURCHASE",
      "ICLOUD",
    ]);
    const included = await get("/v1/bundleIds?include=bundleIdCapabilities&limit[bundleIdCapabilities]=50");
    expect(included.list[0]?.relationships["bundleIdCapabilities"]?.data).toEqual(
      [`${id}_IN_APP_PURCHASE`, `${id}_ICLOUD`].map((capability) => ({
        type: "bundleIdCapabilities",
        id: capability,
      })),
    );
    expect(included.included.map((resource) => resource.id)).toEqual([`${id}_IN_APP_PURCHASE`, `${id}_ICLOUD`]);
    const path = `/v1/bundleIdCapabilities/${id}_ICLOUD`;
    expect(
      (
        await send("PATCH", path, {
          data: {
            type: "bundleIdCapabilities",
            id: `${id}_ICLOUD`,
            attributes: { settings: null },
          },
        })
      ).data.attributes["settings"],
    ).toBeNull();
    expect((await send("DELETE", path)).status).toBe(204);
    expect(sandbox.state().bundleIds[0]?.capabilities).toEqual(["IN_APP_PURCHASE"]);
  });

  test("refuse a limit, as the live API does, unless the quirk is off", async () => {
    const bundleIds = [{ identifier: "com.acme.shop", name: "Shop" }];
    for (const [capabilitiesRefuseLimit, status] of [
      [true, 400],
      [false, 200],
    ] as const) {
      const { get, sandbox } = await startTestSandbox({
        appStoreConnect: { bundleIds, quirks: { capabilitiesRefuseLimit } },
      });
      const id = sandbox.state().bundleIds[0]?.id ?? "";
      expect((await get(`/v1/bundleIds/${id}/bundleIdCapabilities?limit=200`)).status).toBe(status);
    }
  });

  test("unknown types and settings are refused", async () => {
    const { send, sandbox } = await startTestSandbox({
      appStoreConnect: { bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }] },
    });
    const links = { bundleId: { type: "bundleIds", id: sandbox.state().bundleIds[0]?.id ?? "" } };
    for (const [attributes, pointer] of [
      [{ capabilityType: "TELEPORTATION" }, "capabilityType"],
      [
        {
          capabilityType: "ICLOUD",
          settings: [{ key: "ICLOUD_VERSION", options: [{ key: "XCODE_99" }] }],
        },
        "settings",
      ],
    ] as const) {
      expect(
        refusal(await send("POST", "/v1/bundleIdCapabilities", entity("bundleIdCapabilities", attributes, links))),
      ).toEqual([409, "ENTITY_ERROR.ATTRIBUTE.INVALID", `/data/attributes/${pointer}`]);
    }
  });
});
