import { sign } from "node:crypto";
import {
  bitString,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  sequence,
  setOf,
  utf8String,
} from "./der-writer.ts";
import { formatError } from "./format-error.ts";
import { writePem } from "./pem.ts";
import { nodeKeyOf, publicKeyOf, type PrivateKey } from "./private-key.ts";

/**
 * Makes a certificate signing request (PKCS#10, RFC 2986) signed with SHA-256.
 * Apple replaces the subject of every certificate, so a common name is all that it needs.
 * @returns PEM
 */
export function createCertificateSigningRequest(request: {
  readonly privateKey: PrivateKey;
  readonly commonName: string;
}): string {
  const { privateKey, commonName } = request;
  const body = sequence(integer(0), encodeCommonName(commonName), publicKeyOf(privateKey), explicit(0));
  return writePem("CERTIFICATE REQUEST", signedStructure(body, privateKey));
}

/** A Name that holds one CN. */
export function encodeCommonName(commonName: string): Uint8Array {
  return sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String(commonName))));
}

/** The body, the algorithm and the signature over the body: the shape of requests and certificates. */
export function signedStructure(body: Uint8Array, privateKey: PrivateKey): Uint8Array {
  const digest = privateKey.algorithm === "ed25519" ? null : "sha256";
  return sequence(body, signatureAlgorithm(privateKey), bitString(sign(digest, body, nodeKeyOf(privateKey))));
}

/** The AlgorithmIdentifier with which {@link signedStructure} signs. */
export function signatureAlgorithm({ algorithm }: PrivateKey): Uint8Array {
  switch (algorithm) {
    case "rsa":
      return sequence(objectIdentifier("1.2.840.113549.1.1.11"), nullValue());
    case "ec":
      return sequence(objectIdentifier("1.2.840.10045.4.3.2"));
    case "ed25519":
      return sequence(objectIdentifier("1.3.101.112"));
    case "dsa":
      throw formatError("format/unsupported", { what: "a DSA key" });
  }
}
