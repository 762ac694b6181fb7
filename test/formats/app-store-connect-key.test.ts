import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readAppStoreConnectKey } from "../../src/formats/app-store-connect-key.ts";
import { writePem } from "../../src/formats/pem.ts";
import { Secret } from "../../src/secret/secret.ts";
import { makeIdentity } from "./certificate-maker.ts";
import { failureOf } from "./format-failure.ts";

const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pem = String(key.export({ type: "pkcs8", format: "pem" }));
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("readAppStoreConnectKey", () => {
  it.each([
    ["as it is", pem],
    ["without the last line end", pem.trimEnd()],
    ["with Windows line ends and a byte order mark", `\ufeff${pem.replaceAll("\n", "\r\n")}`],
    ["with \\n written out", pem.replaceAll("\n", "\\n")],
    ["in quotes", JSON.stringify(pem)],
    ["on one line", pem.replaceAll("\n", " ")],
    ["as base64", base64(pem)],
    ["as base64 in lines", base64(pem).replace(/.{60}/g, "$&\n")],
    ["as base64 of the text with \\n written out", base64(pem.replaceAll("\n", "\\n"))],
    ["as the base64 body alone", pem.split("\n").slice(1, -2).join("")],
    ["as SEC1", String(key.export({ type: "sec1", format: "pem" }))],
  ])("reads the key %s", (_what, text) => {
    const read = readAppStoreConnectKey(new Secret(text));
    expect(read.revealText()).toBe(pem);
    expect(createPrivateKey(read.revealText()).asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });

  const identity = makeIdentity({ name: [["CN", "x"]] });
  it.each([
    ["", "empty"],
    ["  \n", "empty"],
    ["AuthKey_2X9R4HXF34.p8", "the name of a file"],
    ["2X9R4HXF34", "like a key ID"],
    ["57246542-96fe-1a63-e053-0824d011072a", "like an issuer ID"],
    ['{"key_id": "x"}', "JSON"],
    ["correct horse battery staple!", "neither a PEM text nor base64"],
    [base64("correct horse battery staple"), "neither a PEM text nor base64"],
    [writePem("CERTIFICATE", identity.der), "a certificate"],
    [writePem("PUBLIC KEY", identity.der), "a public key"],
    [
      String(
        generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
          type: "pkcs8",
          format: "pem",
        }),
      ),
      "an RSA key of 2048 bits",
    ],
    [
      String(
        generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey.export({
          type: "pkcs8",
          format: "pem",
        }),
      ),
      "an EC key on secp256k1",
    ],
    [String(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })), "an Ed25519 key"],
    [
      String(key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })),
      "an encrypted private key",
    ],
    [pem.slice(0, 120), "a damaged or cut off PEM text"],
  ])("says what it is instead: %j", async (text, found) => {
    const failure = await failureOf(() => readAppStoreConnectKey(new Secret(text)));
    expect(failure.code).toBe("format/wrong-kind");
    expect(failure.parameters["found"]).toContain(found);
    if (text.trim().length > 12) expect(failure.message).not.toContain(text.trim());
  });
});
