import { X509Certificate } from "node:crypto";
import { certificateParts, type CertificateFacts } from "./certificate.ts";
import { contentBytes, isUniversal, readDer, tags, type DerElement } from "./der-reader.ts";
import { groupBy } from "./group-by.ts";
import { nodeKeyOf, publicKeyOf, type PrivateKey } from "./private-key.ts";

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

/** The second look is slow, so this many certificates get it: a real file has one. */
const maximumSecondLooks = 16;

/** Finds what belongs to a private key among many certificates, as {@link belongTogether} tells of one. */
export function certificateFinder<T>(
  candidates: readonly T[],
  certificateOf: (candidate: T) => CertificateFacts,
): (privateKey: PrivateKey) => readonly T[] {
  const byKey = groupBy(candidates, (candidate) => certificateOf(candidate).publicKeySha256);
  let byPoint: ReadonlyMap<string, readonly T[]> | undefined;
  return (privateKey) => {
    const equal = byKey.get(privateKey.publicKeySha256) ?? [];
    if (equal.length > 0 || privateKey.algorithm !== "ec") return equal;
    byPoint ??= groupBy(candidates, (candidate) => pointOf(certificateParts(certificateOf(candidate)).spki));
    const similar = byPoint.get(pointOf(readDer(publicKeyOf(privateKey))) ?? "") ?? [];
    return similar
      .slice(0, maximumSecondLooks)
      .filter((candidate) => belongTogether(certificateOf(candidate), privateKey));
  };
}

/**
 * Hex of the x-coordinate of the point in a SubjectPublicKeyInfo, which every encoding of a point begins with
 * (SEC 1, 2.3.3); something or `undefined` for other keys.
 */
function pointOf(spki: DerElement): string | undefined {
  const [, key] = spki.children;
  if (!isUniversal(key, tags.bitString)) return undefined;
  // The first octet counts unused bits, the second is the form: 2 and 3 are compressed.
  const [, form = 0, ...coordinates] = contentBytes(key).subarray(0, 512);
  const isCompressed = form === 2 || form === 3;
  return Buffer.from(isCompressed ? coordinates : coordinates.slice(0, coordinates.length / 2)).toString("hex");
}
