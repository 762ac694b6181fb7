import { generateKeyPairSync, getCurves } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readDer } from "../../src/formats/der-reader.ts";
import {
  bitString,
  concatBytes,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from "../../src/formats/der-writer.ts";
import { curveOf } from "../../src/formats/elliptic-curve.ts";
import { readPrivateKey } from "../../src/formats/private-key.ts";
import { makeKey } from "./certificate-maker.ts";
import { outcomeOf } from "./format-failure.ts";

/** Every curve that keys can be made on; OpenSSL has two for Diffie-Hellman alone. */
const curves = getCurves().filter((name) => !name.startsWith("Oakley"));

describe("curveOf", () => {
  it.each(["named", "explicit"] as const)("knows the size of every curve of OpenSSL, %s", (paramEncoding) => {
    for (const namedCurve of curves) {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve, paramEncoding });
      const spki = Uint8Array.from(publicKey.export({ type: "spki", format: "der" }));
      // The names carry the size but for SM2 and those of WAP, whose keys tell nothing else to compare with.
      const named = /^(?:secp|sect|prime|brainpoolP|c2[pt]nb)(\d{3})/.exec(namedCurve)?.[1];
      const { bits } = curveOf(readDer(spki));
      if (named === undefined) expect(bits).toBeGreaterThan(100);
      else expect([namedCurve, bits]).toEqual([namedCurve, Number(named)]);
    }
  });

  it.each([
    ["prime256v1", "prime256v1"],
    ["secp521r1", "secp521r1"],
    ["sect571k1", "1.3.132.0.38"],
  ])("names %s as %s", (namedCurve, name) => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve });
    expect(curveOf(readDer(Uint8Array.from(publicKey.export({ type: "spki", format: "der" })))).name).toBe(name);
  });
});

describe("readPrivateKey", () => {
  it("refuses an EC key whose number is too large for its curve, of which Node 20 ends the whole process", async () => {
    const { x = "", y = "" } = makeKey("ec").export({ format: "jwk" });
    const point = concatBytes(Uint8Array.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url"));
    const key = sequence(integer(1), octetString(new Uint8Array(113).fill(0x30)), explicit(1, bitString(point)));
    const algorithm = sequence(objectIdentifier("1.2.840.10045.2.1"), objectIdentifier("1.2.840.10045.3.1.7"));
    const pkcs8 = sequence(integer(0), algorithm, octetString(key));
    expect(await outcomeOf(() => readPrivateKey(pkcs8))).toBe("format/malformed");
    expect(await outcomeOf(() => readPrivateKey(key))).toBe("format/malformed");
  });
});
