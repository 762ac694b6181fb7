import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { chainOf } from "../../src/formats/certificate-chain.ts";
import { certificateKeyFacts, readCertificate, readCertificates } from "../../src/formats/certificate.ts";
import { concatBytes } from "../../src/formats/der-writer.ts";
import { writePem } from "../../src/formats/pem.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { outcomeOf } from "./format-failure.ts";

const apple = makeIdentity({
  name: [
    ["C", "US"],
    ["O", "Apple Inc."],
    ["CN", "Apple Root CA"],
  ],
  authority: true,
});
const leaf = makeIdentity({
  name: [
    ["UID", "A1B2C3D4E5"],
    ["CN", "Apple Distribution: Acme, Söhne + Co (A1B2C3D4E5)"],
    ["OU", "A1B2C3D4E5"],
    ["O", "Acme"],
    ["C", "DE"],
  ],
  type: "rsa",
  issuer: apple,
  serial: 0x0abcn,
  notBefore: new Date("1999-12-31T23:59:58Z"),
  notAfter: new Date("2051-02-03T04:05:06Z"),
});

describe("readCertificate", () => {
  it("says what the certificate says", () => {
    const facts = readCertificate(leaf.der);
    const node = new X509Certificate(leaf.der);
    expect(facts).toMatchObject({
      subject: "UID=A1B2C3D4E5, CN=Apple Distribution: Acme\\, Söhne \\+ Co (A1B2C3D4E5), OU=A1B2C3D4E5, O=Acme, C=DE",
      issuer: "C=US, O=Apple Inc., CN=Apple Root CA",
      commonName: "Apple Distribution: Acme, Söhne + Co (A1B2C3D4E5)",
      serial: "abc",
      notBefore: "1999-12-31T23:59:58Z",
      notAfter: "2051-02-03T04:05:06Z",
      teamId: "A1B2C3D4E5",
      sha1: node.fingerprint.replaceAll(":", "").toLowerCase(),
      sha256: node.fingerprint256.replaceAll(":", "").toLowerCase(),
      publicKeySha256: createHash("sha256")
        .update(node.publicKey.export({ type: "spki", format: "der" }))
        .digest("hex"),
    });
    expect(facts.der).toEqual(leaf.der);
  });

  it("knows the key of the certificate, also an elliptic one", () => {
    expect(certificateKeyFacts(readCertificate(leaf.der))).toEqual({
      algorithm: "rsa",
      bits: 2048,
    });
    expect(certificateKeyFacts(readCertificate(apple.der))).toEqual({ algorithm: "ec", bits: 256 });
    const edwards = makeIdentity({ name: [["CN", "e"]], type: "ed25519" });
    expect(certificateKeyFacts(readCertificate(edwards.der))).toEqual({
      algorithm: "ed25519",
      bits: 256,
    });
  });

  it("gives no team to a certificate that Apple did not issue", () => {
    const other = makeIdentity({
      name: [
        ["CN", "x"],
        ["OU", "A1B2C3D4E5"],
      ],
    });
    expect(readCertificate(other.der).teamId).toBeNull();
    expect(readCertificate(apple.der).teamId).toBeNull();
  });

  it("reads the same from PEM, with text before it, and with bytes after it", () => {
    const facts = readCertificate(leaf.der);
    const pem = writePem("CERTIFICATE", leaf.der);
    expect(readCertificate(new TextEncoder().encode(pem))).toEqual(facts);
    expect(
      readCertificate(new TextEncoder().encode(`Bag Attributes\n  x: y\n${pem.replaceAll("\n", "\r\n")}`)),
    ).toEqual(facts);
    expect(readCertificate(concatBytes(leaf.der, Uint8Array.of(0x0a, 0, 0)))).toEqual(facts);
  });

  it("reads every certificate of a PEM text in its order", () => {
    const text = writePem("CERTIFICATE", leaf.der) + writePem("CERTIFICATE", apple.der);
    expect(readCertificates(new TextEncoder().encode(text)).map(({ commonName }) => commonName)).toEqual([
      "Apple Distribution: Acme, Söhne + Co (A1B2C3D4E5)",
      "Apple Root CA",
    ]);
  });

  it("writes the serial number zero as 0", () => {
    expect(readCertificate(makeIdentity({ name: [["CN", "x"]], serial: 0n }).der).serial).toBe("0");
    expect(readCertificate(makeIdentity({ name: [["CN", "x"]], serial: 0x80n }).der).serial).toBe("80");
  });

  it.each([0, 1, 100, -1, -20])("refuses a certificate cut off at %i", async (length) => {
    expect(
      await outcomeOf(() => readCertificate(leaf.der.subarray(0, length < 0 ? leaf.der.length + length : length))),
    ).toBe("format/malformed");
  });

  it("says that a PEM text without a certificate has none", async () => {
    const text = writePem("PRIVATE KEY", leaf.privateKey.pkcs8.revealBytes());
    expect(await outcomeOf(() => readCertificate(new TextEncoder().encode(text)))).toBe("format/wrong-kind");
  });
});

describe("chainOf", () => {
  it("follows the issuers by name and signature, whatever their order", () => {
    const impostor = makeIdentity({ name: apple.name, authority: true });
    const between = makeIdentity({ name: [["CN", "between"]], issuer: apple, authority: true });
    const end = makeIdentity({ name: [["CN", "end"]], issuer: between });
    const all = [impostor, apple, end, between].map(({ der }) => readCertificate(der));
    const chain = chainOf(readCertificate(end.der), all);
    expect(chain.map(({ sha256 }) => sha256)).toEqual(
      [end, between, apple].map(({ der }) => readCertificate(der).sha256),
    );
  });
});
