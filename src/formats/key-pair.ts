import { X509Certificate } from "node:crypto";
import type { CertificateFacts } from "./certificate.ts";
import { nodeKeyOf, type PrivateKey } from "./private-key.ts";

/**
 * Whether a certificate is of a private key. Nearly always the public keys are equal byte for byte; the second look is
 * for the same key in another encoding, such as a compressed point.
 */
export function belongTogether(certificate: CertificateFacts, privateKey: PrivateKey): boolean {
  if (certificate.publicKeySha256 === privateKey.publicKeySha256) return true;
  if (privateKey.algorithm !== "ec") return false;
  try {
    return new X509Certificate(certificate.der).checkPrivateKey(nodeKeyOf(privateKey));
  } catch {
    return false;
  }
}
