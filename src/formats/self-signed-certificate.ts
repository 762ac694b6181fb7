import { createHash } from "node:crypto";
import {
  boolean,
  certificateTime,
  concatBytes,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from "./der-writer.ts";
import { encodeCommonName, signatureAlgorithm, signedStructure } from "./certificate-signing-request.ts";
import { publicKeyOf, type PrivateKey } from "./private-key.ts";

/** What a self-signed certificate says. */
export interface SelfSignedCertificate {
  readonly privateKey: PrivateKey;
  readonly commonName: string;
  /** Whole seconds count. */
  readonly notBefore: Date;
  /** How many days it is valid: 10,000 for an Android key, which must outlive every update of the app. */
  readonly days: number;
}

const millisecondsPerDay = 86_400_000;

/**
 * Makes the certificate of an Android signing key, as `keytool -genkeypair` does: X.509 version 3, signed by the key
 * itself, with a key identifier and nothing else. The serial number follows from the key and the date.
 * @returns DER
 */
export function createSelfSignedCertificate({
  privateKey,
  commonName,
  notBefore,
  days,
}: SelfSignedCertificate): Uint8Array {
  const name = encodeCommonName(commonName);
  const spki = publicKeyOf(privateKey);
  const notAfter = new Date(notBefore.getTime() + days * millisecondsPerDay);
  const keyIdentifier = createHash("sha1").update(spki).digest();
  // 2.5.29.14, subject key identifier; 2.5.29.19, basic constraints: not an authority.
  const extensions = sequence(
    sequence(objectIdentifier("2.5.29.19"), boolean(true), octetString(sequence())),
    sequence(objectIdentifier("2.5.29.14"), octetString(octetString(keyIdentifier))),
  );
  const body = sequence(
    explicit(0, integer(2)),
    integer(serialOf(spki, notBefore)),
    signatureAlgorithm(privateKey),
    name,
    sequence(certificateTime(notBefore), certificateTime(notAfter)),
    name,
    spki,
    explicit(3, extensions),
  );
  return signedStructure(body, privateKey);
}

/** 64 bits, positive and not zero (RFC 5280, 4.1.2.2). */
function serialOf(spki: Uint8Array, notBefore: Date): bigint {
  const digest = createHash("sha256")
    .update(concatBytes(spki, new TextEncoder().encode(notBefore.toISOString())))
    .digest();
  return (digest.readBigUInt64BE() >> 1n) | 1n;
}
