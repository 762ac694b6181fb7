import { X509Certificate } from "node:crypto";
import { certificateParts, type CertificateFacts } from "./certificate.ts";
import { elementBytes } from "./der-reader.ts";

/** The longest chain that is followed; Apple's have three certificates. */
const maximumChainLength = 16;

/**
 * The certificate and then every issuer of it that is among `candidates`, leaf first, up to a self-signed one.
 * An issuer is one whose name fits and whose key made the signature; dates do not matter here.
 */
export function chainOf(leaf: CertificateFacts, candidates: readonly CertificateFacts[]): readonly CertificateFacts[] {
  const chain = [leaf];
  const named = candidates.map((certificate) => ({
    certificate,
    subject: nameKey(certificate, "subject"),
  }));
  for (let current = leaf; chain.length < maximumChainLength;) {
    const name = nameKey(current, "issuer");
    const issuer = named
      .filter(
        ({ certificate, subject }) => subject === name && !chain.some(({ sha256 }) => sha256 === certificate.sha256),
      )
      .slice(0, maximumChainLength)
      .find(({ certificate }) => isSignedBy(current, certificate));
    if (issuer === undefined) break;
    chain.push(issuer.certificate);
    current = issuer.certificate;
  }
  return chain;
}

/** Whether the signature of a certificate was made with the key of another; names and dates are not looked at. */
export function isSignedBy(certificate: CertificateFacts, issuer: CertificateFacts): boolean {
  try {
    return new X509Certificate(certificate.der).verify(new X509Certificate(issuer.der).publicKey);
  } catch {
    return false;
  }
}

/** Every certificate once, in the order of the first. */
export function withoutRepeats(certificates: readonly CertificateFacts[]): readonly CertificateFacts[] {
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}

function nameKey(certificate: CertificateFacts, which: "subject" | "issuer"): string {
  return Buffer.from(elementBytes(certificateParts(certificate)[which])).toString("hex");
}
