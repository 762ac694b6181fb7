import { randomBytes, sign, verify } from "node:crypto";
import { certificateParts, type CertificateFacts } from "./certificate.ts";
import { elementBytes } from "./der-reader.ts";
import { nodeKeyOf, type PrivateKey } from "./private-key.ts";
import { importPublicKey } from "./signing-key.ts";

/**
 * Whether a private key belongs to a certificate, shown by use: something is signed with the one and verified with the other.
 * `false` also for keys that cannot sign.
 */
export function provesKey(privateKey: PrivateKey, certificate: CertificateFacts): boolean {
  const challenge = randomBytes(32);
  try {
    const key = nodeKeyOf(privateKey);
    const digest = privateKey.algorithm === "ed25519" ? null : "sha256";
    const publicKey = importPublicKey(elementBytes(certificateParts(certificate).spki));
    return verify(digest, challenge, publicKey, sign(digest, challenge, key));
  } catch {
    return false;
  }
}
