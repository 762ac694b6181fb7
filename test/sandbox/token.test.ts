import { generateKeyPairSync } from "node:crypto";

import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";

import { apiKeyPublicPem, issuerId, keyId, readAnswer, startTestSandbox, type TestSandbox } from "./sandbox-fixture.ts";

async function askWith(
  { sandbox }: TestSandbox,
  authorization: string | undefined,
  method = "GET",
): Promise<[number, string | undefined]> {
  const headers = authorization === undefined ? undefined : { authorization };
  const answer = await readAnswer(
    await fetch(`${sandbox.url}/v1/devices`, {
      method,
      ...(headers === undefined ? {} : { headers }),
    }),
  );
  expect(answer.headers.get("x-rate-limit")).toMatch(/^user-hour-lim:\d+;user-hour-rem:\d+;$/);
  return [answer.status, answer.errors?.[0]?.code];
}

describe("tokens", () => {
  test("a token of the known key is taken, up to 20 minutes", async () => {
    const test = await startTestSandbox();
    const now = Math.floor(test.clock.now.getTime() / 1000);
    expect(await askWith(test, `Bearer ${await test.token()}`)).toEqual([200, undefined]);
    const longest = await test.token({ iat: now, exp: now + 1200 });
    expect(await askWith(test, `Bearer ${longest}`)).toEqual([200, undefined]);
    const backdated = await test.token({ iat: now - 60, exp: now + 1140 });
    expect(await askWith(test, `Bearer ${backdated}`)).toEqual([200, undefined]);
  });

  test.each<[string, (now: number) => [claims: Record<string, unknown>, header?: Record<string, unknown>]]>([
    ["21 minutes of life", (now) => [{ iat: now, exp: now + 21 * 60 }]],
    ["21 minutes of life without a date of issue", (now) => [{ iat: undefined, exp: now + 21 * 60 }]],
    ["an end that has passed", (now) => [{ iat: now - 700, exp: now - 1 }]],
    ["no end", () => [{ exp: undefined }]],
    ["an issue date in the future", (now) => [{ iat: now + 30, exp: now + 300 }]],
    ["another audience", () => [{ aud: "apple-developer-enterprise-v1" }]],
    ["another issuer", () => [{ iss: "somebody-else" }]],
    ["no issuer", () => [{ iss: undefined, sub: "user" }]],
    ["an unknown key id", () => [{}, { kid: "UNKNOWN123" }]],
  ])("a token with %s is not authorized", async (_, change) => {
    const test = await startTestSandbox();
    const [claims, header] = change(Math.floor(test.clock.now.getTime() / 1000));
    expect(await askWith(test, `Bearer ${await test.token(claims, header)}`)).toEqual([401, "NOT_AUTHORIZED"]);
  });

  test("no token, an unsigned one, and one signed by another key are not authorized", async () => {
    const test = await startTestSandbox();
    expect(await askWith(test, undefined)).toEqual([401, "NOT_AUTHORIZED"]);
    expect(await askWith(test, "Bearer nonsense")).toEqual([401, "NOT_AUTHORIZED"]);
    const [header, payload] = (await test.token()).split(".");
    expect(await askWith(test, `Bearer ${header ?? ""}.${payload ?? ""}.AAAA`)).toEqual([401, "NOT_AUTHORIZED"]);
    const now = Math.floor(test.clock.now.getTime() / 1000);
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const forged = await new SignJWT({
      iss: issuerId,
      aud: "appstoreconnect-v1",
      iat: now,
      exp: now + 600,
    })
      .setProtectedHeader({ alg: "ES256", kid: keyId })
      .sign(other);
    expect(await askWith(test, `Bearer ${forged}`)).toEqual([401, "NOT_AUTHORIZED"]);
  });

  test("an individual key may not use the provisioning endpoints", async () => {
    const test = await startTestSandbox({
      appStoreConnect: { keys: [{ keyId, publicKeyPem: apiKeyPublicPem }] },
    });
    const token = await test.token({ iss: undefined, sub: "user" });
    expect(await askWith(test, `Bearer ${token}`)).toEqual([403, "FORBIDDEN_ERROR"]);
  });

  test("a role that may only read may only read", async () => {
    const test = await startTestSandbox({
      appStoreConnect: {
        keys: [{ keyId, issuerId, publicKeyPem: apiKeyPublicPem, role: "DEVELOPER" }],
      },
    });
    const authorization = `Bearer ${await test.token()}`;
    expect(await askWith(test, authorization)).toEqual([200, undefined]);
    expect(await askWith(test, authorization, "POST")).toEqual([403, "FORBIDDEN_ERROR"]);
  });

  test("the hour's requests run out and come back", async () => {
    const { get, clock } = await startTestSandbox({ appStoreConnect: { hourlyRequestLimit: 2 } });
    expect((await get("/v1/devices")).headers.get("x-rate-limit")).toBe("user-hour-lim:2;user-hour-rem:1;");
    expect((await get("/v1/devices")).status).toBe(200);
    const refused = await get("/v1/devices");
    expect([refused.status, refused.errors[0]?.code, refused.headers.get("x-rate-limit")]).toEqual([
      429,
      "RATE_LIMIT_EXCEEDED",
      "user-hour-lim:2;user-hour-rem:0;",
    ]);
    clock.now = new Date(clock.now.getTime() + 3_600_001);
    expect((await get("/v1/devices")).status).toBe(200);
  });
});
