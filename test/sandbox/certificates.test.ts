import { createHash, X509Certificate } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  createCertificateBody,
  entity,
  forgedSigningRequest,
  rsaKeyPair,
  signingRequest,
  startTestSandbox,
  teamId,
} from "./sandbox-fixture.ts";

function parse(content: unknown): X509Certificate {
  return new X509Certificate(Buffer.from(content as string, "base64"));
}

describe("certificates", () => {
  test("a request gives a real certificate on its own key, issued by the sandbox's authority", async () => {
    const { send, sandbox } = await startTestSandbox();
    const created = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    expect(created.status).toBe(201);
    const { attributes } = created.data;
    const certificate = parse(attributes["certificateContent"]);
    expect(certificate.checkPrivateKey(rsaKeyPair().privateKey)).toBe(true);
    expect(certificate.subject).toBe(
      `UID=${teamId}\nCN=Apple Distribution: Acme Inc (${teamId})\nOU=${teamId}\nO=Acme Inc\nC=US`,
    );
    expect(certificate.serialNumber).toBe(attributes["serialNumber"]);
    expect(new Date(certificate.validFrom).toISOString()).toBe("2026-03-01T12:00:00.000Z");
    expect(new Date(certificate.validTo).toISOString()).toBe("2027-03-01T12:00:00.000Z");
    expect(attributes).toMatchObject({
      certificateType: "DISTRIBUTION",
      csrContent: null,
      displayName: "Acme Inc",
      expirationDate: "2027-03-01T12:00:00.000+0000",
      name: "Apple Distribution: Acme Inc",
    });
    const pem = await (await fetch(`${sandbox.url}/_sandbox/ca.pem`)).text();
    const [root, intermediate] = pem.split(/(?<=-----END CERTIFICATE-----\n)/).map((one) => new X509Certificate(one));
    if (root === undefined || intermediate === undefined) throw new Error("no authority");
    expect(certificate.checkIssued(intermediate) && certificate.verify(intermediate.publicKey)).toBe(true);
    expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey) && root.verify(root.publicKey)).toBe(
      true,
    );
    expect(intermediate.subject).toContain("Signwright sandbox");
  });

  test.each([
    ["DEVELOPMENT", "Apple Development: Created via API", "1.3.6.1.5.5.7.3.3"],
    ["IOS_DEVELOPMENT", "iPhone Developer: Created via API", "1.3.6.1.5.5.7.3.3"],
    ["IOS_DISTRIBUTION", "iPhone Distribution: Acme Inc (ACME123456)", "1.3.6.1.5.5.7.3.3"],
    ["MAC_APP_DISTRIBUTION", "3rd Party Mac Developer Application: Acme Inc (ACME123456)", "1.3.6.1.5.5.7.3.3"],
    [
      "MAC_INSTALLER_DISTRIBUTION",
      "3rd Party Mac Developer Installer: Acme Inc (ACME123456)",
      "1.2.840.113635.100.4.9",
    ],
    ["DEVELOPER_ID_APPLICATION", "Developer ID Application: Acme Inc (ACME123456)", "1.3.6.1.5.5.7.3.3"],
  ])("%s is made out as Apple does it", async (certificateType, commonName, usage) => {
    const { send } = await startTestSandbox();
    const created = await send("POST", "/v1/certificates", createCertificateBody(certificateType));
    const certificate = parse(created.data.attributes["certificateContent"]);
    expect(certificate.subject).toContain(`CN=${commonName}`);
    expect(certificate.subject).toContain(`OU=${teamId}`);
    expect(certificate.keyUsage).toEqual([usage]);
  });

  test("reads, filters by serial number in any form, and hides nothing but the request", async () => {
    const { send, get } = await startTestSandbox();
    const first = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    await send("POST", "/v1/certificates", createCertificateBody("DEVELOPMENT"));
    const serial = String(first.data.attributes["serialNumber"]).toLowerCase();
    const found = await get(`/v1/certificates?filter[serialNumber]=00${serial}&fields[certificates]=serialNumber,name`);
    expect(found.list.map((certificate) => certificate.id)).toEqual([first.data.id]);
    expect(Object.keys(found.list[0]?.attributes ?? {})).toEqual(["serialNumber", "name"]);
    expect((await get(`/v1/certificates/${first.data.id}`)).data).toEqual(first.data);
    const byType = await get("/v1/certificates?filter[certificateType]=DEVELOPMENT,IOS_DEVELOPMENT");
    expect(byType.list).toHaveLength(1);
    const refused = await get("/v1/certificates?filter[certificateType]=DEVELOPER_ID_APPLICATION_G2");
    expect(refused.errors[0]).toMatchObject({
      status: "400",
      code: "PARAMETER_ERROR.INVALID",
      detail: expect.stringContaining("'DEVELOPER_ID_APPLICATION_G2' is not a valid filter value") as string,
    });
  });

  test("refuses a request whose signature does not hold, that is none, or whose key is no RSA key of 2048 bits", async () => {
    const { send, sandbox } = await startTestSandbox();
    for (const csrContent of [
      forgedSigningRequest(),
      "not a request",
      "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----",
    ]) {
      const refused = await send(
        "POST",
        "/v1/certificates",
        entity("certificates", { certificateType: "DISTRIBUTION", csrContent }),
      );
      expect([refused.status, refused.errors[0]?.code, refused.errors[0]?.source?.pointer]).toEqual([
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID",
        "/data/attributes/csrContent",
      ]);
    }
    expect(sandbox.state().certificates).toEqual([]);
  });

  test("takes a request without its PEM lines", async () => {
    const { send } = await startTestSandbox();
    const csrContent = signingRequest().replaceAll(/-----[^-]+-----|\s/g, "");
    expect(
      (await send("POST", "/v1/certificates", entity("certificates", { certificateType: "DISTRIBUTION", csrContent })))
        .status,
    ).toBe(201);
  });

  test("a full quota refuses the types of the family, and expired or revoked certificates free it", async () => {
    const { send, clock } = await startTestSandbox({
      appStoreConnect: { certificateLimits: { IOS_DISTRIBUTION: 1, DEVELOPMENT: 1 } },
    });
    const first = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    const refused = await send("POST", "/v1/certificates", createCertificateBody("IOS_DISTRIBUTION", rsaKeyPair(1)));
    expect([refused.status, refused.errors[0]?.detail]).toEqual([
      409,
      "You already have a current Distribution certificate or a pending certificate request.",
    ]);
    expect((await send("POST", "/v1/certificates", createCertificateBody("DEVELOPMENT"))).status).toBe(201);
    expect((await send("DELETE", `/v1/certificates/${first.data.id}`)).status).toBe(204);
    expect(
      (await send("POST", "/v1/certificates", createCertificateBody("IOS_DISTRIBUTION", rsaKeyPair(1)))).status,
    ).toBe(201);
    clock.now = new Date("2027-03-02T12:00:00.000Z");
    expect(
      (await send("POST", "/v1/certificates", createCertificateBody("IOS_DISTRIBUTION", rsaKeyPair(1)))).status,
    ).toBe(201);
  });

  test("the ledger names the key of each certificate, and never the request's body", async () => {
    const { send, sandbox } = await startTestSandbox();
    const created = await send("POST", "/v1/certificates", createCertificateBody("DISTRIBUTION"));
    await send("DELETE", `/v1/certificates/${created.data.id}`);
    const publicKeySha256 = createHash("sha256")
      .update(rsaKeyPair().publicKey.export({ format: "der", type: "spki" }))
      .digest("hex");
    expect(
      sandbox
        .ledger()
        .map((entry) =>
          entry.entry === "request"
            ? `${entry.method} ${String(entry.status)}`
            : `${entry.event} ${entry.kind} ${entry.publicKeySha256 ?? ""}`,
        ),
    ).toEqual([
      "POST 201",
      `created certificates ${publicKeySha256}`,
      "DELETE 204",
      `revoked certificates ${publicKeySha256}`,
    ]);
    expect(JSON.stringify(sandbox.ledger())).not.toContain("BEGIN");
  });
});
