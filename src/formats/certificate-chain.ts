import { X509Certificate } from "node:crypto";
import type { CertificateFacts } from "./certificate.ts";
import { formatError } from "./format-error.ts";
import { groupBy } from "./group-by.ts";

/** The longest chain that is followed; Apple's have three certificates. */
const maximumChainLength = 16;

/** The most signatures that are verified for one file; a slow one takes 7 ms, by the key that the file chooses. */
const maximumVerifications = 300;

/** Gives a certificate and then every issuer of it that is known, leaf first. */
export type ChainFinder = (leaf: CertificateFacts) => readonly CertificateFacts[];

/**
 * The certificate and then every issuer of it that is among `candidates`, leaf first, up to a self-signed one.
 * An issuer is one whose name fits and whose key made the signature; dates do not matter here.
 */
export function chainOf(leaf: CertificateFacts, candidates: readonly CertificateFacts[]): readonly CertificateFacts[] {
  return chainFinder(candidates)(leaf);
}

/**
 * Finds the chains of several certificates among the same candidates, as {@link chainOf} does: what is once known of an
 * issuer is not verified again. The finder throws `format/limit` when the candidates ask for too many verifications.
 */
export function chainFinder(candidates: readonly CertificateFacts[]): ChainFinder {
  const bySubject = groupBy(candidates, ({ subject }) => subject);
  const issuers = new Map<string, CertificateFacts | undefined>();
  let verifications = 0;
  const isIssuedBy = (certificate: CertificateFacts, issuer: CertificateFacts): boolean => {
    if (++verifications > maximumVerifications)
      throw formatError("format/limit", {
        reason: `finding out who issued its certificates takes more than ${maximumVerifications} verifications`,
      });
    return isSignedBy(certificate, issuer);
  };
  const issuerOf = (certificate: CertificateFacts): CertificateFacts | undefined => {
    if (!issuers.has(certificate.sha256)) {
      const found = bySubject
        .get(certificate.issuer)
        ?.filter(({ sha256 }) => sha256 !== certificate.sha256)
        .slice(0, maximumChainLength)
        .find((candidate) => isIssuedBy(certificate, candidate));
      issuers.set(certificate.sha256, found);
    }
    return issuers.get(certificate.sha256);
  };
  return (leaf) => {
    const chain = [leaf];
    for (let issuer = issuerOf(leaf); issuer !== undefined; issuer = issuerOf(issuer)) {
      const { sha256 } = issuer;
      if (chain.length === maximumChainLength || chain.some((member) => member.sha256 === sha256)) break;
      chain.push(issuer);
    }
    return chain;
  };
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
