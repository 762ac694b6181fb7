import { Secret } from "../secret/secret.ts";
import { readDer } from "./der-reader.ts";
import { curveOf } from "./elliptic-curve.ts";
import { FormatError, formatError } from "./format-error.ts";
import { decodeBase64, looksLikePem, readPem, writePem } from "./pem.ts";
import { publicKeyOf, readPrivateKeyBlock, readPrivateKeyDer, type PrivateKey } from "./private-key.ts";
import { describeKey } from "./signing-key.ts";

const expectedKey = "the .p8 of an App Store Connect API key (an EC key on P-256)";

/**
 * Reads the private key of App Store Connect as people keep it in secrets: the `.p8` as it is, its base64, the base64
 * of its bytes, with `\n` written out, on one line, or in quotes.
 * @returns the key as PKCS#8 in PEM, the same for every form
 * @throws FormatError `format/wrong-kind`, whose parameter `found` says what it is instead; never the text itself
 */
export function readAppStoreConnectKey(text: Secret): Secret {
  const key = readKey(text.revealText());
  if (key.algorithm !== "ec") throw wrongKind(describeKey(key));
  const curve = curveOf(readDer(publicKeyOf(key))).name ?? "an unnamed curve";
  if (curve !== "prime256v1") throw wrongKind(`an EC key on ${curve}`);
  return new Secret(writePem("PRIVATE KEY", key.pkcs8.revealBytes()));
}

function readKey(given: string): PrivateKey {
  const text = unescapeText(given);
  if (text === "") throw wrongKind("empty");
  if (text.includes("-----BEGIN ")) return readPemKey(text);
  const decoded = decodeBase64(text);
  if (decoded === undefined) throw wrongKind(describeText(text));
  if (looksLikePem(decoded)) return readPemKey(unescapeText(new TextDecoder().decode(decoded)));
  if (decoded[0] !== 0x30) throw wrongKind(describeText(text));
  return readOr("base64 of something that is no private key", () => readPrivateKeyDer(decoded));
}

function readPemKey(text: string): PrivateKey {
  const blocks = readOr("a damaged or cut off PEM text", () => readPem(new TextEncoder().encode(text)));
  const block = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined)
    throw wrongKind(blocks[0] === undefined ? "a damaged PEM text" : describeLabel(blocks[0].label));
  if (block.label === "ENCRYPTED PRIVATE KEY" || block.headers["DEK-Info"] !== undefined)
    throw wrongKind("an encrypted private key");
  return readOr("a damaged or cut off private key", () => readPrivateKeyBlock(block, undefined));
}

function readOr<T>(found: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError)
      throw wrongKind(error.code === "format/unsupported" ? "a key of another kind" : found);
    throw error;
  }
}

function unescapeText(text: string): string {
  const trimmed = text.replace(/^\ufeff/, "").trim();
  const quoted = /^(["'])([\s\S]*)\1$/.exec(trimmed)?.[2] ?? trimmed;
  return quoted.replace(/\\r/g, "").replace(/\\n/g, "\n").trim();
}

function describeLabel(label: string): string {
  if (label.endsWith("CERTIFICATE")) return "a certificate";
  if (label.endsWith("PUBLIC KEY")) return "a public key";
  if (label.endsWith("CERTIFICATE REQUEST")) return "a certificate signing request";
  return "a PEM text of another kind";
}

function describeText(text: string): string {
  if (/\.p8$/i.test(text)) return "the name of a file, not what is in it";
  if (/^[[{]/.test(text)) return "JSON";
  if (/^[A-Z0-9]{10}$/.test(text)) return "ten characters, like a key ID";
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return "a UUID, like an issuer ID";
  return "neither a PEM text nor base64 of one";
}

function wrongKind(found: string): FormatError {
  return formatError("format/wrong-kind", { found, expected: expectedKey });
}
