import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { certificateKeyFacts, readCertificate } from "../../src/formats/certificate.ts";
import { createCertificateSigningRequest } from "../../src/formats/certificate-signing-request.ts";
import { contentKindOf } from "../../src/formats/content-kind.ts";
import { generateEcKey, generateRsaKey } from "../../src/formats/private-key.ts";
import { createSelfSignedCertificate } from "../../src/formats/self-signed-certificate.ts";
import { toolOrSkip } from "../support/require-tool.ts";
import { failureOf } from "./format-failure.ts";

describe("createCertificateSigningRequest", () => {
  it.skipIf(!toolOrSkip("openssl")).each([
    ["RSA", () => generateRsaKey(2048)],
    ["EC", generateEcKey],
  ])("makes a request that openssl accepts: %s", async (_what, generate) => {
    const request = createCertificateSigningRequest({
      privateKey: await generate(),
      commonName: "Signwright ☺",
    });
    const { status, stdout, stderr } = spawnSync(
      "openssl",
      ["req", "-verify", "-noout", "-subject", "-nameopt", "utf8"],
      { input: request, encoding: "utf8" },
    );
    expect(stderr + stdout).toMatch(/verify OK/);
    expect(stdout).toContain("Signwright ☺");
    expect(status).toBe(0);
  });

  it("makes what the reader knows as a request, and refuses", async () => {
    const request = createCertificateSigningRequest({
      privateKey: await generateEcKey(),
      commonName: "x",
    });
    const failure = await failureOf(() => contentKindOf(new TextEncoder().encode(request)));
    expect(failure.message).toContain("a certificate signing request");
    const der = Buffer.from(request.replace(/-----.*-----/g, ""), "base64");
    expect((await failureOf(() => contentKindOf(Uint8Array.from(der)))).message).toContain(
      "a certificate signing request",
    );
  });
});

describe("createSelfSignedCertificate", () => {
  it("makes a certificate that its own key verifies", async () => {
    const privateKey = await generateEcKey();
    const der = createSelfSignedCertificate({
      privateKey,
      commonName: "Shop upload key",
      notBefore: new Date("2026-11-03T09:12:44Z"),
      days: 10_000,
    });
    const node = new X509Certificate(der);
    expect(node.verify(node.publicKey)).toBe(true);
    const facts = readCertificate(der);
    expect(facts).toMatchObject({
      subject: "CN=Shop upload key",
      issuer: "CN=Shop upload key",
      notBefore: "2026-11-03T09:12:44Z",
      notAfter: "2054-03-21T09:12:44Z",
    });
    expect(facts.publicKeySha256).toBe(privateKey.publicKeySha256);
    expect(certificateKeyFacts(facts)).toEqual({ algorithm: "ec", bits: 256 });
  });
});
