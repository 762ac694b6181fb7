import { describe, expect, test } from "vitest";

import { entity, startTestSandbox } from "./sandbox-fixture.ts";

const udid = "00008030-001A2B3C4D5E6F70";

describe("devices", () => {
  test("are registered once, whatever the case and dashes of the UDID", async () => {
    const { send, get } = await startTestSandbox();
    const created = await send(
      "POST",
      "/v1/devices",
      entity("devices", { name: "Jane's iPad", udid, platform: "IOS" }),
    );
    expect([created.status, created.data.attributes]).toEqual([
      201,
      {
        name: "Jane's iPad",
        udid,
        platform: "IOS",
        deviceClass: "IPAD",
        status: "ENABLED",
        model: null,
        addedDate: "2026-03-01T12:00:00.000+0000",
      },
    ]);
    const again = udid.toLowerCase().replace("-", "");
    const refused = await send(
      "POST",
      "/v1/devices",
      entity("devices", { name: "Again", udid: again, platform: "IOS" }),
    );
    expect([refused.status, refused.errors[0]?.detail]).toEqual([
      409,
      `A device with number '${again}' already exists on this team.`,
    ]);
    expect((await get(`/v1/devices?filter[udid]=${again}`)).list.map((device) => device.id)).toEqual([created.data.id]);
  });

  test.each([
    ["Office Mac", "MAC_OS", "MAC"],
    ["Living room Apple TV", "IOS", "APPLE_TV"],
    ["Watch of Tom", "IOS", "APPLE_WATCH"],
    ["Vision Pro", "IOS", "APPLE_VISION_PRO"],
    ["Phone", "IOS", "IPHONE"],
  ])("%s is of class %s/%s", async (name, platform, deviceClass) => {
    const { send } = await startTestSandbox();
    expect(
      (await send("POST", "/v1/devices", entity("devices", { name, udid, platform }))).data.attributes["deviceClass"],
    ).toBe(deviceClass);
  });

  test("refuse a UDID that is none; can be renamed and disabled, never deleted", async () => {
    const { send, get, sandbox } = await startTestSandbox({
      appStoreConnect: { devices: [{ name: "Phone", udid, platform: "IOS" }] },
    });
    expect(
      (await send("POST", "/v1/devices", entity("devices", { name: "X", udid: "1234", platform: "IOS" }))).errors[0]
        ?.detail,
    ).toContain("An invalid value '1234' was provided");
    const id = sandbox.state().devices[0]?.id ?? "";
    const change = (attributes: Record<string, unknown>): unknown => ({
      data: { type: "devices", id, attributes },
    });
    expect(
      (await send("PATCH", `/v1/devices/${id}`, change({ status: "DISABLED", name: "Old phone" }))).data.attributes,
    ).toMatchObject({ status: "DISABLED", name: "Old phone" });
    expect((await get("/v1/devices?filter[status]=ENABLED")).list).toEqual([]);
    expect((await send("PATCH", `/v1/devices/${id}`, change({ status: "PROCESSING" }))).status).toBe(409);
    expect((await send("PATCH", `/v1/devices/${id}`, change({ udid: "x" }))).errors[0]?.code).toBe(
      "ENTITY_ERROR.ATTRIBUTE.UNKNOWN",
    );
    expect((await send("DELETE", `/v1/devices/${id}`)).status).toBe(403);
  });
});
