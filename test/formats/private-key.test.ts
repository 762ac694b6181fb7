import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  explicit,
  implicitPrimitive,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from "../../src/formats/der-writer.ts";
import { readAnyPrivateKey } from "../../src/formats/inspect.ts";
import { generateEcKey, generateRsaKey, readPrivateKey } from "../../src/formats/private-key.ts";
import { Secret } from "../../src/secret/secret.ts";
import { failureOf, outcomeOf } from "./format-failure.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
const dsa = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 }).privateKey;
const edwards = generateKeyPairSync("ed25519").privateKey;
const utf8 = new TextEncoder();

describe("readPrivateKey", () => {
  it.each([
    ["PKCS#8 of RSA", rsa.export({ type: "pkcs8", format: "pem" }), "rsa", 2048],
    ["PKCS#1", rsa.export({ type: "pkcs1", format: "pem" }), "rsa", 2048],
    ["PKCS#1 in DER", rsa.export({ type: "pkcs1", format: "der" }), "rsa", 2048],
    ["PKCS#8 of EC in DER", ec.export({ type: "pkcs8", format: "der" }), "ec", 384],
    ["SEC1", ec.export({ type: "sec1", format: "pem" }), "ec", 384],
    ["SEC1 in DER", ec.export({ type: "sec1", format: "der" }), "ec", 384],
    ["PKCS#8 of DSA", dsa.export({ type: "pkcs8", format: "pem" }), "dsa", 1024],
    ["PKCS#8 of Ed25519", edwards.export({ type: "pkcs8", format: "pem" }), "ed25519", 256],
  ])("reads %s", (_what, encoded, algorithm, bits) => {
    const key = readPrivateKey(typeof encoded === "string" ? utf8.encode(encoded) : Uint8Array.from(encoded));
    expect(key).toMatchObject({ algorithm, bits });
    expect(createPrivateKey({ key: Buffer.from(key.pkcs8.revealBytes()), format: "der", type: "pkcs8" }).type).toBe(
      "private",
    );
  });

  it("gives the same key in every form", () => {
    const forms = [rsa.export({ type: "pkcs8", format: "der" }), rsa.export({ type: "pkcs1", format: "der" })].map(
      (der) => readPrivateKey(Uint8Array.from(der)),
    );
    expect(forms[0]?.pkcs8.revealBytes()).toEqual(forms[1]?.pkcs8.revealBytes());
    expect(forms[0]?.publicKeySha256).toBe(forms[1]?.publicKeySha256);
  });

  it("reads the second version of PKCS#8, which carries the public key", () => {
    const seed = Buffer.from(edwards.export({ format: "jwk" }).d ?? "", "base64url");
    const point = Buffer.from(edwards.export({ format: "jwk" }).x ?? "", "base64url");
    const second = sequence(
      integer(1),
      sequence(objectIdentifier("1.3.101.112")),
      octetString(octetString(seed)),
      implicitPrimitive(1, Buffer.concat([Buffer.of(0), point])),
    );
    expect(readPrivateKey(second).publicKeySha256).toBe(
      readPrivateKey(Uint8Array.from(edwards.export({ type: "pkcs8", format: "der" }))).publicKeySha256,
    );
  });

  it("refuses a key that does not sign, and what is no key", async () => {
    const x25519 = generateKeyPairSync("x25519").privateKey.export({
      type: "pkcs8",
      format: "der",
    });
    expect(await outcomeOf(() => readPrivateKey(Uint8Array.from(x25519)))).toBe("format/unsupported");
    expect(await outcomeOf(() => readPrivateKey(sequence(explicit(0, integer(1)))))).toBe("format/wrong-kind");
    expect(await outcomeOf(() => readPrivateKey(utf8.encode("hello")))).toBe("format/malformed");
    expect(
      await outcomeOf(() =>
        readPrivateKey(sequence(integer(0), sequence(objectIdentifier("1.2.3")), octetString(Uint8Array.of(1)))),
      ),
    ).toBe("format/malformed");
  });

  it("does not print the key", () => {
    const key = readPrivateKey(Uint8Array.from(ec.export({ type: "pkcs8", format: "der" })));
    expect(JSON.stringify(key)).toContain("<redacted>");
  });
});

describe("encrypted keys", () => {
  const forms = [
    ["PKCS#8", ec.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "open sesame" })],
    [
      "PKCS#8 in DER",
      ec.export({
        type: "pkcs8",
        format: "der",
        cipher: "des-ede3-cbc",
        passphrase: "open sesame",
      }),
    ],
    ["the old form", ec.export({ type: "sec1", format: "pem", cipher: "aes-128-cbc", passphrase: "open sesame" })],
  ] as const;
  it.each(forms)("are opened with their password only: %s", async (_what, encoded) => {
    const bytes = typeof encoded === "string" ? utf8.encode(encoded) : Uint8Array.from(encoded);
    const key = await readAnyPrivateKey(bytes, new Secret("open sesame"));
    expect(key.publicKeySha256).toBe(
      readPrivateKey(Uint8Array.from(ec.export({ type: "pkcs8", format: "der" }))).publicKeySha256,
    );
    expect(await outcomeOf(() => readAnyPrivateKey(bytes, undefined))).toBe("format/password-required");
    const failure = await failureOf(() => readAnyPrivateKey(bytes, new Secret("hunter2")));
    expect(failure.code).toBe("format/wrong-password");
    expect(JSON.stringify(failure.diagnostic) + String(failure.stack)).not.toContain("hunter2");
  });
});

describe("making keys", () => {
  it("makes keys of the wanted kind", async () => {
    expect(await generateRsaKey(2048)).toMatchObject({ algorithm: "rsa", bits: 2048 });
    expect(await generateEcKey()).toMatchObject({ algorithm: "ec", bits: 256 });
  });
});
