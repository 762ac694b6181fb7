import { decodeJwt, decodeProtectedHeader, importSPKI, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createTokenSource, type TokenSource } from "../../../src/providers/app-store-connect/token.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { issuerId, keyId, makeApiKey } from "./team-fixture.ts";

function source(clock: { now: Date }, pem: string): TokenSource {
  return createTokenSource({
    name: "acme",
    audience: "appstoreconnect-v1",
    issuerId,
    keyId,
    privateKey: async () => new Secret(pem),
    clock: () => clock.now,
  });
}

describe("token", () => {
  test("is ES256, dated back by a minute, and lives no longer than 15", async () => {
    const { privatePem, publicPem } = makeApiKey();
    const now = new Date("2026-03-01T12:00:00Z");
    const token = await source({ now }, privatePem).token();
    const verified = await jwtVerify(token, await importSPKI(publicPem, "ES256"), {
      currentDate: now,
      issuer: issuerId,
      audience: "appstoreconnect-v1",
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: "ES256", kid: keyId, typ: "JWT" });
    const { iat = 0, exp = 0 } = verified.payload;
    expect(iat).toBe(now.getTime() / 1000 - 60);
    expect(exp - iat).toBeLessThanOrEqual(15 * 60);
    // An empty scope is refused by Apple (report of a Terraform provider), so there is none.
    expect(Object.keys(verified.payload).sort()).toEqual(["aud", "exp", "iat", "iss"]);
  });

  test("is signed once and again a minute before it ends, after `renew`, and when the clock goes back", async () => {
    const clock = { now: new Date("2026-03-01T12:00:00Z") };
    const tokens = source(clock, makeApiKey().privatePem);
    const first = await tokens.token();
    clock.now = new Date("2026-03-01T12:12:59Z");
    expect(await tokens.token()).toBe(first);
    clock.now = new Date("2026-03-01T12:13:01Z");
    const second = await tokens.token();
    expect(second).not.toBe(first);
    expect(decodeJwt(second).exp).toBeGreaterThan(decodeJwt(first).exp ?? 0);
    tokens.renew();
    expect(await tokens.token()).not.toBe(second);
    clock.now = new Date("2026-03-01T11:00:00Z");
    expect(decodeJwt(await tokens.token()).iat).toBe(clock.now.getTime() / 1000 - 60);
  });

  test("a key that is none is a diagnostic that does not quote it", async () => {
    const failing = source(
      { now: new Date() },
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWNhbmFyeQ==\n-----END PRIVATE KEY-----\n",
    ).token();
    await expect(failing).rejects.toMatchObject({ diagnostic: { code: "secret/malformed" } });
    const error = await failing.catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("c2VjcmV0");
  });
});
