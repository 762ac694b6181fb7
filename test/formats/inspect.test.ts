import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentKindOf } from "../../src/formats/content-kind.ts";
import {
  bitString,
  concatBytes,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from "../../src/formats/der-writer.ts";
import { diagnosticOf, formatError } from "../../src/formats/format-error.ts";
import { maximumFileSize, maximumNameSize } from "../../src/formats/format-limits.ts";
import { inspect } from "../../src/formats/inspect.ts";
import { writePem } from "../../src/formats/pem.ts";
import { writePkcs12 } from "../../src/formats/pkcs12-writer.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { failureOf, outcomeOf } from "./format-failure.ts";
import { makeJks } from "./jks-maker.ts";
import { profileList, signMessage } from "./profile-maker.ts";
import { processorSeconds } from "../support/processor-seconds.ts";

const utf8 = new TextEncoder();
const root = makeIdentity({ name: [["CN", "Root"]], authority: true });
const leaf = makeIdentity({ name: [["CN", "Leaf"]], issuer: root, serial: 0x42n });
const pkcs8 = leaf.privateKey.pkcs8.revealBytes();
const password = new Secret("pw");
const pkcs12 = await writePkcs12({
  privateKey: leaf.privateKey,
  certificate: leaf.der,
  chain: [root.der],
  friendlyName: "upload",
  password,
  form: "compatible",
});
const jks = makeJks([{ alias: "upload", key: { pkcs8, password: "own" }, chain: [leaf.der] }], "pw");
const profile = signMessage(profileList({ devices: ["a", "b"], certificates: [leaf.der] }), { signer: root });

describe("inspect", () => {
  it("shows a PKCS#12 file as inspect --json has it", async () => {
    const inspection = await inspect(pkcs12, { password });
    expect(inspection).toMatchObject({
      format_version: "1.0",
      kind: "pkcs12",
      entries: [
        {
          alias: "upload",
          type: "private_key",
          key: { algorithm: "ec", bits: 256 },
          certificates: [
            { subject: "CN=Leaf", issuer: "CN=Root", serial: "42", team_id: null },
            { subject: "CN=Root" },
          ],
        },
      ],
    });
    expect(Object.keys(inspection.entries[0]?.certificates[0] ?? {})).toEqual([
      "subject",
      "issuer",
      "serial",
      "sha1",
      "sha256",
      "not_before",
      "not_after",
      "team_id",
    ]);
    expect(JSON.stringify(inspection)).not.toContain("redacted");
  });

  it("shows a profile", async () => {
    const { kind, certificates, profile: shown } = await inspect(profile);
    expect(kind).toBe("provisioning_profile");
    expect(shown).toMatchObject({
      uuid: "0a1b2c3d-0000-4000-8000-00000000cafe",
      bundle_id: "com.acme.shop",
      profile_type: "ad_hoc",
      device_count: 2,
      signature: "valid",
    });
    expect(shown?.certificate_sha256).toEqual(certificates.map(({ sha256 }) => sha256));
  });

  it("shows a key with the certificates that the same PEM text holds", async () => {
    const text = writePem("CERTIFICATE", root.der) + writePem("PRIVATE KEY", pkcs8) + writePem("CERTIFICATE", leaf.der);
    const { kind, entries } = await inspect(utf8.encode(text));
    expect(kind).toBe("private_key");
    expect(
      entries.map(({ key, certificates }) => [key?.algorithm, certificates.map(({ subject }) => subject)]),
    ).toEqual([["ec", ["CN=Leaf", "CN=Root"]]]);
  });

  it("lists a JKS whose key has a password of its own, and refuses a key password that opens none", async () => {
    expect((await inspect(jks, { password })).entries[0]).toMatchObject({
      alias: "upload",
      key: { algorithm: "ec", bits: 256 },
    });
    expect((await inspect(jks)).entries).toHaveLength(1);
    expect((await inspect(jks, { password, keyPassword: new Secret("own") })).entries).toHaveLength(1);
    const failure = await failureOf(() => inspect(jks, { password, keyPassword: new Secret("no") }));
    expect(failure.message).toContain("none of the given passwords opens the key `upload`");
  });

  it.each([
    ["pkcs12", pkcs12],
    ["jks", jks],
    ["provisioning_profile", profile],
    ["provisioning_profile", profileList()],
    ["certificate", leaf.der],
    ["certificate", utf8.encode(writePem("CERTIFICATE", leaf.der))],
    ["private_key", pkcs8],
    ["private_key", utf8.encode(String(leaf.key.export({ type: "sec1", format: "pem" })))],
    [
      "private_key",
      sequence(sequence(objectIdentifier("1.2.840.113549.1.5.13"), sequence()), octetString(new Uint8Array(32))),
    ],
    ["jceks", Uint8Array.of(0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2, 0, 0, 0, 0)],
    [
      "bks",
      concatBytes(
        Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 20),
        new Uint8Array(20),
        Uint8Array.of(0, 0, 4, 0, 0),
        new Uint8Array(20),
      ),
    ],
    [
      "uber",
      concatBytes(
        Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 20),
        new Uint8Array(20),
        Uint8Array.of(0, 0, 4, 0),
        new Uint8Array(64).fill(0xa7),
      ),
    ],
    [
      "bcfks",
      sequence(
        sequence(sequence(objectIdentifier("1.2.840.113549.1.5.13"), nullValue()), octetString(new Uint8Array(9))),
        sequence(sequence(objectIdentifier("1.2.840.113549.2.11")), octetString(new Uint8Array(9))),
      ),
    ],
  ])("knows a %s by what is in it", (kind, bytes) => {
    expect(contentKindOf(bytes)).toBe(kind);
  });

  it.each([
    ["jceks", "JCEKS"],
    ["bks", "BKS"],
  ])("refuses a %s with the way out", async (_kind, type) => {
    const bytes =
      type === "JCEKS"
        ? Uint8Array.of(0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2, 0, 0, 0, 0)
        : concatBytes(
            Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 20),
            new Uint8Array(20),
            Uint8Array.of(0, 0, 4, 0, 0),
            new Uint8Array(20),
          );
    const failure = await failureOf(() => inspect(bytes, { password }));
    expect(failure.code).toBe("format/unsupported");
    expect(failure.diagnostic.help).toContain(`-srcstoretype ${type}`);
  });

  const spki = sequence(sequence(objectIdentifier("1.2.840.10045.2.1")), bitString(new Uint8Array(65)));
  it.each([
    ["nothing at all", new Uint8Array(), "format/malformed", "it is empty"],
    ["zeros", new Uint8Array(2000), "format/unrecognized", "not a signing file"],
    ["text", utf8.encode("hello there"), "format/unrecognized", "not a signing file"],
    ["an integer", integer(5), "format/unrecognized", "not a signing file"],
    ["a ZIP archive", utf8.encode("PK\u0003\u0004............"), "format/unsupported", "a ZIP archive"],
    [
      "a Git LFS pointer",
      utf8.encode("version https://git-lfs.github.com/spec/v1\noid sha256:00"),
      "format/unsupported",
      "a Git LFS pointer",
    ],
    ["a file of fastlane match", utf8.encode("U2FsdGVkX1+abcdefgh"), "format/unsupported", "fastlane match"],
    ["a login page", utf8.encode("<!DOCTYPE html><html></html>"), "format/unsupported", "an HTML page"],
    [
      "base64 that was not decoded",
      utf8.encode(Buffer.from(pkcs12).toString("base64")),
      "format/unsupported",
      "base64 of a PKCS#12 file",
    ],
    ["a public key", spki, "format/unsupported", "a public key"],
    ["a public key in PEM", utf8.encode(writePem("PUBLIC KEY", spki)), "format/unsupported", "PUBLIC KEY"],
    [
      "an OpenSSH key",
      utf8.encode(writePem("OPENSSH PRIVATE KEY", utf8.encode("openssh-key-v1"))),
      "format/unsupported",
      "an OpenSSH key",
    ],
    ["a PEM block without end", utf8.encode("-----BEGIN CERTIFICATE-----\nAAAA"), "format/malformed", "has no end"],
    [
      "a PEM block that is not base64",
      utf8.encode("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----"),
      "format/malformed",
      "not base64",
    ],
    ["a file beyond the limit", new Uint8Array(maximumFileSize + 1), "format/limit", "at most"],
    [
      "a certificate with a name beyond the limit",
      makeIdentity({ name: [["CN", "x".repeat(maximumNameSize)]], issuer: root }).der,
      "format/limit",
      "the certificate's subject has",
    ],
  ])("refuses %s and says why", async (_what, bytes, code, reason) => {
    const seconds = await processorSeconds(async () => {
      const failure = await failureOf(() => inspect(bytes));
      expect(failure.code).toBe(code);
      expect(failure.message).toContain(reason);
    });
    expect(seconds).toBeLessThan(4);
  });

  it("answers a file of 64 mebibytes of any one byte at once", async () => {
    for (const byte of [0x00, 0x30, 0x2d, 0x3c, 0x41]) {
      const seconds = await processorSeconds(async () =>
        expect(await outcomeOf(() => inspect(new Uint8Array(maximumFileSize).fill(byte)))).not.toBe("read"),
      );
      expect(seconds).toBeLessThan(5);
    }
  });

  it("answers any bytes, and any change of a good file, with a value or a format error", async () => {
    const bases = [pkcs12, jks, profile, leaf.der, pkcs8, utf8.encode(writePem("CERTIFICATE", leaf.der))];
    const changes = fc.record({
      base: fc.constantFrom(...bases),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 6 }),
      cut: fc.option(fc.nat()),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ base, at, bytes, cut }) => {
        const changed = Uint8Array.from(base);
        const offset = at % changed.length;
        changed.set(bytes.subarray(0, changed.length - offset), offset);
        await outcomeOf(() =>
          inspect(cut === null ? changed : changed.subarray(0, cut % changed.length), { password }),
        );
      }),
      { numRuns: 600 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        async (bytes) => void (await outcomeOf(() => inspect(bytes))),
      ),
    );
  });
});

describe("FormatError", () => {
  it("repeats only the beginning of what a file says of itself", () => {
    const error = formatError("format/malformed", { reason: `it names ${"x".repeat(100_000)}` });
    expect(error.message.length).toBeLessThan(500);
    expect(diagnosticOf(error, "signing/a.p12").message).toMatch(/x…$/);
  });

  it("names no file until the caller does", () => {
    const error = formatError("format/malformed", { reason: "it is empty" });
    expect(error.message).toBe("format/malformed: `this file` is damaged or cut off: it is empty");
    expect(diagnosticOf(error, "signing/a.p12")).toMatchObject({
      code: "format/malformed",
      message: "`signing/a.p12` is damaged or cut off: it is empty",
    });
  });

  it("keeps its own help, unless the caller has a better one", () => {
    const error = formatError("format/unsupported", { what: "a key" }, "convert it");
    expect(diagnosticOf(error, "a").help).toBe("convert it");
    expect(diagnosticOf(error, "a", { help: "ask" }).help).toBe("ask");
  });
});
