import { networkInterfaces } from "node:os";
import { request } from "node:http";

import { describe, expect, test } from "vitest";

import { startSandbox } from "../../src/sandbox/start-sandbox.ts";
import {
  apiKeyPublicPem,
  createCertificateBody,
  entity,
  issuerId,
  keyId,
  rsaKeyPair,
  signingRequest,
  startTestSandbox,
  teamId,
} from "./sandbox-fixture.ts";

async function control(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("the sandbox's server", () => {
  test("answers 50 requests at once, and the date is the sandbox's", async () => {
    const { get, sandbox } = await startTestSandbox();
    const answers = await Promise.all(Array.from({ length: 50 }, () => get("/v1/devices")));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(answers[0]?.headers.get("date")).toBe("Sun, 01 Mar 2026 12:00:00 GMT");
    expect(sandbox.ledger()).toHaveLength(50);
    expect(sandbox.ledger().map((entry) => entry.n)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test("50 devices registered at once are 50 devices", async () => {
    const { send, sandbox } = await startTestSandbox();
    const udid = (index: number): string => index.toString(16).padStart(40, "0");
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        send("POST", "/v1/devices", entity("devices", { name: "Phone", udid: udid(index), platform: "IOS" })),
      ),
    );
    expect(sandbox.state().devices).toHaveLength(50);
  });

  test("listens on loopback only, and a taken port is an error", async () => {
    const { sandbox } = await startTestSandbox();
    const port = Number(new URL(sandbox.url).port);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === "IPv4" && !address.internal)?.address;
    if (outside !== undefined)
      await expect(fetch(`http://${outside}:${String(port)}/_sandbox/state`)).rejects.toThrow();
    const options = {
      clock: () => new Date(0),
      appStoreConnect: { teamId, keys: [{ keyId, issuerId, publicKeyPem: apiKeyPublicPem }] },
      policyConsole: { users: [] },
    };
    await expect(startSandbox({ ...options, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  test("stopped, it is gone, also for open connections", async () => {
    const { sandbox, get } = await startTestSandbox();
    await get("/v1/devices");
    await sandbox.stop();
    await expect(fetch(`${sandbox.url}/_sandbox/state`)).rejects.toThrow();
  });
});

describe("control", () => {
  test("shows ledger and state, and revokes by hand", async () => {
    const { send, sandbox } = await startTestSandbox();
    const created = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    const serial = String(created.data.attributes["serialNumber"]);
    const state = await control(sandbox.url, "GET", "state");
    expect(state.body).toMatchObject({
      teamId,
      counts: { certificates: 1, profiles: 0 },
      certificates: [{ id: created.data.id, serialNumber: serial }],
    });
    expect(await control(sandbox.url, "POST", "revoke", { serial: serial.toLowerCase() })).toEqual({
      status: 200,
      body: { revoked: serial.toLowerCase() },
    });
    expect((await control(sandbox.url, "POST", "revoke", { serial })).status).toBe(404);
    expect((await control(sandbox.url, "POST", "revoke", {})).status).toBe(400);
    const ledger = await control(sandbox.url, "GET", "ledger");
    expect(ledger.body["entries"]).toEqual(sandbox.ledger());
    expect(sandbox.ledger().at(-1)).toMatchObject({ event: "revoked", kind: "certificates" });
    expect(sandbox.ledger()).toHaveLength(3);
  });

  test("issues for a signing request by hand what no key may make, and refuses what the portal refuses", async () => {
    const { send, sandbox } = await startTestSandbox({
      appStoreConnect: { quirks: { developerIdNeedsAccountHolder: true } },
    });
    const certificateType = "DEVELOPER_ID_APPLICATION";
    const csr = signingRequest(rsaKeyPair());
    const body = entity("certificates", { certificateType, csrContent: csr });
    expect((await send("POST", "/v1/certificates", body)).status).toBe(403);
    const issued = await control(sandbox.url, "POST", "certificates", { certificateType, csr });
    expect(issued).toEqual({ status: 201, body: { serial: sandbox.state().certificates[0]?.serialNumber } });
    for (const wrong of [{ certificateType }, { certificateType, csr: "none" }, { certificateType: "NONE", csr }])
      expect((await control(sandbox.url, "POST", "certificates", wrong)).status).toBeGreaterThanOrEqual(400);
    expect((await control(sandbox.url, "POST", "certificates?team=NONE", { certificateType, csr })).status).toBe(404);
    expect(sandbox.state().certificates).toHaveLength(1);
  });

  test("sets an entitlement of an App ID by hand, and its profiles turn invalid", async () => {
    const { sandbox } = await startTestSandbox({
      appStoreConnect: {
        bundleIds: [{ identifier: "com.acme.shop", name: "Shop" }],
        certificates: [{ certificateType: "DISTRIBUTION" }],
        profiles: [{ name: "Shop", profileType: "IOS_APP_STORE", bundleId: "com.acme.shop" }],
      },
    });
    const set = { bundleId: "com.acme.shop", entitlement: "com.apple.developer.carplay-audio", value: true };
    expect((await control(sandbox.url, "POST", "entitlements", { ...set, value: "yes" })).status).toBe(400);
    expect((await control(sandbox.url, "POST", "entitlements", { ...set, bundleId: "com.acme.mail" })).status).toBe(
      404,
    );
    expect(sandbox.state().profiles.map(({ state }) => state)).toEqual(["ACTIVE"]);
    expect((await control(sandbox.url, "POST", "entitlements", set)).status).toBe(200);
    expect(sandbox.state().profiles.map(({ state }) => state)).toEqual(["INVALID"]);
  });

  test("refuses a request that reached it under another name", async () => {
    const { sandbox } = await startTestSandbox();
    const { port } = new URL(sandbox.url);
    const status = await new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port, path: "/_sandbox/ledger", headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test("refuses what a web page sends, which needs no answer to do harm", async () => {
    const { sandbox } = await startTestSandbox();
    const form = { method: "POST", body: JSON.stringify({ advanceSeconds: 3600 }) };
    const { now } = (await control(sandbox.url, "GET", "state")).body;
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await fetch(`${sandbox.url}/_sandbox/clock`, {
        ...form,
        headers: { origin, "content-type": "text/plain" },
      });
      expect(answer.status).toBe(403);
    }
    expect((await control(sandbox.url, "GET", "state")).body["now"]).toBe(now);
    expect((await fetch(`${sandbox.url}/_sandbox/clock`, form)).status).toBe(200);
  });
});

describe("faults", () => {
  test("strike the requests that they fit, so many times, after so many", async () => {
    const { get, sandbox } = await startTestSandbox({
      faults: [
        {
          method: "GET",
          pathPrefix: "/v1/devices",
          skip: 1,
          times: 2,
          action: {
            kind: "api-error",
            status: 429,
            code: "RATE_LIMIT_EXCEEDED",
            headers: { "Retry-After": "3" },
          },
        },
      ],
    });
    const statuses: number[] = [];
    for (const path of ["devices", "profiles", "devices", "devices", "devices"])
      statuses.push((await get(`/v1/${path}`)).status);
    expect(statuses).toEqual([200, 200, 429, 429, 200]);
    expect(sandbox.ledger().map((entry) => entry.entry === "request" && entry.status)).toEqual(statuses);
  });

  test("a fault after the request leaves the change made and the answer lost", async () => {
    const { send, get, sandbox } = await startTestSandbox();
    expect(
      (
        await control(sandbox.url, "POST", "faults", {
          method: "POST",
          when: "after",
          action: { kind: "answer", status: 500, body: "<html>" },
        })
      ).status,
    ).toBe(201);
    const device = entity("devices", { name: "Phone", udid: "0".repeat(40), platform: "IOS" });
    const response = await fetch(`${sandbox.url}/v1/devices`, {
      method: "POST",
      body: JSON.stringify(device),
    });
    // Unauthenticated, but the answer is the fault's all the same.
    expect(response.status).toBe(500);
    sandbox.addFault({ method: "POST", when: "after", action: { kind: "disconnect" } });
    await expect(send("POST", "/v1/devices", device)).rejects.toThrow();
    expect((await get("/v1/devices")).list).toHaveLength(1);
    expect(
      sandbox
        .ledger()
        .filter((entry) => entry.entry === "request")
        .map((entry) => entry.status),
    ).toEqual([500, null, 200]);
  });

  test("a cut connection before the request leaves nothing, a delay only waits, and all can be cleared", async () => {
    const { send, get, sandbox } = await startTestSandbox();
    sandbox.addFault({ service: "app-store-connect", action: { kind: "disconnect" } });
    await expect(
      send("POST", "/v1/devices", entity("devices", { name: "Phone", udid: "0".repeat(40), platform: "IOS" })),
    ).rejects.toThrow();
    expect(sandbox.state().devices).toEqual([]);
    sandbox.addFault({ action: { kind: "delay", milliseconds: 60 } });
    const start = performance.now();
    expect((await get("/v1/devices")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(50);
    sandbox.addFault({ times: 5, action: { kind: "disconnect" } });
    await control(sandbox.url, "DELETE", "faults");
    expect((await get("/v1/devices")).status).toBe(200);
    expect((await control(sandbox.url, "POST", "faults", { action: { kind: "explode" } })).status).toBe(400);
  });
});
