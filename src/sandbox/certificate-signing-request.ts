import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";

import { readDerElements, readObjectIdentifier, type DerElement } from "./der.ts";

/** What the sandbox needs of a certificate signing request (PKCS#10, RFC 2986). */
export interface CertificateSigningRequest {
  readonly publicKey: KeyObject;
  /** The SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
}

/** Hashes of the RSA signature algorithms that requests are signed with, by object identifier. */
const rsaHashes: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.5": "sha1",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
};

/**
 * Reads a certificate signing request, PEM or bare base64 as Apple takes it, and checks that its signature was made by
 * the key that it asks a certificate for. Gives `undefined` for anything else than a well-signed RSA request.
 */
export function readCertificateSigningRequest(csrContent: string): CertificateSigningRequest | undefined {
  const base64 = csrContent
    .replaceAll(/-----(?:BEGIN|END) (?:NEW )?CERTIFICATE REQUEST-----/g, "")
    .replaceAll(/\s/g, "");
  if (base64 === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    return verifiedRequest(Buffer.from(base64, "base64"));
  } catch {
    // Whatever is wrong with the bytes, Apple only says that the request is not one.
    return undefined;
  }
}

function verifiedRequest(bytes: Buffer): CertificateSigningRequest | undefined {
  const [outer] = readDerElements(bytes);
  const [requestInfo, algorithm, signature] = elementsOf(outer);
  const [, , publicKeyInfo] = elementsOf(requestInfo);
  const [algorithmIdentifier] = elementsOf(algorithm);
  if (
    requestInfo === undefined ||
    publicKeyInfo === undefined ||
    algorithmIdentifier === undefined ||
    signature === undefined
  )
    return undefined;
  const hash = rsaHashes[readObjectIdentifier(algorithmIdentifier.content)];
  const publicKey = createPublicKey({ key: publicKeyInfo.encoded, format: "der", type: "spki" });
  if (hash === undefined || publicKey.asymmetricKeyType !== "rsa") return undefined;
  // A BIT STRING starts with the count of its unused bits, always 0 for a signature.
  const holds = verify(hash, requestInfo.encoded, publicKey, signature.content.subarray(1));
  return holds ? { publicKey, publicKeyInfo: publicKeyInfo.encoded } : undefined;
}

function elementsOf(parent: DerElement | undefined): readonly (DerElement | undefined)[] {
  return parent === undefined ? [] : readDerElements(parent.content);
}

/** SHA-256 of a SubjectPublicKeyInfo in DER, lower-case hex: how the sandbox names a key. */
export function publicKeySha256(publicKeyInfo: Uint8Array): string {
  return createHash("sha256").update(publicKeyInfo).digest("hex");
}
