import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readCertificate } from "../../../src/formats/certificate.ts";
import type { Address } from "../../../src/plan/address.ts";
import type { ChangeOf } from "../../../src/plan/plan.ts";
import type { Http, HttpResponse } from "../../../src/providers/provider.ts";
import { publicKeySha256, readCertificateSigningRequest } from "../../../src/sandbox/certificate-signing-request.ts";
import { Secret } from "../../../src/secret/secret.ts";
import { apply, create, holdKey, keyId, openHttp, readTeam, rsaKey, startTeam, type TestTeam } from "./team-fixture.ts";

function distribution(key: Address, publicKey: string | null = null): ChangeOf<"certificate"> {
  return create("certificate", "distribution", {
    certificate_type: "DISTRIBUTION",
    key,
    public_key_sha256: publicKey,
    serial_number: null,
    expires: null,
  });
}

function issued(team: TestTeam): number {
  return team.objects("certificates").filter((event) => event.startsWith("created")).length;
}

describe("a certificate", () => {
  test("is issued for the key of the store, recorded, and given out", async () => {
    const team = await startTeam();
    const { address, key } = await holdKey(team, "acme:distribution", 0);
    const provider = team.provider();
    const change = distribution(address);
    const applied = await apply(team, provider, change);
    const output = await provider.output(change.address, team.context);
    const facts = readCertificate(output?.bytes ?? new Uint8Array());
    expect(facts.publicKeySha256).toBe(key.publicKeySha256);
    expect(applied).toEqual({
      adopted: false,
      record: {
        id: expect.any(String),
        serial_number: facts.serial,
        certificate_sha256: createHash("sha256").update(facts.der).digest("hex"),
        public_key_sha256: key.publicKeySha256,
        expires: "2027-03-01T12:00:00Z",
        certificate_type: "DISTRIBUTION",
      },
    });
    expect(output?.facts).toMatchObject({ serial_number: facts.serial });
  });

  test("without its key in the store nothing is asked for", async () => {
    const team = await startTeam();
    await expect(
      team.provider().apply(distribution("store/key/acme:distribution"), team.context),
    ).rejects.toMatchObject({ diagnostic: { code: "app-store-connect/key-not-held" } });
    expect(team.requests()).toEqual([]);
  });

  test("the key is the planned one, not the newest", async () => {
    const team = await startTeam();
    const planned = await holdKey(team, "acme:distribution", 0);
    await holdKey(team, "acme:distribution", 1);
    const applied = await apply(team, team.provider(), distribution(planned.address, planned.key.publicKeySha256));
    expect(applied.record).toMatchObject({ public_key_sha256: planned.key.publicKeySha256 });
  });

  test("of the same key is adopted, whatever its name and order", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    const first = await apply(team, team.provider(), distribution(address));
    const second = await apply(team, team.provider(), distribution(address));
    expect(second).toEqual({ adopted: true, record: first.record });
    expect(issued(team)).toBe(1);
  });

  test("of the same key that has expired is not adopted", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    await apply(team, team.provider(), distribution(address));
    team.clock.now = new Date("2027-03-02T12:00:00Z");
    expect((await apply(team, team.provider(), distribution(address))).adopted).toBe(false);
    expect(issued(team)).toBe(2);
  });

  test("of the same key but another family is not adopted", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    await apply(team, team.provider(), {
      ...distribution(address),
      address: "acme/certificate/development",
      after: {
        certificate_type: "DEVELOPMENT",
        key: address,
        public_key_sha256: null,
        serial_number: null,
        expires: null,
      },
    });
    expect((await apply(team, team.provider(), distribution(address))).adopted).toBe(false);
    expect(issued(team)).toBe(2);
  });

  const lost = [
    ["500 after the commit", { kind: "api-error", status: 500, code: "UNEXPECTED_ERROR" }],
    ["504 after the commit", { kind: "answer", status: 504 }],
    ["a connection cut after the commit", { kind: "disconnect" }],
    ["an answer that is no JSON", { kind: "answer", status: 200, body: "Could not process this request" }],
  ] as const;

  test.each(lost)("%s: exactly one certificate, found by its public key", async (_name, action) => {
    const team = await startTeam();
    const { address, key } = await holdKey(team, "acme:distribution", 0);
    team.sandbox.addFault({
      method: "POST",
      pathPrefix: "/v1/certificates",
      when: "after",
      action,
    });
    const applied = await apply(team, team.provider(), distribution(address));
    expect(applied).toMatchObject({
      adopted: true,
      record: { public_key_sha256: key.publicKeySha256 },
    });
    expect(issued(team)).toBe(1);
    expect(team.requests("POST")).toHaveLength(1);
  });

  test("a list that lags behind the write: waited for, not written again", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    team.sandbox.addFault({ method: "POST", when: "after", action: { kind: "disconnect" } });
    const real = openHttp();
    let old: HttpResponse | undefined;
    let looks = 0;
    const lagging: Http = async (request, signal) => {
      if (request.method !== "GET") return real(request, signal);
      old ??= await real(request, signal);
      return looks++ < 4 ? old : real(request, signal);
    };
    const applied = await apply(team, team.provider({ http: lagging }), distribution(address));
    expect(applied.adopted).toBe(true);
    expect(issued(team)).toBe(1);
    expect(team.slept).toEqual([1000, 2000, 4000]);
  });

  test("500 before the commit: looked for over half a minute, then asked for once more", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    team.sandbox.addFault({
      method: "POST",
      pathPrefix: "/v1/certificates",
      when: "before",
      action: { kind: "api-error", status: 500, code: "UNEXPECTED_ERROR" },
    });
    expect((await apply(team, team.provider(), distribution(address))).adopted).toBe(false);
    expect(issued(team)).toBe(1);
    expect(team.slept.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(30_000);
  });

  test("a server that stays down gets two writes and no more", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    team.sandbox.addFault({
      method: "POST",
      times: 99,
      action: { kind: "api-error", status: 503, code: "X" },
    });
    await expect(team.provider().apply(distribution(address), team.context)).rejects.toMatchObject({
      diagnostic: { code: "app-store-connect/unavailable" },
      retryable: true,
    });
    expect(team.requests("POST")).toHaveLength(2);
  });

  test("401 and 429 on the write were not carried out: it is sent again", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    team.sandbox.addFault({
      method: "POST",
      action: { kind: "api-error", status: 401, code: "NOT_AUTHORIZED" },
    });
    team.sandbox.addFault({
      method: "POST",
      action: {
        kind: "api-error",
        status: 429,
        code: "RATE_LIMIT_EXCEEDED",
        headers: { "retry-after": "3" },
      },
    });
    expect((await apply(team, team.provider(), distribution(address))).adopted).toBe(false);
    expect(issued(team)).toBe(1);
    expect(team.slept).toContain(3000);
  });

  test("a full quota is a diagnostic with what is full; nothing is revoked", async () => {
    const team = await startTeam({ certificateLimits: { DISTRIBUTION: 1 } });
    const first = await holdKey(team, "acme:distribution", 0);
    await apply(team, team.provider(), distribution(first.address));
    const second = await holdKey(team, "other:distribution", 1);
    await expect(team.provider().apply(distribution(second.address), team.context)).rejects.toMatchObject({
      diagnostic: {
        code: "app-store-connect/quota-reached",
        message: expect.stringContaining("DISTRIBUTION certificate"),
      },
    });
    expect(team.requests("DELETE")).toEqual([]);
  });

  test("Developer ID that only the Account Holder may make: the mark says who was refused, and the key keeps its request", async () => {
    const team = await startTeam({ quirks: { developerIdNeedsAccountHolder: true } });
    const { address, key } = await holdKey(team, "acme:developer_id", 0);
    const change = {
      ...distribution(address),
      after: {
        certificate_type: "DEVELOPER_ID_APPLICATION",
        key: address,
        public_key_sha256: null,
        serial_number: null,
        expires: null,
      },
    } as const;
    const earlier = { serial_number: "1f", account_holder_only: "OLDKEY" };
    const provider = team.provider({ records: () => [{ address: change.address, facts: earlier }] });
    expect(await provider.apply(change, team.context)).toEqual({
      refused: expect.objectContaining({ code: "app-store-connect/account-holder-only" }),
      record: { serial_number: "1f", account_holder_only: keyId },
    });
    const entry = await team.store.get(address);
    const text = entry?.facts["certificate_signing_request"];
    const request = readCertificateSigningRequest(typeof text === "string" ? text : "");
    expect(request && publicKeySha256(request.publicKeyInfo)).toBe(key.publicKeySha256);
    expect(entry?.parts["private_key"]?.revealBytes()).toEqual(key.pkcs8.revealBytes());
    expect(issued(team)).toBe(0);
  });

  test("the private key is in no request, report, record or error", async () => {
    const team = await startTeam();
    const { address, key } = await holdKey(team, "acme:distribution", 0);
    const applied = await apply(team, team.provider(), distribution(address));
    const text = JSON.stringify([team.sandbox.ledger(), team.reports, applied]);
    const bytes = Buffer.from(key.pkcs8.revealBytes());
    for (const form of ["base64", "hex", "base64url"] as const)
      expect(text).not.toContain(bytes.toString(form).slice(40, 80));
  });
});

describe("after a killed run", () => {
  test("a certificate without its record is given out by the key that the store holds", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    const change = distribution(address);
    await team.provider().apply(change, team.context);
    const resumed = team.provider({ certificateKeys: new Map([[change.address, address]]) });
    await readTeam(team, resumed);
    expect((await resumed.output(change.address, team.context))?.facts).toMatchObject({
      certificate_type: "DISTRIBUTION",
    });
    const unaware = team.provider();
    await readTeam(team, unaware);
    expect(await unaware.output(change.address, team.context)).toBeUndefined();
  });

  test("a newer key that no certificate was made for does not hide the certificate of the older one", async () => {
    const team = await startTeam();
    const { address, key } = await holdKey(team, "acme:distribution", 0);
    const change = distribution(address);
    await apply(team, team.provider(), change);
    await holdKey(team, "acme:distribution", 1);
    const resumed = team.provider({ certificateKeys: new Map([[change.address, address]]) });
    await readTeam(team, resumed);
    expect((await resumed.output(change.address, team.context))?.facts["public_key_sha256"]).toBe(key.publicKeySha256);
  });

  test("a recorded certificate is given out by its serial number", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    const change = distribution(address);
    const applied = await apply(team, team.provider(), change);
    const later = team.provider();
    await readTeam(team, later);
    expect((await later.output(change.address, team.context))?.facts).toEqual(applied.record);
  });

  test("a key of the store whose bytes are another key is never used", async () => {
    const team = await startTeam();
    const { address } = await holdKey(team, "acme:distribution", 0);
    const other = await rsaKey(1);
    await team.store.put({
      address,
      instance: "0".repeat(64),
      created: "",
      facts: {},
      parts: { private_key: new Secret(other.pkcs8.revealBytes()) },
    });
    await expect(team.provider().apply(distribution(address, "0".repeat(64)), team.context)).rejects.toThrow(
      "invariant",
    );
    expect(team.requests()).toEqual([]);
  });
});
